import { absentNote, numbersOf, split } from '../charts/cells.js';
import type { Chart } from '../charts/contract.js';
import { widthOf } from '../charts/font.js';
import { keyPanel } from '../charts/marks/key.js';
import { namesOf, summaries } from '../charts/summary.js';
import { colourOf, gap, type Panel, page, panelWidth, shapeOf } from '../charts/theme.js';
import { InputError } from '../errors.js';
import { accuracyPanel, nameRoom } from './figure3-accuracy.js';
import { type Arm, armsOf } from './figure3-data.js';
import { coursePanel, endsPanel, percent, type RowView } from './figure3-sizes.js';

const parameters = {
  tasks: { kind: 'names', about: 'tasks, one row each; all when absent' },
  methods: { kind: 'names', about: 'methods, left to right; all when absent' },
  trial: { kind: 'integer', min: 0, default: 0, about: 'the trial whose cluster sizes are drawn over time' },
  floors: { kind: 'names', about: 'floors under the share of each cluster, as method=share' },
  perEpoch: { kind: 'integer', min: 1, default: 1, about: 'gradient steps of an epoch; 1 draws steps' },
} as const;

/** The paper's Figure 3 (section 4.4): cluster sizes with and without a floor, and what it does to test accuracy. */
export const figure3: Chart = {
  name: 'figure3',
  about: "the paper's Figure 3: cluster sizes over time and at the end, and test accuracy, with and without a floor",
  parameters,
  render(tables, given) {
    const there = summaries(tables, 'summary.csv');
    const tasks = split(
      given.tasks,
      namesOf(there, (row) => row.task),
    );
    const methods = split(
      given.methods,
      namesOf(there, (row) => row.method),
    );
    if (tasks.names.length === 0 || methods.names.length === 0) {
      throw new InputError(`figure3: the results of ${tables.experiment} have none of its tasks and methods`);
    }
    const floors = numbersOf('floors of figure3', given.floors);
    const rows = tasks.names.map((task) => ({ task, arms: armsOf(tables, task, methods.names, floors) }));
    const drawn = rows.filter(({ arms }) => arms.length > 0);
    if (drawn.every(({ arms }) => arms.every(({ runs }) => runs.every(({ course }) => course.length === 0)))) {
      throw new InputError(
        'figure3: history.csv has none of the trials; set record.history in the spec and run it again',
      );
    }
    const accuracies = span(drawn.flatMap(({ arms }) => arms));
    const view = { methods: methods.names, trial: String(given.trial), perEpoch: Number(given.perEpoch), accuracies };
    return page(
      {
        title: 'Cluster sizes and test accuracy, with and without a floor',
        notes: [
          `Lines: the share of the samples that each expert holds, in trial ${given.trial}; pale bands: its mean responsibility, which a`,
          'floor (dashed) holds up. Starved: 1 % of the samples or less at the end. Test accuracy: mean over n trials with its',
          '95 % interval (bootstrap over trials; none for one trial, or equal ones); a tick is a trial.',
          ...absentNote([...tasks.absent, ...methods.absent]),
        ],
        description: describe(tasks.names, methods.names),
      },
      { spacing: 24, vconcat: drawn.map((row) => taskRow({ ...row, ...view })) },
      keyPanel([
        methods.names.map((label, m) => ({ label, shape: shapeOf(m), fill: colourOf(m), stroke: colourOf(m) })),
      ]),
    );
  },
};

function taskRow(view: RowView): Panel {
  const names = view.arms.map(({ method }) => method);
  const labels = Math.min(nameRoom, Math.max(40, ...names.map((name) => widthOf(name, 11)))) + 8;
  const width = panelWidth(view.arms.length + 2, 52 + labels);
  const drawn = view.arms.flatMap(({ runs }) => runs.flatMap(({ course }) => course));
  const shares = drawn.flatMap(({ held, mean }) => [...held, ...mean]);
  const most = shares.length === 0 ? 1 : Math.max(...shares);
  const last = Math.max(view.perEpoch, ...drawn.map(({ iteration }) => iteration));
  const y = [percent(-0.03 * most), percent(1.06 * most)];
  const sizes = [
    ...view.arms.map((arm, a) => coursePanel(view, arm, { width, y, last, first: a === 0 })),
    endsPanel(view, { width, y, last, first: false }),
  ];
  return {
    spacing: gap,
    hconcat: [{ spacing: gap, bounds: 'flush', hconcat: sizes }, accuracyPanel(view, width)],
  };
}

/** From the least to the greatest accuracy of all rows, in percent. */
function span(arms: readonly Arm[]): readonly number[] {
  const all = arms
    .flatMap(({ runs, summary }) => [...runs.map(({ accuracy }) => accuracy), summary?.low, summary?.high])
    .filter((number) => typeof number === 'number');
  if (all.length === 0) return [0, 100];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = high > low ? 0 : 0.005;
  return [percent(low - margin), percent(high + margin)];
}

function describe(tasks: readonly string[], methods: readonly string[]): string {
  return (
    `A row for each task (${tasks.join(', ')}). For each method (${methods.join(', ')}) the share of samples of every ` +
    'expert over training, in one trial, with the floor as a dashed rule; then the sizes of all clusters at the end, ' +
    'sorted, a line for each trial; and the mean test accuracy with its 95 percent interval and each trial.'
  );
}
