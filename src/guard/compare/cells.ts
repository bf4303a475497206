/** The cells of two runs, matched: trials by their index, and paired where their seeds are equal. */
import type { Row, Status } from '../../experiment/contract.js';
import { median } from '../../math/statistics.js';
import { hasResult, type Place, placeKey, present, rowsByPlace, secondsOf } from '../../results/summary.js';
import type { CellComparison, SavedRun, StatusChange } from './contract.js';
import type { MatchedCell, Pair } from './metric.js';

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
    matched: { key: placeKey(place), a, b, pairs },
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
