import type { Chart, ChartContext, Tables } from './contract.js';
import { dataPanel, fittedPoints } from './figure1-data.js';
import { dotKey, errorPanel, secondsPanel, stabilityPanel } from './figure1-panels.js';
import { keyPanel } from './key.js';
import { sampleKey } from './samples.js';
import { chosen, namesOf, summaries } from './summary.js';
import { page } from './theme.js';

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
  render(tables: Tables, given, { experiment }: ChartContext) {
    const rows = summaries(tables, 'summary.csv').filter((row) => Object.keys(row.sweep).length === 0);
    const seconds = summaries(tables, 'timings_summary.csv').filter((row) => Object.keys(row.sweep).length === 0);
    const tasks = chosen(
      'tasks of figure1',
      given.tasks,
      namesOf(rows, (row) => row.task),
      experiment,
    );
    const methods = chosen(
      'methods of figure1',
      given.methods,
      namesOf(rows, (row) => row.method),
      experiment,
    );
    const fitted = String(given.fitted);
    const sheet = tasks.map((task) => {
      const own = rows.filter((row) => row.task === task);
      const view = { task, methods: methods.filter((method) => own.some((row) => row.method === method)) };
      return {
        spacing: 8,
        hconcat: [
          dataPanel(tables, view, fitted),
          errorPanel(own, view),
          stabilityPanel(own, view),
          secondsPanel(
            seconds.filter((row) => row.task === task),
            view,
          ),
        ],
      };
    });
    const experts = tasks.flatMap((task) =>
      namesOf(fittedPoints(tables, task, fitted).points, (point) => point.expert),
    );
    return page(
      {
        title: 'Fixed data: training error, stability and time of each way to assign',
        notes: [
          'Dots: means over trials (n at the left); bars: 95 % intervals, bootstrap for error and time, Wilson for the',
          'stable share. Stable: every expert kept samples it can be fitted to. Errors are over stable trials unless said.',
        ],
        description: describe(tasks, methods, fitted),
      },
      { spacing: 26, vconcat: sheet },
      keyPanel([sampleKey([...new Set(experts)].toSorted(), true), dotKey]),
    );
  },
};

function describe(tasks: readonly string[], methods: readonly string[], fitted: string): string {
  return (
    `A row for each task (${tasks.join(', ')}), four panels each. First, the samples of one trial, marked by the expert ` +
    `that ${fitted} gave them to, with what the experts predict. Then, for each method (${methods.join(', ')}), the mean ` +
    'training error, the share of trials that ended stable, and the mean wall time of a trial on a logarithmic scale, ' +
    'each with its 95 percent interval.'
  );
}
