import { group, sum } from 'd3-array';
import type { Chart, Tables } from '../charts/contract.js';
import { numberAxis, panel, rowOf, stacked } from '../charts/marks/panel.js';
import { casesOf } from '../charts/recorded.js';
import { medianTold } from '../charts/standing.js';
import { absentNote, namesToDraw, unswept } from '../charts/tables.js';
import { colorOf, type Layer, page, panelWidth, short } from '../charts/theme.js';
import { intervalOf, measureOf } from '../charts/units.js';
import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { ResponsibilityLine } from '../results/recorded.js';

const parameters = {
  method: { kind: 'text', refers: 'methods', default: 'parametric', about: 'a method with a gate' },
  tasks: {
    kind: 'names',
    refers: 'tasks',
    about: 'tasks, left to right; all whose responsibilities are recorded when absent',
  },
  trial: {
    kind: 'integer',
    optional: true,
    min: 0,
    about: 'the trial that is drawn; of each method the recorded one nearest to its median when absent',
  },
} as const satisfies ParameterTable;

/** What orders the trials of a task. */
const metrics = ['test_accuracy', 'train_accuracy'] as const;

/** Labels stand at their ticks, as short as they can be: those of neighboring panels are close. */
const edge = { format: '~g', labelFlush: false };

interface Histogram {
  readonly task: string;
  /** Which trial it is. */
  readonly which: string;
  readonly bins: readonly ResponsibilityLine[];
  /** Samples, and responsibilities of each. */
  readonly n: number;
  readonly k: number;
}

/** What is counted, from top to bottom, with what its shares are of. */
const rows = [
  { count: 'all', title: ['all responsibilities', 'share of n k'], color: colorOf(5) },
  { count: 'greatest', title: ["each sample's greatest", 'share of n'], color: colorOf(4) },
] as const;

/** How responsibilities spread over 0..1: whether the gate's alpha is as good as an assignment. */
export const alpha: Chart<typeof parameters> = {
  name: 'alpha',
  about: 'histograms of the responsibilities alpha of a method, one column per task',
  parameters,
  needs: ['gate', 'responsibilities'],
  render(tables, { method, trial, ...given }) {
    const all = histogramsOf(tables, method, trial);
    const { names, absent } = namesToDraw(given.tasks, all, 'task');
    if (names.length === 0) {
      throw new InputError(
        `responsibilities.csv of ${tables.experiment} holds no trial ${trial === undefined ? '' : `${trial} `}of "${method}" on ` +
          'the tasks asked for; name it under record.responsibilities in the spec and run it again',
      );
    }
    const drawn = names.map((task) => all.find((histogram) => histogram.task === task)!);
    const told = names.map((task) => sparseTold(tables, task, method));
    const width = panelWidth(drawn.length, 52);
    return page(
      {
        title: `Is alpha sparse? Responsibilities of ${method}`,
        notes: [
          `Histograms of one trial, bins of width 0.02: ${medianTold(metrics)}.`,
          'Above each column, the share of samples whose greatest responsibility is above 0.99: mean over trials, with its',
          `${intervalOf('mean')}.`,
          ...absentNote(absent),
        ],
        description:
          `A column for each task (${names.join(', ')}), with two histograms over 0 to 1 of what the gate of ${method} ` +
          "gives: all n k responsibilities, and each sample's greatest. Samples whose greatest is above 0.99: " +
          `${names.map((task, t) => `${task}, ${told[t]!.join(', ')}`).join('; ')}.`,
      },
      stacked(
        rows.map(({ count, title, color }, r) =>
          rowOf(
            drawn.map(({ task, which, n, k, bins }, t) => {
              const head = r === 0 ? { title: task, notes: [`n = ${n}, k = ${k}`, which, ...told[t]!] } : {};
              return panel({
                ...{ ...head, width, height: 140, layers: [barLayer(bins, count, color)] },
                x: numberAxis({
                  title: count === 'all' ? null : 'responsibility',
                  domain: [0, 1],
                  ticks: [0, 0.5, 1],
                  axis: edge,
                }),
                y: numberAxis({
                  ...{
                    title,
                    domain: [0, 1.08],
                    ticks: 5,
                    grid: true,
                    shared: t > 0,
                    axis: { minExtent: t === 0 ? 24 : 0 },
                  },
                }),
              });
            }),
          ),
        ),
        16,
      ),
    );
  },
};

/** The recorded histograms of a method, one trial a task, in the order of the results. */
function histogramsOf(tables: Tables, method: string, trial: number | undefined): readonly Histogram[] {
  const file = 'responsibilities.csv';
  const lines = group(tables.lines(file), ({ id }) => id);
  const rows = tables.lines('trials.csv').filter((row) => row.method === method && unswept(row) && lines.has(row.id));
  const tasks = new Set(rows.filter((row) => trial === undefined || row.trial === trial).map(({ task }) => task));
  return [...tasks].map((task) => {
    const [shown] = casesOf(tables, { task, methods: [method], trial, file, metrics }).cases;
    const bins = lines.get(shown!.id)!;
    const n = sum(bins, ({ greatest }) => greatest);
    return { task, which: shown!.which, bins, n, k: Math.round(sum(bins, ({ all }) => all) / n) };
  });
}

/** The share of sparse samples, in short lines. */
function sparseTold(tables: Tables, task: string, method: string): readonly string[] {
  const row = tables
    .lines('summary.csv')
    .find((each) => each.task === task && each.method === method && each.metric === 'sparse99' && unswept(each));
  if (row === undefined || row.mean === null) return ['above 0.99: not measured'];
  const { at, unit } = measureOf(tables, 'sparse99');
  const percent = (share: number) => at(share).toFixed(1);
  const interval = row.low === null || row.high === null ? '' : `${percent(row.low)} to ${percent(row.high)}${unit}, `;
  return [`above 0.99: ${percent(row.mean)}${unit}`, `${interval}${row.n} trials`];
}

function barLayer(bins: readonly ResponsibilityLine[], count: 'all' | 'greatest', color: string): Layer {
  const total = sum(bins, (bin) => bin[count]);
  const filled = bins.filter((bin) => bin[count] > 0);
  return {
    data: { values: filled.map(({ low, high, [count]: each }) => ({ low, high, share: short(each / total) })) },
    mark: { type: 'rect', color, aria: false },
    encoding: {
      x: { field: 'low', type: 'quantitative' },
      x2: { field: 'high' },
      y: { field: 'share', type: 'quantitative' },
      y2: { datum: 0 },
    },
  };
}
