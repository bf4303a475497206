import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assigned, tied } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { fromRows, matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { nearestMean } from './nearest-mean.js';

const gate = await bind(nearestMean);
const rng = stream('gate');

function nearestOf(state: Parameters<typeof gate.responsibilities>[0], rows: number[][], k: number): number[] {
  const out = matrix(rows.length, k);
  gate.responsibilities(state, fromRows(rows), out);
  return rows.map((_, i) => out.data.subarray(i * k, (i + 1) * k).indexOf(1));
}

test('centres are means: (0, 0), (2, 2) -> (1, 1) and (9, 1) -> itself', () => {
  const state = gate.fit(
    fromRows([
      [0, 0],
      [9, 1],
      [2, 2],
    ]),
    Uint32Array.of(0, 1, 0),
    2,
    rng,
  );
  expect([...state.centres.data]).toEqual([1, 1, 9, 1]);
  expect([...state.sizes]).toEqual([2, 1]);
  expect(
    nearestOf(
      state,
      [
        [4.9, 1],
        [5.1, 1],
      ],
      2,
    ),
  ).toEqual([0, 1]);
});

test('ties go to the lowest index', () => {
  const state = gate.fit(fromRows([[2], [0]]), Uint32Array.of(0, 1), 2, rng);
  expect(nearestOf(state, [[1]], 2)).toEqual([0]);
});

test('an expert without samples is never nearest, not even at the origin', () => {
  const state = gate.fit(fromRows([[5], [7]]), Uint32Array.of(1, 3), 4, rng);
  expect(nearestOf(state, [[0], [-3], [6.5]], 4)).toEqual([1, 1, 3]);
});

test('at least one sample is needed', () => {
  expect(() => gate.fit(matrix(0, 2), new Uint32Array(0), 2, rng)).toThrow(InputError);
});

test('the responsible expert is at least distance: brute force', () => {
  const samples = assigned(tied, 2, { n: 20, k: 4 });
  const point = fc.tuple(tied, tied);
  fc.assert(
    fc.property(samples, point, (given, probe) => {
      const labels = Uint32Array.from(given, ({ label }) => label);
      const state = gate.fit(fromRows(given.map((sample) => sample.row)), labels, 4, rng);
      const distances = [0, 1, 2, 3].map((j) => {
        const own = given.filter(({ label }) => label === j);
        if (own.length === 0) return Number.POSITIVE_INFINITY;
        const mean = (t: number) => own.reduce((sum, sample) => sum + sample.row[t]!, 0) / own.length;
        return (probe[0]! - mean(0)) ** 2 + (probe[1]! - mean(1)) ** 2;
      });
      expect(nearestOf(state, [probe], 4)).toEqual([distances.indexOf(Math.min(...distances))]);
    }),
    { seed: 6 },
  );
});
