import { axis, ink, opposites, soft } from '../charts/colors.js';
import type { Chart, Tables } from '../charts/contract.js';
import { widthOf } from '../charts/font.js';
import { intervalDots, levelRule } from '../charts/marks/interval-dot.js';
import { keyEntry, keyPanel } from '../charts/marks/key.js';
import { borderLayer, type Frame, fieldLayer, nameLayers } from '../charts/marks/map.js';
import { nameAxis, numberAxis, panel, stacked } from '../charts/marks/panel.js';
import { byClass, byExpert, mapOf, type PlaneMap } from '../charts/marks/plane.js';
import { classLayers, planeSamples } from '../charts/marks/samples.js';
import { type Case, casesOf, drawnTrial, toldOf } from '../charts/recorded.js';
import { absentNote, unswept } from '../charts/tables.js';
import { colorOf, gap, type Layer, type Panel, page, panelWidth, shapeOf, short, withMinus } from '../charts/theme.js';
import { dotsOf, intervalOf, measureOf } from '../charts/units.js';
import type { ParameterTable } from '../components/contract.js';
import type { SummaryLine } from '../results/summary.js';
import { pendulumPanel } from './pendulum-drawing.js';

const parameters = {
  task: {
    kind: 'text',
    refers: 'tasks',
    default: 'pendulum',
    about: 'demonstrations on the pendulum, with two torques',
  },
  methods: { kind: 'names', refers: 'methods', about: 'methods with a gate; all that have an example when absent' },
  trial: drawnTrial,
  levels: { kind: 'mapping', optional: true, of: 'number', about: 'returns to compare with, by name' },
} as const satisfies ParameterTable;

/**
 * The two torques of the demonstrations, class 0 and class 1: the lower one slows down, the other speeds up. Their tints
 * are as far apart in gray as in color.
 */
const actions = [
  { name: '−2', color: colorOf(0), tint: opposites[0], shape: shapeOf(5) },
  { name: '+2', color: colorOf(1), tint: opposites[1], shape: shapeOf(2) },
] as const;

const episode = { fill: colorOf(5), stroke: colorOf(0) };
const columns = 3;

/** The paper's Figure 2: the task, the demonstrations and the returns; and what each method's policy does where. */
export const figure2: Chart<typeof parameters> = {
  name: 'figure2',
  about: "the paper's Figure 2: the pendulum, its demonstrations, each method's policy and its returns",
  parameters,
  needs: ['control', 'gate', 'examples'],
  render(tables, { task, methods, trial, levels = {} }) {
    const file = 'example_map.csv';
    const metrics = ['return', 'train_accuracy'];
    const { cases, absent, which } = casesOf(tables, { task, methods, trial, file, metrics });
    const { samples, told } = planeSamples(tables, cases.find(({ recorded }) => recorded)!.id, 1000);
    const means = tables
      .lines('summary.csv')
      .filter((line) => line.task === task && line.metric === 'return' && unswept(line));
    const height = Math.max(170, 36 * cases.length);
    const taken = actions.map(({ color, shape }) => ({ shape, size: 16, fill: color, strokeWidth: 0, opacity: 0.75 }));
    const top = [
      pendulumPanel(160, height, [actions[0].color, actions[1].color]),
      planePanel('Demonstrations', [told], classLayers(samples, taken), { width: 175, height }),
      returnsPanel(tables, { cases, means, levels, width: 350, height }),
    ];
    const size = { width: panelWidth(columns, 60), height: 150 };
    const policies = cases.map(({ id, method, told, which }, c) =>
      planePanel(method, [told, which], policyLayers(mapOf(tables, id), { ...plane, ...size }), {
        ...size,
        shared: c % columns > 0,
      }),
    );
    return page(
      {
        title: 'Pendulum: demonstrations, policies and their returns',
        notes: [
          `Policies and episodes: ${which}. Bold lines part the torques, thin ones the experts.`,
          `Returns: a small dot for each episode of that trial's policy; a diamond for the mean over n trials, with its ${intervalOf('mean')}.`,
          ...absentNote(absent),
        ],
        description:
          'At the top a drawing of the pendulum, the demonstrated states (angle theta and its speed) by the torque that ' +
          'was taken, and for each method the returns of its episodes with the mean over trials and its interval. Below, ' +
          `for each method, the same plane by the torque that its policy takes. ${cases.map(toldOf).join('; ')}.`,
      },
      stacked([
        { spacing: gap, hconcat: top },
        { columns, spacing: { row: 20, column: gap }, concat: policies },
      ]),
      keyPanel([
        [
          ...actions.map(({ name, shape, color }) => keyEntry(`torque ${name} N m taken`, shape, color)),
          ...actions.map(({ name, tint }) => ({ label: `policy: ${name}`, shape: 'square', fill: tint, stroke: soft })),
        ],
        [{ label: 'episode', shape: 'circle', ...episode }, keyEntry('mean over trials', shapeOf(3), ink)],
      ]),
    );
  },
};

