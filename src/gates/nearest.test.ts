import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assigned, byte, tied } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { fromRows, matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import type { Features } from '../math/sparse.js';
import { sparseOf } from '../math/sparse.js';
import type { BoundGate } from './contract.js';
import { type NearestState, nearestMean, nearestMedian } from './nearest.js';

const rng = stream('unused');

/** The nearest expert of each row, learnt from labels. */
function nearestOf(gate: BoundGate<NearestState>, state: NearestState, x: Features): number[] {
  const k = state.sizes.length;
  const out = matrix(x.rows, k);
  gate.responsibilities(state, x, out);
  return Array.from({ length: x.rows }, (_, i) => out.data.subarray(i * k, (i + 1) * k).indexOf(1));
}

const learn = (gate: BoundGate<NearestState>, x: Features, labels: readonly number[], k: number) =>
  gate.fit({ x, targets: Uint32Array.from(labels), k }, rng);

describe.each([
  ['mean', await bind(nearestMean)],
  ['median', await bind(nearestMedian)],
] as const)('nearest %s', (_, gate) => {
  test.each([fromRows([[2], [0]]), sparseOf([[2], [0]], 1)])('ties go to the lowest index', (x) => {
    expect(nearestOf(gate, learn(gate, x, [0, 1], 2), sparseOf([[1]], 1))).toEqual([0]);
    expect(nearestOf(gate, learn(gate, x, [1, 0], 2), fromRows([[1]]))).toEqual([0]);
  });

  test('an expert without samples, or with samples of no weight, is never nearest, not even at the origin', () => {
    const x = fromRows([[5], [7], [0]]);
    const weights = Float64Array.of(1, 1, 0);
    const state = gate.fit({ x, targets: Uint32Array.of(1, 3, 2), weights, k: 4 }, rng);
    expect(nearestOf(gate, state, fromRows([[0], [-3], [6.5]]))).toEqual([1, 1, 3]);
  });
});

describe('the nearest mean', async () => {
  const gate = await bind(nearestMean);

  test('centres are means: (0, 0), (2, 2) -> (1, 1) and (9, 1) -> itself', () => {
    const x = fromRows([
      [0, 0],
      [9, 1],
      [2, 2],
    ]);
    const state = learn(gate, x, [0, 1, 0], 2);
    expect([...state.centres.data]).toEqual([1, 1, 9, 1]);
    expect([...state.sizes]).toEqual([2, 1]);
    const near = fromRows([
      [4.9, 1],
      [5.1, 1],
    ]);
    expect(nearestOf(gate, state, near)).toEqual([0, 1]);
  });

  test.each([
    fromRows([
      [0, 8],
      [4, 0],
    ]),
    sparseOf(
      [
        [0, 8],
        [4, 0],
      ],
      1,
    ),
  ])('by shares and weights: 1/4 of (0, 8) three times and 1/2 of (4, 0) -> (1.6, 4.8)', (x) => {
    const targets = fromRows([
      [1 / 4, 3 / 4],
      [1 / 2, 1 / 2],
    ]);
    const state = gate.fit({ x, targets, weights: Float64Array.of(3, 1), k: 2 }, rng);
    [1.6, 4.8, 2 / 2.75, 18 / 2.75].forEach((value, at) => {
      expect(state.centres.data[at]).toBeCloseTo(value, 14);
    });
    expect([...state.sizes]).toEqual([1.25, 2.75]);
  });

  test('the responsible expert is at least distance: brute force', () => {
    fc.assert(
      fc.property(assigned(tied, 2, { n: 20, k: 4 }), fc.tuple(tied, tied), (given, probe) => {
        const state = learn(
          gate,
          fromRows(given.map(({ row }) => row)),
          given.map(({ label }) => label),
          4,
        );
        const distances = [0, 1, 2, 3].map((j) => {
          const own = given.filter(({ label }) => label === j);
          if (own.length === 0) return Number.POSITIVE_INFINITY;
          const mean = (t: number) => own.reduce((sum, sample) => sum + sample.row[t]!, 0) / own.length;
          return (probe[0]! - mean(0)) ** 2 + (probe[1]! - mean(1)) ** 2;
        });
        expect(nearestOf(gate, state, fromRows([probe]))).toEqual([distances.indexOf(Math.min(...distances))]);
      }),
      { seed: 6 },
    );
  });
});

describe('the nearest median', async () => {
  const gate = await bind(nearestMedian);

  test('centres are medians: 0, 1, 100 -> 1, which an outlier does not move; 4 is nearer to it than to 8', () => {
    const state = learn(gate, fromRows([[0], [8], [1], [100]]), [0, 1, 0, 0], 2);
    expect([...state.centres.data]).toEqual([1, 8]);
    expect([...state.sizes]).toEqual([3, 1]);
    expect(nearestOf(gate, state, fromRows([[4], [5]]))).toEqual([0, 1]);
  });

  test.each([
    fromRows([[3], [0], [9]]),
    sparseOf([[3], [0], [9]], 1),
  ])('by shares and weights: 3/4 of 0, 1/4 of 3 and twice 1/4 of 9 -> between 0 and 3, so 1.5', (x) => {
    const targets = fromRows([
      [1 / 4, 3 / 4],
      [3 / 4, 1 / 4],
      [1 / 4, 3 / 4],
    ]);
    const state = gate.fit({ x, targets, weights: Float64Array.of(1, 1, 2), k: 2 }, rng);
    expect([...state.sizes]).toEqual([1.5, 2.5]);
    expect([...state.centres.data]).toEqual([1.5, 9]);
  });

  test('the distance is L1: of (0, 0), (3, 3) is 6 away and (0, 5) 5, though further by Euclid', () => {
    const x = fromRows([
      [3, 3],
      [0, 5],
    ]);
    expect(nearestOf(gate, learn(gate, x, [0, 1], 2), fromRows([[0, 0]]))).toEqual([1]);
  });

  test('the responsible expert is at least L1 distance from its median, sparse as dense: brute force', () => {
    const row = fc.array(byte, { minLength: 3, maxLength: 3 });
    const middle = (values: readonly number[]) => {
      const sorted = values.toSorted((a, b) => a - b);
      return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
    };
    fc.assert(
      fc.property(assigned(byte, 3, { n: 20, k: 4 }), row, (given, probe) => {
        const distances = [0, 1, 2, 3].map((j) => {
          const own = given.filter(({ label }) => label === j);
          if (own.length === 0) return Number.POSITIVE_INFINITY;
          return probe.reduce((sum, value, t) => sum + Math.abs(value - middle(own.map((one) => one.row[t]!))), 0);
        });
        const expected = distances.indexOf(Math.min(...distances));
        const labels = given.map(({ label }) => label);
        const rows = given.map((one) => one.row);
        expect(nearestOf(gate, learn(gate, fromRows(rows), labels, 4), fromRows([probe]))).toEqual([expected]);
        expect(nearestOf(gate, learn(gate, sparseOf(rows, 1), labels, 4), sparseOf([probe], 1))).toEqual([expected]);
      }),
      { seed: 7 },
    );
  });
});
