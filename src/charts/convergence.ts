import { InputError } from '../errors.js';
import type { Chart, Tables } from './contract.js';
import { type End, endOf } from './example.js';
import { keyPanel } from './marks/key.js';
import { panel } from './marks/panel.js';
import { chosen, namesOf } from './summary.js';
import { gap, type Layer, type Panel, page, panelWidth, powersOfTen, short, told } from './theme.js';

const parameters = {
  tasks: { kind: 'names', about: 'tasks, one row each; all that have a history when absent' },
  methods: { kind: 'names', about: 'methods, left to right; all that have a history when absent' },
  floor: {
    kind: 'number',
    above: 0,
    default: 1e-8,
    about: 'losses below it are drawn on it (an exact fit ends near 1e-31)',
  },
  trials: { kind: 'integer', min: 1, default: 20, about: 'at most so many trials of each method' },
} as const;

/** How a line ends: colour and shape of its last point. */
const ends: readonly { readonly end: End; readonly colour: string; readonly shape: string }[] = [
  { end: 'recovered', colour: '#009E73', shape: 'circle' },
  { end: 'local optimum', colour: '#E69F00', shape: 'diamond' },
  { end: 'stable', colour: '#0072B2', shape: 'square' },
  { end: 'not converged', colour: '#CC79A7', shape: 'triangle-up' },
  { end: 'degenerate', colour: '#D55E00', shape: 'cross' },
  { end: 'failed', colour: '#000000', shape: 'triangle-down' },
  { end: 'timeout', colour: '#000000', shape: 'triangle-right' },
];

/** Points of a line that are drawn at most; of longer histories every m-th and the last. */
const drawnSteps = 120;

/** One trial's losses. */
interface Course {
  readonly task: string;
  readonly method: string;
  readonly end: End;
  readonly steps: readonly { readonly iteration: number; readonly loss: number }[];
}

/** Mean loss of the assignment, iteration by iteration, one thin line a trial. */
export const convergence: Chart = {
  name: 'convergence',
  about: 'loss per iteration for each method and task, a line a trial',
  parameters,
  render(tables, given) {
    const [floor, most] = [Number(given.floor), Number(given.trials)];
    const all = linesOf(tables);
    const taskNames = namesOf(all, (line) => line.task);
    const tasks = chosen('tasks of convergence', given.tasks, taskNames, tables.experiment);
    const methodNames = namesOf(all, (line) => line.method);
    const methods = chosen('methods of convergence', given.methods, methodNames, tables.experiment);
    const of = (task: string, method: string) =>
      all.filter((line) => line.task === task && line.method === method).slice(0, most);
    const cells = tasks.map((task) => methods.map((method) => of(task, method)));
    const drawn = cells.flat(2);
    const shown = ends.filter(({ end }) => drawn.some((line) => line.end === end));
    const rows = tasks.map((task, t) => rowOf(task, methods, cells[t]!, floor, shown));
    return page(
      {
        title: 'Loss of the assignment, iteration by iteration',
        notes: [
          'A line is one trial; its last point says how it ended. Mean loss over all samples, logarithmic scale;',
          `losses below ${told(floor)} are drawn at ${told(floor)}. Iteration axes differ.`,
          ...relaxedNote(methods),
        ],
        description:
          `A row for each task (${tasks.join(', ')}) and a column for each method (${methods.join(', ')}). Each line is the ` +
          'mean loss of one trial by iteration, on a logarithmic scale, ending in a mark for how it ended: ' +
          `${shown.map(({ end }) => end).join(', ')}.`,
      },
      { spacing: 20, vconcat: rows },
      keyPanel([shown.map(({ end, colour, shape }) => ({ label: end, shape, fill: colour, stroke: colour }))]),
    );
  },
};

/** Results do not say how a method learns; specs name methods of direct optimisation so. */
const isDirect = (method: string): boolean => /^direct\b/.test(method);

function relaxedNote(methods: readonly string[]): readonly string[] {
  const direct = methods.filter(isDirect).join(', ');
  if (direct === '') return [];
  return [
    `${direct}: the axis counts gradient steps; the loss is the relaxed one, and in place of experts without a gradient`,
    '(such as the SVMs of smile) that of smooth ones (kernel-logistic), so it does not compare with the other columns.',
  ];
}

