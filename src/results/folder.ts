/** A results folder: every file of a run written together, and read back with checks. */
import fs from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.js';
import type { Cell, Outcome, Row, Spec } from '../experiment/contract.js';
import { parseTable, readTable, type Sheet, type Table, toCsv } from '../tables/csv.js';
import { writeAllAtomically, writeProblem } from './atomic.js';
import { claimsTable, type JudgedClaim, judgeClaims } from './claims/judge.js';
import { curvesTable, examplesTable, mapTable, regionsTable, returnsTable } from './examples.js';
import { historyTable } from './history.js';
import { clusterMeansTable, clustersTable, responsibilitiesTable } from './holdings.js';
import { readTrials, trialsTable } from './rows.js';
import { hasResult, type MetricMeta, type SummaryLine, summarise, summariseSeconds, summaryTable } from './summary.js';

/** A finished run. */
export interface ResultSet {
  readonly spec: Pick<Spec, 'claims'>;
  /** The cells that were run, in grid order. */
  readonly cells: readonly Cell[];
  /** All cells of the spec: a claim across a sweep needs each of its cells, also those that were not run. */
  readonly grid: readonly Cell[];
  /** One per trial, in grid order. */
  readonly outcomes: readonly Outcome[];
  /** All registered metrics, in their order, which is that of the columns. */
  readonly metrics: readonly MetricMeta[];
  /** Further files by name, such as run.json. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What a run came to, for whoever shows it. */
export interface WrittenResults {
  readonly summary: readonly SummaryLine[];
  readonly timings: readonly SummaryLine[];
  readonly claims: readonly JudgedClaim[];
}

/** Tables whose rows are of single trials; each begins with the column trial_id. */
export const trialTables = [
  'trials.csv',
  'timings.csv',
  'history.csv',
  'examples.csv',
  'example_curves.csv',
  'example_regions.csv',
  'example_map.csv',
  'example_returns.csv',
  'clusters.csv',
  'cluster_means.csv',
  'responsibilities.csv',
] as const;
export type TrialTable = (typeof trialTables)[number];
export type DerivedTable = 'summary.csv' | 'timings_summary.csv' | 'claims.csv';
export type TableName = TrialTable | DerivedTable;

/** The other tables may have nothing to hold; then there is no such file. */
const always: readonly TableName[] = ['trials.csv', 'summary.csv', 'timings.csv', 'timings_summary.csv'];
const timingColumns = ['trial_id', 'seconds'] as const;

/**
 * Writes all files of a run, making the folder where it is missing; a file that this run has nothing for is removed.
 * @throws InputError when the folder cannot be made or written; the files that were there are then untouched.
 */
export function writeResults(folder: string, results: ResultSet): WrittenResults {
  const { written, files } = compileResults(results);
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw writeProblem(folder, error);
  }
  writeAllAtomically(folder, files);
  return written;
}

/** The files of a run by name, as text, without writing them; null for those that the run has nothing for. */
export function compileResults(results: ResultSet): { written: WrittenResults; files: Record<string, string | null> } {
  const rows = results.outcomes.map(({ row }) => row);
  const written = derive(results, rows, secondsByTrial(results.outcomes));
  const sheets: Record<TableName, Sheet | null> = { ...trialSheets(results), ...derivedSheets(written, results.cells) };
  const texts = Object.entries(sheets).map(([name, sheet]) => [name, sheet === null ? null : toCsv(sheet)] as const);
  // run.json and the like first: they say whose the others are, should the process be killed amid the renames.
  return { written, files: { ...results.files, ...Object.fromEntries(texts) } };
}

/** The tables whose rows are of single trials; null for those that the outcomes have nothing for. */
export function trialSheets({
  cells,
  metrics,
  outcomes,
}: Pick<ResultSet, 'cells' | 'metrics' | 'outcomes'>): Record<TrialTable, Sheet | null> {
  const rows = outcomes.map(({ row }) => row);
  const seconds = secondsByTrial(outcomes);
  const columns = metrics.map(({ name }) => name).filter((name) => cells.some((cell) => cell.metrics.includes(name)));
  return {
    'trials.csv': trialsTable(rows, columns, sweepsOf(cells)),
    'timings.csv': { columns: timingColumns, rows: rows.map(({ id }) => [id, seconds.get(id) ?? null]) },
    'history.csv': historyTable(outcomes),
    'examples.csv': examplesTable(outcomes),
    'example_curves.csv': curvesTable(outcomes),
    'example_regions.csv': regionsTable(outcomes),
    'example_map.csv': mapTable(outcomes),
    'example_returns.csv': returnsTable(outcomes),
    'clusters.csv': clustersTable(outcomes),
    'cluster_means.csv': clusterMeansTable(outcomes),
    'responsibilities.csv': responsibilitiesTable(outcomes),
  };
}

