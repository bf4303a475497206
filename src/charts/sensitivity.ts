import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { SummaryLine } from '../results/summary.js';
import type { Chart } from './contract.js';
import { intervalDots, levelRule } from './marks/interval-dot.js';
import { keyOf, keyPanel } from './marks/key.js';
import { type Axis, numberAxis, panel } from './marks/panel.js';
import { courseLayers, nameOf, placeOf, type Sweep, settingAxis, sweepsOf } from './sweeps.js';
import { absentNote, namesToDraw, rangeOf } from './tables.js';
import { colorOf, type Layer, type Panel, page, shapeOf } from './theme.js';
import { dotsOf, type Measure, measureOf } from './units.js';

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
} as const satisfies ParameterTable;

const [columns, width] = [3, 238];

/** The share of degenerate trials against every swept parameter. */
export const sensitivity: Chart<typeof parameters> = {
  name: 'sensitivity',
  about: 'instability (share of degenerate trials) against each swept parameter',
  parameters,
  needs: ['sweeps'],
  render(tables, { draws = [], defaults = {}, ...given }) {
    const stable = tables.lines('summary.csv').filter(({ metric, mean }) => metric === 'stable' && mean !== null);
    const { names: methods, absent } = namesToDraw(given.methods, stable, 'method');
    const drawn = stable.filter(({ method }) => methods.includes(method)).map(turnedOver);
    const sweeps = sweepsOf(drawn, othersOf, ({ method }) => method);
    if (sweeps.length === 0)
      throw new InputError(`sensitivity: the results of ${tables.experiment} sweep no parameter`);
    const measure = measureOf(tables, 'stable');
    const panels = sweeps.map((sweep, s) => {
      const { layers, x } = draws.includes(sweep.column)
        ? spread(sweep, methods, measure)
        : knob(sweep, methods, measure, defaults[sweep.column]);
      return framed(sweep, layers, x, s % columns > 0);
    });
    const tasks = [...new Set(sweeps.map(({ task }) => task))];
    return page(
      {
        title: 'How often a trial ends degenerate, against each knob',
        notes: [
          `Dots: share of degenerate trials, ${rangeOf(drawn.filter(({ sweep }) => Object.keys(sweep).length > 0).map(({ n }) => n))} trials a dot; bars: 95 % intervals (Wilson).`,
          'One knob moves at a time. A dashed line marks the default value, where it is among those tried.',
          ...absentNote(absent),
        ],
        description:
          `${panels.length} small panels over ${tasks.join(', ')}: the share of trials that end degenerate, by method ` +
          `(${methods.join(', ')}), against ${sweeps.map(({ column }) => nameOf(column)).join(', ')}.`,
      },
      { columns, spacing: { row: 22, column: 14 }, concat: panels },
      keyPanel([keyOf(methods)]),
    );
  },
};

/** Degenerate is what is not stable, and so are the ends of its interval. */
function turnedOver(line: SummaryLine): SummaryLine {
  const rest = (share: number | null) => (share === null ? null : 1 - share);
  return { ...line, mean: rest(line.mean), low: rest(line.high), high: rest(line.low) };
}

/** The other swept values of a cell: they are said in the panel's title. */
const othersOf = ({ sweep }: SummaryLine): string => placeOf(Object.entries(sweep).slice(1));

/** The knob's values in their order; methods beside each other. */
function knob(
  sweep: Sweep,
  methods: readonly string[],
  measure: Measure,
  preset: string | number | boolean | undefined,
) {
  const setting = settingAxis(sweep, width);
  const marked = setting.values.includes(preset ?? '');
  return {
    layers: [
      ...(marked
        ? levelRule(typeof preset === 'number' ? preset : String(preset), { along: 'x', color: '#a8a8a8' })
        : []),
      ...courseLayers(sweep, setting, measure, ({ label }) => methods.indexOf(label)),
    ],
    x: setting.axis,
  };
}

/** A draw has no order: one dot a draw, beside each other about their method's place. */
function spread({ column, courses }: Sweep, methods: readonly string[], measure: Measure) {
  const layers = courses.flatMap(({ label, spots }) => {
    const m = methods.indexOf(label);
    const dots = spots.flatMap(({ at, line }, s) =>
      dotsOf(measure, line, m + 0.7 * ((s + 0.5) / spots.length - 0.5), `${label}, ${placeOf([[column, at]])}`),
    );
    return intervalDots(dots, { field: 'at', along: 'y', color: colorOf(m), shape: shapeOf(m), size: 45 });
  });
  const most = Math.max(...courses.map(({ spots }) => spots.length));
  const x = numberAxis({
    ...{
      field: 'at',
      title: `method; a dot for each of ${most} ${nameOf(column)}s`,
      domain: [-0.5, methods.length - 0.5],
    },
    ticks: methods.map((_, m) => m),
    axis: { labelExpr: `${JSON.stringify(methods)}[datum.value]` },
  });
  return { layers, x };
}

function framed(
  sweep: Sweep & { readonly first: SummaryLine },
  layers: readonly Layer[],
  x: Axis,
  shared: boolean,
): Panel {
  const others = othersOf(sweep.first);
  const title = `${sweep.task}: ${nameOf(sweep.column)}${others === '' ? '' : `, ${others}`}`;
  const y = numberAxis({ domain: [-3, 106], title: 'degenerate trials, %', ticks: 5, grid: true, shared });
  return panel({ title, width, height: 150, layers, x, y });
}
