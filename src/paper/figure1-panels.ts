/** Columns two to four of figure 1: a line a method, a dot for its mean, share or median, a bar for its interval. */
import type { Summary } from '../charts/summary.js';
import { ink, type Layer, type Panel, powersOfTen, short, soft } from '../charts/theme.js';

/** A row of the figure. */
export interface RowView {
  readonly task: string;
  readonly methods: readonly string[];
  /** Ends of the time axis in seconds, powers of ten; those of every row, so that rows compare. */
  readonly seconds: readonly [number, number];
}

export const rowHeight = (view: RowView): number => Math.max(160, 40 * view.methods.length);

/**
 * What a dot stands for, by metric. Where no trial was stable there is no error over stable trials, which is said, not
 * left out. A time is a median: a few first trials take many times as long as the rest, as code is compiled in them.
 */
const marks = {
  error: { name: 'mean over stable trials', shape: 'circle', fill: ink },
  error_all: { name: 'mean over all trials, failures scored 0.5', shape: 'diamond', fill: '#9a9a9a' },
  error_at_stop: { name: 'no stable trial: error at the stop', shape: 'square', fill: 'white' },
  stable: { name: 'share of trials', shape: 'circle', fill: ink },
  seconds: { name: 'median time', shape: 'triangle-right', fill: '#56B4E9' },
} as const;

type Metric = keyof typeof marks;

/** The mark of the share needs no key: its axis says what it is. */
export const dotKey = (['error', 'error_all', 'error_at_stop', 'seconds'] as const).map((metric) => {
  const { name, shape, fill } = marks[metric];
  return { label: name, shape, fill, stroke: ink };
});

