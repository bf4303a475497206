import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assigned, between, byte, drawn } from '../arbitraries.fixture.js';
import { fromRows, type Matrix, matrix } from './matrix.js';
import { absoluteDistances, weightedMedians } from './medians.js';
import { sparseOf } from './sparse.js';

const samples = assigned(byte, 3, { n: 30, k: 3 });

/** The weight 1 for each row in the column of its label, n x k. */
const oneHot = (labels: ArrayLike<number>, k: number): Matrix =>
  drawn(labels.length, k, (at) => Number(labels[Math.floor(at / k)] === at % k));

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
  weightedMedians(x, oneHot(labels, 3), out);
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
  weightedMedians(x, oneHot(labels, 2), out);
  expect([...out.data]).toEqual([0, 2, 1.75, 63.75]);
});

test('sparse and dense rows have the same medians, of least summed L1 distance among all points of the data', () => {
  fc.assert(
    fc.property(samples, (given) => {
      const bytes = given.map(({ row }) => row);
      const labels = Uint32Array.from(given, ({ label }) => label);
      const [a, b] = [matrix(3, 3), matrix(3, 3)];
      const dense = fromRows(bytes.map((row) => row.map((value) => value * (1 / 255))));
      weightedMedians(dense, oneHot(labels, 3), a);
      weightedMedians(sparseOf(bytes), oneHot(labels, 3), b);
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

test.each([
  ['dense', fromRows([[1], [2], [4], [8]])],
  ['sparse', sparseOf([[1], [2], [4], [8]], 1)],
])('%s: half of the weight lies up to the median: (1, 1, 1, 4) -> 8, (3, 1, 1, 1) -> 1.5, (.5, 0, 0, .5) -> 4.5', (_, x) => {
  const out = matrix(3, 1);
  const columns = [
    [1, 1, 1, 4],
    [3, 1, 1, 1],
    [0.5, 0, 0, 0.5],
  ];
  weightedMedians(
    x,
    drawn(4, 3, (at) => columns[at % 3]![Math.floor(at / 3)]!),
    out,
  );
  expect([...out.data]).toEqual([8, 1.5, 4.5]);
});

test('a whole weight is a repeated row, of weight 0 none; sparse as dense', () => {
  fc.assert(
    fc.property(assigned(byte, 2, { n: 20, k: 4 }), (given) => {
      const rows = given.map(({ row }) => row);
      const weights = drawn(given.length, 1, (i) => given[i]!.label);
      const repeated = given.flatMap(({ row, label }) => Array<number[]>(label).fill(row));
      fc.pre(repeated.length > 0);
      const [expected, dense, sparse] = [matrix(1, 2), matrix(1, 2), matrix(1, 2)];
      weightedMedians(
        fromRows(repeated),
        drawn(repeated.length, 1, () => 1),
        expected,
      );
      weightedMedians(fromRows(rows), weights, dense);
      weightedMedians(sparseOf(rows, 1), weights, sparse);
      expect(dense).toEqual(expected);
      expect(sparse).toEqual(expected);
    }),
    { seed: 10 },
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
