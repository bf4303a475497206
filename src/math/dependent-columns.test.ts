import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dependentColumns } from './dependent-columns.js';
import { fromRows } from './matrix.js';
import { normal, stream } from './random.js';

it('finds a column that another is a multiple of, with whatever added', () => {
  const rows = [1, 2, 4, 8].map((a, i) => [a, 3 * a - 7, i, i + a]);
  expect(dependentColumns(fromRows(rows))).toEqual([1, 3]);
});

it('finds a constant column', () => {
  expect(
    dependentColumns(
      fromRows([
        [1, 5],
        [2, 5],
        [4, 5],
      ]),
    ),
  ).toEqual([1]);
});

it('finds as many as there are columns beyond the rank, and none among independent ones', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 4 }), fc.nat(), (d, more, seed) => {
      const rng = stream('dependent', seed);
      const mix = Array.from({ length: more }, () => Array.from({ length: d }, () => normal(rng)));
      const rows = Array.from({ length: 40 }, () => {
        const own = Array.from({ length: d }, () => normal(rng));
        return [...own, ...mix.map((weights) => weights.reduce((sum, w, t) => sum + w * own[t]!, 2))];
      });
      expect(dependentColumns(fromRows(rows))).toEqual(Array.from({ length: more }, (_, q) => d + q));
    }),
    { seed: 1, numRuns: 50 },
  );
});
