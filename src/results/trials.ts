/** trials.csv: one row per trial, in grid order. */

import type { SweepValue } from '../components/contract.js';
import type { Row, Status } from '../experiment/contract.js';
import {
  type Codec,
  codec,
  count,
  type Field,
  flagOrNull,
  named,
  numberOrNull,
  oneOf,
  text,
} from '../tables/columns.js';
import { type Line, type Table, toText } from '../tables/csv.js';

const leading = ['trial_id', 'task', 'method', 'trial', 'seed', 'status', 'reason', 'iterations', 'converged'];

/** Every way a trial can end. */
export const statuses: readonly Status[] = ['ok', 'degenerate', 'failed', 'timeout'];

/**
 * What each trial is and how it ended, then the sweeps, then the metrics, in the orders given. A cell is empty where the
 * trial has no such sweep or metric; read back, every row has all metrics, null where its cell is empty.
 */
export function trialsCodec(sweeps: readonly string[], metrics: readonly string[]): Codec<Row> {
  return codec<Row>({
    id: text('trial_id'),
    task: text('task'),
    method: text('method'),
    trial: count('trial'),
    seed: count('seed'),
    status: oneOf('status', statuses),
    reason: text('reason'),
    iterations: numberOrNull('iterations'),
    converged: flagOrNull('converged'),
    sweep: swept(sweeps),
    metrics: named(metrics, (line, metric) => line.numberOrNull(metric)),
  });
}

/** The swept values that a row has, by column. A text that reads as a number or a flag comes back as one. */
export function swept(sweeps: readonly string[]): Field<Row['sweep']> {
  return named<SweepValue>(sweeps, (line, sweep) => {
    const cell = line.text(sweep);
    return cell === '' ? undefined : sweepValue(cell);
  });
}

function sweepValue(cell: string): SweepValue {
  if (cell === 'true' || cell === 'false') return cell === 'true';
  return toText(Number(cell)) === cell ? Number(cell) : cell;
}

/**
 * The rows of a trials.csv: after `converged` stand the sweeps, then the metrics.
 * @param known the names of the sweeps, as run.json has them; where it has none, those that the trials' ids name.
 * @throws InputError, naming line and column, for a table that is malformed or contradicts itself.
 */
export function trialsOf(table: Table, known?: readonly string[]): Row[] {
  const others = table.columns.filter((column) => !leading.includes(column));
  const names = new Set(known ?? table.rows.flatMap((line) => sweepsInId(line, others) ?? []));
  const sweeps = others.filter((column) => names.has(column));
  const metrics = others.filter((column) => !names.has(column));
  const rows = trialsCodec(sweeps, metrics).fromTable(table);
  const seen = new Set<string>();
  for (const [r, { id, sweep }] of rows.entries()) {
    const line = table.rows[r]!;
    const inId = sweepsInId(line, sweeps);
    if (inId?.length !== Object.keys(sweep).length)
      throw line.wrong('trial_id', "must be made of the row's task, method, swept values and trial");
    if (seen.has(id)) throw line.wrong('trial_id', 'must be of one row only');
    seen.add(id);
  }
  return rows;
}

/** The sweeps that an id such as `task/method/n=30/0` names with the row's own values; null where it is made otherwise. */
function sweepsInId(line: Line, columns: readonly string[]): string[] | null {
  const id = line.text('trial_id');
  const found: string[] = [];
  let rest = id;
  const take = (part: string): boolean => {
    if (!rest.startsWith(part)) return false;
    rest = rest.slice(part.length);
    return true;
  };
  if (!take(`${line.text('task')}/${line.text('method')}/`)) return null;
  while (rest !== line.text('trial')) {
    const name = rest.slice(0, Math.max(0, rest.indexOf('=')));
    const known = columns.includes(name) && !found.includes(name);
    if (!known || line.text(name) === '' || !take(`${name}=${line.text(name)}/`)) return null;
    found.push(name);
  }
  return found;
}
