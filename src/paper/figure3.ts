import { max } from 'd3-array';
import { soft } from '../charts/colors.js';
import type { Chart } from '../charts/contract.js';
import { cut, widthOf } from '../charts/font.js';
import { intervalDots, levelRule, trialTicks } from '../charts/marks/interval-dot.js';
import { keyOf, keyPanel } from '../charts/marks/key.js';
import { endsOf, nameAxis, numberAxis, panel, rowOf, stacked } from '../charts/marks/panel.js';
import { medianTold } from '../charts/standing.js';
import { absentNote, gridToDraw, rangeOf } from '../charts/tables.js';
import { colorOf, gap, type Layer, type Panel, page, panelWidth, shapeOf, short } from '../charts/theme.js';
import { dotsOf, intervalOf, type Measure, measureOf } from '../charts/units.js';
import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import { type Arm, armsOf, type Run } from './figure3-data.js';

const parameters = {
  tasks: { kind: 'names', refers: 'tasks', about: 'tasks, one row each; all when absent' },
  methods: { kind: 'names', refers: 'methods', about: 'methods, left to right; all when absent' },
  trial: {
    kind: 'integer',
    optional: true,
    min: 0,
    about: 'the trial that is drawn; of each method the recorded one nearest to its median when absent',
  },
  floors: {
    kind: 'mapping',
    refers: 'methods',
    optional: true,
    of: 'number',
    about: 'floors under the share of each cluster, by method',
  },
  perEpoch: { kind: 'integer', min: 1, default: 1, about: 'gradient steps of an epoch; 1 draws steps' },
} as const satisfies ParameterTable;

const height = 190;
/** The room for a method's name, px. */
const nameRoom = 90;
const percent = (share: number): number => short(100 * share);

/** The paper's Figure 3 (section 4.4): cluster sizes with and without a floor, and what it does to test accuracy. */
export const figure3: Chart<typeof parameters> = {
  name: 'figure3',
  about: "the paper's Figure 3: cluster sizes over time and at the end, and test accuracy, with and without a floor",
  parameters,
  needs: ['test', 'history'],
  render(tables, { trial, floors = {}, perEpoch, ...given }) {
    const { tasks, methods, absent } = gridToDraw(tables.lines('summary.csv'), given);
    const rows = tasks.map((task) => ({ task, arms: armsOf(tables, task, methods, floors, trial) }));
    const drawn = rows.filter(({ arms }) => arms.length > 0);
    if (drawn.length === 0) {
      throw new InputError(`figure3: the results of ${tables.experiment} have none of its tasks and methods`);
    }
    if (drawn.every(({ arms }) => arms.every(({ runs }) => runs.every(({ course }) => course.length === 0)))) {
      throw new InputError(
        'figure3: history.csv has none of the trials; set record.history in the spec and run it again',
      );
    }
    const measure = measureOf(tables, 'test_accuracy');
    const accuracies = endsOf(
      drawn.flatMap(({ arms }) => arms.flatMap(accuraciesOf)),
      0.02,
    ).map(measure.at);
    const view = { methods, perEpoch, accuracies, measure };
    return page(
      {
        title: 'Cluster sizes and test accuracy, with and without a floor',
        notes: [
          `Lines: the share of the samples that each expert holds in one trial, ${trial === undefined ? medianTold(['test_accuracy']) : `trial ${trial}`};`,
          'faint bands: its mean responsibility, which a floor (dashed) holds up. Starved: 1% of the samples or less at the end.',
          `Test accuracy: mean over n trials with its ${intervalOf('mean')}; none for one trial, or equal ones; each tick is a trial.`,
          ...absentNote(absent),
        ],
        description:
          `A row for each task (${tasks.join(', ')}). For each method (${methods.join(', ')}) the share of samples of every ` +
          'expert over training, in one trial, with the floor as a dashed rule; then the sizes of all clusters at the end, ' +
          'sorted, a line for each trial; and the mean test accuracy with its 95 percent interval and each trial.',
      },
      stacked(
        drawn.map((row) => taskRow({ ...row, ...view })),
        24,
      ),
      keyPanel([keyOf(methods)]),
    );
  },
};