/** The powers of ten about all median times, seconds. */
export function timeSpan(rows: readonly Summary[]): readonly [number, number] {
  const logs = rows.flatMap(({ metric, median }) => (metric === 'seconds' && median ? [Math.log10(median)] : []));
  const [low, high] = logs.length === 0 ? [0, 0] : [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  return [Number(`1e${low}`), Number(`1e${Math.max(high, low + 1)}`)];
}

/** Training error, linear, so that methods compare by distance. Shares of wrong labels have `error_all` too. */
export function errorPanel(rows: readonly Summary[], view: RowView): Panel {
  const shares = rows.some((row) => row.metric === 'error_all');
  const both = shares ? 8 : 0;
  const dots = view.methods.flatMap((method) => {
    const stable = (rowOf(rows, method, 'error')?.n ?? 0) > 0;
    return [
      ...dotsOf(rows, method, stable ? 'error' : 'error_at_stop', -both),
      ...dotsOf(rows, method, 'error_all', both),
    ];
  });
  return {
    title: 'Training error',
    width: 164,
    height: rowHeight(view),
    layer: [...dotLayers(dots), ...beside(dots, 'error_at_stop', 'no stable trial')],
    encoding: {
      y: methodAxis(rows, view, true),
      x: valueAxis(shares ? 'share of wrong labels' : 'mean squared error', { zero: true, padding: 7 }),
    },
  };
}

/** The share of trials that did not end degenerate. The counts stand over the dots. */
export function stabilityPanel(rows: readonly Summary[], view: RowView): Panel {
  const dots = view.methods.flatMap((method) => {
    const counted = rowOf(rows, method, 'error')?.n ?? 0;
    return dotsOf(rows, method, 'stable').map((dot) => ({ ...dot, count: `${counted} of ${dot.n}` }));
  });
  const count = (right: boolean): Layer => ({
    data: { values: dots.filter((dot) => dot.value > 0.5 === right).map(({ label, count }) => ({ label, count })) },
    mark: { type: 'text', align: right ? 'right' : 'left', dy: -11, fontSize: 11 },
    encoding: { text: { field: 'count' }, x: { datum: right ? 1 : 0 } },
  });
  return {
    title: 'Stable trials',
    width: 130,
    height: rowHeight(view),
    layer: [...dotLayers(dots), count(true), count(false)],
    encoding: {
      y: methodAxis(rows, view, false),
      x: valueAxis('share of trials', { domain: [-0.04, 1.04], nice: false }, [0, 0.5, 1]),
    },
  };
}

/** Median wall time of one trial on a logarithmic scale. `rows` have the numbers of trials, `times` the seconds. */
export function secondsPanel(rows: readonly Summary[], times: readonly Summary[], view: RowView): Panel {
  const dots = view.methods.flatMap((method) =>
    dotsOf(times, method, 'seconds').map((dot) => ({ ...dot, label: labelOf(rows, method) })),
  );
  const scale = { type: 'log' as const, domain: [...view.seconds], nice: false };
  const axis = valueAxis('time (logarithmic)', scale, powersOfTen(view.seconds, 3));
  const labelExpr =
    "datum.value < 1e-3 ? format(1e6 * datum.value, '~r') + ' µs' : " +
    "datum.value < 1 ? format(1e3 * datum.value, '~r') + ' ms' : datum.value + ' s'";
  return {
    title: 'Wall time of a trial',
    width: 130,
    height: rowHeight(view),
    layer: dotLayers(dots),
    encoding: {
      y: methodAxis(rows, view, false),
      x: { ...axis, axis: { ...axis.axis, labelExpr, labelOverlap: false, grid: true } },
    },
  };
}

interface ValueScale {
  readonly type?: 'log';
  readonly zero?: boolean;
  readonly nice?: boolean;
  readonly padding?: number;
  readonly domain?: number[];
}

interface Dot {
  /** The method as its line is named. */
  readonly label: string;
  readonly metric: Metric;
  /** The median of a time, else the mean. */
  readonly value: number;
  /** Ends of the mean's interval; none for a median. */
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  /** Distance below the method's line, px. */
  readonly dy: number;
}

const rowOf = (rows: readonly Summary[], method: string, metric: Metric): Summary | undefined =>
  rows.find((row) => row.method === method && row.metric === metric);

/** One dot, or none where there is nothing to draw. */
function dotsOf(rows: readonly Summary[], method: string, metric: Metric, dy = 0): Dot[] {
  const row = rowOf(rows, method, metric);
  const value = (metric === 'seconds' ? row?.median : row?.mean) ?? null;
  if (row === undefined || value === null) return [];
  const end = (of: number | null) => (of === null || metric === 'seconds' ? null : short(of));
  const label = labelOf(rows, method);
  return [{ label, metric, value: short(value), low: end(row.low), high: end(row.high), n: row.n, dy }];
}

/** The bars first, the dots over them; one layer for each mark, as each has its own height on the line. */
function dotLayers(dots: readonly Dot[]): Layer[] {
  return [...new Set(dots.map((dot) => dot.metric))].flatMap((metric): Layer[] => {
    const own = dots.filter((dot) => dot.metric === metric);
    const { shape, fill } = marks[metric];
    const yOffset = own[0]!.dy;
    const bars = own.filter((dot) => dot.low !== null && dot.high !== null);
    const bar: Layer = {
      data: { values: bars.map(({ label, low, high }) => ({ label, low, high })) },
      mark: { type: 'rule', strokeWidth: 2, color: soft, yOffset, aria: false },
      encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
    };
    const dot: Layer = {
      data: { values: own.map((each) => ({ label: each.label, value: each.value, said: said(each) })) },
      mark: { type: 'point', size: 55, shape, fill, stroke: ink, opacity: 1, yOffset },
      encoding: { x: { field: 'value', type: 'quantitative' }, description: { field: 'said', type: 'nominal' } },
    };
    return bars.length === 0 ? [dot] : [bar, dot];
  });
}

/** A word at the right of each dot of one kind. */
function beside(dots: readonly Dot[], metric: Metric, text: string): Layer[] {
  const own = dots.filter((dot) => dot.metric === metric);
  if (own.length === 0) return [];
  return [
    {
      data: { values: own.map(({ label, value }) => ({ label, value })) },
      mark: { type: 'text', align: 'left', dx: 8, yOffset: own[0]!.dy, text },
      encoding: { x: { field: 'value', type: 'quantitative' } },
    },
  ];
}

function said({ value, low, high, n, metric }: Dot): string {
  const interval = low === null || high === null ? '' : `, 95 percent interval ${low} to ${high}`;
  const unit = metric === 'seconds' ? ' s' : '';
  return `${value}${unit}${interval}, ${n} trials (${marks[metric].name})`;
}

/** "argmin" over "n = 1000", the trials that ended ok or degenerate. */
function labelOf(rows: readonly Summary[], method: string): string {
  const n = rows.find((row) => row.method === method && row.metric === 'stable')?.n ?? 0;
  return `${method}\nn = ${n}`;
}

function methodAxis(rows: readonly Summary[], view: RowView, labels: boolean) {
  return {
    field: 'label',
    type: 'nominal' as const,
    scale: { domain: view.methods.map((method) => labelOf(rows, method)) },
    axis: {
      title: null,
      labels,
      ticks: false,
      domain: false,
      grid: true,
      labelExpr: "split(datum.value, '\\n')",
      labelLineHeight: 13,
      // The time axis' outer labels stand out to the left by as much.
      minExtent: labels ? 62 : 20,
      labelPadding: 6,
      labelOffset: labels ? -6 : 0,
    },
  };
}

function valueAxis(title: string, scale: ValueScale, values?: readonly number[]) {
  const ticks = values === undefined ? { tickCount: 4 } : { values: [...values] };
  return { type: 'quantitative' as const, scale, axis: { title, labelFlush: false, ...ticks } };
}
