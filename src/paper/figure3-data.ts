/** What figure 3 draws of a task: for each method its trials, the course of cluster sizes, and the test accuracy. */
import { group } from 'd3-array';
import type { Tables } from '../charts/contract.js';
import { thinned } from '../charts/recorded.js';
import { nearestToMedian, standingOf, standingTold } from '../charts/standing.js';
import { unswept } from '../charts/tables.js';
import type { HistoryLine } from '../results/recorded.js';
import type { SummaryLine } from '../results/summary.js';

/** The sizes of a trial's clusters at an iteration, as shares of all samples, by expert. */
interface Sizes {
  readonly iteration: number;
  /** By the most responsible expert of each sample. */
  readonly held: readonly number[];
  /** Mean responsibilities; empty where the method keeps none. */
  readonly mean: readonly number[];
}

export interface Run {
  readonly trial: number;
  readonly status: string;
  /** Share of test samples that are right; null for a trial without a result. */
  readonly accuracy: number | null;
  /** How many clusters hold 1% of the samples or less at the end; null where that is not known. */
  readonly starved: number | null;
  /** Empty where the course is not recorded. */
  readonly course: readonly Sizes[];
}

/** A method on a task. */
export interface Arm {
  readonly method: string;
  /** The floor under each cluster's share. */
  readonly floor: number | undefined;
  /** In the order of the results. */
  readonly runs: readonly Run[];
  /** The trial whose course is drawn: the one asked for, or the recorded one nearest to the median by test accuracy. */
  readonly shown: { readonly trial: number; readonly which: string };
  /** The mean test accuracy with its interval. */
  readonly summary: SummaryLine | undefined;
}

/** The methods of a task that were run, with their trials. */
export function armsOf(
  tables: Tables,
  task: string,
  methods: readonly string[],
  floors: Readonly<Record<string, number>>,
  trial: number | undefined,
): readonly Arm[] {
  const courses = group(tables.lines('history.csv'), ({ id }) => id);
  const byMethod = group(
    tables.lines('trials.csv').filter((row) => row.task === task && unswept(row)),
    ({ method }) => method,
  );
  const accuracies = tables
    .lines('summary.csv')
    .filter((line) => line.task === task && line.metric === 'test_accuracy' && unswept(line));
  return methods.flatMap((method): Arm[] => {
    const rows = byMethod.get(method);
    if (rows === undefined) return [];
    const runs = rows.map(({ id, trial, status, metrics }): Run => {
      const { test_accuracy: accuracy = null, starved = null } = metrics;
      return { trial, status, accuracy, starved, course: thinned(courses.get(id) ?? [], drawnEntries).map(sizesOf) };
    });
    const recorded = rows.filter(({ id }) => courses.has(id));
    const metric = 'test_accuracy';
    const nearest = nearestToMedian(recorded.length > 0 ? recorded : rows, rows, metric);
    const row = trial === undefined ? nearest : rows.find((each) => each.trial === trial);
    const which = row === undefined ? `trial ${trial}` : standingTold(row, standingOf(row, rows, metric));
    const shown = { trial: row?.trial ?? trial ?? 0, which };
    return [{ method, floor: floors[method], runs, shown, summary: accuracies.find((line) => line.method === method) }];
  });
}

/** Entries of a course that are drawn at most. */
const drawnEntries = 60;

function sizesOf({ iteration, sizes, shares }: HistoryLine): Sizes {
  const samples = sizes.reduce((sum, size) => sum + size, 0);
  return { iteration, held: sizes.map((size) => (samples === 0 ? 0 : size / samples)), mean: shares };
}
