import { expect, it } from 'vitest';
import { dense, gathered, sparseOf } from './sparse.js';

const x = sparseOf([
  [0, 3, 0],
  [1, 0, 2],
  [0, 0, 0],
  [5, 6, 7],
]);

it('gathered rows are those rows, in the order asked for, repeated where asked', () => {
  const picked = gathered(x, Uint32Array.of(3, 1, 1, 2));
  expect([...picked.pointers]).toEqual([0, 3, 5, 7, 7]);
  expect([...picked.columns]).toEqual([0, 1, 2, 0, 2, 0, 2]);
  expect([...picked.values]).toEqual([5, 6, 7, 1, 2, 1, 2]);
  expect([picked.rows, picked.cols, picked.scale]).toEqual([4, 3, x.scale]);
});

it('sparse rows are refused where a matrix is needed, naming who asks', () => {
  expect(() => dense(x, 'expert linear')).toThrow(
    'expert linear needs dense features; the data has 4 sparse rows of 3',
  );
});
