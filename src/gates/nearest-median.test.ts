import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assigned, byte } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { fromRows, matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { sparseOf } from '../math/sparse.fixture.js';
import type { Features } from '../math/sparse.js';
import { nearestMedian } from './nearest-median.js';

const gate = await bind(nearestMedian);
const rng = stream('unused');

function nearestOf(state: ReturnType<typeof gate.fit>, x: Features): number[] {
  const k = state.sizes.length;
  const out = matrix(x.rows, k);
  gate.responsibilities(state, x, out);
  return Array.from({ length: x.rows }, (_, i) => out.data.subarray(i * k, (i + 1) * k).indexOf(1));
}

test('centres are medians: 0, 1, 100 -> 1, which an outlier does not move; 4 is nearer to it than to 8', () => {
  const state = gate.fit(fromRows([[0], [8], [1], [100]]), Uint32Array.of(0, 1, 0, 0), 2, rng);
  expect([...state.centres.data]).toEqual([1, 8]);
  expect([...state.sizes]).toEqual([3, 1]);
  expect(nearestOf(state, fromRows([[4], [5]]))).toEqual([0, 1]);
});

test('the distance is L1: of (0, 0), (3, 3) is 6 away and (0, 5) 5, though further by Euclid', () => {
  const state = gate.fit(
    fromRows([
      [3, 3],
      [0, 5],
    ]),
    Uint32Array.of(0, 1),
    2,
    rng,
  );
  expect(nearestOf(state, fromRows([[0, 0]]))).toEqual([1]);
});

test.each([fromRows([[2], [0], [1]]), sparseOf([[2], [0], [1]], 1)])('ties go to the lowest index', (x) => {
  const labels = Uint32Array.of(0, 1, 2);
  const state = gate.fit(x, labels, 3, rng);
  const onTie = { ...state, sizes: Uint32Array.of(1, 1, 0) };
  expect(nearestOf(onTie, x)).toEqual([0, 1, 0]);
});

test('an expert without samples is never nearest, not even at the origin', () => {
  const state = gate.fit(fromRows([[5], [7]]), Uint32Array.of(1, 3), 4, rng);
  expect(nearestOf(state, fromRows([[0], [-3], [6.5]]))).toEqual([1, 1, 3]);
});

test('at least one sample is needed', () => {
  expect(() => gate.fit(matrix(0, 2), new Uint32Array(0), 2, rng)).toThrow(InputError);
});

test('the responsible expert is at least L1 distance from its median, sparse as dense: brute force', () => {
  const samples = assigned(byte, 3, { n: 20, k: 4 });
  const row = fc.array(byte, { minLength: 3, maxLength: 3 });
  const middle = (values: readonly number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
  };
  fc.assert(
    fc.property(samples, row, (given, probe) => {
      const distances = [0, 1, 2, 3].map((j) => {
        const own = given.filter(({ label }) => label === j);
        if (own.length === 0) return Number.POSITIVE_INFINITY;
        return probe.reduce((sum, value, t) => sum + Math.abs(value - middle(own.map((one) => one.row[t]!))), 0);
      });
      const expected = distances.indexOf(Math.min(...distances));
      const labels = Uint32Array.from(given, ({ label }) => label);
      const rows = given.map((one) => one.row);
      expect(nearestOf(gate.fit(fromRows(rows), labels, 4, rng), fromRows([probe]))).toEqual([expected]);
      expect(nearestOf(gate.fit(sparseOf(rows, 1), labels, 4, rng), sparseOf([probe], 1))).toEqual([expected]);
    }),
    { seed: 7 },
  );
});
