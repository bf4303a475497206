/** Columns two to four of figure 1: a line a method, a dot for its mean, a bar for its interval. */
import type { Summary } from './summary.js';
import { ink, type Layer, type Panel, short, soft } from './theme.js';

/** A row of the figure. */
export interface RowView {
  readonly task: string;
  readonly methods: readonly string[];
}

export const rowHeight = (view: RowView): number => Math.max(160, 40 * view.methods.length);

/** What a dot stands for. Where no trial was stable there is no error over stable trials, which is said, not left out. */
const marks = [
  { of: 'error', name: 'mean over stable trials', shape: 'circle', fill: ink },
  { of: 'error_all', name: 'mean over all trials, failures scored 0.5', shape: 'diamond', fill: '#9a9a9a' },
  { of: 'error_at_stop', name: 'no stable trial: mean error at the stop', shape: 'square', fill: 'white' },
] as const;

type Mark = (typeof marks)[number];

export const dotKey = marks.map(({ name, shape, fill }) => ({ label: name, shape, fill, stroke: ink }));

/** Training error, linear, so that methods compare by distance. Shares of wrong labels have `error_all` too. */
export function errorPanel(rows: readonly Summary[], view: RowView): Panel {
  const shares = rows.some((row) => row.metric === 'error_all');
  const both = shares ? 8 : 0;
  const dots = view.methods.flatMap((method) => {
    const at = (metric: string) => rows.find((row) => row.method === method && row.metric === metric);
    const stable = (at('error')?.n ?? 0) > 0;
    const first = stable ? dotsOf(at('error'), marks[0], -both) : dotsOf(at('error_at_stop'), marks[2], -both);
    return [...first, ...dotsOf(at('error_all'), marks[1], both)].map((dot) => ({
      ...dot,
      method: labelOf(rows, method),
    }));
  });
  return {
    title: 'Training error',
    width: 164,
    height: rowHeight(view),
    layer: [...dotLayers(dots), ...beside(dots, marks[2], 'no stable trial')],
    encoding: {
      y: methodAxis(rows, view, true),
      x: valueAxis(shares ? 'share of wrong labels' : 'mean squared error', { zero: true, padding: 7 }),
    },
  };
}

/** The share of trials that did not end degenerate. The counts stand over the dots. */
export function stabilityPanel(rows: readonly Summary[], view: RowView): Panel {
  const dots = view.methods.flatMap((method) => {
    const found = rows.find((row) => row.method === method && row.metric === 'stable');
    const counted = rows.find((row) => row.method === method && row.metric === 'error')?.n ?? 0;
    return dotsOf(found, marks[0], 0).map((dot) => ({
      ...dot,
      method: labelOf(rows, method),
      count: `${counted} of ${found?.n ?? 0}`,
    }));
  });
  const count = (right: boolean): Layer => ({
    data: { values: dots.filter((dot) => dot.mean > 0.5 === right).map(({ method, count }) => ({ method, count })) },
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

/** Mean wall time of one trial on a logarithmic scale. */
export function secondsPanel(rows: readonly Summary[], view: RowView): Panel {
  const dots = view.methods.flatMap((method) => {
    const found = rows.find((row) => row.method === method && row.metric === 'seconds');
    return dotsOf(found, marks[0], 0).map((dot) => ({ ...dot, method }));
  });
  const axis = valueAxis('time (logarithmic)', { type: 'log', nice: true }, decades);
  const labelExpr =
    "datum.value < 2e-5 ? '10 µs' : datum.value < 1 ? format(1000 * datum.value, '~g') + ' ms' : datum.value + ' s'";
  return {
    title: 'Wall time of a trial',
    width: 130,
    height: rowHeight(view),
    layer: dotLayers(dots),
    encoding: {
      y: { ...methodAxis(rows, view, false), scale: { domain: [...view.methods] } },
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

/** Every second power of ten, 10 us to 1000 s, so that labels have room. */
const decades = [1e-5, 1e-3, 0.1, 10, 1000];

interface Dot {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly median: number | null;
  readonly n: number;
  readonly mark: Mark;
  /** Distance below the method's line, px. */
  readonly dy: number;
}

function dotsOf(row: Summary | undefined, mark: Mark, dy: number): Dot[] {
  if (row === undefined || row.mean === null) return [];
  const { mean, low, high, median, n } = row;
  return [
    {
      mean: short(mean),
      low: low === null ? null : short(low),
      high: high === null ? null : short(high),
      median,
      n,
      mark,
      dy,
    },
  ];
}

/** The bars first, the dots over them; one layer for each mark, as each has its own height on the line. */
function dotLayers(dots: readonly (Dot & { readonly method: string })[]): Layer[] {
  return marks.flatMap((mark): Layer[] => {
    const own = dots.filter((dot) => dot.mark === mark);
    if (own.length === 0) return [];
    const dy = own[0]?.dy ?? 0;
    const bars = own.filter((dot) => dot.low !== null && dot.high !== null);
    return [
      {
        data: { values: bars.map(({ method, low, high }) => ({ method, low, high })) },
        mark: { type: 'rule', strokeWidth: 2, color: soft, yOffset: dy, aria: false },
        encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
      {
        data: { values: own.map((dot) => ({ method: dot.method, mean: dot.mean, said: said(dot) })) },
        mark: { type: 'point', size: 55, shape: mark.shape, fill: mark.fill, stroke: ink, opacity: 1, yOffset: dy },
        encoding: {
          x: { field: 'mean', type: 'quantitative' },
          description: { field: 'said', type: 'nominal' },
        },
      },
    ];
  });
}

/** A word at the right of each dot of one kind. */
function beside(dots: readonly (Dot & { readonly method: string })[], mark: Mark, text: string): Layer[] {
  const own = dots.filter((dot) => dot.mark === mark);
  if (own.length === 0) return [];
  return [
    {
      data: { values: own.map(({ method, mean }) => ({ method, mean })) },
      mark: { type: 'text', align: 'left', dx: 8, yOffset: own[0]!.dy, text },
      encoding: { x: { field: 'mean', type: 'quantitative' } },
    },
  ];
}

function said({ mean, low, high, n, mark }: Dot & { readonly method: string }): string {
  const interval = low === null || high === null ? '' : `, 95 percent interval ${low} to ${high}`;
  return `mean ${mean}${interval}, ${n} trials (${mark.name})`;
}

/** "argmin" over "n = 1000", the trials that ended ok or degenerate. */
function labelOf(rows: readonly Summary[], method: string): string {
  const n = rows.find((row) => row.method === method && row.metric === 'stable')?.n ?? 0;
  return `${method}\nn = ${n}`;
}

function methodAxis(rows: readonly Summary[], view: RowView, labels: boolean) {
  return {
    field: 'method',
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
