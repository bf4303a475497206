import type { ParameterTable, SweepValue } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { SummaryLine } from '../results/summary.js';
import { ground, guide, ink } from './colors.js';
import type { Chart } from './contract.js';
import { levelRule } from './marks/interval-dot.js';
import { keyOf, keyPanel } from './marks/key.js';
import { endsOf, numberAxis, panel } from './marks/panel.js';
import { courseLayers, nameOf, placeOf, type Spot, type Sweep, settingAxis, sweepsOf } from './sweeps.js';
import { absentNote, gridToDraw, rangeOf, unswept } from './tables.js';
import { type Layer, type Panel, page, sheetWidth } from './theme.js';
import { type Measure, measureOf } from './units.js';

const parameters = {
  metric: { kind: 'text', refers: 'metrics', default: 'test_accuracy', about: 'the metric along the upright axis' },
  tasks: { kind: 'names', refers: 'tasks', about: 'tasks, in order; all with swept cells when absent' },
  methods: { kind: 'names', refers: 'methods', about: 'methods; all with swept cells when absent' },
  levels: {
    kind: 'mapping',
    refers: 'tasks',
    optional: true,
    of: { kind: 'mapping', of: 'number' },
    about: "values to compare with, by task and name, in the metric's units",
  },
  defaults: {
    kind: 'mapping',
    refers: 'sweeps',
    optional: true,
    of: 'value',
    about: 'values of the cells that are not swept, by swept column: drawn, hollow, where no swept cell is',
  },
  names: { kind: 'mapping', refers: 'sweeps', optional: true, of: 'text', about: 'swept columns in words' },
} as const satisfies ParameterTable;

/** The room for an upright axis with its title, px. */
const axisRoom = 52;

/** The cells of a task and a method that sweep the same columns. */
interface MethodSweep extends Sweep {
  readonly method: string;
}

/** One metric against swept settings: a panel for each task and method that sweeps some. */
export const sweep: Chart<typeof parameters> = {
  name: 'sweep',
  about: 'a metric against swept settings: a panel for each task and method, a line for each value of a second setting',
  parameters,
  needs: ['sweeps'],
  render(tables, { metric, defaults = {}, levels = {}, names = {}, ...given }) {
    const all = methodSweeps(
      tables.lines('summary.csv').filter((line) => line.metric === metric),
      defaults,
    );
    const { tasks, methods, absent } = gridToDraw(all, given);
    const drawn = tasks.flatMap((task) => all.filter((each) => each.task === task && methods.includes(each.method)));
    if (drawn.length === 0) {
      throw new InputError(`sweep: the results of ${tables.experiment} have no swept cells with the metric ${metric}`);
    }
    const measure = measureOf(tables, metric);
    const preset = drawn.some(({ courses }) => courses.some(({ spots }) => spots.some((spot) => spot.preset)));
    const across = Math.min(2, drawn.length);
    const width = across === 1 ? 640 : Math.floor((sheetWidth - 40 - across * axisRoom - 18) / across);
    const key = keyLines(drawn, preset);
    return page(
      {
        title: `${measure.name.replace(/^./, (letter) => letter.toUpperCase())} against swept settings`,
        notes: [
          'Marks: means over n trials. Bars: 95% intervals over trials (none for one trial, or equal ones).',
          ...(drawn.some(({ courses }) => courses.length > 1)
            ? ['Marks at the same setting are spread a little, so that none hides another.']
            : []),
          ...(preset
            ? ["Hollow: the setting of the experiment's other figures and tables, with the trials that they show."]
            : []),
          ...absentNote(absent),
        ],
        description: describe(drawn, measure.title, levels),
      },
      {
        columns: 2,
        spacing: { row: 24, column: 18 },
        concat: drawn.map((each) => sweepPanel(each, measure, levels[each.task] ?? {}, width, names[each.column])),
      },
      key.length === 0 ? undefined : keyPanel(key),
    );
  },
};

/** The swept cells, each panel with the cell that is not swept where it has a place in it. */
export function methodSweeps(
  lines: readonly SummaryLine[],
  defaults: Readonly<Record<string, SweepValue>>,
): readonly MethodSweep[] {
  const panelOf = ({ method, sweep }: SummaryLine) => JSON.stringify([method, ...Object.keys(sweep)]);
  const labelOf = ({ sweep }: SummaryLine) => placeOf(Object.entries(sweep).slice(1));
  return sweepsOf(lines, panelOf, labelOf).map(({ first, ...own }) => {
    const { task, method, sweep } = first;
    const plain = lines.find((line) => line.task === task && line.method === method && unswept(line));
    const place = Object.keys(sweep).map((column) => [column, defaults[column]] as const);
    if (plain === undefined || plain.mean === null || !place.every(isSet)) return { ...own, method };
    const line = { ...plain, sweep: Object.fromEntries(place) };
    return {
      ...own,
      method,
      courses: withPreset(own.courses, labelOf(line), { at: place[0]![1], line, preset: true }),
    };
  });
}