/** A task's row. */
interface RowView {
  readonly task: string;
  readonly arms: readonly Arm[];
  /** All methods of the figure, so that each has one look in every row. */
  readonly methods: readonly string[];
  /** Gradient steps of an epoch; 1 where the axis counts steps. */
  readonly perEpoch: number;
  /** The ends of the axis of test accuracies, one for all rows. */
  readonly accuracies: readonly number[];
  readonly measure: Measure;
}

interface Frame {
  readonly width: number;
  /** The axis of shares, percent. */
  readonly shares: readonly [number, number];
  /** The last iteration that is recorded. */
  readonly last: number;
}

function taskRow(view: RowView): Panel {
  const { arms, perEpoch } = view;
  const labels = Math.min(nameRoom, Math.max(40, ...arms.map(({ method }) => widthOf(method, 11)))) + 8;
  const width = panelWidth(arms.length + 2, 52 + labels);
  const drawn = arms.flatMap(({ runs }) => runs.flatMap(({ course }) => course));
  const most = max(drawn, ({ held, mean }) => Math.max(...held, ...mean)) ?? 1;
  const last = Math.max(perEpoch, ...drawn.map(({ iteration }) => iteration));
  const frame = { width, shares: [percent(-0.03 * most), percent(1.06 * most)] as const, last };
  const sizes = [...arms.map((arm, a) => coursePanel(view, arm, frame, a > 0)), endsPanel(view, frame)];
  return { spacing: gap, hconcat: [rowOf(sizes), accuracyPanel(view, width)] };
}

/** One line an expert: the samples it holds, over a pale band for its mean responsibility. */
function coursePanel(view: RowView, arm: Arm, frame: Frame, shared: boolean): Panel {
  const { task, perEpoch } = view;
  const run = arm.runs.find((each) => each.trial === arm.shown.trial);
  const course = run?.course ?? [];
  const line = (of: 'held' | 'mean', look: object): Layer => ({
    data: {
      values: course.flatMap((sizes) =>
        sizes[of].map((share, expert) => ({ t: short(sizes.iteration / perEpoch), expert, share: percent(share) })),
      ),
    },
    mark: { type: 'line', color: colorOf(view.methods.indexOf(arm.method)), aria: false, ...look },
    encoding: { y: { field: 'share', type: 'quantitative' }, detail: { field: 'expert', type: 'nominal' } },
  });
  return panel({
    ...{ title: arm.method, notes: [arm.shown.which, toldOf(run)], width: frame.width, height },
    layers: [
      line('mean', { strokeWidth: 5, opacity: 0.18 }),
      line('held', { strokeWidth: 1.4, opacity: 0.9 }),
      ...(course.length === 0 ? [] : floorLayers(arm, frame, true)),
    ],
    x: numberAxis({
      ...{ field: 't', title: perEpoch === 1 ? 'gradient step' : 'epoch', domain: [0, short(frame.last / perEpoch)] },
      axis: { tickMinStep: 1, labelFlush: false },
    }),
    y: shareAxis(frame, [task, 'share of samples, %'], shared),
  });
}

function shareAxis({ shares }: Frame, title: readonly string[] | null, shared: boolean) {
  return numberAxis({ title, domain: shares, ticks: 5, grid: true, shared, axis: { minExtent: shared ? 0 : 28 } });
}

/** `2 of 5 starved`: how the trial ended. */
function toldOf(run: Run | undefined): string {
  if (run === undefined) return 'not run';
  const { status, starved, course } = run;
  if (status !== 'ok' && status !== 'degenerate') return status;
  if (course.length === 0) return 'not recorded';
  return starved === null ? '\u00a0' : `${starved} of ${course.at(-1)!.held.length} starved`;
}

/** A dashed rule; with its value below it, where the clusters are not, if it is to be named. */
function floorLayers({ floor }: Arm, { shares }: Frame, named: boolean): Layer[] {
  if (floor === undefined || percent(floor) > shares[1]) return [];
  const name = { text: `floor ${percent(floor)}%`, end: 'right', below: true } as const;
  return levelRule(percent(floor), { along: 'y', ...(named && { name }) });
}

