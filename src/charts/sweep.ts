import { InputError } from '../errors.js';
import { absentNote, measureOf, numbersOf, pairsOf, split } from './cells.js';
import type { Chart } from './contract.js';
import { keyPanel } from './marks/key.js';
import { namesOf, summaries } from './summary.js';
import { type Sweep, sweepsOf } from './sweep-cells.js';
import { type Level, sweepPanel } from './sweep-panels.js';
import { colourOf, ink, page, shapeOf, sheetWidth } from './theme.js';

const parameters = {
  metric: { kind: 'text', default: 'test_accuracy', about: 'the metric along the upright axis' },
  tasks: { kind: 'names', about: 'tasks, in order; all with swept cells when absent' },
  methods: { kind: 'names', about: 'methods; all with swept cells when absent' },
  levels: {
    kind: 'names',
    about: "values to compare with, in the metric's units, as name=value, or task/name=value for one task's panels",
  },
  defaults: {
    kind: 'names',
    about: 'values of the cells that are not swept, as column=value: drawn, hollow, where no swept cell is',
  },
} as const;

/** One metric against swept settings: a panel for each task and method that sweeps some. */
export const sweep: Chart = {
  name: 'sweep',
  about: 'a metric against swept settings: a panel for each task and method, a line for each value of a second setting',
  parameters,
  render(tables, given) {
    const metric = String(given.metric);
    const rows = summaries(tables, 'summary.csv').filter((row) => row.metric === metric);
    const sweeps = sweepsOf(rows, pairsOf('defaults of sweep', given.defaults));
    const tasks = split(
      given.tasks,
      namesOf(sweeps, (each) => each.task),
    );
    const methods = split(
      given.methods,
      namesOf(sweeps, (each) => each.method),
    );
    const drawn = tasks.names.flatMap((task) =>
      sweeps.filter((each) => each.task === task && methods.names.includes(each.method)),
    );
    if (drawn.length === 0) {
      throw new InputError(`sweep: the results of ${tables.experiment} have no swept cells with the metric ${metric}`);
    }
    const levels = numbersOf('levels of sweep', given.levels);
    const measure = measureOf(metric);
    const key = keyOf(drawn);
    const across = Math.min(2, drawn.length);
    const width = across === 1 ? 640 : Math.floor((sheetWidth - 40 - across * axisRoom - 18) / across);
    return page(
      {
        title: `${measure.title.replace(/, %$/, '').replace(/^./, (letter) => letter.toUpperCase())} against swept settings`,
        notes: [
          'A mark: the mean over n trials. Bars: its 95 % interval over trials; none for one trial, or equal ones.',
          ...(drawn.some(hasPreset) ? ['Hollow: the default setting, of the cell that is not swept.'] : []),
          ...absentNote([...tasks.absent, ...methods.absent]),
        ],
        description: describe(drawn, measure.title, [...levels.keys()]),
      },
      {
        columns: 2,
        spacing: { row: 24, column: 18 },
        concat: drawn.map((each) => sweepPanel(each, { width, measure, levels: levelsOf(levels, each.task) })),
      },
      key.length === 0 ? undefined : keyPanel(key),
    );
  },
};

/** The room for an upright axis with its title, px. */
const axisRoom = 52;

const hasPreset = ({ courses }: Sweep): boolean => courses.some(({ spots }) => spots.some(({ preset }) => preset));

/** The levels of all panels, and those named after the task. */
function levelsOf(levels: ReadonlyMap<string, number>, task: string): readonly Level[] {
  return [...levels].flatMap(([name, value]) => {
    const [owner, own] = name.split('/', 2) as [string, string?];
    if (own === undefined) return [{ name, value }];
    return owner === task ? [{ name: own, value }] : [];
  });
}

/** A line for each panel with several lines, and for the mark of the default. */
function keyOf(sweeps: readonly Sweep[]) {
  const lines = sweeps
    .filter(({ courses }) => courses.length > 1)
    .map(({ courses }) =>
      courses.map(({ label }, c) => ({ label, shape: shapeOf(c), fill: colourOf(c), stroke: colourOf(c) })),
    );
  const distinct = [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
  const preset = { label: 'default setting', shape: 'circle', fill: 'white', stroke: ink };
  return sweeps.some(hasPreset) ? [...distinct, [preset]] : distinct;
}

function describe(sweeps: readonly Sweep[], title: string, levels: readonly string[]): string {
  const panels = sweeps.map(({ task, method, column, courses }) => {
    const lines = courses.length > 1 ? ` with a line each for ${courses.map(({ label }) => label).join('; ')}` : '';
    return `${method} on ${task} against ${column}${lines}`;
  });
  const marked = levels.length === 0 ? '' : ` Dashed rules mark ${levels.join(', ')}.`;
  return `${title}, mean over trials with 95 percent intervals, in ${sweeps.length} panels: ${panels.join('. ')}.${marked}`;
}
