/** One trial of each method, outside of every sweep, as trials.csv tells of it: what panels side by side show. */
import { InputError } from '../errors.js';
import type { Line } from '../tables/csv.js';
import { measureOf, split } from './cells.js';
import type { TableFile, Tables } from './contract.js';

export interface Case {
  readonly method: string;
  /** The trial's id. */
  readonly id: string;
  /** Whether the file that the chart draws has the trial. */
  readonly recorded: boolean;
  /** How the trial came out, for a line under its name: "test accuracy 84.50 %", or why there is nothing to draw. */
  readonly told: string;
}

interface Wanted {
  readonly task: string;
  /** Methods, in order; all that were recorded when absent. */
  readonly methods: unknown;
  readonly trial: number;
  /** What the chart draws, and the part of `record` in a spec that makes it. */
  readonly file: TableFile;
  readonly record: 'examples' | 'clusters';
  /** Metrics of trials.csv, of which the first that has a value is told. */
  readonly metrics: readonly string[];
}

/**
 * The asked-for methods' trials, also those that failed or were not recorded, and the methods that the results lack.
 * @throws InputError when none of the trials was recorded.
 */
export function casesOf(tables: Tables, wanted: Wanted) {
  const { task, trial, record } = wanted;
  const file = tables.get(wanted.file, ['trial_id']);
  const recorded = new Set(file.rows.map((row) => row.text('trial_id')));
  const trials = tables.get('trials.csv', ['trial_id', 'task', 'method', 'status']);
  const own = new Map(
    trials.rows
      .filter((row) => row.text('trial_id') === `${task}/${row.text('method')}/${trial}`)
      .filter((row) => wanted.methods !== undefined || recorded.has(row.text('trial_id')))
      .map((row) => [row.text('method'), row]),
  );
  const { names, absent } = split(wanted.methods, [...own.keys()]);
  const cases = names.map((method) => caseOf(own.get(method)!, recorded, wanted, trials.columns));
  if (cases.some((each) => each.recorded)) return { cases, absent };
  throw new InputError(
    `${file.file} holds nothing of trial ${trial} of task "${task}"${wanted.methods === undefined ? '' : ' by the methods asked for'}; ` +
      `name it under record.${record} in the spec and run it again`,
  );
}

function caseOf(row: Line, recorded: ReadonlySet<string>, wanted: Wanted, columns: readonly string[]): Case {
  const [id, method, status] = [row.text('trial_id'), row.text('method'), row.text('status')];
  if (!recorded.has(id)) {
    return { method, id, recorded: false, told: status === 'ok' ? 'not recorded' : `${status}: nothing to draw` };
  }
  const metric = wanted.metrics.find((name) => columns.includes(name) && row.numberOrNull(name) !== null);
  const said = status === 'ok' ? [] : [status];
  if (metric !== undefined) said.push(metricTold(metric, row.number(metric)));
  return { method, id, recorded: true, told: said.join(', ') };
}

/** "test accuracy 84.50 %". */
function metricTold(metric: string, value: number): string {
  const { text, unit } = measureOf(metric);
  return `${metric.replaceAll('_', ' ')} ${text(value)}${unit}`;
}
