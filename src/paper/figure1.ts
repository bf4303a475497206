import { extent } from 'd3-array';
import { ground, guide, ink, palette } from '../charts/colors.js';
import type { Chart, Tables } from '../charts/contract.js';
import { broken } from '../charts/font.js';
import { intervalDots, levelRule, medianTicks } from '../charts/marks/interval-dot.js';
import { keyPanel } from '../charts/marks/key.js';
import { type Axis, nameAxis, numberAxis, panel, planeAxes } from '../charts/marks/panel.js';
import { curveLayers, endsAroundPoints, expertsOf, sampleKey, sampleLayers } from '../charts/marks/samples.js';
import { curvesOf, medianExample, pointsOf } from '../charts/recorded.js';
import { absentNote, gridToDraw, unswept } from '../charts/tables.js';
import { type Layer, type Panel, page, powersOfTen, shapeOf, sheetWidth } from '../charts/theme.js';
import { dotsOf, intervalOf, type Measure, measureOf, turnedOver } from '../charts/units.js';
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

/** What a mark stands for, in shapes that no expert of the first column has. */
const marks = {
  stable: { name: 'mean over stable trials', shape: shapeOf(3), fill: ground },
  all: { name: 'mean over all trials, as each stood when it stopped', shape: shapeOf(4), fill: ink },
} as const;
const median = { name: 'median of the same trials', color: palette[1] } as const;

const keyLine = [
  ...[marks.all, marks.stable].map(({ name, shape, fill }) => ({ label: name, shape, fill, stroke: ink })),
  { label: median.name, shape: 'M0,-0.9L0,0.9', fill: 'transparent', stroke: median.color },
];

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
            'Degenerate: some expert is left without samples it can be fitted to. The trial stops there, and counts in errors over all ' +
              `trials as it stood. Bars: ${intervalOf('mean')}; of shares, ${intervalOf('share')}.`,
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

/** A note in lines that fit the sheet. */
const noteOf = (text: string): readonly string[] => (text === '' ? [] : broken(text.split(/(?<= )/), sheetWidth - 20));

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

/** A row of the figure. */
interface RowView {
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
const heightOf = ({ methods }: Pick<RowView, 'methods'>): number => Math.max(160, rowHeight * methods.length);

/** The powers of ten about all mean and median times, seconds. */
function powersAround(lines: readonly SummaryLine[]): readonly [number, number] {
  const times = lines.filter(({ metric }) => metric === 'seconds').flatMap(({ mean, median }) => [mean, median]);
  const [low = 1, high = 1] = extent(times, (time) => time || null);
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return [Number(`1e${first}`), Number(`1e${Math.max(last, first + 1)}`)];
}

/** From a method's line to its two kinds of error, px. */
const apart = 12;

/** Training error, linear, so that methods compare by distance: over all trials and over the stable ones. */
function errorPanel(view: RowView): Panel {
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
function degeneratePanel(view: RowView): Panel {
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
            name: { text: `the paper's ${measure.at(level)} %`, end: 'left' },
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
function secondsPanel(view: RowView): Panel {
  const measure = measureOf(view.tables, 'seconds');
  const labelExpr =
    "datum.value < 1e-3 ? format(1e6 * datum.value, '~r') + ' µs' : " +
    "datum.value < 1 ? format(1e3 * datum.value, '~r') + ' ms' : datum.value + ' s'";
  return statisticPanel(view, {
    ...{ title: 'Wall time of a trial', notes: [valuesTold], width: 150 },
    layers: [
      ...markLayers(view, 'seconds', measure, marks.all),
      numberLayer(view, 'seconds', 'left', (line) => {
        const differs = line.n !== lineOf(view, line.method, 'stable')?.n;
        return withMedian(line, measure) + (differs ? `, n = ${line.n}` : '');
      }),
    ],
    x: numberAxis({
      ...{ title: 'time (logarithmic)', domain: view.seconds, scale: { type: 'log' }, grid: true },
      ...{ ticks: powersOfTen(view.seconds, 3), axis: { labelExpr, labelOverlap: false, labelFlush: false } },
    }),
  });
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

/** The numbers of a panel, at an end of their method's line and over its marks. */
function numberLayer(view: RowView, metric: Metric, end: 'left' | 'right', told: (line: SummaryLine) => string): Layer {
  const values = view.methods.flatMap((method) => {
    const line = lineOf(view, method, metric);
    return line === undefined || line.mean === null ? [] : [{ method, text: told(line) }];
  });
  return {
    data: { values },
    mark: { type: 'text', align: end, dx: end === 'left' ? 4 : -4, yOffset: -15, aria: false },
    encoding: { x: { value: end === 'left' ? 0 : 'width' }, text: { field: 'text', type: 'nominal' } },
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
