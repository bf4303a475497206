import { greatest } from 'd3-array';
import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { SummaryLine } from '../results/summary.js';
import { ground, guide, ink } from './colors.js';
import type { Chart } from './contract.js';
import { intervalDots, levelRule } from './marks/interval-dot.js';
import { keyOf, keyPanel } from './marks/key.js';
import { type Axis, numberAxis, panel } from './marks/panel.js';
import {
  courseLayers,
  nameOf,
  placeOf,
  plainValue,
  type SettingAxis,
  type Sweep,
  settingAxis,
  shiftOf,
  sweepsOf,
} from './sweeps.js';
import { absentNote, namesToDraw, rangeOf, unswept } from './tables.js';
import { colorOf, type Layer, page, shapeOf, short } from './theme.js';
import { dotsOf, intervalOf, type Measure, measureOf, turnedOver } from './units.js';

const parameters = {
  methods: { kind: 'names', refers: 'methods', about: 'methods; all when absent' },
  draws: {
    kind: 'names',
    refers: 'sweeps',
    about: 'swept columns that are draws, not knobs, such as data seeds: shown as a spread',
  },
  defaults: {
    kind: 'mapping',
    refers: 'sweeps',
    optional: true,
    of: 'value',
    about: 'default values to mark, by swept column',
  },
  names: {
    kind: 'mapping',
    refers: 'sweeps',
    optional: true,
    of: 'text',
    about: 'swept columns in words; those named come first, in this order',
  },
  levels: {
    kind: 'mapping',
    refers: 'tasks',
    optional: true,
    of: 'number',
    about: 'shares of degenerate trials to compare with, such as those of a paper, by task',
  },
  ends: {
    kind: 'mapping',
    refers: 'sweeps',
    optional: true,
    of: { kind: 'list', of: { kind: 'text', refers: 'methods' }, items: 'two methods', least: 2, most: 2 },
    about: 'by swept column, the methods outside of every sweep that its least and its greatest values run into',
  },
} as const satisfies ParameterTable;

const [columns, width] = [3, 238];

/** The share of degenerate trials against every swept setting. */
export const sensitivity: Chart<typeof parameters> = {
  name: 'sensitivity',
  about: 'instability (share of degenerate trials) against each swept parameter',
  parameters,
  needs: ['sweeps'],
  render(tables, { draws = [], defaults = {}, names: words = {}, levels = {}, ends = {}, ...given }) {
    const lines = tables.lines('summary.csv').filter(({ metric, mean }) => metric === 'stable' && mean !== null);
    const { names: methods, absent } = namesToDraw(given.methods, lines, 'method');
    const degenerate = lines.map(turnedOver);
    const sweeps = inOrder(
      sweepsOf(
        degenerate.filter(({ method }) => methods.includes(method)),
        othersOf,
        ({ method }) => method,
      ),
      Object.keys(words),
    );
    if (sweeps.length === 0)
      throw new InputError(`sensitivity: the results of ${tables.experiment} sweep no parameter`);
    const shown = methods.filter((method) =>
      sweeps.some(({ courses }) => courses.some(({ label }) => label === method)),
    );
    const measure = measureOf(tables, 'stable');
    const counts = sweeps.flatMap(({ courses }) => courses.flatMap(({ spots }) => spots.map(({ line }) => line.n)));
    const panels = sweeps.map((sweep, s) => {
      const { task, column } = sweep;
      const outer = (ends[column] ?? []).map((method) =>
        degenerate.find((line) => line.task === task && line.method === method && unswept(line)),
      );
      const name = words[column] ?? nameOf(column);
      const view = { sweep, name, methods: shown, measure, preset: defaults[column], outer, level: levels[task] };
      const { layers, x } = draws.includes(column) ? spread(view) : knob(view);
      return framed(view, [...levelLayers(levels[task], measure), ...layers], x, levels[task], s % columns > 0);
    });
    const tasks = [...new Set(sweeps.map(({ task }) => task))];
    const marked = Object.keys(levels).some((task) => tasks.includes(task));
    return page(
      {
        title: 'Degenerate trials against each setting',
        notes: [
          `Dots: share of degenerate trials, ${rangeOf(counts)} trials per dot; bars: ${intervalOf('share')}. One setting changes at`,
          `a time; a dotted vertical line marks the value it has elsewhere.${marked ? " Dashed lines: the paper's share." : ''}`,
          ...absentNote(absent),
        ],
        description:
          `${panels.length} small panels over ${tasks.join(', ')}: the share of trials that end degenerate, by method ` +
          `(${shown.join(', ')}), against ${sweeps.map(({ column }) => words[column] ?? nameOf(column)).join(', ')}.`,
      },
      { columns, spacing: { row: 22, column: 14 }, concat: panels },
      keyPanel([keyOf(shown)]),
    );
  },
};

type Framed = Sweep & { readonly first: SummaryLine };

/** Those of the named columns first, in the order of the names. */
function inOrder(sweeps: readonly Framed[], columns: readonly string[]): readonly Framed[] {
  const named = columns.flatMap((column) => sweeps.filter((sweep) => sweep.column === column));
  return [...named, ...sweeps.filter(({ column }) => !columns.includes(column))];
}

/** The other swept values of a cell: they are said in the panel's title. */
const othersOf = ({ sweep }: SummaryLine): string => placeOf(Object.entries(sweep).slice(1));

