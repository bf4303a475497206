import { expect, it } from 'vitest';
import { InputError } from '../errors.js';
import { fromRows } from './matrix.js';
import { dense, isSparse, type SparseRows } from './sparse.js';

const sparse: SparseRows = {
  pointers: Uint32Array.of(0, 1, 1),
  columns: Uint16Array.of(2),
  values: Uint8Array.of(255),
  scale: 1 / 255,
  rows: 2,
  cols: 3,
};

it('features are sparse where they have pointers', () => {
  expect([isSparse(sparse), isSparse(fromRows([[1, 2]]))]).toEqual([true, false]);
});

it('dense gives the matrix itself, and refuses sparse rows', () => {
  const x = fromRows([[1, 2]]);
  expect(dense(x, 'expert linear')).toBe(x);
  const message = 'expert linear needs dense features; the data has 2 sparse rows of 3';
  expect(() => dense(sparse, 'expert linear')).toThrow(new InputError(message));
});
