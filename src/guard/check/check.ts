/**
 * Whether committed results are what the code computes, and what they say of each other: trials computed afresh against
 * their rows, summaries and claims against the rows they are derived from. Pure; who computes the trials is not known here.
 */
import type { Cell } from '../../experiment/contract.js';
import { mean } from '../../math/statistics.js';
import { hasResult, placeKey } from '../../results/summary.js';
import { type CheckedClaim, checkClaims } from './claims.js';
import type { Difference } from './differences.js';
import { derivedDifferences, gridDifferences } from './files.js';
import { type CheckInput, idsByPlace } from './input.js';
import { rerunDifferences } from './rerun.js';
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
  /** The first 200 of each file; `differing` counts all. */
  readonly differences: readonly Difference[];
  readonly differing: number;
  readonly claims: readonly CheckedClaim[];
  /** Advice: never a reason to fail. */
  readonly times: readonly TimeRatio[];
}

/** Differences told of one file. */
const mostTold = 200;

/** O(cells of all tables), beside the bootstrap intervals of summary.csv and claims.csv, which are computed again. */
export function checkResults(input: CheckInput): Checked {
  const { spec, results, cells, fresh } = input;
  const rerun = rerunDifferences(input);
  const found = [...gridDifferences(input), ...rerun.differences, ...derivedDifferences(input)];
  const wrong = new Set(rerun.differences.map(({ row }) => row));
  const byPlace = idsByPlace(input.trials);
  const seconds = new Map(fresh.flatMap((one) => (hasResult(one.row.status) ? [[one.row.id, one.seconds]] : [])));
  return {
    cells: cells.map((cell) =>
      checkedCell(cell, byPlace.get(placeKey(cell)) ?? [], results.seconds, rerun.compared, wrong),
    ),
    differences: firstOfEachFile(found),
    differing: found.length,
    claims: checkClaims(input, byPlace, rerun.compared),
    times: timeRatios(spec.times, results, { rows: fresh.map(({ row }) => row), seconds }),
  };
}

function firstOfEachFile(found: readonly Difference[]): Difference[] {
  const told = new Map<string, number>();
  return found.filter(({ file }) => {
    told.set(file, (told.get(file) ?? 0) + 1);
    return told.get(file)! <= mostTold;
  });
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
  const known = ids.flatMap((id) => seconds.get(id) ?? []);
  return { ...{ task, method, sweep, differing }, seconds: mean(known), trials: ids.length, guarded: guarded.length };
}
