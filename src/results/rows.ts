/** trials.csv: one row per trial, in grid order. */
import type { Row, Status, SweepValue } from '../experiment/contract.js';
import { type Line, parseTable, readTable, type Sheet, type Table, toText, type Value } from '../tables/csv.js';

const leading = ['trial_id', 'task', 'method', 'trial', 'seed', 'status', 'reason', 'iterations', 'converged'] as const;
/** Every way a trial can end. */
export const statuses: readonly Status[] = ['ok', 'degenerate', 'failed', 'timeout'];

/**
 * The rows as a sheet: what each trial is and how it ended, then the sweeps, then the metrics, in the orders given. A
 * cell is empty where the trial has no such sweep or metric.
 * @throws RangeError for a row with a sweep or metric that has no column: nothing is dropped in silence.
 */
export function trialsTable(rows: readonly Row[], metrics: readonly string[], sweeps: readonly string[]): Sheet {
  return {
    columns: [...leading, ...sweeps, ...metrics],
    rows: rows.map((row): Value[] => {
      const { id, task, method, trial, seed, status, reason, iterations, converged } = row;
      const known = [id, task, method, trial, seed, status, reason, iterations, converged];
      return [...known, ...picked(id, row.sweep, sweeps), ...picked(id, row.metrics, metrics)];
    }),
  };
}

function picked(id: string, values: Readonly<Record<string, Value>>, columns: readonly string[]): Value[] {
  const left = Object.keys(values).find((name) => !columns.includes(name));
  if (left !== undefined) throw new RangeError(`${id} has a value for ${left}, which is no column`);
  return columns.map((column) => values[column] ?? null);
}

/**
 * The rows of a trials.csv, the inverse of `trialsTable`: a column after `converged` is a sweep where a trial's id says
 * so (`task/method/n=30/0`), else a metric. Every row then has all metrics, null where its cell is empty. A swept text
 * that reads as a number or a flag comes back as one.
 * @throws InputError, naming line and column, for a file that is missing, malformed or contradicts itself.
 */
export function readTrials(path: string): Row[] {
  return rowsOf(readTable(path, leading));
}

/** As `readTrials`, of the text of a trials.csv; `file` stands in messages only. */
export function parseTrials(text: string, file: string): Row[] {
  return rowsOf(parseTable(text, file, leading));
}

function rowsOf(table: Table): Row[] {
  const others = table.columns.filter((column) => !(leading as readonly string[]).includes(column));
  const isSweep = (column: string) =>
    table.rows.some((line) => line.text(column) !== '' && line.text('trial_id').includes(segment(line, column)));
  const sweeps = others.filter(isSweep);
  const metrics = others.filter((column) => !sweeps.includes(column));
  const seen = new Set<string>();
  return table.rows.map((line) => {
    const row = rowOf(line, sweeps, metrics);
    if (seen.has(row.id)) throw line.wrong('trial_id', 'must be of one row only');
    seen.add(row.id);
    return row;
  });
}

function segment(line: Line, sweep: string): string {
  return `/${sweep}=${line.text(sweep)}/`;
}

function rowOf(line: Line, sweeps: readonly string[], metrics: readonly string[]): Row {
  const status = statuses.find((known) => known === line.text('status'));
  if (status === undefined) throw line.wrong('status', `must be one of ${statuses.join(', ')}`);
  const swept = sweeps.filter((sweep) => line.text(sweep) !== '');
  checkId(line, swept);
  return {
    id: line.text('trial_id'),
    task: line.text('task'),
    method: line.text('method'),
    sweep: Object.fromEntries(swept.map((sweep) => [sweep, sweepValue(line.text(sweep))])),
    trial: whole(line, 'trial'),
    seed: whole(line, 'seed'),
    status,
    reason: line.text('reason'),
    iterations: line.numberOrNull('iterations'),
    converged: line.flagOrNull('converged'),
    metrics: Object.fromEntries(metrics.map((metric) => [metric, line.numberOrNull(metric)])),
  };
}

/** The id must be made of the row's own task, method, swept values (in the spec's order, unknown here) and trial. */
function checkId(line: Line, swept: readonly string[]): void {
  const id = line.text('trial_id');
  const head = `${line.text('task')}/${line.text('method')}/`;
  const parts = swept.map((sweep) => segment(line, sweep));
  const length = parts.reduce((sum, part) => sum + part.length - 1, head.length) + line.text('trial').length;
  const agrees = id.startsWith(head) && id.endsWith(`/${line.text('trial')}`) && id.length === length;
  if (agrees && parts.every((part) => id.includes(part))) return;
  throw line.wrong('trial_id', "must be made of the row's task, method, swept values and trial");
}

function whole(line: Line, column: string): number {
  const value = line.number(column);
  if (!Number.isSafeInteger(value) || value < 0) throw line.wrong(column, 'must be a whole number, at least 0');
  return value;
}

/** A swept value from its cell. */
export function sweepValue(text: string): SweepValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return toText(Number(text)) === text ? Number(text) : text;
}
