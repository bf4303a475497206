/** The columns of Figure 1 beside the data: training error, degenerate trials and wall time, a line a method. */
import { extent, group } from 'd3-array';
import { ground, guide, ink, palette } from '../charts/colors.js';
import type { Tables } from '../charts/contract.js';
import { intervalDots, levelRule, medianTicks } from '../charts/marks/interval-dot.js';
import { type Axis, nameAxis, numberAxis, panel } from '../charts/marks/panel.js';
import { type Layer, type Panel, powersOfTen, shapeOf } from '../charts/theme.js';
import { dotsOf, type Measure, measureOf, turnedOver } from '../charts/units.js';
import type { SummaryLine } from '../results/summary.js';

/** What a mark stands for, in shapes that no expert of the first column has. */
const marks = {
  stable: { name: 'mean over stable trials', shape: shapeOf(3), fill: ground },
  all: { name: 'mean over all trials, as each stood when it stopped', shape: shapeOf(4), fill: ink },
} as const;
const median = { name: 'median of the same trials', color: palette[1] } as const;

export const keyLine = [
  ...[marks.all, marks.stable].map(({ name, shape, fill }) => ({ label: name, shape, fill, stroke: ink })),
  { label: median.name, shape: 'M0,-0.9L0,0.9', fill: 'transparent', stroke: median.color },
];

/** A row of the figure. */
export interface RowView {
  readonly tables: Tables;
  /** Of the row's task, those of methods whose values others have, too. */
  readonly lines: readonly SummaryLine[];
  readonly methods: readonly string[];
  /** Whose errors and shares a method has. */
  readonly values: Readonly<Record<string, string>>;
  /** The paper's share of degenerate trials. */
  readonly level: number | undefined;
  /** Ends of the time axis in seconds; those of every row, so that rows compare. */
  readonly seconds: readonly [number, number];
}

const rowHeight = 50;
export const heightOf = ({ methods }: Pick<RowView, 'methods'>): number => Math.max(160, rowHeight * methods.length);

/** The powers of ten about all mean and median times, seconds. */
export function powersAround(lines: readonly SummaryLine[]): readonly [number, number] {
  const times = lines.filter(({ metric }) => metric === 'seconds').flatMap(({ mean, median }) => [mean, median]);
  const [low = 1, high = 1] = extent(times, (time) => time || null);
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return [Number(`1e${first}`), Number(`1e${Math.max(last, first + 1)}`)];
}

/** From a method's line to its two kinds of error, px. */
const apart = 12;

/** Training error, linear, so that methods compare by distance: over all trials and over the stable ones. */
export function errorPanel(view: RowView): Panel {
  // The unit of `error` is one of two: that of a regression, which it names first, or that of the other shares.
  const shares = view.lines.some(({ metric }) => metric === 'error_all');
  const measure = measureOf(view.tables, shares ? 'error_all' : 'error');
  const none = view.methods.filter((method) => (lineOf(view, method, 'error')?.n ?? 0) === 0);
  const both = ['error_at_stop', 'error'] as const;
  const most = Math.max(
    ...view.methods.flatMap((method) => both.map((metric) => lineOf(view, method, metric)?.high ?? 0)),
  );
  return statisticPanel(view, {
    ...{ title: 'Training error', notes: [valuesTold], width: 174, labels: true },
    layers: [
      ...markLayers(view, 'error_at_stop', measure, { ...marks.all, shift: -apart / 2 }),
      ...besideLayers(view, 'error_at_stop', measure, most, -apart / 2),
      ...markLayers(view, 'error', measure, { ...marks.stable, shift: apart / 2 }),
      ...besideLayers(view, 'error', measure, most, apart / 2),
      {
        data: { values: none.map((method) => ({ method })) },
        mark: { type: 'text', align: 'left', dx: 3, yOffset: apart / 2, text: 'no stable trial' },
        encoding: { x: { datum: 0 } },
      },
    ],
    x: numberAxis({
      ...{ title: measure.what.split(', or ')[0]!, scale: { zero: true, padding: 7 }, grid: true },
      axis: { labelFlush: false },
    }),
  });
}

