import fc from 'fast-check';
import { expect, it } from 'vitest';
import { between, learnable } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { type LinearState, linear } from './linear.js';

const rng = stream('fit');

/** The greatest difference of two fits, of the greatest entry of the second. */
function away(found: LinearState, wanted: LinearState): number {
  const [a, b] = [found, wanted].map(({ intercept, slopes }) => [intercept, ...slopes]) as [number[], number[]];
  const size = Math.max(...b.map(Math.abs));
  return Math.max(...a.map((value, t) => Math.abs(value - b[t]!))) / size;
}

it('the plane from sums is that of the rows to 1e-9, with ridge, weights and features far from 0', async () => {
  const samples = fc.record({
    n: fc.integer({ min: 8, max: 60 }),
    d: fc.integer({ min: 1, max: 7 }),
    seed: fc.nat(1e6),
    ridge: fc.constantFrom(0, 0.1, 10),
    offset: between(-1e4, 1e4),
    weighted: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(samples, async ({ n, d, seed, ridge, offset, weighted }) => {
      const bound = await bind(linear, { ridge });
      const drawn = learnable('regression', n, d, stream('sums', seed));
      const x = matrix(
        n,
        d,
        drawn.x.data.map((value) => value + offset),
      );
      const { y } = drawn;
      const weights = weighted ? y.map((_, i) => (i % 3) + 0.5) : undefined;
      const sums = bound.sums!({ x, y, k: 1, weights })!;
      const rows = Uint32Array.from(y.keys()).filter((i) => i % 5 !== 1);
      const own = weights === undefined ? {} : { weights: Float64Array.from(rows, (i) => weights[i]!) };
      expect(away(sums.fit(rows), bound.fit({ x, y, rows, ...own }, rng))).toBeLessThan(1e-9);
    }),
    { numRuns: 300, seed: 1 },
  );
});

it.each([
  ['a constant feature has the slope 0', [1, 7, 2, 7, 4, 7, 8, 7], [2, 3, 5, 9]],
  ['two equal features share the slope', [1, 1, 2, 2, 4, 4, 8, 8], [2, 3, 5, 9]],
  ['features in line with each other have the slopes of least norm', [1, 2, 2, 4, 4, 8, 8, 16], [2, 3, 5, 9]],
  ['so have fewer samples than features', [1, 5, 2, 3], [2, 3]],
  ['a single sample is a level', [3, 4], [5]],
])('%s', async (_, values, targets) => {
  const bound = await bind(linear);
  const y = Float64Array.from(targets);
  const x = matrix(y.length, 2, Float64Array.from(values));
  const rows = Uint32Array.from(y.keys());
  expect(away(bound.sums!({ x, y, k: 1 })!.fit(rows), bound.fit({ x, y, rows }, rng))).toBeLessThan(1e-12);
});
