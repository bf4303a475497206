/**
 * Whether committed results are what the code computes, and what they say of each other: trials computed afresh against
 * their rows, summaries and claims against the rows they are derived from. Pure; who computes the trials is not known here.
 */

import type { Claim } from '../../experiment/claim-contract.js';
import type { Cell, Trial } from '../../experiment/contract.js';
import { mean } from '../../math/statistics.js';
import { cellsOfTest } from '../../results/claims/cells.js';
import { hasResult, placeKey } from '../../results/summary.js';
import { derive } from '../../results/write.js';
import type { Difference } from '../differences.js';
import { correctOf, verify } from '../verify.js';
import type { Checked, CheckedCell, CheckedClaim, CheckInput } from './contract.js';
import { changedFiles, gridDifferences } from './grid.js';
import { rerunDifferences } from './rerun.js';
import { timeRatios } from './time-ratios.js';

/** Differences told of one file. */
const mostTold = 200;

/** O(cells of all tables), beside the intervals of summary.csv and claims.csv, which are computed again. */
export function checkResults(input: CheckInput): Checked {
  const { spec, results, cells, fresh } = input;
  const rerun = rerunDifferences(input);
  const within = [...gridDifferences(input), ...rerun.differences, ...verify(input).differences];
  const found = [...within, ...changedFiles(input, within)];
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

/** The ids of the trials of each cell, by `placeKey`. */
function idsByPlace(trials: readonly Trial[]): Map<string, string[]> {
  const places = new Map<string, string[]>();
  const keys = new Map<Cell, string>();
  for (const { id, cell } of trials) {
    const key = keys.get(cell) ?? placeKey(cell);
    keys.set(cell, key);
    const found = places.get(key);
    if (found === undefined) places.set(key, [id]);
    else found.push(id);
  }
  return places;
}

/**
 * Judges every claim on the rows as they are now. A claim about times is judged on the committed times: those of two
 * machines do not compare.
 * @param byPlace the ids of the trials of each cell, by `placeKey`.
 * @param fresh those that were computed afresh.
 */
function checkClaims(
  input: CheckInput,
  byPlace: ReadonlyMap<string, readonly string[]>,
  fresh: ReadonlySet<string>,
): CheckedClaim[] {
  const { spec, results, grid, expects } = input;
  const now = new Map(input.fresh.flatMap(({ row }) => (fresh.has(row.id) ? [[row.id, row]] : [])));
  const rows = results.rows.map((row) => now.get(row.id) ?? row);
  const table = results.table('claims.csv');
  const committed = new Map(table?.rows.map((line) => [line.text('id'), line.text('verdict')]));
  const { claims } = derive(input, rows, results.seconds, () => correctOf(results));
  return claims.map((judged, i) => {
    const { id, sentence, verdict, test } = judged;
    const was = committed.get(id) ?? null;
    const expected = expects ? judged.expected : null;
    const controls = judged.tests.flatMap(({ role, test, under, outcome }) =>
      role === 'control' && (outcome === 'holds' || outcome === 'undecided')
        ? [`test ${test}${under === '' ? '' : ` (${under})`} ${outcome === 'holds' ? 'holds' : 'is undecided'}`]
        : [],
    );
    const holds = was === verdict && (expected === null || expected === verdict) && controls.length === 0;
    return {
      ...{ id, sentence, committed: was, now: verdict, expected, test, controls, holds },
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
