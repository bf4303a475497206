import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assigned, between, byte } from '../arbitraries.fixture.js';
import { fromRows, matrix } from './matrix.js';
import { absoluteDistances, medians } from './medians.js';
import { sparseOf } from './sparse.fixture.js';

const samples = assigned(byte, 3, { n: 30, k: 3 });

function sizesOf(labels: ArrayLike<number>, k: number): Uint32Array {
  return Uint32Array.from({ length: k }, (_, j) => Array.from(labels).filter((label) => label === j).length);
}

test('(1, 9), (3, 0), (2, 5) have the median (2, 5); of two rows it is their mean; of none it is 0', () => {
  const x = fromRows([
    [1, 9],
    [10, -1],
    [3, 0],
    [20, -2],
    [2, 5],
  ]);
  const labels = Uint32Array.of(0, 1, 0, 1, 0);
  const out = matrix(3, 2, new Float64Array(6).fill(7));
  medians(x, labels, sizesOf(labels, 3), out);
  expect([...out.data]).toEqual([2, 5, 15, -1.5, 0, 0]);
});

test('bytes (0, 0, 7) have the median 0, (0, 4, 7) 4 and (0, 7) 3.5, times the scale', () => {
  const x = sparseOf(
    [
      [0, 0],
      [0, 4],
      [7, 7],
      [0, 0],
      [7, 255],
    ],
    0.5,
  );
  const labels = Uint32Array.of(0, 0, 0, 1, 1);
  const out = matrix(2, 2);
  medians(x, labels, sizesOf(labels, 2), out);
  expect([...out.data]).toEqual([0, 2, 1.75, 63.75]);
});

test('sparse and dense rows have the same medians, of least summed L1 distance among all points of the data', () => {
  fc.assert(
    fc.property(samples, (given) => {
      const bytes = given.map(({ row }) => row);
      const labels = Uint32Array.from(given, ({ label }) => label);
      const [a, b] = [matrix(3, 3), matrix(3, 3)];
      const dense = fromRows(bytes.map((row) => row.map((value) => value * (1 / 255))));
      medians(dense, labels, sizesOf(labels, 3), a);
      medians(sparseOf(bytes), labels, sizesOf(labels, 3), b);
      expect(b).toEqual(a);
      for (let j = 0; j < 3; j++) {
        for (let t = 0; t < 3; t++) {
          const held = bytes.flatMap((row, i) => (labels[i] === j ? [row[t]! / 255] : []));
          const total = (at: number) => held.reduce((sum, value) => sum + Math.abs(value - at), 0);
          for (const at of held) expect(total(a.data[3 * j + t]!)).toBeLessThanOrEqual(total(at) + 1e-12);
        }
      }
    }),
    { seed: 8 },
  );
});

test('distances are sum_t |x_it - c_jt|, sparse as dense', () => {
  const centre = fc.array(between(-2, 2), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(samples, fc.array(centre, { minLength: 1, maxLength: 4 }), (given, centres) => {
      const bytes = given.map(({ row }) => row);
      const [n, k] = [bytes.length, centres.length];
      const dense = fromRows(bytes.map((row) => row.map((value) => value / 255)));
      for (const x of [dense, sparseOf(bytes)]) {
        const out = matrix(n, k, new Float64Array(n * k).fill(7));
        absoluteDistances(x, fromRows(centres), out);
        bytes.forEach((row, i) => {
          centres.forEach((c, j) => {
            const expected = row.reduce((sum, value, t) => sum + Math.abs(value / 255 - c[t]!), 0);
            expect(out.data[i * k + j]).toBeCloseTo(expected, 12);
          });
        });
      }
    }),
    { seed: 9 },
  );
});
