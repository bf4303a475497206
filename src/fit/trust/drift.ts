/** What of a new table is otherwise than in the rows learned from, beyond what chance gives. */
import { holm, outsideByChance, sharesDiffer, twoSided } from '../../math/significance.js';
import type { Origin } from '../../model/contract.js';
import type { LossSample } from '../../model/trust-contract.js';
import { columnFinder } from '../../tables/cells.js';
import type { Input } from '../../tables/encoding.js';
import type { CategoryColumn, Frame, NumberColumn } from '../../tables/frame.js';

/** One input's cells that lie beyond what was learned from. */
export interface InputDrift {
  readonly name: string;
  readonly kind: Input['kind'];
  /** Cells that are not missing. */
  readonly rows: number;
  /** Of a number or a date: what was learned from, how many cells lie below and above, and the farthest of them. */
  readonly range: readonly [low: number, high: number] | null;
  readonly below: number;
  readonly above: number;
  readonly least: number | null;
  readonly greatest: number | null;
  /** Of a category: cells of a level that was not learned from, and the first few such levels. */
  readonly unseen: number;
  readonly levels: readonly string[];
  /** Probability of so many cells beyond the range, of all ranges, where nothing has changed; null of a category. */
  readonly p: number | null;
}

/** One expert's rows beside those that it was learned from. */
export interface ExpertDrift {
  readonly share: number;
  readonly was: number;
  /** Probability of shares so different, of all experts, where nothing has changed. */
  readonly p: number;
  /** Its mean loss beside that of the rows that calibrated the model; null where either is of few rows. */
  readonly loss: {
    readonly now: number;
    readonly was: number;
    /** Probability of so great a mean loss, of all experts, where nothing has changed. */
    readonly p: number;
  } | null;
}

/** Probabilities are corrected for how many there are: below .05 one or more of them fall in one table in twenty, at most. */
export interface Drift {
  readonly inputs: readonly InputDrift[];
  readonly experts: readonly ExpertDrift[];
}

/** A probability below this is no chance. */
export const CHANCE = 0.05;

/** Levels that are named. */
const mostLevels = 5;

/** Fewer losses than this on either side do not say how far their mean may be off. */
const fewest = 30;

/** Adds up part after part what lies beyond the ranges and levels of the inputs, in memory for the inputs alone. */
export function watchInputs(inputs: readonly Input[]): {
  add(frame: Frame, rows: Uint32Array): void;
  end(): Omit<InputDrift, 'p'>[];
} {
  const own = inputs.map((input) => ({
    ...{ name: input.name, kind: input.kind, range: input.kind === 'category' ? null : input.range },
    ...{ rows: 0, below: 0, above: 0, least: null as number | null, greatest: null as number | null },
    ...{ unseen: 0, levels: [] as string[] },
  }));
  const known = inputs.map((input) => (input.kind === 'category' ? new Set(input.levels) : null));
  return {
    add(frame, rows) {
      const find = columnFinder(frame);
      own.forEach((counts, at) => {
        const levels = known[at]!;
        if (levels !== null) addLevels(counts, levels, find(counts.name) as CategoryColumn, rows);
        else if (counts.range !== null) addNumbers(counts, counts.range, find(counts.name) as NumberColumn, rows);
      });
    },
    end: () => own.map((counts) => ({ ...counts, levels: [...counts.levels] })),
  };
}

interface Counts {
  rows: number;
  below: number;
  above: number;
  least: number | null;
  greatest: number | null;
  unseen: number;
  readonly levels: string[];
}

function addNumbers(
  counts: Counts,
  [low, high]: readonly [number, number],
  { values }: NumberColumn,
  rows: Uint32Array,
): void {
  for (const row of rows) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    counts.rows++;
    if (value < low) {
      counts.below++;
      counts.least = Math.min(counts.least ?? value, value);
    } else if (value > high) {
      counts.above++;
      counts.greatest = Math.max(counts.greatest ?? value, value);
    }
  }
}