/** What a panel shows. */
interface View {
  readonly sweep: Framed;
  /** The swept column in words. */
  readonly name: string;
  readonly methods: readonly string[];
  readonly measure: Measure;
  /** The value that other sweeps keep. */
  readonly preset: string | number | boolean | undefined;
  /** Cells that the least and the greatest value run into, where there are such. */
  readonly outer: readonly (SummaryLine | undefined)[];
  /** The share to compare with. */
  readonly level: number | undefined;
}

/** A dashed rule at the share to compare with. */
const levelLayers = (level: number | undefined, measure: Measure): readonly Layer[] =>
  level === undefined ? [] : levelRule(measure.at(level), { along: 'y', color: ink });

/** The setting's values in their order; methods beside each other, and what the ends run into at the edges. */
function knob({ sweep, methods, measure, preset, outer, level }: View) {
  const setting = settingAxis(
    sweep,
    width,
    '',
    outer.some((line) => line !== undefined),
  );
  const marked = setting.values.includes(preset ?? '');
  const at = typeof preset === 'number' ? preset : String(preset);
  return {
    layers: [
      ...(marked ? levelRule(at, { along: 'x', color: guide, dash: [1.5, 3] }) : []),
      ...courseLayers(sweep, setting, measure, ({ label }) => methods.indexOf(label)),
      ...mostLayers(sweep, setting, measure, level),
      ...outer.flatMap((line, end) => (line === undefined ? [] : endLayers(line, end === 1, measure))),
    ],
    x: setting.axis,
  };
}

/** The greatest share of a panel in numbers over its dot, where it is not about the share to compare with, or all. */
function mostLayers({ courses }: Sweep, { values }: SettingAxis, measure: Measure, level = 0): readonly Layer[] {
  const spots = courses.flatMap(({ spots }, c) => spots.map(({ at, line }) => ({ at, c, share: line.mean ?? 0 })));
  const most = greatest(spots, ({ share }) => share);
  if (most === undefined || most.share > 0.9 || Math.abs(most.share - level) < leastApart) return [];
  const share = measure.at(most.share);
  const side = most.at === values.at(-1) ? { align: 'right', dx: 4 } : { align: 'left', dx: -4 };
  const text = { ...side, text: `${Math.round(share)}%`, dy: -13, baseline: 'middle', fontWeight: 'bold' };
  return [
    {
      data: { values: [{ at: plainValue(most.at), value: share }] },
      mark: { type: 'text', ...text, xOffset: shiftOf(most.c, courses.length), aria: false },
      encoding: { y: { field: 'value', type: 'quantitative' } },
    } as Layer,
  ];
}

/** A share that is nearer to another is not told beside it. */
const leastApart = 0.08;

/** A hollow dot at an edge of the panel, with the name of its method. */
function endLayers(line: SummaryLine, right: boolean, measure: Measure): Layer[] {
  const dots = dotsOf(measure, line, right ? width - 8 : 8, line.method);
  const look = { field: 'px', along: 'y', color: ink, fill: ground, shape: shapeOf(0), size: 50 } as const;
  // Away from the shares that the levels are at.
  const low = dots[0]!.value < 10;
  const pixel = { field: 'px', type: 'quantitative', scale: null, axis: null };
  const text = {
    data: { values: [{ value: dots[0]!.value }] },
    mark: { type: 'text', text: line.method, align: right ? 'right' : 'left', dy: low ? -13 : 14, aria: false },
    encoding: { x: { value: right ? width - 3 : 3 }, y: { field: 'value', type: 'quantitative' } },
  };
  const placed = intervalDots(dots, look).map((layer) => ({ ...layer, encoding: { x: pixel } }));
  return [...placed, text] as Layer[];
}

/** A draw has no order: one dot a draw, beside each other about their method's place. */
function spread({ sweep: { column, courses }, methods, measure }: View) {
  const own = methods.filter((method) => courses.some(({ label }) => label === method));
  const layers = courses.flatMap(({ label, spots }) => {
    const m = methods.indexOf(label);
    const place = own.indexOf(label);
    const dots = spots.flatMap(({ at, line }, s) =>
      dotsOf(measure, line, place + 0.7 * ((s + 0.5) / spots.length - 0.5), `${label}, ${placeOf([[column, at]])}`),
    );
    return intervalDots(dots, { field: 'at', along: 'y', color: colorOf(m), shape: shapeOf(m), size: 45 });
  });
  const most = Math.max(...courses.map(({ spots }) => spots.length));
  const x = numberAxis({
    ...{ field: 'at', title: `a dot for each of ${most} draws`, domain: [-0.5, own.length - 0.5] },
    ticks: own.map((_, m) => m),
    axis: { labelExpr: `${JSON.stringify(own)}[datum.value]` },
  });
  return { layers, x };
}

function framed({ sweep, name }: View, layers: readonly Layer[], x: Axis, level: number | undefined, shared: boolean) {
  const others = othersOf(sweep.first);
  const compared = level === undefined ? [] : [`the paper: ${short(100 * level)}%`];
  const notes = [[sweep.task, ...(others === '' ? [] : [others]), ...compared].join(', ')];
  const y = numberAxis({ domain: [-3, 106], title: 'degenerate trials, %', ticks: 5, grid: true, shared });
  return panel({
    title: name.replace(/^./, (letter) => letter.toUpperCase()),
    notes,
    width,
    height: 150,
    layers,
    x,
    y,
  });
}
