import type { Chart, Tables } from '../charts/contract.js';
import { keyPanel } from '../charts/marks/key.js';
import { sampleKey } from '../charts/marks/samples.js';
import { chosen, namesOf, type Summary, summaries } from '../charts/summary.js';
import { type Panel, page } from '../charts/theme.js';
import { dataPanel, fittedPoints } from './figure1-data.js';
import { dotKey, errorPanel, type RowView, secondsPanel, stabilityPanel, timeSpan } from './figure1-panels.js';

const parameters = {
  tasks: { kind: 'names', about: 'tasks, one row each; all when absent' },
  methods: { kind: 'names', about: 'methods, top to bottom; all when absent' },
  fitted: { kind: 'text', default: 'argmin', about: 'the method whose example trial is drawn over the data' },
} as const;

/** The paper's Figure 1: a row a task; the data with a fitted example, training error, stability and time. */
export const figure1: Chart = {
  name: 'figure1',
  about: "the paper's Figure 1: data, training error, stable share and wall time of every method",
  parameters,
  render(tables, given) {
    const rows = summaries(tables, 'summary.csv').filter(unswept);
    const times = summaries(tables, 'timings_summary.csv').filter(unswept);
    const { experiment } = tables;
    const taskNames = namesOf(rows, (row) => row.task);
    const tasks = chosen('tasks of figure1', given.tasks, taskNames, experiment);
    const methodNames = namesOf(rows, (row) => row.method);
    const methods = chosen('methods of figure1', given.methods, methodNames, experiment);
    const fitted = String(given.fitted);
    const seconds = timeSpan(times.filter((row) => tasks.includes(row.task) && methods.includes(row.method)));
    const panels = tasks.flatMap((task) => {
      const own = rows.filter((row) => row.task === task);
      const there = methods.filter((method) => own.some((row) => row.method === method));
      const ownTimes = times.filter((row) => row.task === task);
      return rowOf(tables, { task, methods: there, seconds }, own, ownTimes, fitted);
    });
    const experts = tasks.flatMap((task) =>
      namesOf(fittedPoints(tables, task, fitted).points, (point) => point.expert),
    );
    return page(
      {
        title: 'Fixed data: training error, stability and time of each way to assign',
        notes: [
          'Error: mean over the stable ones of the n trials (diamond: over all of them); stable share: over all n. 95 % intervals:',
          'bootstrap for the error, Wilson for the share. Time: the median. Stable: every expert kept samples it can be fitted to.',
        ],
        description: describe(tasks, methods, fitted),
      },
      { columns: 4, spacing: { row: 26, column: 8 }, concat: panels },
      keyPanel([sampleKey([...new Set(experts)].toSorted(), true), dotKey]),
    );
  },
};

const unswept = (row: Summary): boolean => Object.keys(row.sweep).length === 0;

function rowOf(
  tables: Tables,
  view: RowView,
  rows: readonly Summary[],
  times: readonly Summary[],
  fitted: string,
): readonly Panel[] {
  const data = dataPanel(tables, view, fitted);
  return [data, errorPanel(rows, view), stabilityPanel(rows, view), secondsPanel(rows, times, view)];
}

function describe(tasks: readonly string[], methods: readonly string[], fitted: string): string {
  return (
    `A row for each task (${tasks.join(', ')}), four panels each. First, the samples of one trial, marked by the expert ` +
    `that ${fitted} gave them to, with what the experts predict. Then, for each method (${methods.join(', ')}), the mean ` +
    'training error and the share of trials that ended stable, each with its 95 percent interval, and the median wall ' +
    'time of a trial on a logarithmic scale.'
  );
}
