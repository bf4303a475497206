/** How far the coefficients of a mixture, and who decides about which row, depend on the rows that happened to be there. */
import { quantile } from '../../math/statistics.js';
import type { Bootstrap, Interval } from '../../model/trust-contract.js';
import type { ExpertReport } from '../contract.js';
import type { FittedRows, ResampleAnswer, ResampleJob } from '../job-contract.js';
import type { Recipe } from '../learn.js';
import { inOrder } from '../queue.js';
import type { Fitting } from '../sizes.js';

/** Resamples of a job. */
const PART = 10;

/** Share of the resamples between the ends of an interval. */
const LEVEL = 0.95;

/** A row that keeps its expert in at least this share of the resamples is stable. */
const STABLE = 0.9;

/** Gates that a model keeps: a new row's stability is told in steps of one in so many. */
const GATES = 50;

/** How many jobs the resamples of a fit are. */
export const partsOf = (resamples: number): number => Math.ceil(resamples / PART);

/**
 * Percentile intervals of the coefficients of a fit (Efron and Tibshirani 1993, section 13.3), and how stable its assignment is, by
 * resamples that are fitted from where it ended (`fitResamples`). What they tell of is the mixture of least objective
 * nearby, with the number of experts as it is: not how well it was found, nor what the choice of their number adds.
 * @returns null where no resamples were asked for; of fewer than two that count there are no intervals.
 */
export async function bootstrap(
  { plan, run }: Pick<Fitting, 'plan' | 'run'>,
  recipe: Recipe,
  fitted: FittedRows,
): Promise<Bootstrap | null> {
  if (plan.bootstrap === 0) return null;
  const { rows, model, assignment } = fitted;
  const jobs = Array.from({ length: partsOf(plan.bootstrap) }, (_, part): ResampleJob => {
    const [from, to] = [PART * part, Math.min(plan.bootstrap, PART * (part + 1))];
    const of = `resamples ${from + 1} to ${to}`;
    return { recipe, of, rows, held: null, fitted: { model, assignment }, from, to };
  });
  return summary(await inOrder(jobs.map((job) => run(job))), fitted);
}

/** What is told of experts, with what their resamples say. */
export function withIntervals(experts: readonly ExpertReport[], found: Bootstrap | null): readonly ExpertReport[] {
  if (found === null) return experts;
  return experts.map((one, j) => ({
    ...one,
    coefficients: one.coefficients?.map((own, c) => ({ ...own, ...found.coefficients[j]?.[c] })) ?? null,
    stability: found.stability[j]!,
  }));
}

function summary(parts: readonly ResampleAnswer[], { model }: FittedRows): Bootstrap {
  const { own } = parts[0]!;
  const resamples = sumOf(parts.map((part) => part.resamples));
  const degenerate = sumOf(parts.map((part) => part.degenerate));
  const counting = resamples - degenerate;
  const rates = Float64Array.from(own, (_, i) => sumOf(parts.map(({ kept }) => kept[i]!)) / counting);
  const held = model.experts.map((_, j) => rates.filter((_, i) => own[i] === j));
  const coefficients = parts.flatMap((part) => part.coefficients);
  return {
    ...{ resamples, degenerate, level: LEVEL },
    coefficients: model.experts.map((_, j) => intervalsOf(coefficients.map((experts) => experts[j]!))),
    stability: held.map((own) => (counting === 0 || own.length === 0 ? null : sumOf(own) / own.length)),
    stable: counting === 0 ? null : rates.filter((rate) => rate >= STABLE).length / rates.length,
    gates: parts.flatMap((part) => part.gates).slice(0, GATES),
  };
}

/** Of each coefficient of an expert the interval that its values in the resamples leave; null where that says nothing. */
function intervalsOf(values: readonly (Float64Array | null)[]): Interval[] | null {
  const known = values.filter((own) => own !== null);
  if (known.length < 2) return null;
  return Array.from(known[0]!, (_, c) => {
    const sorted = Float64Array.from(known, (own) => own[c]!).sort();
    return { low: quantile(sorted, (1 - LEVEL) / 2), high: quantile(sorted, (1 + LEVEL) / 2) };
  });
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum;
}