/** The share of trials that ended degenerate, with its count, and the paper's. */
export function degeneratePanel(view: RowView): Panel {
  const measure = measureOf(view.tables, 'stable');
  const [least, most] = [0, 1].map(measure.at) as [number, number];
  const margin = 0.04 * (most - least);
  const { level } = view;
  return statisticPanel(view, {
    ...{ title: 'Degenerate trials', width: 124 },
    layers: [
      ...(level === undefined
        ? []
        : levelRule(measure.at(level), {
            ...{ along: 'x', color: guide },
            name: { text: `the paper's ${measure.at(level)}%`, end: 'left' },
          })),
      ...markLayers(view, 'stable', measure, marks.all),
      numberLayer(view, 'stable', 'right', ({ mean, n }) => `${Math.round(mean! * n)} of ${n}`),
    ],
    x: numberAxis({
      ...{ title: measure.what, domain: [least - margin, most + margin], grid: true },
      ticks: [least, (least + most) / 2, most],
      axis: { labelFlush: false },
    }),
  });
}

/** What the numbers in a panel are. */
const valuesTold = 'mean (median)';

/** Wall time of one trial on a logarithmic scale. */
export function secondsPanel(view: RowView): Panel {
  const measure = measureOf(view.tables, 'seconds');
  const labelExpr =
    "datum.value < 1e-3 ? format(1e6 * datum.value, '~r') + ' µs' : " +
    "datum.value < 1 ? format(1e3 * datum.value, '~r') + ' ms' : datum.value + ' s'";
  return statisticPanel(view, {
    ...{ title: 'Wall time of a trial', notes: [...otherCounts(view), valuesTold], width: 150 },
    layers: [
      ...markLayers(view, 'seconds', measure, marks.all),
      numberLayer(view, 'seconds', 'left', (line) => withMedian(line, measure)),
    ],
    x: numberAxis({
      ...{ title: 'time (logarithmic)', domain: view.seconds, scale: { type: 'log' }, grid: true },
      ...{ ticks: powersOfTen(view.seconds, 3), axis: { labelExpr, labelOverlap: false, labelFlush: false } },
    }),
  });
}

/** How many trials have a time, where these are not all: `lap, lp: n = 100`. */
function otherCounts(view: RowView): readonly string[] {
  const timed = view.methods.map((method) => ({ method, n: lineOf(view, method, 'seconds')?.n }));
  const other = timed.filter(({ method, n }) => n !== undefined && n !== lineOf(view, method, 'stable')?.n);
  return [...group(other, ({ n }) => n)].map(([n, own]) => `${own.map(({ method }) => method).join(', ')}: n = ${n}`);
}

interface Statistic {
  readonly title: string;
  readonly notes?: readonly string[];
  readonly width: number;
  readonly layers: readonly Layer[];
  readonly x: Axis;
  /** Whether it is the panel that names the methods of its row. */
  readonly labels?: boolean;
}

/** A line a method; its name stands over n, the trials that ended ok or degenerate. */
function statisticPanel(view: RowView, { labels = false, ...statistic }: Statistic): Panel {
  const names = view.methods.map((method) => {
    return [method, [method, `n = ${lineOf(view, method, 'stable')?.n ?? 0}`]] as const;
  });
  // The time axis' outer labels stand out to the left by as much.
  const axis = { grid: true, labelPadding: 6, ...(labels ? { minExtent: 62, labelOffset: -6 } : { minExtent: 20 }) };
  return panel({
    ...statistic,
    height: heightOf(view),
    y: nameAxis({ field: 'method', names, scale: { padding: 0.5 }, shared: !labels, axis }),
  });
}

type Metric = 'error' | 'error_at_stop' | 'stable' | 'seconds';