/** Each trial's clusters at its end, the largest at the left; one line a trial. */
function endsPanel({ arms, methods }: RowView, frame: Frame): Panel {
  const ends = arms.map(({ method, runs }) =>
    runs.flatMap(({ trial, course }) =>
      (course.at(-1)?.held ?? [])
        .toSorted((a, b) => b - a)
        .map((share, r) => {
          const said = `${method}, trial ${trial}: ${percent(share)} percent of the samples in cluster ${r + 1} by size`;
          return { trial, rank: r + 1, share: percent(share), said };
        }),
    ),
  );
  const k = Math.max(1, ...ends.flat().map(({ rank }) => rank));
  const trials = arms.map(({ runs }) => runs.filter(({ course }) => course.length > 0).length);
  const most = Math.max(...trials);
  const counted = most === 0 ? 'not recorded' : `${rangeOf(trials)} ${most === 1 ? 'trial' : 'trials'} each`;
  const y = { field: 'share', type: 'quantitative' as const };
  return panel({
    ...{ title: 'At the end', notes: ['\u00a0', counted], width: frame.width, height },
    layers: [
      ...(most === 0 ? [] : arms.flatMap((arm) => floorLayers(arm, frame, false))),
      ...arms.flatMap(({ method }, a): Layer[] => {
        const m = methods.indexOf(method);
        const data = { values: ends[a]! };
        const line = { type: 'line', strokeWidth: 1, opacity: 0.55, color: colorOf(m), aria: false } as const;
        const dot = {
          type: 'point',
          filled: true,
          size: 34,
          opacity: 0.9,
          color: colorOf(m),
          shape: shapeOf(m),
        } as const;
        return [
          { data, mark: line, encoding: { y, detail: { field: 'trial', type: 'nominal' } } },
          { data, mark: dot, encoding: { y, description: { field: 'said', type: 'nominal' } } },
        ];
      }),
    ],
    x: numberAxis({
      ...{ field: 'rank', title: 'cluster, by size', domain: [0.5, k + 0.5], axis: { format: 'd' } },
      // Every rank of few clusters, every other of many.
      ticks: Array.from({ length: k }, (_, i) => i + 1).filter((rank) => k <= 6 || rank % 2 === 1),
    }),
    y: shareAxis(frame, null, true),
  });
}

/** Each method's mean with its interval, its number over it, each trial as a tick. */
function accuracyPanel({ arms, methods, accuracies, measure }: RowView, width: number): Panel {
  const names = arms.map(({ method, summary }) => [method, [cut(method, nameRoom), `n = ${summary?.n ?? 0}`]] as const);
  return panel({
    ...{ title: 'Test accuracy', notes: ['\u00a0', '\u00a0'], width, height },
    layers: arms.flatMap((arm) => accuracyLayers(arm, methods.indexOf(arm.method), measure)),
    x: numberAxis({
      ...{ title: measure.title, domain: accuracies, scale: { padding: 24 }, ticks: 3, grid: true },
      axis: { labelFlush: false },
    }),
    y: nameAxis({ field: 'method', names, scale: { type: 'band' } }),
  });
}

/** Those of the trials, and the ends of the mean's interval. */
const accuraciesOf = ({ runs, summary }: Arm) => [
  ...runs.map(({ accuracy }) => accuracy),
  ...[summary?.low, summary?.high],
];

function accuracyLayers({ method, runs, summary }: Arm, m: number, measure: Measure): Layer[] {
  const dots = dotsOf(measure, summary, method, `${method}, mean test accuracy`);
  const trials = runs.flatMap(({ accuracy }) =>
    accuracy === null ? [] : [{ at: method, value: measure.at(accuracy) }],
  );
  const text = (look: object, value: string, encoding: object): Layer => {
    return { data: { values: [{ method, value }] }, mark: { type: 'text', text: value, ...look }, encoding };
  };
  if (dots.length === 0) return [text({ color: soft }, 'no result', { x: { value: { expr: 'width / 2' } } })];
  const number = text({ dy: -15, fontWeight: 'bold' }, measure.text(summary!.mean!), { x: { datum: dots[0]!.value } });
  return [
    trialTicks(trials, { field: 'method', color: colorOf(m) }),
    ...intervalDots(dots, { field: 'method', along: 'x', color: colorOf(m), shape: shapeOf(m), size: 70 }),
    number,
  ];
}
