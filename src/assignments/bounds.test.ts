import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Size } from '../components/contract.js';
import { InputError } from '../errors.js';
import { fromRows } from '../math/matrix.js';
import { intoUnitRange, sizeBounds } from './bounds.js';

describe('sizeBounds', () => {
  it.each<[Size, Size, number, number, number, number]>([
    [0, { share: 1 }, 90, 3, 0, 90],
    [10, 60, 90, 3, 10, 60],
    [10, 600, 90, 3, 10, 90],
    [{ ofEqual: 0.5 }, { ofEqual: 1.5 }, 90, 3, 15, 45],
    [{ ofEqual: 0.5 }, { ofEqual: 1.5 }, 91, 3, 15, 46],
    [{ ofEqual: 1 }, { ofEqual: 1 }, 10, 3, 3, 4],
    [{ ofEqual: 1 }, { ofEqual: 1 }, 2, 3, 0, 1],
    [{ share: 0.1 }, { share: 0.6 }, 95, 3, 9, 57],
  ])('min %j, max %j for n = %i, k = %i are %i..%i', (min, max, n, k, low, high) => {
    expect(sizeBounds('lp', min, max, n, k)).toEqual({ min: low, max: high });
  });

  it('reads decimal fractions as they are written: 0.07 of 100 is 7, 0.29 of 100 is 29', () => {
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(0.29 * 100).toBeLessThan(29);
    expect(sizeBounds('lp', { share: 0.07 }, { share: 0.29 }, 100, 10)).toEqual({ min: 7, max: 29 });
    expect(sizeBounds('lp', { share: 0.29 }, { share: 0.57 }, 100, 3)).toEqual({ min: 29, max: 57 });
  });

  it('rounds outward: multiples of n / k around 1 can hold for every n and k', () => {
    const around = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 1, max: 9, noNaN: true }));
    fc.assert(
      fc.property(around, fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 50 }), ([low, high], n, k) => {
        const { min, max } = sizeBounds('lp', { ofEqual: low }, { ofEqual: high }, n, k);
        expect(k * min).toBeLessThanOrEqual(n);
        expect(k * max).toBeGreaterThanOrEqual(n);
        expect(min).toBeLessThanOrEqual((low * n) / k + 1e-6);
      }),
      { seed: 1 },
    );
  });

  it.each<[Size, Size, string]>([
    [20, 30, 'lp: k x min = 60 exceeds n = 50 (n = 50, k = 3)'],
    [0, 10, 'lp: k x max = 30 is below n = 50 (n = 50, k = 3)'],
    [0, { share: 0.2 }, 'lp: k x max = 30 is below n = 50 (n = 50, k = 3)'],
    [30, { share: 0.2 }, 'lp: min = 30 exceeds max = 10 (n = 50, k = 3)'],
    [51, 60, 'lp: k x min = 153 exceeds n = 50 (n = 50, k = 3)'],
  ])('shows the arithmetic of bounds that cannot hold: min %j, max %j', (min, max, message) => {
    expect(() => sizeBounds('lp', min, max, 50, 3)).toThrow(new InputError(message));
  });
});

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
