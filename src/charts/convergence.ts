import { extent, group, ticks } from 'd3-array';
import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { Chart, Tables } from './contract.js';
import { keyEntry, keyPanel } from './marks/key.js';
import { numberAxis, panel, rowOf, stacked } from './marks/panel.js';
import { type End, endOf, thinned } from './recorded.js';
import { absentNote, gridToDraw, noteOf } from './tables.js';
import { colorOf, gap, type Layer, type Panel, page, panelWidth, powersOfTen, shapeOf, short, told } from './theme.js';
import { cellsTold, valuesParameter } from './units.js';

const parameters = {
  tasks: { kind: 'names', refers: 'tasks', about: 'tasks, one row each; all that have a history when absent' },
  methods: { kind: 'names', refers: 'methods', about: 'methods, left to right; all that have a history when absent' },
  relaxed: {
    kind: 'names',
    refers: 'methods',
    about: 'methods whose iterations are gradient steps and whose loss is a relaxed one: it is said',
  },
  floor: {
    kind: 'number',
    above: 0,
    default: 1e-8,
    about: 'losses below it are drawn at it (an exact fit ends near 1e-31)',
  },
  trials: { kind: 'integer', min: 1, default: 20, about: 'at most so many trials of each method' },
  values: valuesParameter,
} as const satisfies ParameterTable;

/** How a line ends, by the color and the shape of its last point. */
const looks: Readonly<Record<End, readonly [color: number, shape: number]>> = {
  recovered: [2, 0],
  'local optimum': [4, 3],
  stable: [0, 1],
  'not converged': [3, 2],
  degenerate: [1, 4],
  failed: [6, 5],
  timeout: [6, 6],
};
const ends = Object.keys(looks) as End[];
const colorAt = (end: End): string => colorOf(looks[end][0]);
const shapeAt = (end: End): string => shapeOf(looks[end][1]);

/** The room for an axis within a row, px. */
const ownAxis = 48;

/** Points of a line that are drawn at most. */
const drawnSteps = 120;

/** One trial's losses. */
interface Course {
  readonly task: string;
  readonly method: string;
  readonly end: End;
  readonly steps: readonly { readonly iteration: number; readonly loss: number }[];
}

/** Mean loss of the assignment, iteration by iteration, one thin line a trial. */
export const convergence: Chart<typeof parameters> = {
  name: 'convergence',
  about: 'loss per iteration for each method and task, one line per trial',
  parameters,
  needs: ['history'],
  render(tables, given) {
    const { floor, trials, relaxed = [], values } = given;
    const all = coursesOf(tables, floor);
    const { tasks, methods: found, absent } = gridToDraw(all, given);
    // Those that do not compare stand last.
    const methods = [false, true].flatMap((soft) => found.filter((method) => relaxed.includes(method) === soft));
    const cells = tasks.map((task) =>
      methods.map((method) => all.filter((line) => line.task === task && line.method === method).slice(0, trials)),
    );
    const shown = ends.filter((end) => cells.flat(2).some((line) => line.end === end));
    const soft = methods.filter((method) => relaxed.includes(method));
    const rows = tasks.map((task, t) => courseRow(task, methods, cells[t]!, { floor, shown, soft }));
    return page(
      {
        title: 'Loss of the assignment, iteration by iteration',
        notes: [
          'Each line is one trial; its last point says how it ended. Mean loss over all samples, logarithmic scale;',
          `losses below ${told(floor)} are drawn at ${told(floor)}. Iteration axes differ.`,
          ...relaxedNote(soft),
          ...(values === undefined ? [] : tasks.flatMap((task) => errorNote(tables, { task, methods, values }))),
          ...absentNote(absent),
        ],
        description:
          `A row for each task (${tasks.join(', ')}) and a column for each method (${methods.join(', ')}). Each ` +
          'line is the mean loss of one trial by iteration, on a logarithmic scale, ending in a mark for how it ended: ' +
          `${shown.join(', ')}.`,
      },
      stacked(rows, 20),
      keyPanel([shown.map((end) => keyEntry(end, shapeAt(end), colorAt(end)))]),
    );
  },
};

function relaxedNote(methods: readonly string[]): readonly string[] {
  if (methods.length === 0) return [];
  return [
    `${methods.join(', ')}: the axis counts gradient steps. The loss is relaxed, and experts without a gradient are replaced`,
    'by smooth ones. So it has its own axis, and does not compare with the other columns.',
  ];
}

/** Where the methods end on a task, over all stable trials and not those drawn alone. */
function errorNote(tables: Tables, of: Omit<Parameters<typeof cellsTold>[1], 'metric' | 'bare'>): readonly string[] {
  const told = cellsTold(tables, { ...of, metric: 'error', bare: true });
  return told === '' ? [] : noteOf(`Mean error of all stable trials on ${of.task}: ${told}.`);
}