/** The histories, joined to how their trials ended; iteration 0 has no loss and is not drawn. */
function linesOf(tables: Tables): readonly Course[] {
  const history = tables.get('history.csv', ['trial_id', 'iteration', 'loss']);
  const entries = new Map<string, { iteration: number; loss: number }[]>();
  for (const row of history.rows) {
    const [id, loss] = [row.text('trial_id'), row.numberOrNull('loss')];
    const own = entries.get(id) ?? [];
    entries.set(id, own);
    if (loss !== null) own.push({ iteration: row.number('iteration'), loss });
  }
  const trials = tables.get('trials.csv', ['trial_id', 'task', 'method', 'status']);
  const found = trials.rows.flatMap((row): Course[] => {
    const own = entries.get(row.text('trial_id')) ?? [];
    if (own.length === 0) return [];
    const steps = thinned(own).map(({ iteration, loss }) => ({ iteration, loss }));
    return [{ task: row.text('task'), method: row.text('method'), end: endOf(row, trials.columns), steps }];
  });
  if (found.length > 0) return found;
  throw new InputError(`${history.file} holds no losses; set record.history in the spec and run it again`);
}

function thinned<T>(steps: readonly T[]): readonly T[] {
  const every = Math.ceil(steps.length / drawnSteps);
  return steps.filter((_, i) => i % every === 0 || i === steps.length - 1);
}

function rowOf(
  task: string,
  methods: readonly string[],
  cells: readonly (readonly Course[])[],
  floor: number,
  shown: typeof ends,
): Panel {
  const width = panelWidth(methods.length, 72);
  const losses = cells.flat().flatMap((line) => line.steps.map((step) => Math.max(floor, step.loss)));
  const domain = [
    short(losses.reduce((a, b) => Math.min(a, b), 1) / 2),
    short(losses.reduce((a, b) => Math.max(a, b), floor) * 2),
  ];
  return {
    spacing: gap,
    bounds: 'flush',
    hconcat: cells.map((lines, m) =>
      panel({
        title: { text: methods[m]!, subtitle: `${lines.length} trials` },
        width,
        height: 165,
        layer: lineLayers(lines, floor, shown),
        encoding: {
          x: {
            field: 'i',
            type: 'quantitative',
            scale: { zero: false, nice: false, padding: 6 },
            axis: { title: isDirect(methods[m]!) ? 'step' : 'iteration', tickCount: 3, tickMinStep: 1, grid: false },
          },
          y: {
            field: 'loss',
            type: 'quantitative',
            scale: { type: 'log', domain, nice: false },
            axis: {
              title: m === 0 ? [task, 'mean loss (log)'] : null,
              labels: m === 0,
              ticks: m === 0,
              labelBound: true,
              values: powersOfTen(domain, 7),
              labelExpr: "format(datum.value, datum.value < 0.001 ? '~e' : '~g')",
              minExtent: m === 0 ? 32 : 0,
            },
          },
        },
      }),
    ),
  };
}

function lineLayers(lines: readonly Course[], floor: number, shown: typeof ends): Layer[] {
  const domain = shown.map(({ end }) => end);
  const colour = { domain, range: shown.map((each) => each.colour) };
  const shape = { domain, range: shown.map((each) => each.shape) };
  const drawn = lines.flatMap(({ end, steps }, trial) =>
    steps.map(({ iteration, loss }) => ({ trial, end, i: iteration, loss: short(Math.max(floor, loss)) })),
  );
  const last = drawn
    .filter((step, s) => drawn[s + 1]?.trial !== step.trial)
    .map(({ end, i, loss }) => ({ end, i, loss }));
  return [
    {
      data: { values: drawn },
      mark: { type: 'line', strokeWidth: 1, opacity: 0.5, aria: false },
      encoding: {
        detail: { field: 'trial', type: 'nominal' },
        color: { field: 'end', type: 'nominal', scale: colour, legend: null },
      },
    },
    {
      data: { values: last },
      mark: { type: 'point', filled: true, size: 38, opacity: 0.85, aria: false },
      encoding: {
        color: { field: 'end', type: 'nominal', scale: colour, legend: null },
        shape: { field: 'end', type: 'nominal', scale: shape, legend: null },
      },
    },
  ];
}
