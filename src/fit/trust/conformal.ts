/**
 * Split conformal prediction (Papadopoulos, Proedrou, Vovk and Gammerman 2002; Lei, G'Sell, Rinaldo, Tibshirani and Wasserman
 * 2018): rows that nothing was learned from, nor chosen by, say how far off predictions of other rows are.
 */
import type { Prepared } from '../../datasets/prepare.js';
import { InputError } from '../../errors.js';
import type { LearningParts } from '../../experiment/catalog.js';
import { shuffle, stream } from '../../math/random.js';
import { mean, standardDeviation } from '../../math/statistics.js';
import type { Model } from '../../model/contract.js';
import { bindModel, loader, predict } from '../../model/predict.js';
import type { Intervals, LossSample } from '../../model/trust-contract.js';
import { encode } from '../../tables/encode.js';
import type { FitPlan } from '../contract.js';
import { ownLosses } from '../judge.js';

/** One row of so many calibrates, and so many rows in all: more than these add little (their coverage varies by .007). */
const OF = 4;
const MOST = 2000;

/** An expert with so many calibrating rows has a score of its own. */
const OWN = 100;

/**
 * The rank, of m scores in ascending order, of the one that a new row's score exceeds with probability 1 - coverage at most;
 * above m where these are too few. `0.55` means 11/20, which no double is: products are taken down by two of its last digits.
 */
export function rankOf(m: number, coverage: number): number {
  return Math.ceil((m + 1) * coverage * (1 - 2 * Number.EPSILON));
}

/** The fewest scores among which there is such a rank. Cost: O(1 / (1 - coverage)). */
export function fewestFor(coverage: number): number {
  let m = 1;
  while (rankOf(m, coverage) > m) m++;
  return m;
}

/**
 * The rows that calibrate, ascending: drawn by the seed from those with a weight. Each counts once, whatever its weight: what is
 * promised is of rows as they come. Not from each class in proportion: a model knows how frequent classes were where it was
 * learned, and rows with the very same frequencies would flatter it. But a class's last row is not taken, for then nothing were
 * learned of it.
 * @returns none where none are asked for.
 * @throws InputError where the rows are too few, with the arithmetic.
 */
export function calibrationRows(
  { rows, y, weights, target }: Pick<Prepared, 'rows' | 'y' | 'weights' | 'target'>,
  { intervals: coverage, seed }: Pick<FitPlan, 'intervals' | 'seed'>,
): Uint32Array {
  if (coverage === 0) return new Uint32Array(0);
  const heavy = weights === null ? rows.slice() : rows.filter((row) => weights[row]! > 0);
  const left = target.kind === 'classes' ? countsOf(heavy, y, target.labels.length) : null;
  const able = left === null ? heavy : heavy.filter((row) => left[y[row]!]! > 1);
  const [n, least] = [able.length, fewestFor(coverage)];
  const m = Math.min(MOST, Math.floor(n / OF));
  if (m < least)
    throw new InputError(
      `intervals: coverage ${coverage} needs ${least} rows to calibrate by, one of ${OF} of at least ${OF * least}; got ${n} rows`,
    );
  shuffle(able, stream(seed, 'calibration'));
  if (left === null) return able.subarray(0, m).toSorted();
  // Half of these rows at least are not the last of their class.
  return able
    .filter((row) => left[y[row]!]! > 1 && left[y[row]!]!-- > 0)
    .subarray(0, m)
    .toSorted();
}

/** How many of the rows are of each class. */
function countsOf(rows: Uint32Array, y: Float64Array, classes: number): Uint32Array {
  const counts = new Uint32Array(classes);
  for (const row of rows) counts[y[row]!]!++;
  return counts;
}

/**
 * What a model's predictions are off by on these rows, which it was not learned from.
 * @throws InputError for cells that its encoding refuses. Cost: the gate's, and two evaluations a row.
 */
export async function calibrate(
  model: Model,
  { frame, y }: Pick<Prepared, 'frame' | 'y'>,
  rows: Uint32Array,
  coverage: number,
  catalog: LearningParts,
): Promise<Intervals> {
  const bound = await bindModel(model, loader(catalog));
  const { x, gateX } = encode(model.encoding, frame, rows);
  const { prediction, expert } = predict(bound, x, gateX);
  const own = Float64Array.from(rows, (row) => y[row]!);
  const { target, experts } = model;
  const regression = target.kind === 'regression';
  const standard = regression ? own.map((value) => (value - target.center) / target.scale) : own;
  const losses = ownLosses(bound, { x, y: standard }, expert);
  const scores = regression
    ? own.map((value, i) => Math.abs(value - prediction[i]!))
    : losses.map((loss) => 1 - Math.exp(-loss));
  return {
    ...intervalsOf(scores, expert, experts.length, coverage),
    losses: experts.map((_, j) => sampleOf([...losses].filter((_, i) => expert[i] === j))),
  };
}

function sampleOf(losses: readonly number[]): LossSample | null {
  const { length: rows } = losses;
  if (rows === 0) return null;
  return { rows, mean: mean(losses)!, deviation: standardDeviation(losses) };
}

/**
 * The quantiles of scores, of each expert and of those whose rows are few. Experts with few form one group; where these have too
 * few together, the smallest of the others joins them. So each group keeps what is promised (Vovk, Lindsay, Nouretdinov and
 * Gammerman 2003, Mondrian confidence machine), which the quantile of all rows would not do for an expert with larger scores than
 * others.
 * @param scores m of them. @param experts who decided about each row. @param k how many experts there are.
 */
export function intervalsOf(scores: Float64Array, experts: Uint32Array, k: number, coverage: number): Intervals {
  const held = Array.from({ length: k }, (_, j) => scores.filter((_, i) => experts[i] === j));
  const least = fewestFor(coverage);
  const large = held.flatMap(({ length }, j) => (length >= Math.max(OWN, least) ? [j] : []));
  const few = (own: readonly number[]) => held.flatMap((rows, j) => (own.includes(j) ? [] : [...rows]));
  if (large.length > 0 && large.length < k && few(large).length < least) {
    const smallest = large.reduce((a, b) => (held[b]!.length < held[a]!.length ? b : a));
    large.splice(large.indexOf(smallest), 1);
  }
  const shared = large.length === k ? scores : Float64Array.from(few(large));
  return {
    ...{ coverage, rows: scores.length, all: quantile(shared, coverage) },
    experts: held.map((rows, j) => (large.includes(j) ? quantile(rows, coverage) : null)),
  };
}

function quantile(scores: Float64Array, coverage: number): number {
  return scores.toSorted()[rankOf(scores.length, coverage) - 1]!;
}
