/**
 * The cells of two runs, matched: trials by their index, and paired where their seeds are equal; and each metric of such
 * a cell, with its differences, their interval and their test.
 */
import type { Row, Status } from '../../experiment/contract.js';
import { tInterval, welch } from '../../math/intervals.js';
import { leastSignFlip, leastTwoSample, signFlip, twoSample } from '../../math/significance.js';
import { type Interval, mean, median } from '../../math/statistics.js';
import { hasResult, type Place, present, rowsByPlace, secondsOf } from '../../results/summary.js';
import type { CellComparison, Comparison, Direction, SavedRun, StatusChange } from './contract.js';

/** A trial of both runs. */
export type Pair = readonly [a: Row, b: Row];

/** The trials of one cell in two runs. */
export interface MatchedCell {
  readonly a: readonly Row[];
  readonly b: readonly Row[];
  /** Trials of equal index and equal seed. */
  readonly pairs: readonly Pair[];
}

/** A comparison before p is corrected, from which the verdict comes. */
export type Tested = Omit<Comparison, 'corrected' | 'verdict'> & { readonly same: boolean };

/** What is known of a cell without its metrics, and what its metrics need. */
export interface CellPair {
  readonly facts: Omit<CellComparison, 'comparisons'>;
  readonly matched: MatchedCell;
}

export interface MatchedRuns {
  readonly cells: readonly CellPair[];
  readonly onlyA: readonly Place[];
  readonly onlyB: readonly Place[];
}

/**
 * The cells of both, in the order of A, and those of one alone.
 * @param columns metrics that both runs have: rows are compared in these.
 */
export function matchCells(a: SavedRun, b: SavedRun, columns: readonly string[]): MatchedRuns {
  const [cellsA, cellsB] = [rowsByPlace(a.rows), rowsByPlace(b.rows)];
  const alone = (own: ReadonlyMap<string, readonly Row[]>, other: ReadonlyMap<string, readonly Row[]>) =>
    [...own].flatMap(([key, [row]]) => (other.has(key) ? [] : [placeOf(row!)]));
  const cells = [...cellsA].flatMap(([key, rowsA]): CellPair[] => {
    const rowsB = cellsB.get(key);
    if (rowsB === undefined) return [];
    const [medianA, medianB] = [medianSeconds(rowsA, a), medianSeconds(rowsB, b)];
    const secondsRatio = medianA && medianB ? medianB / medianA : null;
    return [cellPair(rowsA, rowsB, secondsRatio, columns)];
  });
  return { cells, onlyA: alone(cellsA, cellsB), onlyB: alone(cellsB, cellsA) };
}

function cellPair(
  a: readonly Row[],
  b: readonly Row[],
  secondsRatio: number | null,
  columns: readonly string[],
): CellPair {
  const byTrial = new Map(b.map((row) => [row.trial, row]));
  const both = a.flatMap((row): Pair[] => {
    const other = byTrial.get(row.trial);
    return other === undefined ? [] : [[row, other]];
  });
  const pairs = both.filter(([one, other]) => one.seed === other.seed);
  const place = placeOf(a[0]!);
  return {
    matched: { a, b, pairs },
    facts: {
      ...place,
      ...{ trialsA: a.length, trialsB: b.length, matched: both.length, paired: pairs.length },
      identical: both.length > 0 && both.every((pair) => equalRows(pair, columns)),
      statuses: statusChanges(both),
      secondsRatio,
    },
  };
}

function placeOf({ task, method, sweep }: Row): Place {
  return { task, method, sweep };
}

function equalRows([a, b]: Pair, columns: readonly string[]): boolean {
  const told = ({ seed, status, reason, iterations, converged }: Row) => [seed, status, reason, iterations, converged];
  const [toldA, toldB] = [told(a), told(b)];
  if (toldA.some((value, i) => value !== toldB[i])) return false;
  return columns.every((name) => (a.metrics[name] ?? null) === (b.metrics[name] ?? null));
}

function medianSeconds(rows: readonly Row[], { seconds }: SavedRun): number | null {
  return median(present(rows.map((row) => secondsOf(row, seconds))));
}

/** The ways in which trials of equal index end otherwise, the most frequent first. */
function statusChanges(both: readonly Pair[]): StatusChange[] {
  const counts = new Map<string, StatusChange>();
  for (const [{ status: from }, { status: to }] of both) {
    if (from === to) continue;
    const key = `${from} ${to}`;
    counts.set(key, { from, to, trials: (counts.get(key)?.trials ?? 0) + 1, verdict: statusVerdict(from, to) });
  }
  return [...counts.values()].sort((one, other) => other.trials - one.trials);
}

function statusVerdict(from: Status, to: Status): StatusChange['verdict'] {
  if (hasResult(from) === hasResult(to)) return 'changed';
  return hasResult(to) ? 'better' : 'worse';
}

/**
 * Two values nearer than this, as a share of the greater, are equal up to rounding: another processor or another
 * version of Node may round otherwise, and no test should find that to be better.
 */
export const ROUNDING = 1e-9;

/** Null where neither run has a value of the metric in this cell. */
export function testMetric(cell: MatchedCell, { name, better }: Direction): Tested | null {
  const valuesA = present(cell.a.map((row) => row.metrics[name]));
  const valuesB = present(cell.b.map((row) => row.metrics[name]));
  if (valuesA.length + valuesB.length === 0) return null;
  const counts = { metric: name, better, nA: valuesA.length, nB: valuesB.length };
  if (cell.pairs.length > 0) return { ...counts, ...paired(cell.pairs, name) };
  const [meanA, meanB] = [mean(valuesA), mean(valuesB)];
  const apart = meanA !== null && meanB !== null && new Set([...valuesA, ...valuesB]).size > 1;
  return {
    ...counts,
    ...{ pairs: null, differing: null, same: false, meanA, meanB },
    difference: meanA === null || meanB === null ? null : meanB - meanA,
    ...ends(apart ? welch(valuesA, valuesB) : null),
    p: apart ? twoSample(valuesA, valuesB) : null,
    least: apart ? leastTwoSample(valuesA.length, valuesB.length) : null,
  };
}

function paired(pairs: readonly Pair[], name: string): Omit<Tested, 'metric' | 'better' | 'nA' | 'nB'> {
  const values = pairs.map(([a, b]) => [a.metrics[name] ?? null, b.metrics[name] ?? null] as const);
  const both = values.filter((pair): pair is readonly [number, number] => pair[0] !== null && pair[1] !== null);
  const differences = both.map(([a, b]) =>
    Math.abs(b - a) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b)) ? 0 : b - a,
  );
  const differing = differences.filter((d) => d !== 0).length;
  const tested = differing > 0;
  return {
    pairs: both.length,
    differing,
    same: both.length > 0 && values.every(([a, b]) => a === b),
    meanA: mean(both.map(([a]) => a)),
    meanB: mean(both.map(([, b]) => b)),
    difference: mean(differences),
    ...ends(tested ? tInterval(differences) : null),
    p: tested ? signFlip(differences) : null,
    least: tested ? leastSignFlip(differing) : null,
  };
}

function ends(interval: Interval | null): Pick<Comparison, 'low' | 'high'> {
  return { low: interval?.low ?? null, high: interval?.high ?? null };
}
