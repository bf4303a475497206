import { InputError } from '../errors.js';
import type { Chart, Tables } from './contract.js';
import { curvesOf, examplesOf, type Point, pointsOf, type Shown, span } from './example.js';
import { keyPanel } from './marks/key.js';
import { panel } from './marks/panel.js';
import { curveLayers, sampleKey, sampleLayers } from './marks/samples.js';
import { chosen, namesOf } from './summary.js';
import { gap, type Panel, page, panelWidth } from './theme.js';

const parameters = {
  task: { kind: 'text', default: 'piecewise-linear', about: 'a regression task with one feature' },
  methods: { kind: 'names', about: 'methods, left to right; all that have an example when absent' },
  judge: {
    kind: 'text',
    default: 'argmin',
    about: 'the two trials are chosen by its ends; the first method, where it is not drawn',
  },
} as const;

/** What each method learns from one data set where the judge recovers the pieces, and from one where it does not. */
export const lines: Chart = {
  name: 'lines',
  about: "the experts' learnt lines over the data, for each method: a recovered trial and a local optimum",
  parameters,
  render(tables, given) {
    const task = String(given.task);
    const examples = examplesOf(tables, task);
    const methods = chosen(
      'methods of lines',
      given.methods,
      namesOf(examples, (shown) => shown.method),
      tables.experiment,
    );
    const judge = methods.includes(String(given.judge)) ? String(given.judge) : methods[0]!;
    const trials = twoTrials(examples.filter((shown) => shown.method === judge));
    const experts = namesOf(
      trials.flatMap((shown) => pointsOf(tables, shown.id, 0)),
      (point) => point.expert,
    ).toSorted();
    const points = pointsOf(tables, trials[0]!.id, 0);
    if (points.some((point) => point.x2 !== undefined)) {
      throw new InputError(
        `lines needs a task with one feature, recorded under record.examples in the spec; "${task}" has more`,
      );
    }
    const n = points.length;
    const rows = trials.map(({ trial }) => {
      const shown = methods.map((method) => examples.find((each) => each.method === method && each.trial === trial));
      return rowOf(tables, shown, methods, experts);
    });
    return page(
      {
        title: `The lines that ${experts.length} experts learn (${task})`,
        notes: [
          `Top: trial ${trials.map((shown) => `${shown.trial}, where ${judge} ${ended(shown)}`).join('; below: trial ')}.`,
          `All methods get the same ${n} samples, ${startOf(tables, methods, examples, trials)}.`,
          'A line is strong over the samples its expert holds.',
        ],
        description:
          `For each method (${methods.join(', ')}) and each of ${trials.length} trials, the samples y against x, marked by ` +
          'the expert that holds them at the end, with the line of each expert. The line under each name says how it ended.',
      },
      { spacing: 18, vconcat: rows },
      keyPanel([sampleKey(experts, false)]),
    );
  },
};

function ended({ end }: Shown): string {
  if (end === 'recovered') return 'recovers the pieces';
  if (end === 'local optimum') return 'ends in a local optimum';
  return end === 'not converged' ? 'does not converge' : `ends ${end}`;
}

/** The first recovered trial and the first local optimum; the first two where there are none such. */
function twoTrials(shown: readonly Shown[]): readonly Shown[] {
  if (shown.length === 0) throw new InputError('lines: no example of the judging method is recorded');
  const found = (['recovered', 'local optimum'] as const).flatMap(
    (end) => shown.find((each) => each.end === end) ?? [],
  );
  return found.length === 2 ? found : shown.slice(0, 2);
}

/** Who starts from the judge's initial assignment: a method that draws parameters instead has one of its own. */
function startOf(tables: Tables, methods: readonly string[], examples: readonly Shown[], judged: readonly Shown[]) {
  const start = ({ id }: Shown) =>
    pointsOf(tables, id, 0)
      .map((point) => point.expert)
      .join();
  const starts = new Map(judged.map((shown) => [shown.trial, start(shown)]));
  const own = methods.filter((method) =>
    examples.some((each) => each.method === method && starts.has(each.trial) && start(each) !== starts.get(each.trial)),
  );
  return own.length === 0 ? 'the same initial assignment' : `all but ${own.join(', ')} the same initial assignment`;
}

function rowOf(
  tables: Tables,
  shown: readonly (Shown | undefined)[],
  methods: readonly string[],
  experts: readonly string[],
): Panel {
  const width = panelWidth(methods.length, 52);
  const drawn = shown.map((each) => (each === undefined ? [] : pointsOf(tables, each.id, each.last)));
  const domain = domains(drawn.flat());
  return {
    spacing: gap,
    bounds: 'flush',
    hconcat: shown.map((each, m) =>
      panel({
        title: {
          text: methods[m]!,
          subtitle: each === undefined ? ['not recorded', blank] : [...each.told.split(', '), blank].slice(0, 2),
        },
        width,
        height: Math.max(130, width),
        layer: [
          ...(each === undefined ? [] : curveLayers(curvesOf(tables, each.id, each.last), drawn[m]!, experts)),
          ...sampleLayers(drawn[m]!, { experts, size: 18 }),
        ],
        encoding: {
          x: axisOf('x', domain.x, 'x'),
          y: axisOf('y', domain.y, m === 0 ? 'y' : null),
        },
      }),
    ),
  };
}

/** A line that keeps the titles of a row at one height. */
const blank = '\u00a0';

/** One pair of axes for a row, as its panels hold the same data. */
function domains(points: readonly Point[]) {
  return {
    x: span(
      points.map((point) => point.x1),
      0.04,
    ),
    y: span(
      points.map((point) => point.y),
      0.12,
    ),
  };
}

function axisOf(field: 'x' | 'y', domain: readonly [number, number], title: string | null) {
  const bound = field === 'y' ? { labelBound: true, minExtent: title === null ? 0 : 30 } : {};
  const axis = {
    title,
    grid: false,
    tickCount: field === 'x' ? 3 : 4,
    labels: title !== null,
    ticks: title !== null,
    ...bound,
  };
  return { field, type: 'quantitative' as const, scale: { domain: [...domain], nice: false }, axis };
}
