import { InputError } from '../errors.js';
import type { Chart, Tables } from './contract.js';
import { bestOf, examplesOf, expertName, type Point, pointsOf, regionsOf, type Shown, span } from './example.js';
import { keyPanel } from './marks/key.js';
import { regionKey, regionLayer, sampleKey, sampleLayers } from './marks/samples.js';
import { namesOf } from './summary.js';
import { gap, type Panel, page, panelWidth } from './theme.js';

const parameters = {
  task: { kind: 'text', default: 'smile', about: 'a classification task with two features' },
  method: { kind: 'text', default: 'argmin', about: 'the method whose example trial is drawn' },
} as const;

/** Who holds which sample at the random initial assignment and at the end, and what each expert predicts where. */
export const assignments: Chart = {
  name: 'assignments',
  about: 'samples by expert and decision regions at the initial assignment and at the end',
  parameters,
  render(tables, given) {
    const [task, method] = [String(given.task), String(given.method)];
    const own = examplesOf(tables, task).filter((shown) => shown.method === method);
    if (own.length === 0) throw new InputError(`assignments: no example of ${task} by "${method}" is recorded`);
    const shown = bestOf(own);
    const choice = own.length > 1 ? `, best of ${own.length} recorded` : '';
    const initial = pointsOf(tables, shown.id, 0);
    const experts = namesOf(initial, (point) => point.expert).toSorted();
    return page(
      {
        title: `Assignments of ${method} on ${task}: random at first, and ${whenOf(shown)}`,
        notes: [
          `Trial ${shown.trial} (${shown.told}${choice}), n = ${initial.length} samples.`,
          'Left: all samples by expert. Then, expert by expert: its decision regions and its own samples; the rest is faint.',
        ],
        description:
          `Two rows: the random initial assignment, and the one after ${shown.last} iterations. In each, a panel with all ` +
          `samples marked by expert, and for each of ${experts.length} experts a panel with the regions where it predicts ` +
          'each class and the samples that it holds.',
      },
      {
        spacing: 16,
        vconcat: [
          rowOf(tables, shown, 0, 'Initial', experts),
          rowOf(tables, shown, shown.last, `Iteration ${shown.last}`, experts),
        ],
      },
      keyPanel([[...sampleKey(experts, true), ...regionKey(classesOf(initial))]]),
    );
  },
};

function whenOf({ end }: Shown): string {
  if (end === 'not converged') return 'when iterations ran out';
  return end === 'recovered' || end === 'local optimum' || end === 'stable' ? 'converged' : 'at the stop';
}

const classesOf = (points: readonly Point[]): readonly number[] =>
  namesOf(points, (point) => String(point.y))
    .map(Number)
    .toSorted((a, b) => a - b);

function rowOf(tables: Tables, shown: Shown, iteration: number, when: string, experts: readonly string[]): Panel {
  const points = pointsOf(tables, shown.id, iteration);
  const regions = regionsOf(tables, shown.id, iteration);
  const classes = classesOf(points);
  const width = panelWidth(experts.length + 1, 42);
  const position = (y: string | null) => axes(points, regions, y);
  const all = {
    title: `${when}: all samples`,
    width,
    height: width,
    layer: sampleLayers(points, { experts, size: 24 }),
    encoding: position('x2'),
  };
  const each = experts.map((expert) => {
    const own = points.filter((point) => point.expert === expert);
    const others = points.filter((point) => point.expert !== expert);
    return {
      title: `${expertName(expert)}, n = ${own.length}`,
      width,
      height: width,
      layer: [
        regionLayer(
          regions.filter((region) => region.expert === expert),
          classes,
        ),
        ...sampleLayers(others, { experts, size: 14, faint: true }),
        ...sampleLayers(own, { experts, size: 28 }),
      ],
      encoding: position(null),
    };
  });
  return { spacing: gap, bounds: 'flush', hconcat: [all, ...each] };
}

/** The plane of the regions, or of the samples where no expert could be fitted. */
function axes(points: readonly Point[], regions: ReturnType<typeof regionsOf>, y: string | null) {
  const axis = (field: 'x' | 'y', values: readonly number[], ends: readonly number[], title: string | null) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: ends.length > 0 ? span(ends, 0) : span(values, 0.06), nice: false },
    axis: {
      title,
      grid: false,
      tickCount: 4,
      labels: title !== null,
      ticks: title !== null,
      labelBound: field === 'y',
    },
  });
  const x1 = points.map((point) => point.x1);
  const x2 = points.map((point) => point.x2 ?? 0);
  return {
    x: axis(
      'x',
      x1,
      regions.flatMap((region) => region.x1),
      'x1',
    ),
    y: axis(
      'y',
      x2,
      regions.flatMap((region) => region.x2),
      y,
    ),
  };
}
