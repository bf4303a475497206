/**
 * Whether committed results are what the code computes, and what they say of each other: trials computed afresh against
 * their rows, summaries and claims against the rows they are derived from. Pure; who computes the trials is not known here.
 */
import type { Cell, Outcome } from '../experiment/contract.js';
import { mean } from '../math/statistics.js';
import { type CheckedClaim, checkClaims } from './check-claims.js';
import { type CheckInput, idsByPlace } from './check-input.js';
import { type Difference, differences } from './differences.js';
import { derive, derivedSheets, trialSheets, trialTables } from './folder.js';
import { hasResult, placeKey } from './summary.js';
import { type TimeRatio, timeRatios } from './time-ratios.js';

/** How much of a cell is guarded. */
export interface CheckedCell {
  readonly task: string;
  readonly method: string;
  readonly sweep: Cell['sweep'];
  readonly trials: number;
  /** How many of them were computed afresh. */
  readonly guarded: number;
  /** Mean seconds of a trial in the committed run; null where it was never timed. */
  readonly seconds: number | null;
  /** Of the trials computed afresh: how many differ from their rows anywhere. */
  readonly differing: number;
}

export interface Checked {
  readonly cells: readonly CheckedCell[];
  /** The first 1000; `differing` counts all. */
  readonly differences: readonly Difference[];
  readonly differing: number;
  readonly claims: readonly CheckedClaim[];
  /** Advice: never a reason to fail. */
  readonly times: readonly TimeRatio[];
}

const mostTold = 1000;

/** Tables that differ from run to run. */
const timed: readonly string[] = ['timings.csv'];

/** O(cells of all tables), beside the bootstrap intervals of summary.csv and claims.csv, which are computed again. */
export function checkResults(input: CheckInput): Checked {
  const { spec, results, cells, fresh } = input;
  const reran = fresh.filter(({ row }) => row.status !== 'timeout');
  const rerun = rerunDifferences(input, reran);
  const found = [...gridDifferences(input), ...rerun, ...derivedDifferences(input)];
  const [freshIds, wrongIds] = [new Set(reran.map(({ row }) => row.id)), new Set(rerun.map(({ row }) => row))];
  const byPlace = idsByPlace(input.trials);
  const freshSeconds = new Map(fresh.flatMap(({ row, seconds }) => (hasResult(row.status) ? [[row.id, seconds]] : [])));
  return {
    cells: cells.map((cell) =>
      checkedCell(cell, byPlace.get(placeKey(cell)) ?? [], results.seconds, freshIds, wrongIds),
    ),
    differences: found.slice(0, mostTold),
    differing: found.length,
    claims: checkClaims(input, byPlace, freshIds),
    times: timeRatios(spec.times, results, { rows: fresh.map(({ row }) => row), seconds: freshSeconds }),
  };
}

/** The rows are those of the grid's trials, and run.json counts them as they are. */
function gridDifferences({ results: { folder, rows }, trials, run }: CheckInput): Difference[] {
  const file = `${folder}/trials.csv`;
  const [ids, wanted] = [new Set(rows.map(({ id }) => id)), new Set(trials.map(({ id }) => id))];
  const whole = (row: string, committed: string, now: string): Difference => ({
    ...{ file, row, column: '', committed, now, from: 'files' },
  });
  const counts = Object.entries(run.status).flatMap(([status, told]) => {
    const count = rows.filter((row) => row.status === status).length;
    if (told === count) return [];
    const of = { file: `${folder}/run.json`, row: 'status', column: status, committed: String(told) };
    return [{ ...of, now: String(count), from: 'files' as const }];
  });
  return [
    ...trials.flatMap(({ id }) => (ids.has(id) ? [] : [whole(id, 'no row', 'a trial of the grid')])),
    ...rows.flatMap(({ id }) => (wanted.has(id) ? [] : [whole(id, '1 row', 'no trial of the grid')])),
    ...counts,
  ];
}

/** The trials computed afresh against every committed table that has rows of theirs. */
function rerunDifferences({ results, cells, metrics, same }: CheckInput, fresh: readonly Outcome[]): Difference[] {
  if (fresh.length === 0) return [];
  // A trial that ran out of time there says nothing of what it would have come to.
  const late = new Set(results.rows.filter(({ status }) => status === 'timeout').map(({ id }) => id));
  const outcomes = fresh.filter(({ row }) => !late.has(row.id));
  const only = new Set(outcomes.map(({ row }) => row.id));
  const sheets = trialSheets({ cells, metrics, outcomes });
  return trialTables
    .filter((name) => !timed.includes(name))
    .flatMap((name) => {
      const file = `${results.folder}/${name}`;
      return differences(results.table(name), sheets[name], { file, from: 'rerun', same, key: ['trial_id'], only });
    });
}

/** Summaries and claims against what follows from the committed rows. */
function derivedDifferences({ results, spec, cells, grid, metrics, same }: CheckInput): Difference[] {
  const sheets = derivedSheets(derive({ spec, cells, grid, metrics }, results.rows, results.seconds), cells);
  const sweeps = [...new Set(cells.flatMap(({ sweep }) => Object.keys(sweep)))];
  const place = ['task', 'method', ...sweeps, 'metric'];
  const keys = { 'summary.csv': place, 'timings_summary.csv': place, 'claims.csv': ['id'] } as const;
  return (['summary.csv', 'timings_summary.csv', 'claims.csv'] as const).flatMap((name) =>
    differences(results.table(name), sheets[name], {
      ...{ file: `${results.folder}/${name}`, from: 'files', same, key: keys[name] },
    }),
  );
}

function checkedCell(
  { task, method, sweep }: Cell,
  ids: readonly string[],
  seconds: ReadonlyMap<string, number>,
  fresh: ReadonlySet<string>,
  wrong: ReadonlySet<string>,
): CheckedCell {
  const guarded = ids.filter((id) => fresh.has(id));
  const differing = guarded.filter((id) => wrong.has(id)).length;
  const timed = ids.flatMap((id) => seconds.get(id) ?? []);
  return { ...{ task, method, sweep, differing }, seconds: mean(timed), trials: ids.length, guarded: guarded.length };
}