/** The histories, joined to how their trials ended; iteration 0 has no loss and is not drawn. */
function coursesOf(tables: Tables, floor: number): readonly Course[] {
  const known = tables.lines('history.csv').flatMap(({ id, iteration, loss }) => {
    return loss === null ? [] : [{ id, iteration, loss: short(Math.max(floor, loss)) }];
  });
  const steps = group(known, ({ id }) => id);
  const found = tables.lines('trials.csv').flatMap((row): Course[] => {
    const own = steps.get(row.id);
    return own === undefined
      ? []
      : [{ task: row.task, method: row.method, end: endOf(row), steps: thinned(own, drawnSteps) }];
  });
  if (found.length > 0) return found;
  throw new InputError(
    `history.csv of ${tables.experiment} holds no losses; set record.history in the spec and run it again`,
  );
}

interface View {
  readonly floor: number;
  /** Ends that are anywhere in the figure. */
  readonly shown: readonly End[];
  /** Methods whose loss is a relaxed one. */
  readonly soft: readonly string[];
}

/** A panel a method; those with a loss of their own have an axis of their own. */
function courseRow(task: string, methods: readonly string[], cells: readonly (readonly Course[])[], view: View): Panel {
  const isSoft = (m: number) => view.soft.includes(methods[m]!);
  const rest = domainOf(
    cells.filter((_, m) => !isSoft(m)),
    view,
  );
  const width = panelWidth(methods.length, 72 + ownAxis * view.soft.length);
  const panels = cells.map((courses, m) => {
    const domain = isSoft(m) ? domainOf([courses], view) : rest;
    const shared = m > 0 && !isSoft(m) && !isSoft(m - 1);
    return panel({
      ...{ title: methods[m]!, notes: [`${courses.length} trials`], width, height: 165 },
      layers: courseLayers(courses, view.shown),
      x: numberAxis({
        field: 'i',
        title: isSoft(m) ? 'step' : 'iteration',
        ...{ scale: { zero: false, nice: false, padding: 6 }, ticks: 3, axis: { tickMinStep: 1, labelFlush: true } },
      }),
      y: numberAxis({
        ...{ field: 'loss', title: m === 0 ? [task, 'mean loss (log)'] : isSoft(m) ? 'relaxed loss (log)' : null },
        ...{ domain, scale: { type: 'log' }, shared, grid: true, ticks: logTicks(domain) },
        axis: {
          labelBound: true,
          labelExpr: "replace(format(datum.value, datum.value < 0.001 ? '~e' : '~g'), '-', '−')",
          minExtent: isSoft(m) ? 36 : m === 0 ? 32 : 0,
        },
      }),
    });
  });
  const compared = panels.filter((_, m) => !isSoft(m));
  const apart = panels.filter((_, m) => isSoft(m));
  return { spacing: gap, hconcat: [...(compared.length > 0 ? [rowOf(compared)] : []), ...apart] };
}

/** The ends of an axis that holds the losses of some cells. */
function domainOf(cells: readonly (readonly Course[])[], { floor }: View): readonly [number, number] {
  const losses = cells.flat().flatMap(({ steps }) => steps.map(({ loss }) => loss));
  const [least = floor, most = 1] = extent(losses);
  const margin = Math.max(1.05, (most / least) ** 0.06);
  return [short(least / margin), short(most * margin)];
}

/** Powers of ten, or round numbers where an axis spans too few of them. */
function logTicks(domain: readonly [number, number]): readonly number[] {
  const powers = powersOfTen(domain, 7);
  return powers.length > 1 ? powers : ticks(...domain, 4);
}

function courseLayers(courses: readonly Course[], shown: readonly End[]): Layer[] {
  const drawn = courses.flatMap(({ end, steps }, trial) =>
    steps.map(({ iteration, loss }, s) => ({ trial, end, i: iteration, loss, last: s === steps.length - 1 })),
  );
  const byEnd = (range: readonly string[]) => {
    return { field: 'end', type: 'nominal' as const, scale: { domain: [...shown], range: [...range] }, legend: null };
  };
  const color = byEnd(shown.map(colorAt));
  return [
    {
      data: { values: drawn.map(({ trial, end, i, loss }) => ({ trial, end, i, loss })) },
      mark: { type: 'line', strokeWidth: 1, opacity: 0.5, aria: false },
      encoding: { detail: { field: 'trial', type: 'nominal' }, color },
    },
    {
      data: { values: drawn.filter(({ last }) => last).map(({ end, i, loss }) => ({ end, i, loss })) },
      mark: { type: 'point', filled: true, size: 38, opacity: 0.85, aria: false },
      encoding: { color, shape: byEnd(shown.map(shapeAt)) },
    },
  ];
}