const isSet = (entry: readonly [string, SweepValue | undefined]): entry is readonly [string, SweepValue] =>
  entry[1] !== undefined;

/** The courses with the cell at its default in its own, unless a swept cell is there. */
function withPreset(courses: Sweep['courses'], label: string, preset: Spot): Sweep['courses'] {
  const own = courses.find((course) => course.label === label);
  if (own === undefined) return [...courses, { label, spots: [preset] }];
  if (own.spots.some(({ at }) => at === preset.at)) return courses;
  return courses.map((course) => (course === own ? { label, spots: [...own.spots, preset] } : course));
}

function sweepPanel(
  sweep: MethodSweep,
  measure: Measure,
  levels: Readonly<Record<string, number>>,
  width: number,
  name: string | undefined,
): Panel {
  const setting = settingAxis(sweep, width, name);
  const lines = sweep.courses.flatMap(({ spots }) => spots.map(({ line }) => line));
  const shown = [...lines.flatMap(valuesOf), ...Object.values(levels)];
  const counts = lines.flatMap(({ mean, n }) => (mean === null ? [] : [n]));
  return panel({
    title: `${sweep.method} on ${sweep.task}`,
    notes: [counts.length === 0 ? 'no trial' : `n = ${rangeOf(counts)} trials per mark`, ...lackingNote(lines)],
    ...{ width, height: 230 },
    layers: [...levelLayers(sweep, measure, levels), ...courseLayers(sweep, setting, measure)],
    x: setting.axis,
    y: numberAxis({
      ...{ title: measure.title, domain: endsOf(shown.map(measure.at), 0.05), grid: true },
      ...{ scale: { padding: 8 }, ticks: 6 },
    }),
  });
}

/** The mean and the ends of its interval, where there are any. */
const valuesOf = ({ mean, low, high }: SummaryLine): number[] => [mean, low, high].filter((value) => value !== null);

function lackingNote(lines: readonly SummaryLine[]): readonly string[] {
  const empty = lines.filter(({ mean }) => mean === null).map(({ sweep }) => placeOf(Object.entries(sweep)));
  if (empty.length === 0) return [];
  return [`no result at ${empty[0]}${empty.length > 1 ? `, and ${empty.length - 1} more` : ''}`];
}

/** A dashed rule for each level; its name where the lines are farther from it. */
function levelLayers({ courses }: Sweep, measure: Measure, levels: Readonly<Record<string, number>>): Layer[] {
  const ends = [0, -1].map((end) => courses.flatMap(({ spots }) => spots.at(end)?.line.mean ?? []));
  return Object.entries(levels).flatMap(([name, value]) => {
    const [left, right] = ends.map((means) => Math.min(...means.map((mean) => Math.abs(mean - value))));
    const text = `${name} ${measure.at(value)}${measure.unit}`;
    return levelRule(measure.at(value), {
      along: 'y',
      name: { text, end: left! > right! ? 'left' : 'right' },
      color: guide,
    });
  });
}

/** A line for each panel with several courses, and for the mark of the default. */
function keyLines(sweeps: readonly Sweep[], preset: boolean) {
  const labels = sweeps.map(({ courses }) => courses.map(({ label }) => label)).filter(({ length }) => length > 1);
  const lines = [...new Map(labels.map((names) => [names.join(), keyOf(names)])).values()];
  return preset
    ? [...lines, [{ label: 'the setting of the other figures', shape: 'circle', fill: ground, stroke: ink }]]
    : lines;
}

function describe(sweeps: readonly MethodSweep[], title: string, levels: Readonly<Record<string, object>>): string {
  const panels = sweeps.map(({ task, method, column, courses }) => {
    const lines = courses.length > 1 ? ` with a line each for ${courses.map(({ label }) => label).join('; ')}` : '';
    return `${method} on ${task} against ${nameOf(column)}${lines}`;
  });
  const names = Object.entries(levels).flatMap(([task, own]) => Object.keys(own).map((name) => `${name} on ${task}`));
  const marked = names.length === 0 ? '' : ` Dashed rules mark ${names.join(', ')}.`;
  return `${title}, mean over trials with 95 percent intervals, in ${sweeps.length} panels: ${panels.join('. ')}.${marked}`;
}
