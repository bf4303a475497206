import { extent } from 'd3-array';
import type { Chart, Tables } from '../charts/contract.js';
import { type IntervalDot, intervalDots } from '../charts/marks/interval-dot.js';
import { keyPanel } from '../charts/marks/key.js';
import { type Axis, nameAxis, numberAxis, panel, planeAxes } from '../charts/marks/panel.js';
import { curveLayers, endsAroundPoints, expertsOf, sampleKey, sampleLayers } from '../charts/marks/samples.js';
import { bestExample, curvesOf, pointsOf } from '../charts/recorded.js';
import { absentNote, gridToDraw, unswept } from '../charts/tables.js';
import { colorOf, ink, type Layer, type Panel, page, powersOfTen, shapeOf } from '../charts/theme.js';
import { dotsOf, measureOf } from '../charts/units.js';
import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { SummaryLine } from '../results/summary.js';

const parameters = {
  tasks: { kind: 'names', refers: 'tasks', about: 'tasks, one row each; all when absent' },
  methods: { kind: 'names', refers: 'methods', about: 'methods, top to bottom; all when absent' },
  fitted: {
    kind: 'text',
    refers: 'methods',
    default: 'argmin',
    about: 'the method whose example trial is drawn over the data',
  },
} as const satisfies ParameterTable;

/**
 * What a dot stands for, by metric. Where no trial was stable there is no error over stable trials, which is said, not
 * left out. A time is a median: a few first trials take many times as long as the rest, as code is compiled in them.
 */
const marks = {
  error: { name: 'mean over stable trials', shape: shapeOf(0), fill: ink },
  error_all: { name: 'mean over all trials, failures scored 0.5', shape: shapeOf(3), fill: '#9a9a9a' },
  error_at_stop: { name: 'no stable trial: error at the stop', shape: shapeOf(1), fill: 'white' },
  stable: { name: 'share of trials', shape: shapeOf(0), fill: ink },
  seconds: { name: 'median time', shape: shapeOf(6), fill: colorOf(5) },
} as const;
type Metric = keyof typeof marks;

/** The mark of the share needs no key: its axis says what it is. */
const dotKey = (['error', 'error_all', 'error_at_stop', 'seconds'] as const).map((metric) => {
  const { name, shape, fill } = marks[metric];
  return { label: name, shape, fill, stroke: ink };
});

/** The paper's Figure 1: a row a task; the data with a fitted example, training error, stability and time. */
export const figure1: Chart<typeof parameters> = {
  name: 'figure1',
  about: "the paper's Figure 1: data, training error, stable share and wall time of every method",
  parameters,
  needs: ['examples'],
  render(tables, { fitted, ...given }) {
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
    const panels = tasks.flatMap((task, t) => {
      const own = drawn.filter((line) => line.task === task);
      const there = methods.filter((method) => own.some((line) => line.method === method));
      const view = { tables, lines: own, methods: there, seconds };
      return [
        dataPanel(tables, task, examples[t]!, heightOf(view)),
        errorPanel(view),
        stabilityPanel(view),
        secondsPanel(view),
      ];
    });
    return page(
      {
        title: 'Fixed data: training error, stability and time of each way to assign',
        notes: [
          'Error: mean over the stable ones of the n trials (diamond: over all of them); stable share: over all n. 95 % intervals:',
          'bootstrap for the error, Wilson for the share. Time: the median. Stable: every expert kept samples it can be fitted to.',
          ...absentNote(absent),
        ],
        description:
          `A row for each task (${tasks.join(', ')}), four panels each. First, the samples of one trial, marked by the expert ` +
          `that ${fitted} gave them to, with what the experts predict. Then, for each method (${methods.join(', ')}), the mean ` +
          'training error and the share of trials that ended stable, each with its 95 percent interval, and the median wall ' +
          'time of a trial on a logarithmic scale.',
      },
      { columns: 4, spacing: { row: 26, column: 8 }, concat: panels },
      keyPanel([sampleKey(expertsOf(examples.flatMap(({ points }) => points)), true), dotKey]),
    );
  },
};

/** The best example of a method on a task, and its samples at the end. */
function fittedExample(tables: Tables, task: string, method: string) {
  const shown = bestExample(tables, task, method);
  return { ...shown, points: pointsOf(tables, shown.row.id, shown.last) };
}

/** The first column: the samples of the fitted example at its end, by expert, under the experts' lines. */
function dataPanel(tables: Tables, task: string, example: ReturnType<typeof fittedExample>, height: number): Panel {
  const { row, end, last, choice, points } = example;
  const experts = expertsOf(points);
  const plane = points.some(({ label }) => label !== null);
  return panel({
    title: `Data: ${task}`,
    notes: [`${row.method}, trial ${row.trial}: ${end}`, ...choice],
    ...{ width: 175, height },
    layers: [
      ...(plane ? [] : curveLayers(curvesOf(tables, row.id, last), points, { experts })),
      ...sampleLayers(points, { experts, size: 26 }),
    ],
    ...planeAxes(endsAroundPoints(points, [0.06, 0.06]), plane ? ['x1', 'x2'] : ['x', 'y']),
  });
}

/** A row of the figure. */
interface RowView {
  readonly tables: Tables;
  /** Of the row's task. */
  readonly lines: readonly SummaryLine[];
  readonly methods: readonly string[];
  /** Ends of the time axis in seconds; those of every row, so that rows compare. */
  readonly seconds: readonly [number, number];
}

const heightOf = ({ methods }: Pick<RowView, 'methods'>): number => Math.max(160, 40 * methods.length);

