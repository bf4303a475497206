/** The cells of Table 1: what the paper has, what summary.csv has, and each trial. */

import { numbersOf, pairsOf, split, unswept, unsweptTrials } from '../charts/cells.js';
import type { Tables } from '../charts/contract.js';
import { namesOf, type Summary, summaries } from '../charts/summary.js';
import { InputError } from '../errors.js';

/** A column of the table. */
export interface Column {
  readonly task: string;
  readonly metric: string;
}

/** A cell of the table, in the units of the results. */
export interface Entry extends Column {
  readonly method: string;
  readonly paper: number | null;
  /** Mean over `n` trials; null where none came to a result, or the cell was not run. */
  readonly value: number | null;
  /** Ends of its 95 % interval; null for fewer than two trials and for equal ones. */
  readonly low: number | null;
  readonly high: number | null;
  /** Trials that have a value; null where the cell was not run. */
  readonly n: number | null;
  /** Their values. */
  readonly trials: readonly number[];
}

export interface Table1 {
  readonly columns: readonly Column[];
  readonly methods: readonly string[];
  /** Column by column. */
  readonly entries: readonly Entry[];
  /** Tasks and methods that were asked for and are not in the results. */
  readonly absent: readonly string[];
}

/** Which metric a task shows unless the figure says so: the first that it has. */
const preferred = ['test_accuracy', 'train_accuracy'] as const;

/** @throws InputError where the results have none of the cells. */
export function table1Of(
  tables: Tables,
  given: { readonly methods?: unknown; readonly cells?: unknown; readonly paper?: unknown },
): Table1 {
  const rows = summaries(tables, 'summary.csv').filter(unswept);
  const asked = pairsOf('cells of table1', given.cells);
  const metrics = asked.size > 0 ? asked : defaults(rows);
  const tasks = split(
    [...metrics.keys()],
    namesOf(rows, (row) => row.task),
  );
  const methods = split(
    given.methods,
    namesOf(rows, (row) => row.method),
  );
  const columns = tasks.names.map((task) => ({ task, metric: metrics.get(task)! }));
  const paper = numbersOf('paper of table1', given.paper);
  const trials = trialsOf(tables, columns);
  const entries = columns.flatMap((column) =>
    methods.names.map((method) => entryOf(column, method, rows, trials, paper)),
  );
  if (entries.every(({ n }) => n === null)) {
    const told = [...metrics].map(([task, metric]) => `${metric} of ${task}`).join(', ');
    throw new InputError(`table1: the results of ${tables.experiment} have none of its cells: ${told}`);
  }
  return { columns, methods: methods.names, entries, absent: [...tasks.absent, ...methods.absent] };
}

function defaults(rows: readonly Summary[]): ReadonlyMap<string, string> {
  const pairs = namesOf(rows, (row) => row.task).flatMap((task): [string, string][] => {
    const metric = preferred.find((name) => rows.some((row) => row.task === task && row.metric === name));
    return metric === undefined ? [] : [[task, metric]];
  });
  return new Map(pairs);
}

/** The values of each cell's trials, by `placeOf`. */
function trialsOf(tables: Tables, columns: readonly Column[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  const all = summaries(tables, 'summary.csv');
  const metrics = namesOf(columns, ({ metric }) => metric).filter((name) => all.some((row) => row.metric === name));
  for (const line of unsweptTrials(tables, all, metrics)) {
    const column = columns.find(({ task, metric }) => task === line.text('task') && metrics.includes(metric));
    const value = column === undefined ? null : line.numberOrNull(column.metric);
    if (column === undefined || value === null) continue;
    const key = placeOf(column.task, line.text('method'));
    found.set(key, [...(found.get(key) ?? []), value]);
  }
  return found;
}

const placeOf = (task: string, method: string): string => `${task}/${method}`;

function entryOf(
  { task, metric }: Column,
  method: string,
  rows: readonly Summary[],
  trials: ReadonlyMap<string, readonly number[]>,
  paper: ReadonlyMap<string, number>,
): Entry {
  const row = rows.find((each) => each.task === task && each.method === method && each.metric === metric);
  return {
    task,
    metric,
    method,
    paper: paper.get(placeOf(task, method)) ?? null,
    value: row?.mean ?? null,
    low: row?.low ?? null,
    high: row?.high ?? null,
    n: row?.n ?? null,
    trials: trials.get(placeOf(task, method)) ?? [],
  };
}