/** The plane by the torque of a policy, with thin lines between its experts. */
function policyLayers(map: PlaneMap, frame: Frame): Layer[] {
  return [
    fieldLayer(
      map,
      byClass,
      actions.map(({ tint }) => tint),
      frame,
    ),
    borderLayer(map, byExpert, axis, 0.7),
    borderLayer(map, byClass, ink, 1.4),
    ...nameLayers(map, byClass, (action) => actions[action]!.name),
  ];
}

/** The ends of angle, rad, and speed, rad/s. */
const plane = { x: [-Math.PI, Math.PI], y: [-8, 8] } as const;

interface Place {
  readonly width: number;
  readonly height: number;
  /** Whether another panel of its line has the labels. */
  readonly shared?: boolean;
}

/** A panel over angle and speed. */
function planePanel(
  title: string,
  notes: readonly string[],
  layers: readonly Layer[],
  { width, height, shared }: Place,
): Panel {
  const labelExpr = "datum.value < -1 ? '−π' : datum.value > 1 ? 'π' : '0'";
  return panel({
    ...{ title, notes, width, height, layers },
    x: numberAxis({
      ...{ field: 'x', title: 'θ (rad)', domain: plane.x, ticks: [-Math.PI, 0, Math.PI] },
      axis: { labelExpr, labelFlush: false },
    }),
    y: numberAxis({
      ...{ field: 'y', title: 'dθ/dt (rad/s)', domain: plane.y, ticks: [-8, -4, 0, 4, 8], ...(shared && { shared }) },
      axis: { labelFlush: true },
    }),
  });
}

interface Returns extends Place {
  readonly cases: readonly Case[];
  /** Rows of summary.csv with the mean return over trials. */
  readonly means: readonly SummaryLine[];
  /** Returns to compare with by name, such as the demonstrating expert's. */
  readonly levels: Readonly<Record<string, number>>;
}

/** Of the panel of returns without its labels, px. */
const leastWidth = 120;
/** Between a name and the panel, px. */
const labelPadding = 6;

/** What a method's policy returns, episode by episode, and in the mean over trials. */
function returnsPanel(tables: Tables, { cases, means, levels, width, height }: Returns): Panel {
  const meanOf = (method: string) => means.find((line) => line.method === method);
  const names = cases.map(({ method }) => {
    const line = meanOf(method);
    return [method, [method, line === undefined ? 'no mean' : `n = ${line.n}`]] as const;
  });
  const labels = Math.max(...cases.map(({ method }) => widthOf(method, 11))) + labelPadding;
  const measure = measureOf(tables, 'return');
  const whole = { ...measure, at: Math.round, text: (value: number) => withMinus(Math.round(value)) };
  const dots = cases.flatMap(({ method }) => dotsOf(whole, meanOf(method), method, `${method}, mean return`));
  return panel({
    // The levels' names stand where the panels beside it have their subtitles.
    ...{ title: 'Returns', notes: Object.keys(levels).length === 0 ? ['\u00a0'] : [] },
    ...{ width: Math.max(leastWidth, Math.floor(width - labels)), height },
    layers: [
      ...Object.entries(levels).flatMap(([name, value]) => {
        const text = `${name} ${withMinus(value)}`;
        return levelRule(value, { along: 'x', name: { text, end: 'right' } });
      }),
      episodeLayer(tables, cases),
      ...intervalDots(dots, { field: 'method', along: 'x', color: ink, shape: shapeOf(3), shift: 9 }),
    ],
    y: nameAxis({ field: 'method', names, scale: { paddingInner: 0.1 }, axis: { labelPadding, labelOffset: -6 } }),
    x: numberAxis({
      ...{
        title: 'return of an episode',
        scale: { zero: true, nice: true, padding: 10 },
        grid: true,
        axis: { format: 'd' },
      },
    }),
  });
}

/** One dot an episode, spread over the upper part of the method's band by its number alone. */
function episodeLayer(tables: Tables, cases: readonly Case[]): Layer {
  const lines = tables.lines('example_returns.csv');
  const values = cases.flatMap(({ id, method }) =>
    lines
      .filter((line) => line.id === id)
      .map((line) => ({ method, value: Math.round(line.return), off: short((line.episode * golden) % 1) })),
  );
  return {
    data: { values },
    mark: { type: 'point', size: 9, ...episode, strokeWidth: 0.5, opacity: 0.7, aria: false },
    encoding: {
      x: { field: 'value', type: 'quantitative' },
      yOffset: { field: 'off', type: 'quantitative', scale: { domain: [-0.1, 1.7] } },
    },
  };
}

/** Its multiples lie evenly in 0..1, whatever their number (Weyl's sequence of the golden ratio). */
const golden = (Math.sqrt(5) - 1) / 2;
