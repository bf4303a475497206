import { describe, expect, it } from 'vitest';
import { normal, stream } from '../../math/random.js';
import { wilson } from '../../math/shares.js';
import { standardDeviation } from '../../math/statistics.js';
import { type HeldPart, withInterval } from './score-interval.js';

/** n rows of which a fit leaves the share `left` of the variance, and their R2. */
function drawn(n: number, left: number, seed: number): { readonly part: HeldPart; readonly value: number } {
  const rng = stream('score', n, seed);
  const y = new Float64Array(n);
  const losses = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [told, rest] = [normal(rng), Math.sqrt(left / (1 - left)) * normal(rng)];
    y[i] = 50 + told + rest;
    losses[i] = rest * rest;
  }
  const mean = y.reduce((sum, value) => sum + value) / n;
  const all = y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { part: { losses, y, weights: null }, value: 1 - losses.reduce((sum, loss) => sum + loss) / all };
}

describe('the interval of R2', () => {
  const of = ({ part, value }: ReturnType<typeof drawn>, seed = 0) =>
    withInterval({ value, parts: [value] }, 'r2', [part], seed);

  it('has the true value nineteen times in twenty, of 60 rows', () => {
    const held = Array.from({ length: 200 }, (_, seed) => of(drawn(60, 0.4, seed)));
    const within = held.filter(({ low, high }) => low! <= 0.6 && high! >= 0.6).length;
    // Of 200 draws of .95 all but one in a thousand are 179 to 199.
    expect(within).toBeGreaterThanOrEqual(179);
    expect(within).toBeLessThanOrEqual(199);
  });

  it('is as wide as scores of other rows differ, of rows and of groups of them', () => {
    for (const n of [500, 8000]) {
      const scores = Array.from({ length: 200 }, (_, seed) => drawn(n, 0.4, seed).value);
      const { low, high } = of(drawn(n, 0.4, 1000));
      expect(Math.abs((high! - low!) / (3.92 * standardDeviation(scores)!) - 1)).toBeLessThan(0.2);
    }
  });

  it('comes out again by the same seed, and counts a row of weight 2 as two', () => {
    const one = drawn(60, 0.3, 1);
    expect(of(one)).toEqual(of(one));
    expect(of(one, 1)).not.toEqual(of(one));
    const weights = new Float64Array(60).fill(2);
    const heavy = { ...one.part, weights, losses: one.part.losses.map((loss) => 2 * loss) };
    const twice = of({ ...one, part: heavy });
    expect(twice.low).toBeCloseTo(of(one).low!, 12);
    expect(twice.high).toBeCloseTo(of(one).high!, 12);
  });

  it('is of the mean over five parts, whose variances add up', () => {
    const parts = Array.from({ length: 5 }, (_, seed) => drawn(40, 0.4, seed));
    const value = parts.reduce((sum, part) => sum + part.value, 0) / 5;
    const all = withInterval(
      { value, parts: parts.map((one) => one.value) },
      'r2',
      parts.map(({ part }) => part),
      0,
    );
    expect(all.low!).toBeLessThan(value);
    expect(all.high!).toBeGreaterThan(value);
    const widths = parts.map((part) => of(part)).map(({ low, high }) => high! - low!);
    const ratio = (all.high! - all.low!) / Math.hypot(...widths.map((width) => width / 5));
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });

  it('is none where the targets do not vary', () => {
    const part = { losses: Float64Array.of(1, 1), y: Float64Array.of(3, 3), weights: null };
    expect(withInterval({ value: 0, parts: [0] }, 'r2', [part], 0)).toMatchObject({ low: null, high: null });
  });
});

describe('the interval of a share of right labels', () => {
  const of = (misses: readonly number[], weights: readonly number[] | null = null) => {
    const losses = Float64Array.from(misses, (miss, i) => miss * (weights?.[i] ?? 1));
    const own = weights === null ? null : Float64Array.from(weights);
    const total = weights?.reduce((sum, weight) => sum + weight) ?? misses.length;
    const value = 1 - losses.reduce((sum, loss) => sum + loss) / total;
    const part = { losses, y: new Float64Array(misses.length), weights: own };
    return withInterval({ value, parts: [value] }, 'accuracy', [part], 0);
  };

  it("is Wilson's: 8 of 10 right are .490 to .943, and 10 of 10 are .722 and more", () => {
    const eight = of([1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(eight.low).toBeCloseTo(0.4901625, 6);
    expect(eight.high).toBeCloseTo(0.9433178, 6);
    const all = of(Array<number>(10).fill(0));
    expect([all.low, all.high]).toEqual([expect.closeTo(0.7224672, 6), 1]);
    const { low, high } = wilson(8, 10)!;
    expect([eight.low, eight.high]).toEqual([expect.closeTo(low, 12), expect.closeTo(high, 12)]);
  });

  it('counts rows that weigh differently for fewer, and one of weight 0 for none', () => {
    const plain = of([1, 0, 0, 0]);
    expect(of([1, 0, 0, 0, 1], [5, 5, 5, 5, 0])).toEqual(plain);
    const uneven = of([0, 0, 0, 0], [7, 1, 1, 1]);
    // (7 + 1 + 1 + 1)^2 / (49 + 1 + 1 + 1) = 1.92 rows.
    expect(uneven.low).toBeCloseTo(1 / (1 + 1.959964 ** 2 / (100 / 52)), 5);
    expect(uneven.low!).toBeLessThan(of([0, 0, 0, 0]).low!);
  });
});
