import { absentNote } from '../charts/cells.js';
import type { Chart } from '../charts/contract.js';
import { keyPanel } from '../charts/marks/key.js';
import { page } from '../charts/theme.js';
import { type Table1, table1Of } from './table1-cells.js';
import { table1Key } from './table1-marks.js';
import { table1Panels } from './table1-panels.js';
import { csvOf, markdownOf, readableOf } from './table1-texts.js';

const parameters = {
  methods: { kind: 'names', about: 'methods, top to bottom; all when absent' },
  cells: {
    kind: 'names',
    about:
      'tasks, left to right, and the metric of each, as task=metric; all tasks by test accuracy, or training accuracy where they have none, when absent',
  },
  paper: { kind: 'names', about: "the paper's values in the units of the results, as task/method=value" },
} as const;

/** The paper's Table 1 (section 4.4) beside ours: as a picture, as CSV and as Markdown. */
export const table1: Chart = {
  name: 'table1',
  about: "the paper's Table 1: each method's accuracy on each task beside the paper's value; also as CSV and Markdown",
  parameters,
  render(tables, given) {
    const table = table1Of(tables, given);
    return page(
      {
        title: "Table 1: each method's accuracy, beside the paper's",
        notes: [
          'Bold: our mean over n trials, then its 95 % interval (bootstrap over trials; none where trials are equal, or one).',
          'In percent; the axes of tasks differ.',
          ...absentNote(table.absent),
        ],
        description: describe(table),
      },
      table1Panels(table),
      keyPanel([table1Key]),
    );
  },
  texts(tables, given) {
    const table = table1Of(tables, given);
    return { csv: csvOf(table), md: markdownOf(table) };
  },
  table: (tables, given) => readableOf(table1Of(tables, given)),
};

function describe({ columns, methods }: Table1): string {
  const tasks = columns.map(({ task, metric }) => `${task} by ${metric}`).join(', ');
  return (
    `A panel for each task (${tasks}), a line in it for each method (${methods.join(', ')}): the mean over trials as a ` +
    "dot with its 95 percent interval, each trial as a tick, and the paper's value as a diamond; the numbers stand " +
    'beside them.'
  );
}
