/** What came of a check: as a document for people, and as suites for continuous integration. */
import { counted } from '../../counted.js';
import {
  type Badge,
  type Block,
  badge,
  type Document,
  heading,
  listOf,
  paragraph,
  type Table,
} from '../../documents/contract.js';
import type { Case, Suite } from '../../documents/junit.js';
import { duration, namesOf, ratio, rounded } from '../../documents/numbers.js';
import { cut } from '../../documents/printable.js';
import { cellId } from '../../experiment/grid.js';
import type { Checked, CheckedCell, CheckedClaim } from '../../guard/check/contract.js';
import type { TimeRatio } from '../../guard/check/time-ratios.js';
import type { Difference } from '../../guard/differences.js';

/** What came of one grid. */
export interface CheckedGrid extends Checked {
  readonly experiment: string;
  readonly folder: string;
  /** Node and architecture of the committed run. */
  readonly madeBy: string;
  /** The relative tolerance of the comparison; 0 where it was to the last digit. */
  readonly tolerance: number;
}

/** What came of a check. */
export interface CheckReport {
  readonly grids: readonly CheckedGrid[];
  /** The part that was computed, `2/8`; all where absent. */
  readonly shard?: string;
  /** Folders of grids that have no results, and so are not guarded. */
  readonly missing: readonly string[];
}

export function isAsCommitted({ differing, claims }: Checked): boolean {
  return differing === 0 && claims.every(({ holds }) => holds);
}

/** How much is listed of a grid; the rest is counted. */
export interface Limits {
  readonly differences: number;
  readonly cells: number;
}

/** The table of the grids, then what is to be said of each. */
export function checkDocument({ grids, missing }: CheckReport, limits: Limits): Document {
  return [
    ...(grids.length === 0 ? [] : [gridTable(grids)]),
    ...grids.flatMap((grid) => gridBlocks(grid, limits)),
    ...missing.map((folder) => paragraph(`not checked: ${folder} has no results`)),
  ];
}

/** `1330 trials recomputed, 6 verdicts judged again`. */
export function workOf({ grids }: CheckReport): string {
  const trials = sum(grids.flatMap(({ cells }) => cells.map(({ guarded }) => guarded)));
  const verdicts = sum(grids.map(({ claims }) => claims.length));
  return `${counted(trials, 'trial')} recomputed, ${counted(verdicts, 'verdict')} judged again`;
}

/** Claims that the last line names. */
const mostNamed = 20;

/** `all as committed` or how much is not. */
export function outcomeOf({ grids }: CheckReport): Badge {
  if (grids.every(isAsCommitted)) return badge('good', 'all as committed');
  const values = sum(grids.map(({ differing }) => differing));
  const claims = grids.flatMap((grid) => grid.claims).flatMap(({ id, holds }) => (holds ? [] : [id]));
  const named = claims.length === 0 ? '' : ` (${namesOf([...new Set(claims)], mostNamed)})`;
  return badge('bad', `not as committed: ${counted(values, 'value')}, ${counted(claims.length, 'claim')}${named}`);
}

function gridTable(grids: readonly CheckedGrid[]): Table {
  const numbers = ['recomputed', 'cells', 'differences', 'verdicts'].map((title) => ({ title, number: true }));
  return {
    kind: 'table',
    caption: '',
    columns: [{ title: 'experiment' }, { title: '' }, ...numbers, { title: 'compared', spare: true }],
    rows: grids.map((grid) => {
      const { experiment, cells, differing, claims, tolerance } = grid;
      const guarded = sum(cells.map((cell) => cell.guarded));
      return [
        experiment,
        isAsCommitted(grid) ? badge('good', 'ok') : badge('bad', 'REGRESSION'),
        ratio(guarded, sum(cells.map(({ trials }) => trials))),
        ratio(cells.filter((cell) => cell.guarded > 0).length, cells.length),
        String(differing),
        claims.length === 0 ? '-' : ratio(claims.filter(({ holds }) => holds).length, claims.length),
        guarded === 0 ? 'files with each other' : tolerance === 0 ? 'to the last digit' : `within ${tolerance}`,
      ];
    }),
  };
}

function gridBlocks(grid: CheckedGrid, limits: Limits): Block[] {
  const { experiment, cells, claims, differences, differing, times, tolerance, madeBy } = grid;
  const told = Math.min(differing, limits.differences);
  const wrong = [
    ...differingCells(cells, limits.cells),
    ...claims.filter(({ holds }) => !holds).map(claimText),
    ...differences.slice(0, told).map(differenceText),
    ...(differing > told
      ? [`and ${counted(differing - told, 'difference')} more (--json has the first 200 of each file)`]
      : []),
  ];
  const ran = cells.some(({ guarded }) => guarded > 0);
  const notes = [
    ...(ran && tolerance > 0 ? [`compared within ${tolerance} (results of ${madeBy})`] : []),
    ...unguarded(cells, limits.cells),
    ...judgedRows(claims),
  ];
  const timed = times.filter(({ now }) => now !== null);
  return [
    ...(wrong.length > 0 ? [heading(4, experiment), ...listOf(wrong)] : []),
    ...(notes.length + timed.length > 0
      ? [
          {
            kind: 'fold',
            summary: `${experiment}: what was checked`,
            body: [...listOf(notes), ...(timed.length === 0 ? [] : [timeTable(timed)])],
          } as const,
        ]
      : []),
  ];
}

