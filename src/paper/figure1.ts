import type { Chart, Tables } from '../charts/contract.js';
import { keyPanel } from '../charts/marks/key.js';
import { panel, planeAxes } from '../charts/marks/panel.js';
import { curveLayers, endsAroundPoints, expertsOf, sampleKey, sampleLayers } from '../charts/marks/samples.js';
import { curvesOf, medianExample, pointsOf } from '../charts/recorded.js';
import { absentNote, gridToDraw, noteOf, unswept } from '../charts/tables.js';
import { type Panel, page } from '../charts/theme.js';
import { intervalOf } from '../charts/units.js';
import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import { degeneratePanel, errorPanel, heightOf, keyLine, powersAround, secondsPanel } from './figure1-columns.js';

const parameters = {
  tasks: { kind: 'names', refers: 'tasks', about: 'tasks, one row each; all when absent' },
  methods: { kind: 'names', refers: 'methods', about: 'methods, top to bottom; all when absent' },
  fitted: {
    kind: 'text',
    refers: 'methods',
    default: 'argmin',
    about: 'the method whose example trial is drawn over the data',
  },
  values: {
    kind: 'mapping',
    refers: 'methods',
    optional: true,
    of: { kind: 'text', refers: 'methods' },
    about: 'by method, another that finds the same optimum in more trials: errors and shares are its, times stay',
  },
  levels: {
    kind: 'mapping',
    refers: 'tasks',
    optional: true,
    of: 'number',
    about: "the paper's share of degenerate trials, by task",
  },
} as const satisfies ParameterTable;

/** The paper's Figure 1: a row a task; the data with a fitted example, training error, degenerate share and time. */
export const figure1: Chart<typeof parameters> = {
  name: 'figure1',
  about: "the paper's Figure 1: data, training error, degenerate share and wall time of every method",
  parameters,
  needs: ['examples'],
  render(tables, { fitted, values = {}, levels = {}, ...given }) {
    const lines = (['summary.csv', 'timings_summary.csv'] as const).flatMap((file) =>
      tables.lines(file).filter(unswept),
    );
    const { tasks, methods, absent } = gridToDraw(lines, given);
    const drawn = lines.filter(({ task, method }) => tasks.includes(task) && methods.includes(method));
    if (drawn.length === 0) {
      throw new InputError(`figure1: the results of ${tables.experiment} have none of its tasks and methods`);
    }
    const seconds = powersAround(drawn);
    const examples = tasks.map((task) => fittedExample(tables, task, fitted));
    // Of all rows, as rows share the looks of experts; a degenerate trial lacks some.
    const experts = expertsOf(examples.flatMap(({ points }) => points));
    const panels = tasks.flatMap((task, t) => {
      const own = lines.filter((line) => line.task === task);
      const there = methods.filter((method) => own.some((line) => line.method === method));
      const view = { tables, lines: own, methods: there, values, level: levels[task], seconds };
      return [
        dataPanel(tables, task, { ...examples[t]!, experts }, heightOf(view)),
        errorPanel(view),
        degeneratePanel(view),
        secondsPanel(view),
      ];
    });
    const quoted = Object.entries(values).filter(
      ([method, other]) => methods.includes(method) && lines.some((line) => line.method === other),
    );
    return page(
      {
        title: 'Fixed data: training error, degenerate trials and time of each way to assign',
        notes: [
          ...noteOf(
            'Degenerate: some expert is left without samples it can be fitted to. The trial stops there, and counts as it stood in ' +
              `errors over all trials. Bars: ${intervalOf('mean')}; of shares, ${intervalOf('share')}.`,
          ),
          ...noteOf(
            quoted.length === 0
              ? ''
              : `${quoted.map(([method]) => method).join(' and ')}: errors and shares of ` +
                  `${quoted.map(([, other]) => other).join(' and ')}, which find the same optimum and ran more often; times of ` +
                  "their own solvers, the paper's.",
          ),
          ...absentNote(absent),
        ],
        description:
          `A row for each task (${tasks.join(', ')}), four panels each. First, the samples of one trial, marked by the expert ` +
          `that ${fitted} gave them to, with what the experts predict. Then, for each method (${methods.join(', ')}), the ` +
          'training error, as mean and median over all trials as they stood when they stopped and over the stable ones, the ' +
          'share of trials that ended degenerate, with the share that the paper has, and the mean and the median wall time of ' +
          'a trial on a logarithmic scale; means with their 95 percent intervals.',
      },
      { columns: 4, spacing: { row: 26, column: 8 }, concat: panels },
      keyPanel([sampleKey(experts, true), keyLine]),
    );
  },
};

/** The example of a method on a task that is nearest to its median, and its samples at the end. */
function fittedExample(tables: Tables, task: string, method: string) {
  const shown = medianExample(tables, task, method);
  return { ...shown, points: pointsOf(tables, shown.row.id, shown.last) };
}

interface Fitted extends ReturnType<typeof fittedExample> {
  /** Of the whole figure. */
  readonly experts: readonly number[];
}

/** The first column: the samples of the fitted example at its end, by expert, under the experts' lines. */
function dataPanel(tables: Tables, task: string, example: Fitted, height: number): Panel {
  const { row, end, last, which, by, points, experts } = example;
  const plane = points.some(({ label }) => label !== null);
  return panel({
    title: task,
    notes: [`${row.method}: ${end}`, which, by],
    ...{ width: 146, height },
    layers: [
      ...(plane ? [] : curveLayers(curvesOf(tables, row.id, last), points, { experts })),
      ...sampleLayers(points, { experts, size: 26 }),
    ],
    ...planeAxes(endsAroundPoints(points, [0.06, 0.06]), plane ? ['x1', 'x2'] : ['x', 'y']),
  });
}
