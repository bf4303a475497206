import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { Chart, Tables } from './contract.js';
import { keyPanel } from './marks/key.js';
import { numberAxis, panel, rowOf, stacked } from './marks/panel.js';
import { curveLayers, endsAroundPoints, expertsOf, sampleKey, sampleLayers } from './marks/samples.js';
import { curvesOf, examplesOf, pointsOf, type Shown, taskOf } from './recorded.js';
import { absentNote, namesToDraw, noteOf } from './tables.js';
import { type Panel, page, panelWidth } from './theme.js';
import { cellsTold, intervalOf, valuesParameter } from './units.js';

const parameters = {
  task: {
    kind: 'text',
    refers: 'tasks',
    optional: true,
    about: 'a regression task with one feature; the first recorded when absent',
  },
  methods: { kind: 'names', refers: 'methods', about: 'methods, left to right; all that have an example when absent' },
  judge: {
    kind: 'text',
    refers: 'methods',
    optional: true,
    about: 'the two trials are chosen by its ends; the first method when absent',
  },
  values: valuesParameter,
} as const satisfies ParameterTable;

/** What each method learns from one data set where the judge recovers the pieces, and from one where it does not. */
export const lines: Chart<typeof parameters> = {
  name: 'lines',
  about: "the experts' learned lines over the data, for each method: a recovered trial and a local optimum",
  parameters,
  needs: ['one feature', 'examples'],
  render(tables, given) {
    const task = taskOf(tables, 'example_curves.csv', given.task);
    const examples = examplesOf(tables, task);
    const { names: methods, absent } = namesToDraw(
      given.methods,
      examples.map(({ row }) => row),
      'method',
    );
    const judge = methods.find((method) => method === given.judge) ?? methods[0];
    const trials = twoTrials(examples.filter(({ row }) => row.method === judge));
    const points = trials.flatMap(({ row }) => pointsOf(tables, row.id, 0));
    if (points.some(({ label }) => label !== null)) {
      throw new InputError(
        `lines needs a task with one feature, recorded under record.examples in the spec; "${task}" has more`,
      );
    }
    const experts = expertsOf(points);
    // One pair of axes for all panels, so that rows compare.
    const ends = endsAroundPoints(points, [0.04, 0.1]);
    const rows = trials.map(({ row: { trial } }) =>
      rowOf(
        trialPanels(
          tables,
          { methods, experts, ends },
          examples.filter(({ row }) => row.trial === trial),
        ),
      ),
    );
    return page(
      {
        title: `The lines that ${experts.length} experts learn (${task})`,
        notes: [
          `Top: trial ${trials.map((shown) => `${shown.row.trial}, where ${judge} ${ended(shown)}`).join('; below: trial ')}.`,
          `All methods get the same ${points.length / trials.length} samples, ${startOf(tables, methods, examples, trials)}.`,
          'Lines are bold over the samples that their expert holds. All panels share their axes.',
          ...recoveredNote(tables, { task, methods, values: given.values }),
          ...absentNote(absent),
        ],
        description:
          `For each method (${methods.join(', ')}) and each of ${trials.length} trials, the samples y against x, marked by ` +
          'the expert that holds them at the end, with the line of each expert. The line under each name says how it ended.',
      },
      stacked(rows, 18),
      keyPanel([sampleKey(experts, false)]),
    );
  },
};

interface Counted {
  readonly task: string;
  readonly methods: readonly string[];
  readonly values: Readonly<Record<string, string>> | undefined;
}

/** How often each method recovers the pieces, over all trials and not these two alone; nothing where it was not asked for. */
function recoveredNote(tables: Tables, { values, ...of }: Counted): readonly string[] {
  if (values === undefined) return [];
  const told = cellsTold(tables, { ...of, values, metric: 'recovered' });
  return noteOf(`Recovered, over all trials, with ${intervalOf('share')}: ${told}.`);
}

function ended({ end }: Shown): string {
  if (end === 'recovered') return 'recovers the pieces';
  if (end === 'local optimum') return 'ends in a local optimum';
  return end === 'not converged' ? 'does not converge' : `ends ${end}`;
}

/** The first recovered trial and the first local optimum; the first two where there are none such. */
function twoTrials(shown: readonly Shown[]): readonly Shown[] {
  if (shown.length === 0) throw new InputError('lines: no example of any of the methods is recorded');
  const found = (['recovered', 'local optimum'] as const).flatMap(
    (end) => shown.find((each) => each.end === end) ?? [],
  );
  return found.length === 2 ? found : shown.slice(0, 2);
}

/** Who starts from the judge's initial assignment: a method that draws parameters instead has one of its own. */
function startOf(tables: Tables, methods: readonly string[], examples: readonly Shown[], judged: readonly Shown[]) {
  const start = ({ row }: Shown) =>
    pointsOf(tables, row.id, 0)
      .map(({ expert }) => expert)
      .join();
  const starts = new Map(judged.map((shown) => [shown.row.trial, start(shown)]));
  const own = methods.filter((method) =>
    examples.some(
      (each) => each.row.method === method && starts.has(each.row.trial) && start(each) !== starts.get(each.row.trial),
    ),
  );
  return own.length === 0 ? 'the same initial assignment' : `all but ${own.join(', ')} the same initial assignment`;
}

interface Row {
  readonly methods: readonly string[];
  readonly experts: readonly number[];
  /** Of the axes. */
  readonly ends: ReturnType<typeof endsAroundPoints>;
}

/** A panel for each method; one that lacks the trial says so. */
function trialPanels(tables: Tables, { methods, experts, ends }: Row, examples: readonly Shown[]): readonly Panel[] {
  const width = panelWidth(methods.length, 52);
  const shown = methods.map((method) => examples.find(({ row }) => row.method === method));
  const points = shown.map((each) => (each === undefined ? [] : pointsOf(tables, each.row.id, each.last)));
  return shown.map((each, m) =>
    panel({
      title: methods[m]!,
      notes: each === undefined ? ['not recorded', blank] : [...each.told, blank].slice(0, 2),
      ...{ width, height: Math.max(130, width) },
      layers: [
        ...(each === undefined ? [] : curveLayers(curvesOf(tables, each.row.id, each.last), points[m]!, { experts })),
        ...sampleLayers(points[m]!, { experts, size: 18 }),
      ],
      x: numberAxis({
        field: 'x',
        title: 'x',
        domain: ends.x,
        ticks: [0, 0.5, 1],
        axis: { format: '~g', labelFlush: true },
      }),
      y: numberAxis({
        field: 'y',
        title: 'y',
        domain: ends.y,
        shared: m > 0,
        axis: { labelBound: true, minExtent: m > 0 ? 0 : 30 },
      }),
    }),
  );
}

/** A line that keeps the titles of a row at one height. */
const blank = '\u00a0';
