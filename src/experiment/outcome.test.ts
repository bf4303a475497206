import { expect, test } from 'vitest';
import type { Task } from '../datasets/contract.js';
import { fromRows, matrix } from '../math/matrix.js';
import type { Learnt } from '../methods/contract.js';
import type { Finished } from '../metrics/contract.js';
import { modelOf } from '../model/contract.js';
import { clustersOf, histogramOf } from './outcome.js';

const task: Task = {
  x: fromRows([
    [0, 4],
    [2, 0],
    [6, 1],
  ]),
  y: Float64Array.of(1, 0, 1),
  target: { kind: 'classes', labels: ['no', 'yes'] },
};
const mixture = (assignment: readonly number[]): Learnt => ({
  model: modelOf(task, { name: 'none' }, [0, 0, 0], null),
  log: { degenerate: null, iterations: 1, converged: true, history: [] },
  assignment: Uint32Array.from(assignment),
});

test('a cluster has its samples by class and their mean features; an empty one zeros', () => {
  expect(clustersOf(task, mixture([0, 0, 2]))).toEqual([
    {
      classes: [
        { label: 'no', samples: 1 },
        { label: 'yes', samples: 1 },
      ],
      means: [1, 2],
    },
    {
      classes: [
        { label: 'no', samples: 0 },
        { label: 'yes', samples: 0 },
      ],
      means: [0, 0],
    },
    {
      classes: [
        { label: 'no', samples: 0 },
        { label: 'yes', samples: 1 },
      ],
      means: [6, 1],
    },
  ]);
});

test('a regression has no classes', () => {
  const regression = { ...task, target: { kind: 'regression' } } as const;
  expect(clustersOf(regression, mixture([0, 1, 2])).map(({ classes }) => classes)).toEqual([[], [], []]);
});

test('the histogram counts all n k responsibilities and the greatest of each sample; 1 is in the last bin', () => {
  const shares = matrix(2, 3, Float64Array.of(0, 0.25, 0.75, 0, 0, 1));
  const bins = histogramOf({ responsibilities: () => shares } as unknown as Finished)!;
  expect(bins.length).toBe(50);
  expect([bins[0]!.low, bins[49]!.high]).toEqual([0, 1]);
  const filled = bins.flatMap(({ low, all, greatest }) => (all > 0 ? [[low, all, greatest]] : []));
  expect(filled).toEqual([
    [0, 3, 0],
    [0.24, 1, 0],
    [0.74, 1, 1],
    [0.98, 1, 1],
  ]);
});

test('without a gate there is no histogram', () => {
  expect(histogramOf({ responsibilities: () => null } as unknown as Finished)).toBeNull();
});
