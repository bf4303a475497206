import { expect, it } from 'vitest';
import { load } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { experts } from '../experts/registry.js';
import { fromRows } from '../math/matrix.js';
import { repair } from './repair.js';

const [linear, svm] = [await load(experts.get('linear')), await load(experts.get('rbf-svm'))];
const x = fromRows([[0], [1], [2], [3], [4], [5]]);
const numbers: Task = { x, y: Float64Array.of(0, 1, 2, 3, 4, 5), target: { kind: 'regression' } };
const classes: Task = {
  x,
  y: Float64Array.of(0, 0, 0, 1, 1, 1),
  target: { kind: 'classes', labels: ['no', 'yes'] },
};

it.each<[string, Task, typeof linear, number[], number[], number[], number[]]>([
  [
    'changes nothing where each has a sample',
    numbers,
    linear,
    [0, 1, 2, 0, 1, 2],
    [0, 9, 0, 0, 0, 0],
    [0, 1, 2, 0, 1, 2],
    [],
  ],
  [
    'gives the worst-fitted sample to one that has none',
    numbers,
    linear,
    [0, 0, 0, 1, 1, 1],
    [1, 2, 1, 3, 9, 3],
    [0, 0, 0, 1, 2, 1],
    [2],
  ],
  ['takes no last sample', numbers, linear, [0, 0, 0, 0, 0, 1], [1, 2, 1, 3, 2, 9], [0, 0, 0, 2, 0, 1], [2]],
  ['takes none that is left out', numbers, linear, [0, 0, 0, 1, 1, 3], [1, 2, 1, 3, 2, 9], [0, 0, 0, 2, 1, 3], [2]],
  ['gives to several', numbers, linear, [0, 0, 0, 0, 0, 0], [1, 2, 1, 3, 2, 9], [0, 0, 0, 2, 0, 1], [1, 2]],
  [
    'exchanges samples where one class is lacking',
    classes,
    svm,
    [0, 0, 1, 1, 1, 1],
    [5, 4, 1, 2, 3, 1],
    [1, 0, 1, 1, 0, 1],
    [0],
  ],
  [
    'gives one of each class to one that has none',
    classes,
    svm,
    [0, 0, 0, 0, 0, 0],
    [5, 4, 1, 2, 3, 1],
    [1, 2, 0, 2, 1, 0],
    [1, 2],
  ],
])('%s', (_, task, expert, given, own, after, changed) => {
  const labels = Uint32Array.from(given);
  expect(
    repair(
      { task, k: 3 - Number(expert === svm && given.includes(1)), expert },
      { labels, own: Float64Array.from(own) },
    ),
  ).toEqual(changed);
  expect([...labels]).toEqual(after);
});