function addLevels(counts: Counts, known: ReadonlySet<string>, column: CategoryColumn, rows: Uint32Array): void {
  const unseen = column.levels.map((level) => !known.has(level));
  for (const row of rows) {
    const code = column.codes[row]!;
    if (code < 0) continue;
    counts.rows++;
    if (!unseen[code]) continue;
    counts.unseen++;
    const level = column.levels[code]!;
    if (counts.levels.length < mostLevels && !counts.levels.includes(level)) counts.levels.push(level);
  }
}

/** The new rows of an expert; `losses` of those with a target, null where there are none. */
export interface NewRows {
  readonly rows: number;
  readonly losses: LossSample | null;
}

/**
 * How likely what differs is by chance, where new rows are drawn as those learned from. Shares are compared by Fisher's exact
 * test, both tables being samples; cells beyond a range by how many of any distribution fall there; mean losses by a one-sided
 * test with the greater of two errors, of unequal variances (Welch 1947) and of one: losses are skewed, and the smaller sample
 * alone may have missed how far. Each of the three is corrected by Holm's method, and for there being three.
 * @param calibrated losses of rows held out when the model was learned: on those that it was fitted to, experts and gate are too
 *   good for new rows to be held to that. Null, or a null, where nothing can be said of losses.
 */
export function driftOf(
  inputs: readonly Omit<InputDrift, 'p'>[],
  experts: readonly NewRows[],
  { data, training }: Pick<Origin, 'data' | 'training'>,
  calibrated: readonly (LossSample | null)[] | null,
): Drift {
  const beyond = inputs.map(({ range, below, above, rows }) =>
    range === null ? null : outsideByChance(below + above, rows, data.rows),
  );
  const all = experts.reduce((sum, { rows }) => sum + rows, 0);
  const held = training.shares.map((share) => Math.round(share * data.rows));
  const shares = experts.map(({ rows }, j) => sharesDiffer(rows, all, held[j]!, data.rows));
  const losses = experts.map(({ losses: now }, j) => risen(now, calibrated?.[j] ?? null));
  // Where there are two experts, the one's loss is the other's gain: it is one test.
  const tests = [beyond, experts.length <= 2 ? shares.slice(1) : shares, losses.map((own) => own?.p ?? null)];
  const families = tests.filter((ps) => ps.some((p) => p !== null)).length;
  const [ofInputs, ofShares, ofLosses] = tests.map((ps) => corrected(ps, families));
  return {
    inputs: inputs.map((own, at) => ({ ...own, p: ofInputs![at]! })),
    experts: experts.map(({ rows }, j) => ({
      ...{ share: all === 0 ? 0 : rows / all, was: training.shares[j]! },
      p: ofShares![Math.min(j, ofShares!.length - 1)] ?? 1,
      loss: losses[j] === null ? null : { ...losses[j]!, p: ofLosses![j]! },
    })),
  };
}

/** For how many there are, those that are null not among them. */
function corrected(ps: readonly (number | null)[], families: number): (number | null)[] {
  const known = holm(ps.filter((p) => p !== null));
  let next = 0;
  return ps.map((p) => (p === null ? null : Math.min(1, families * known[next++]!)));
}

function risen(now: LossSample | null, was: LossSample | null): ExpertDrift['loss'] {
  if (now === null || was === null || now.deviation === null || was.deviation === null) return null;
  const [m, n] = [now.rows, was.rows];
  if (Math.min(m, n) < fewest) return null;
  const apart = Math.hypot(now.deviation / Math.sqrt(m), was.deviation / Math.sqrt(n));
  const squares = (m - 1) * now.deviation ** 2 + (n - 1) * was.deviation ** 2;
  const together = Math.sqrt((squares / (m + n - 2)) * (1 / m + 1 / n));
  const z = now.mean === was.mean ? 0 : (now.mean - was.mean) / Math.max(apart, together);
  return { now: now.mean, was: was.mean, p: z > 0 ? twoSided(z) / 2 : 1 - twoSided(z) / 2 };
}