/** The cells whose trials came out otherwise: where to look for what broke. */
function differingCells(cells: readonly CheckedCell[], most: number): string[] {
  const wrong = cells.filter(({ differing }) => differing > 0);
  const names = wrong.map((cell) => `${cellName(cell)} (${ratio(cell.differing, cell.guarded)})`);
  return names.length === 0 ? [] : [`trials that differ: ${namesOf(names, most, 'cells')}`];
}

/** Cells of which no trial was computed afresh, with what one costs; in words where there is no other. */
function unguarded(cells: readonly CheckedCell[], most: number): string[] {
  const missing = cells.filter(({ guarded }) => guarded === 0);
  if (missing.length === 0) return [];
  if (missing.length === cells.length) return [`not recomputed: all ${counted(cells.length, 'cell')}`];
  const names = missing.map(
    (cell) => `${cellName(cell)}${cell.seconds === null ? '' : ` (${duration(cell.seconds)} per trial)`}`,
  );
  return [`not recomputed, ${missing.length} of ${counted(cells.length, 'cell')}: ${namesOf(names, most)}`];
}

/** Which verdicts were not judged on trials computed afresh alone. */
function judgedRows(claims: readonly CheckedClaim[]): string[] {
  if (claims.every(({ judgedOn }) => judgedOn === 'fresh rows')) return [];
  const kept = claims.filter(({ holds }) => holds).length;
  const lines = (['committed times', 'committed rows', 'some fresh rows'] as const).flatMap((rows) => {
    const on = claims.filter(({ judgedOn }) => judgedOn === rows);
    const where = `judged on ${rows}${rows === 'committed rows' ? ' only' : ''}`;
    if (on.length === claims.length) return [`all ${where}`];
    return on.length === 0 ? [] : [`${where}: ${on.map(({ id }) => id).join(', ')}`];
  });
  return [`${kept} of ${counted(claims.length, 'verdict')} as committed; ${lines.join('; ')}`];
}

/** `results/x/trials.csv: faces/plain/3 error: committed 0.1, recomputed 0.2`. */
function differenceText({ file, row, column, committed, now, from }: Difference): string {
  const how = from === 'rerun' ? 'recomputed' : 'should be';
  // So short that both values can be seen.
  const text = (value: string) => (value === '' ? 'empty' : cut(value, 200));
  return `${file}: ${text(row)}${column === '' ? '' : ` ${column}`}: committed ${text(committed)}, ${how} ${text(now)}`;
}

/** A claim that is not as committed. */
function claimText({ id, committed, now, expected, controls, judgedOn, test }: CheckedClaim): string {
  const was = committed === now ? '' : committed === null ? ' (not in claims.csv)' : ` (committed: ${committed})`;
  const wanted = expected === null || expected === now ? '' : ` (expected: ${expected})`;
  const control = controls.length === 0 ? '' : `; a control that must fail does not: ${controls.join(', ')}`;
  return `claim ${id} is ${now}${was}${wanted}${control}; judged on ${judgedOn}: ${test}`;
}

/** How many times as long as another method one takes: machines differ, so that no check fails by it. */
function timeTable(times: readonly TimeRatio[]): Table {
  const several = new Set(times.map(({ task }) => task)).size > 1;
  return {
    kind: 'table',
    caption: '',
    columns: [
      { title: 'time, as a multiple of another method' },
      ...['now', 'committed'].map((title) => ({ title, number: true })),
      { title: 'trials', number: true, spare: true },
    ],
    rows: times.map(({ task, method, against, committed, now, n }) => [
      `${several ? `${task}: ` : ''}${method} / ${against}`,
      rounded(now),
      rounded(committed),
      n.join(', '),
    ]),
    note: 'times depend on the machine and its load: they are advice, and never fail a check',
  };
}

/** A suite a grid; a case a cell, a file and a claim. */
export function suitesOf({ grids, missing }: CheckReport): Suite[] {
  return [
    ...grids.map((grid) => ({ name: grid.experiment, cases: casesOf(grid) })),
    ...missing.map((name) => ({
      name,
      cases: [{ of: name, name: 'results', failures: [], skipped: 'has no results' }],
    })),
  ];
}

function casesOf({ experiment, folder, cells, claims, differences }: CheckedGrid): Case[] {
  const rerun = differences.filter(({ from }) => from === 'rerun');
  const files = differences.filter(({ from }) => from === 'files');
  const fileNames = [...new Set([`${folder}/trials.csv`, `${folder}/summary.csv`, ...files.map(({ file }) => file)])];
  return [
    ...cells.map((cell): Case => {
      const name = cellName(cell);
      const own = rerun.filter(({ row }) => row.slice(0, row.lastIndexOf('/')) === name).map(differenceText);
      // The differences of a file are told up to a number; a cell whose own are beyond it has failed all the same.
      const beyond = cell.differing > 0 && own.length === 0;
      const failures = beyond ? [`${ratio(cell.differing, cell.guarded)} trials differ`] : own;
      const skipped = cell.guarded === 0 ? { skipped: 'no trial of this cell was recomputed' } : {};
      return { of: `${experiment}.cells`, name, failures, ...skipped };
    }),
    ...fileNames.map((name) => ({
      of: `${experiment}.files`,
      name,
      failures: files.filter(({ file }) => file === name).map(differenceText),
    })),
    ...claims.map((claim) => ({
      of: `${experiment}.claims`,
      name: claim.id,
      failures: claim.holds ? [] : [claimText(claim)],
    })),
  ];
}

const cellName = (cell: CheckedCell): string => cellId(cell).slice(0, -1);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