/** A method's statistic: of the method whose values it has, but its own time; of what is stable, the rest. */
function lineOf({ lines, values }: RowView, method: string, metric: Metric): SummaryLine | undefined {
  const named = (of: string) => lines.find((line) => line.method === of && line.metric === metric);
  const other = metric === 'seconds' ? undefined : values[method];
  const found = (other === undefined ? undefined : named(other)) ?? named(method);
  return found && metric === 'stable' ? turnedOver(found) : found;
}

interface MarkLook {
  readonly name: string;
  readonly shape: string;
  readonly fill: string;
  readonly shift?: number;
}

/** A mean with its interval, and the median. */
function markLayers(view: RowView, metric: Metric, measure: Measure, { name, shape, fill, shift = 0 }: MarkLook) {
  const lines = view.methods.flatMap((method) => {
    const line = lineOf(view, method, metric);
    return line === undefined || line.mean === null ? [] : [{ method, line }];
  });
  const said = metric === 'stable' ? 'degenerate trials' : metric === 'seconds' ? 'mean time' : name;
  const dots = lines.flatMap(({ method, line }) => dotsOf(measure, line, method, `${method}, ${said}`));
  const medians = lines.flatMap(({ method, line }) => {
    // A share has no median that says more.
    return metric === 'stable' || line.median === null ? [] : [{ at: method, value: measure.at(line.median) }];
  });
  const look = { field: 'method', along: 'x', shift } as const;
  return [
    medianTicks(medians, { ...look, color: median.color }),
    ...intervalDots(dots, { ...look, color: ink, shape, fill, size: 50 }),
  ];
}

/** Where the numbers of a panel stand: at an end of their method's line, over its marks or under them. */
const numberPlaces = {
  left: { align: 'left', dx: 4, yOffset: -15, x: 0 },
  right: { align: 'right', dx: -4, yOffset: -15, x: 'width' },
} as const;

function numberLayer(
  view: RowView,
  metric: Metric,
  place: keyof typeof numberPlaces,
  told: (line: SummaryLine) => string,
): Layer {
  const { x, ...look } = numberPlaces[place];
  const values = view.methods.flatMap((method) => {
    const line = lineOf(view, method, metric);
    return line === undefined || line.mean === null ? [] : [{ method, text: told(line) }];
  });
  return {
    data: { values },
    mark: { type: 'text', ...look, aria: false },
    encoding: { x: { value: x }, text: { field: 'text', type: 'nominal' } },
  };
}

type Side = 'left' | 'right' | 'outer';

/**
 * The numbers of errors, beside their marks: at the left of those that are far right, and over or under those whose
 * interval leaves no room there.
 */
function besideLayers(view: RowView, metric: Metric, measure: Measure, most: number, shift: number): Layer[] {
  const numbers = view.methods.flatMap((method) => {
    const line = lineOf(view, method, metric);
    if (line === undefined || line.mean === null) return [];
    const { mean, low, high, median: middle } = line;
    const side: Side = mean <= 0.5 * most ? 'right' : (low ?? mean) >= 0.5 * most ? 'left' : 'outer';
    const at = { left: low ?? mean, right: Math.max(high ?? mean, middle ?? 0), outer: high ?? mean }[side];
    return [{ method, side, at: measure.at(at), text: withMedian(line, measure) }];
  });
  const places = {
    left: { align: 'right', dx: -8, yOffset: shift },
    right: { align: 'left', dx: 8, yOffset: shift },
    outer: { align: 'right', dx: 0, yOffset: shift + Math.sign(shift) * 11 },
  } as const;
  return (['left', 'right', 'outer'] as const).map((side) => ({
    data: {
      values: numbers.filter((each) => each.side === side).map(({ method, at, text }) => ({ method, at, text })),
    },
    mark: { type: 'text', baseline: 'middle', ...places[side], aria: false },
    encoding: { x: { field: 'at', type: 'quantitative' }, text: { field: 'text', type: 'nominal' } },
  }));
}

/** `151 µs (39 µs)`: mean, and median. */
const withMedian = ({ mean, median }: SummaryLine, { text }: Measure): string =>
  median === null ? text(mean!) : `${text(mean!)} (${text(median)})`;