/** What a run came to, from its rows alone. @param seconds of learning by trial id. */
export function derive(
  { spec, cells, grid, metrics }: Pick<ResultSet, 'spec' | 'cells' | 'grid' | 'metrics'>,
  rows: readonly Row[],
  seconds: ReadonlyMap<string, number>,
): WrittenResults {
  return {
    summary: summarise(rows, cells, metrics),
    timings: summariseSeconds(rows, cells, seconds),
    claims: judgeClaims(spec.claims, rows, seconds, metrics, grid),
  };
}

/** The tables that are derived from those of trials. */
export function derivedSheets(
  { summary, timings, claims }: WrittenResults,
  cells: readonly Cell[],
): Record<DerivedTable, Sheet | null> {
  return {
    'summary.csv': summaryTable(summary, sweepsOf(cells)),
    'timings_summary.csv': summaryTable(timings, sweepsOf(cells)),
    'claims.csv': claims.length > 0 ? claimsTable(claims) : null,
  };
}

function sweepsOf(cells: readonly Cell[]): string[] {
  return [...new Set(cells.flatMap(({ sweep }) => Object.keys(sweep)))];
}

/** Seconds of learning by trial id, of the trials that came to a result. */
function secondsByTrial(outcomes: readonly Outcome[]): Map<string, number> {
  return new Map(outcomes.flatMap(({ row, seconds }) => (hasResult(row.status) ? [[row.id, seconds]] : [])));
}

/** A results folder as it was read. */
export interface Results {
  readonly folder: string;
  readonly rows: readonly Row[];
  /** Seconds of learning by trial id. */
  readonly seconds: ReadonlyMap<string, number>;
  /** The other tables; null for the optional ones that are not there. */
  table(name: TableName): Table | null;
}

/**
 * @param spec when given, the results must be of this spec: a row of a task, method or sweep that it does not have is
 *   refused.
 * @throws InputError for files that are missing, malformed, contradict each other or belong to another spec.
 */
export function readResults(folder: string, spec?: Pick<Spec, 'name' | 'tasks' | 'methods' | 'sweeps'>): Results {
  if (!fs.existsSync(folder)) throw new InputError(`${folder} is missing: there are no results`);
  const rows = readTrials(join(folder, 'trials.csv'));
  if (spec !== undefined) checkSpec(join(folder, 'trials.csv'), rows, spec);
  const seconds = secondsById(readTable(join(folder, 'timings.csv'), timingColumns), rows);
  return {
    folder,
    rows,
    seconds,
    table(name) {
      const file = join(folder, name);
      return !always.includes(name) && !fs.existsSync(file) ? null : readTable(file);
    },
  };
}

/**
 * Seconds of learning by trial id from the text of the timings.csv that stands beside the rows.
 * @param file stands in messages only.
 * @throws InputError for one that is malformed or of other trials.
 */
export function parseSeconds(text: string, file: string, rows: readonly Row[]): Map<string, number> {
  return secondsById(parseTable(text, file, timingColumns), rows);
}

function secondsById(table: Table, rows: readonly Row[]): Map<string, number> {
  const { file } = table;
  const ids = table.rows.map((line) => line.text('trial_id'));
  if (ids.length !== rows.length) {
    throw new InputError(`${file} has ${ids.length} trials; trials.csv beside it has ${rows.length}`);
  }
  const other = rows.findIndex(({ id }, i) => ids[i] !== id);
  if (other >= 0) throw table.rows[other]!.wrong('trial_id', `must be ${rows[other]!.id}, as in trials.csv`);
  return new Map(
    table.rows.flatMap((line): [string, number][] => {
      const seconds = line.numberOrNull('seconds');
      return seconds === null ? [] : [[line.text('trial_id'), seconds]];
    }),
  );
}

function checkSpec(
  file: string,
  rows: readonly Row[],
  spec: Pick<Spec, 'name' | 'tasks' | 'methods' | 'sweeps'>,
): void {
  const sweeps = new Set(spec.sweeps.flatMap(({ over }) => Object.keys(over)));
  for (const { id, task, method, sweep } of rows) {
    const foreign =
      (!Object.hasOwn(spec.tasks, task) && `task "${task}"`) ||
      (!Object.hasOwn(spec.methods, method) && `method "${method}"`) ||
      Object.keys(sweep).flatMap((name) => (sweeps.has(name) ? [] : [`sweep "${name}"`]))[0];
    if (foreign)
      throw new InputError(`${file} has ${id}, whose ${foreign} is not in ${spec.name}: results of another spec`);
  }
}
