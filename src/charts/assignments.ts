import type { ParameterTable } from '../components/contract.js';
import type { Chart } from './contract.js';
import { keyPanel } from './marks/key.js';
import { panel, planeAxes, rowOf, stacked } from './marks/panel.js';
import { endsAround } from './marks/plane.js';
import {
  endsAroundPoints,
  expertName,
  expertsOf,
  regionKey,
  regionLayers,
  sampleKey,
  sampleLayers,
} from './marks/samples.js';
import { type End, examplesOf, medianExample, type Point, pointsOf, regionsOf, taskOf } from './recorded.js';
import { type Panel, page, panelWidth } from './theme.js';

const parameters = {
  task: {
    kind: 'text',
    refers: 'tasks',
    optional: true,
    about: 'a classification task with two features; the first recorded when absent',
  },
  method: {
    kind: 'text',
    refers: 'methods',
    optional: true,
    about: 'the method whose trial is drawn; the first recorded when absent',
  },
} as const satisfies ParameterTable;

/** Who holds which sample at the random initial assignment and at the end, and what each expert predicts where. */
export const assignments: Chart<typeof parameters> = {
  name: 'assignments',
  about: 'samples by expert and decision regions at the initial assignment and at the end',
  parameters,
  needs: ['classes', 'two features', 'examples'],
  render(tables, given) {
    const task = taskOf(tables, 'example_regions.csv', given.task);
    const { method = examplesOf(tables, task)[0]!.row.method } = given;
    const { row, end, told, last, which, by } = medianExample(tables, task, method);
    const initial = pointsOf(tables, row.id, 0);
    const experts = expertsOf(initial);
    const classes = [...new Set(initial.map(({ label }) => label ?? 0))].toSorted((a, b) => a - b);
    const iterationRow = (iteration: number, when: string) =>
      rowOfPanels(pointsOf(tables, row.id, iteration), regionsOf(tables, row.id, iteration), {
        when,
        experts,
        classes,
      });
    return page(
      {
        title: `Assignments of ${method} on ${task}: random at first, and ${whenOf(end)}`,
        notes: [
          `${`${which} ${by}`.trim().replace(/^t/, 'T')}: ${told.join(', ')}; n = ${initial.length} samples.`,
          'Left: all samples by expert. Then, expert by expert: its decision regions and its own samples; the rest is faint.',
        ],
        description:
          `Two rows: the random initial assignment, and the one after ${last} iterations. In each, a panel with all ` +
          `samples marked by expert, and for each of ${experts.length} experts a panel with the regions where it predicts ` +
          'each class and the samples that it holds.',
      },
      stacked([iterationRow(0, 'Initial'), iterationRow(last, `Iteration ${last}`)], 16),
      keyPanel([[...sampleKey(experts, true), ...regionKey(classes)]]),
    );
  },
};

function whenOf(end: End): string {
  if (end === 'not converged') return 'when iterations ran out';
  return end === 'recovered' || end === 'local optimum' || end === 'stable' ? 'converged' : 'at the stop';
}

interface Row {
  readonly when: string;
  readonly experts: readonly number[];
  readonly classes: readonly number[];
}

function rowOfPanels(points: readonly Point[], regions: ReturnType<typeof regionsOf>, row: Row): Panel {
  const { when, experts, classes } = row;
  const width = panelWidth(experts.length + 1, 42);
  // The plane of the regions, or of the samples where no expert could be fitted.
  const ends = regions.length > 0 ? endsAround(regions) : endsAroundPoints(points, [0.06, 0.06]);
  const square = { width, height: width };
  const all = panel({
    ...{ title: `${when}: all samples`, ...square, ...planeAxes(ends, ['x1', 'x2']) },
    layers: sampleLayers(points, { experts, size: 24 }),
  });
  const each = experts.map((expert) => {
    const own = points.filter((point) => point.expert === expert);
    return panel({
      ...{
        title: `${expertName(expert)}, n = ${own.length}`,
        ...square,
        ...planeAxes(ends, ['x1', 'x2'], { y: true }),
      },
      layers: [
        ...regionLayers(
          regions.filter((region) => region.expert === expert),
          classes,
          { ...ends, ...square },
        ),
        ...sampleLayers(
          points.filter((point) => point.expert !== expert),
          { experts, size: 14, faint: true },
        ),
        ...sampleLayers(own, { experts, size: 28 }),
      ],
    });
  });
  return rowOf([all, ...each]);
}
