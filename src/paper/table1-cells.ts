/** The cells of Table 1: what the paper has, what summary.csv has, and each trial. */
import { group, index } from 'd3-array';
import type { Tables } from '../charts/contract.js';
import { gridToDraw, unswept } from '../charts/tables.js';
import { InputError } from '../errors.js';
import type { SummaryLine } from '../results/summary.js';

/** A column of the table. */
export interface Column {
  readonly task: string;
  readonly metric: string;
}

/** A cell of the table, in the units of the results. */
export interface Entry extends Column {
  readonly method: string;
  readonly paper: number | null;
  /** The mean over n trials with its interval; undefined where the cell was not run. */
  readonly line: SummaryLine | undefined;
  /** The trials' values. */
  readonly trials: readonly number[];
  /** What passes for the paper's value, by the claim about the cell; percent. */
  readonly band: readonly [least: number, most: number] | undefined;
}

export interface Table1 {
  readonly columns: readonly Column[];
  readonly methods: readonly string[];
  /** Column by column. */
  readonly entries: readonly Entry[];
  /** Tasks and methods that were asked for and are not in the results. */
  readonly absent: readonly string[];
}

export interface Wanted {
  readonly methods?: readonly string[];
  /** The metric of each task. */
  readonly cells?: Readonly<Record<string, string>>;
  /** The paper's values by task and method. */
  readonly paper?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Which metric a task shows unless the figure says so: the first that it has. */
const preferred = ['test_accuracy', 'train_accuracy'] as const;

/** @throws InputError where the results have none of the cells. */
export function table1Of(tables: Tables, { methods: asked, cells, paper = {} }: Wanted): Table1 {
  const lines = tables.lines('summary.csv').filter(unswept);
  const metrics = cells ?? defaults(lines);
  const { tasks, methods, absent } = gridToDraw(lines, { tasks: Object.keys(metrics), methods: asked });
  const columns = tasks.map((task) => ({ task, metric: metrics[task]! }));
  const summary = index(
    lines,
    ({ task }) => task,
    ({ method }) => method,
    ({ metric }) => metric,
  );
  const trials = group(
    tables.lines('trials.csv').filter(unswept),
    ({ task }) => task,
    ({ method }) => method,
  );
  const bandOf = bandsOf(tables);
  const entries = columns.flatMap(({ task, metric }) =>
    methods.map((method): Entry => {
      const rows = trials.get(task)?.get(method) ?? [];
      return {
        ...{ task, metric, method, paper: paper[task]?.[method] ?? null },
        line: summary.get(task)?.get(method)?.get(metric),
        trials: rows.map(({ metrics }) => metrics[metric]).filter((value) => typeof value === 'number'),
        band: bandOf(task, method, metric),
      };
    }),
  );
  if (entries.every(({ line }) => line === undefined)) {
    const told = Object.entries(metrics)
      .map(([task, metric]) => `${metric} of ${task}`)
      .join(', ');
    throw new InputError(`table1: the results of ${tables.experiment} have none of its cells: ${told}`);
  }
  return { columns, methods, entries, absent };
}

/** The band of the first claim that holds a mean of a cell, outside of every sweep, to one; none without claims. */
function bandsOf(tables: Tables) {
  const tests = tables.has('tests.csv') ? tables.lines('tests.csv') : [];
  return (task: string, method: string, metric: string): Entry['band'] => {
    const found = tests.find((test) => {
      const plain = test.role === 'stated' && test.statistic === 'mean' && test.against === '' && test.unit === '%';
      const own = test.task === task && test.metric === metric && test.methods.includes(method);
      return plain && own && test.least !== null && test.most !== null;
    });
    return found === undefined ? undefined : [found.least!, found.most!];
  };
}

function defaults(lines: readonly SummaryLine[]): Readonly<Record<string, string>> {
  const pairs = [...group(lines, ({ task }) => task)].flatMap(([task, own]): [string, string][] => {
    const metric = preferred.find((name) => own.some((line) => line.metric === name));
    return metric === undefined ? [] : [[task, metric]];
  });
  return Object.fromEntries(pairs);
}
