import { expect, it } from 'vitest';
import { fromRows } from '../math/matrix.js';
import { intoUnitRange } from './scale.js';

function scaled(rows: readonly (readonly number[])[]): number[] {
  const loss = fromRows(rows);
  const out = new Float64Array(loss.data.length);
  intoUnitRange(loss, out);
  return [...out];
}

it('losses are taken above their row’s least and divided by the widest difference', () => {
  expect(
    scaled([
      [3, 5],
      [7, 3],
      [-2, -1],
    ]),
  ).toEqual([0, 0.5, 1, 0, 0, 0.25].map((v) => expect.closeTo(v, 15)));
});

it('huge, tiny and equal losses stay within 0..1', () => {
  expect(
    scaled([
      [1.7e308, -1.7e308],
      [0, 0],
    ]),
  ).toEqual([1, 0, 0, 0]);
  expect(
    scaled([
      [3e-320, 1e-320],
      [0, 1e-320],
    ]),
  ).toEqual([1, 0, 0, expect.closeTo(0.5, 3)]);
  expect(
    scaled([
      [4, 4],
      [-1, -1],
    ]),
  ).toEqual([0, 0, 0, 0]);
  expect(scaled([[0, 0]])).toEqual([0, 0]);
});
