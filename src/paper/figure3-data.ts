/** What figure 3 draws of a task: for each method its trials, the course of cluster sizes, and the test accuracy. */

import { unswept, unsweptTrials } from '../charts/cells.js';
import type { Tables } from '../charts/contract.js';
import { type Summary, summaries } from '../charts/summary.js';
import type { Line, Table } from '../tables/csv.js';

/** The sizes of a trial's clusters at an iteration, as shares of all samples, by expert. */
interface Sizes {
  readonly iteration: number;
  /** By the most responsible expert of each sample. */
  readonly held: readonly number[];
  /** Mean responsibilities; empty where the method keeps none. */
  readonly mean: readonly number[];
}

export interface Run {
  readonly trial: string;
  readonly status: string;
  /** Share of test samples that are right; null for a trial without a result. */
  readonly accuracy: number | null;
  /** How many clusters hold 1 % of the samples or less at the end; null where that is not known. */
  readonly starved: number | null;
  /** Empty where the course is not recorded. */
  readonly course: readonly Sizes[];
}

/** A method on a task. */
export interface Arm {
  readonly method: string;
  /** The floor under each cluster's share. */
  readonly floor: number | null;
  /** In the order of the results. */
  readonly runs: readonly Run[];
  /** The mean test accuracy with its interval. */
  readonly summary: Summary | undefined;
}

/** The methods of a task that were run, with their trials. */
export function armsOf(
  tables: Tables,
  task: string,
  methods: readonly string[],
  floors: ReadonlyMap<string, number>,
): readonly Arm[] {
  const rows = summaries(tables, 'summary.csv');
  const columns = ['status', 'test_accuracy'];
  const lines = unsweptTrials(tables, rows, columns).filter((line) => line.text('task') === task);
  const courses = coursesOf(tables, new Set(lines.map((line) => line.text('trial_id'))));
  const counted = tables.get('trials.csv', columns).columns.includes('starved');
  return methods.flatMap((method): Arm[] => {
    const own = lines.filter((line) => line.text('method') === method);
    if (own.length === 0) return [];
    const summary = rows.find(
      (row) => row.task === task && row.method === method && row.metric === 'test_accuracy' && unswept(row),
    );
    const runs = own.map((line) => runOf(line, courses.get(line.text('trial_id')) ?? [], counted));
    return [{ method, floor: floors.get(method) ?? null, runs, summary }];
  });
}

function runOf(line: Line, course: readonly Sizes[], counted: boolean): Run {
  return {
    trial: line.text('trial'),
    status: line.text('status'),
    accuracy: line.numberOrNull('test_accuracy'),
    starved: counted ? line.numberOrNull('starved') : null,
    course,
  };
}

/** Entries of a course that are drawn at most; of longer histories every m-th and the last. */
const drawnEntries = 60;

function coursesOf(tables: Tables, wanted: ReadonlySet<string>): ReadonlyMap<string, readonly Sizes[]> {
  const history = tables.get('history.csv', ['trial_id', 'iteration', 'size_0']);
  const found = new Map<string, Line[]>();
  for (const line of history.rows) {
    const id = line.text('trial_id');
    if (!wanted.has(id)) continue;
    const own = found.get(id) ?? [];
    found.set(id, own);
    own.push(line);
  }
  return new Map([...found].map(([id, lines]) => [id, thinned(lines).map((line) => sizesOf(history, line))]));
}

function thinned<T>(entries: readonly T[]): readonly T[] {
  const every = Math.ceil(entries.length / drawnEntries);
  return entries.filter((_, i) => i % every === 0 || i === entries.length - 1);
}

function sizesOf({ columns }: Table, line: Line): Sizes {
  const all = (name: RegExp): number[] =>
    columns.flatMap((column) => (name.test(column) ? (line.numberOrNull(column) ?? []) : []));
  const counts = all(/^size_\d+$/);
  const samples = counts.reduce((sum, count) => sum + count, 0);
  return {
    iteration: line.number('iteration'),
    held: counts.map((count) => (samples === 0 ? 0 : count / samples)),
    mean: all(/^share_\d+$/),
  };
}
