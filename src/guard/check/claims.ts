/** Whether the verdicts of claims.csv are those that the rows give now. */
import type { Cell, Claim, ClaimTest, Verdict } from '../../experiment/contract.js';
import { judgeClaims } from '../../results/claims/judge.js';
import type { JudgedVerdict } from '../../results/claims/tables.js';
import { placeKey } from '../../results/summary.js';
import type { CheckInput } from './input.js';

export interface CheckedClaim {
  readonly id: string;
  readonly sentence: string;
  /** The verdict in claims.csv; null where it has none. */
  readonly committed: string | null;
  /** The verdict on the committed rows, those that were computed afresh in their place. */
  readonly now: JudgedVerdict;
  /** The verdict that the spec expects of a full run; null for a run of another grid. */
  readonly expected: Verdict | null;
  /** How the tests came out, in words. */
  readonly test: string;
  /** What it was judged on: rows that were all computed afresh, some, or none; times are always those of the committed run. */
  readonly judgedOn: 'fresh rows' | 'some fresh rows' | 'committed rows' | 'committed times';
  readonly holds: boolean;
}

/**
 * Judges every claim on the rows as they are now. A claim about times is judged on the committed times: those of two
 * machines do not compare.
 * @param byPlace the ids of the trials of each cell, by `placeKey`.
 * @param fresh those that were computed afresh.
 */
export function checkClaims(
  input: CheckInput,
  byPlace: ReadonlyMap<string, readonly string[]>,
  fresh: ReadonlySet<string>,
): CheckedClaim[] {
  const { spec, results, grid, metrics, expects } = input;
  const now = new Map(input.fresh.flatMap(({ row }) => (fresh.has(row.id) ? [[row.id, row]] : [])));
  const rows = results.rows.map((row) => now.get(row.id) ?? row);
  const table = results.table('claims.csv');
  const committed = new Map(table?.rows.map((line) => [line.text('id'), line.text('verdict')]));
  return judgeClaims(spec.claims, rows, results.seconds, metrics, grid).map((judged, i) => {
    const { id, sentence, verdict, test } = judged;
    const was = committed.get(id) ?? null;
    const expected = expects ? judged.expected : null;
    const holds = was === verdict && (expected === null || expected === verdict);
    return {
      ...{ id, sentence, committed: was, now: verdict, expected, test, holds },
      judgedOn: rowsOf(spec.claims[i]!, grid, byPlace, fresh),
    };
  });
}

/** What the claim's tests look at, as far as it was computed afresh. */
function rowsOf(
  { tests }: Claim,
  grid: readonly Cell[],
  byPlace: ReadonlyMap<string, readonly string[]>,
  fresh: ReadonlySet<string>,
): CheckedClaim['judgedOn'] {
  if (tests.some((test) => test.metric === 'seconds')) return 'committed times';
  const places = new Set(tests.flatMap((test) => cellsOfTest(test, grid).map(placeKey)));
  const ids = [...places].flatMap((key) => byPlace.get(key) ?? []);
  const count = ids.filter((id) => fresh.has(id)).length;
  if (count === 0) return 'committed rows';
  return count === ids.length ? 'fresh rows' : 'some fresh rows';
}

/** The cells that a test looks at. */
function cellsOfTest({ task, methods, against, at, across }: ClaimTest, grid: readonly Cell[]): Cell[] {
  const compared = [...methods, ...(against === undefined ? [] : [against.method])];
  const swept = [...Object.keys(at), ...(across === undefined ? [] : [across])].sort().join();
  return grid.filter(
    (cell) =>
      cell.task === task &&
      compared.includes(cell.method) &&
      Object.keys(cell.sweep).sort().join() === swept &&
      Object.entries(at).every(([name, value]) => cell.sweep[name] === value),
  );
}