/** The powers of ten about all median times, seconds. */
function powersAround(lines: readonly SummaryLine[]): readonly [number, number] {
  const [low = 1, high = 1] = extent(
    lines.filter(({ metric, median }) => metric === 'seconds' && median),
    ({ median }) => median!,
  );
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return [Number(`1e${first}`), Number(`1e${Math.max(last, first + 1)}`)];
}

/** Training error, linear, so that methods compare by distance. Shares of wrong labels have `error_all` too. */
function errorPanel(view: RowView): Panel {
  const { tables, lines, methods } = view;
  const shares = lines.some(({ metric }) => metric === 'error_all');
  const both = shares ? 8 : 0;
  // The unit of `error` is one of two: that of a regression, which it names first, or that of the other shares.
  const measure = measureOf(tables, shares ? 'error_all' : 'error');
  const stable = methods.filter((method) => (lineOf(view, method, 'error')?.n ?? 0) > 0);
  const degenerate = methods.filter((method) => !stable.includes(method));
  const stopped = dotsFor(view, 'error_at_stop', degenerate, measure);
  const beside: Layer = {
    data: { values: stopped.map(({ at, value }) => ({ method: at, value })) },
    mark: { type: 'text', align: 'left', dx: 8, yOffset: -both, text: 'no stable trial' },
    encoding: { x: { field: 'value', type: 'quantitative' } },
  };
  return statisticPanel(view, {
    ...{ title: 'Training error', width: 164, labels: true },
    layers: [
      ...dotLayers('error', dotsFor(view, 'error', stable, measure), -both),
      ...dotLayers('error_at_stop', stopped, -both),
      ...dotLayers('error_all', dotsFor(view, 'error_all', methods, measure), both),
      beside,
    ],
    x: numberAxis({
      ...{ title: measure.what.split(', or ')[0]!, scale: { zero: true, padding: 7 }, grid: true },
      axis: { labelFlush: false },
    }),
  });
}

/** The share of trials that did not end degenerate. The counts stand over the dots. */
function stabilityPanel(view: RowView): Panel {
  const dots = dotsFor(view, 'stable');
  const [least, most] = [0, 1].map(measureOf(view.tables, 'stable').at) as [number, number];
  const half = (least + most) / 2;
  const count = (right: boolean): Layer => ({
    data: {
      values: dots
        .filter(({ value }) => value > half === right)
        .map(({ at }) => ({
          method: at,
          count: `${lineOf(view, String(at), 'error')?.n ?? 0} of ${trialsOf(view, String(at))}`,
        })),
    },
    mark: { type: 'text', align: right ? 'right' : 'left', dy: -11, fontSize: 11 },
    encoding: { text: { field: 'count' }, x: { datum: right ? most : least } },
  });
  const margin = 0.04 * (most - least);
  return statisticPanel(view, {
    ...{ title: 'Stable trials', width: 130, layers: [...dotLayers('stable', dots), count(true), count(false)] },
    x: numberAxis({
      ...{ title: measureOf(view.tables, 'stable').what, domain: [least - margin, most + margin], grid: true },
      ticks: [least, half, most],
      axis: { labelFlush: false },
    }),
  });
}

/** Median wall time of one trial on a logarithmic scale. */
function secondsPanel(view: RowView): Panel {
  const dots = dotsFor(view, 'seconds');
  const labelExpr =
    "datum.value < 1e-3 ? format(1e6 * datum.value, '~r') + ' µs' : " +
    "datum.value < 1 ? format(1e3 * datum.value, '~r') + ' ms' : datum.value + ' s'";
  return statisticPanel(view, {
    ...{ title: 'Wall time of a trial', width: 130, layers: dotLayers('seconds', dots) },
    x: numberAxis({
      ...{ title: 'time (logarithmic)', domain: view.seconds, scale: { type: 'log' }, grid: true },
      ...{ ticks: powersOfTen(view.seconds, 3), axis: { labelExpr, labelOverlap: false, labelFlush: false } },
    }),
  });
}

interface Statistic {
  readonly title: string;
  readonly width: number;
  readonly layers: readonly Layer[];
  readonly x: Axis;
  /** Whether it is the panel that names the methods of its row. */
  readonly labels?: boolean;
}

/** A line a method; its name stands over n, the trials that ended ok or degenerate. */
function statisticPanel(view: RowView, { labels = false, ...statistic }: Statistic): Panel {
  const names = view.methods.map((method) => [method, [method, `n = ${trialsOf(view, method)}`]] as const);
  // The time axis' outer labels stand out to the left by as much.
  const axis = { grid: true, labelPadding: 6, ...(labels ? { minExtent: 62, labelOffset: -6 } : { minExtent: 20 }) };
  return panel({
    ...statistic,
    height: heightOf(view),
    y: nameAxis({ field: 'method', names, shared: !labels, axis }),
  });
}

const lineOf = ({ lines }: RowView, method: string, metric: Metric): SummaryLine | undefined =>
  lines.find((line) => line.method === method && line.metric === metric);

const trialsOf = (view: RowView, method: string): number => lineOf(view, method, 'stable')?.n ?? 0;

/** A dot for each method that has a value: the median of a time, which has no interval, else the mean. */
function dotsFor(
  view: RowView,
  metric: Metric,
  methods = view.methods,
  measure = measureOf(view.tables, metric),
): readonly IntervalDot[] {
  return methods.flatMap((method) => {
    const line = lineOf(view, method, metric);
    const told = line && metric === 'seconds' ? { ...line, mean: line.median, low: null, high: null } : line;
    return dotsOf(measure, told, method, `${method}, ${marks[metric].name}`);
  });
}

function dotLayers(metric: Metric, dots: readonly IntervalDot[], shift = 0): Layer[] {
  const { shape, fill } = marks[metric];
  return intervalDots(dots, { field: 'method', along: 'x', color: ink, shape, fill, size: 55, shift });
}
