import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normal, stream } from './random.js';
import {
  bootstrap,
  bootstrapDifference,
  bootstrapMean,
  bootstrapPairedRatio,
  bootstrapRatio,
  mean,
  median,
  standardDeviation,
  statisticOf,
  wilson,
} from './statistics.js';

const finite = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
const seed = 20180613;

describe('mean, median and standard deviation', () => {
  test('of 1, 2, 4, 9 are 4, 3 and sqrt(38 / 3)', () => {
    expect(mean([9, 1, 4, 2])).toBe(4);
    expect(median([9, 1, 4, 2])).toBe(3);
    expect(median([9, 1, 4])).toBe(4);
    expect(standardDeviation([9, 1, 4, 2])).toBeCloseTo(Math.sqrt(38 / 3), 14);
    expect(statisticOf('mean', [1, 1, 4])).toBe(2);
    expect(statisticOf('median', [1, 1, 4])).toBe(1);
  });

  test('are null where they do not exist, and exact on equal values', () => {
    expect([mean([]), median([]), standardDeviation([]), standardDeviation([3])]).toEqual([null, null, null, null]);
    expect(mean([0.1, 0.1, 0.1])).toBe(0.1);
    expect(standardDeviation([0.1, 0.1, 0.1])).toBe(0);
  });

  test('the mean loses nothing to cancellation: 1e16 + 1 - 1e16 over 3 is 1 / 3', () => {
    expect(mean([1e16, 1, -1e16])).toBe(1 / 3);
  });

  test('leave their argument as it was', () => {
    const values = Object.freeze([3, 1, 2]);
    median(values);
    bootstrap('median', values, stream('frozen'), 10);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('wilson', () => {
  test('8 of 10 is 0.4902..0.9433, as (p + z²/2n ± z sqrt(pq/n + z²/4n²)) / (1 + z²/n) with z = 1.959964', () => {
    const { low, high } = wilson(8, 10)!;
    expect(low).toBeCloseTo(0.4901625, 7);
    expect(high).toBeCloseTo(0.9433178, 7);
  });

  test('at other levels z is 1.644854 (90 %) and 2.575829 (99 %): 1 of 2 is 1/2 ± z / 2 sqrt(2 + z²)', () => {
    for (const [level, z] of [
      [0.9, 1.6448536269514722],
      [0.95, 1.959963984540054],
      [0.99, 2.5758293035489004],
    ] as const) {
      const { low, high } = wilson(1, 2, level)!;
      expect(high - 0.5).toBeCloseTo(z / (2 * Math.sqrt(2 + z * z)), 12);
      expect(low + high).toBeCloseTo(1, 12);
    }
  });

  test('no success gives 0..z²/(n + z²), all successes the mirror image; n = 0 gives none', () => {
    const z2 = 1.959963984540054 ** 2;
    expect(wilson(0, 20)).toEqual({ low: 0, high: expect.closeTo(z2 / (20 + z2), 12) });
    expect(wilson(20, 20)).toEqual({ low: expect.closeTo(20 / (20 + z2), 12), high: 1 });
    expect(wilson(1, 1)).toEqual({ low: expect.closeTo(1 / (1 + z2), 12), high: 1 });
    expect(wilson(0, 0)).toBeNull();
  });

  test('its ends are the shares p0 for which the observed share is z standard errors sqrt(p0 q0 / n) away', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, u) => {
        const successes = Math.round(u * n);
        const { low, high } = wilson(successes, n)!;
        for (const p of [low, high].filter((end) => end > 0 && end < 1)) {
          expect(Math.abs(successes / n - p) / Math.sqrt((p * (1 - p)) / n)).toBeCloseTo(1.959963984540054, 6);
        }
        expect(low).toBeLessThanOrEqual(successes / n);
        expect(high).toBeGreaterThanOrEqual(successes / n);
      }),
      { seed },
    );
  });
});

describe('bootstrap', () => {
  test('of two values 0 and 1 the resampled mean is 0, 1/2, 1 with 1/4, 1/2, 1/4: the interval is 0..1', () => {
    expect(bootstrapMean([0, 1], stream('two'))).toEqual({ low: 0, high: 1 });
    expect(bootstrap('mean', [0, 1], stream('two'), 2000, 0.4)).toEqual({ low: 0.5, high: 0.5 });
  });

  test('the median of two values of which both are drawn is their mean', () => {
    expect(bootstrap('median', [0, 1], stream('two'), 2000, 0.4)).toEqual({ low: 0.5, high: 0.5 });
  });

  // Exact law: the resampled sum of values 0 and 1 is Binomial(n, ones / n). Odd, even, and too large for pairs.
  test.each([
    [9, 3, 0, 6, 0],
    [100, 20, 12, 28, 1],
    [2501, 1250, 1201, 1299, 5],
  ])('of %i values with %i ones has the binomial quantiles %i and %i over n', (n, ones, low, high, slack) => {
    const values = Array.from({ length: n }, (_, i) => (i < ones ? 1 : 0));
    const interval = bootstrapMean(values, stream('binomial', n))!;
    expect(Math.abs(interval.low * n - low)).toBeLessThanOrEqual(slack + 1e-9);
    expect(Math.abs(interval.high * n - high)).toBeLessThanOrEqual(slack + 1e-9);
  });

  test.each([11, 12, 2500])('of the median is order statistics of 1..n, by the exact law (n = %i)', (n) => {
    const values = Array.from({ length: n }, (_, i) => i + 1);
    const { low, high } = bootstrap('median', values, stream('median', n), 4000)!;
    // The median of n uniform draws from 1..n has sd of about n / (2 sqrt n).
    const spread = 1.96 * (n / (2 * Math.sqrt(n + 2)));
    expect(Math.abs((low + high) / 2 - (n + 1) / 2)).toBeLessThan(0.08 * spread + 0.6);
    expect((high - low) / 2 / spread).toBeGreaterThan(0.85);
    expect((high - low) / 2 / spread).toBeLessThan(1.15);
  });

  test('holds the true mean and median in about 95 of 100 normal samples of 50', () => {
    for (const kind of ['mean', 'median'] as const) {
      let held = 0;
      for (let sample = 0; sample < 400; sample++) {
        const rng = stream('coverage', kind, sample);
        const values = Array.from({ length: 50 }, () => 3 + normal(rng));
        const { low, high } = bootstrap(kind, values, rng, 400)!;
        if (low <= 3 && 3 <= high) held++;
      }
      expect(held / 400).toBeGreaterThan(0.91);
      expect(held / 400).toBeLessThan(0.975);
    }
  });

  test('of a ratio holds the true ratio 2 in about 95 of 100 pairs of samples', () => {
    let held = 0;
    for (let sample = 0; sample < 400; sample++) {
      const rng = stream('ratio', sample);
      const above = Array.from({ length: 40 }, () => 10 + normal(rng));
      const below = Array.from({ length: 60 }, () => 5 + normal(rng));
      const { low, high } = bootstrapRatio('mean', above, below, rng, 400)!;
      if (low <= 2 && 2 <= high) held++;
    }
    expect(held / 400).toBeGreaterThan(0.91);
    expect(held / 400).toBeLessThan(0.975);
  });

  test('of pairs (1, 2) and (3, 1) the ratio is 1/2, 4/3, 3 with 1/4, 1/2, 1/4', () => {
    expect(bootstrapPairedRatio([1, 3], [2, 1], stream('pairs'))).toEqual({ low: 0.5, high: 3 });
    expect(bootstrapPairedRatio([1, 3], [2, 1], stream('pairs'), 2000, 0.4)).toEqual({ low: 4 / 3, high: 4 / 3 });
  });

  test('pairs in proportion have the ratio without spread, which independent samples do not show', () => {
    const values = Array.from({ length: 20 }, (_, i) => 2 ** (i % 5));
    const doubled = values.map((value) => 2 * value);
    expect(bootstrapPairedRatio(doubled, values, stream('proportion'))).toEqual({ low: 2, high: 2 });
    expect(bootstrapRatio('mean', doubled, values, stream('proportion'))!.high).toBeGreaterThan(2.5);
  });

  test('there is none below two values, for equal ones, for a ratio to 0', () => {
    const rng = stream('few');
    expect([bootstrapMean([], rng), bootstrapMean([2], rng), bootstrap('median', [2], rng)]).toEqual([
      null,
      null,
      null,
    ]);
    expect([bootstrapMean([0, 0, 0], rng), bootstrap('median', [0.1, 0.1], rng)]).toEqual([null, null]);
    expect(bootstrapRatio('mean', [1], [1, 2], rng)).toBeNull();
    expect(bootstrapRatio('mean', [1, 2], [1], rng)).toBeNull();
    expect(bootstrapRatio('mean', [3, 3], [1, 2], rng)).toBeNull();
    expect(bootstrapRatio('mean', [1, 2], [3, 3], rng)).toBeNull();
    expect(bootstrapRatio('mean', [1, 2], [0, 1], rng)).toBeNull();
    expect(bootstrapPairedRatio([1], [2], rng)).toBeNull();
    expect(bootstrapPairedRatio([3, 3], [1, 2], rng)).toBeNull();
    expect(bootstrapPairedRatio([1, 2], [3, 3], rng)).toBeNull();
    expect(bootstrapPairedRatio([1, 2], [0, 1], rng)).toBeNull();
  });

  test('stays within the sample, is ordered, and the same seed gives the same interval', () => {
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 2, maxLength: 40 }),
        fc.constantFrom('mean', 'median'),
        (values, kind) => {
          const interval = bootstrap(kind, values, stream('same'), 50);
          if (interval === null) return expect(new Set(values).size).toBe(1);
          const { low, high } = interval;
          const slack = 1e-9 * Math.max(...values.map(Math.abs));
          expect(low).toBeGreaterThanOrEqual(Math.min(...values) - slack);
          expect(low).toBeLessThanOrEqual(high);
          expect(high).toBeLessThanOrEqual(Math.max(...values) + slack);
          expect(bootstrap(kind, values, stream('same'), 50)).toEqual({ low, high });
        },
      ),
      { seed },
    );
  });
});

describe('bootstrapDifference', () => {
  test('holds the difference of the means, is turned around with its samples, and is as wide as both spreads say', () => {
    const rng = stream('difference');
    const a = Array.from({ length: 200 }, () => normal(rng));
    const b = Array.from({ length: 300 }, () => normal(rng) + 1);
    const { low, high } = bootstrapDifference(a, b, stream('d'))!;
    const d = mean(b)! - mean(a)!;
    const half = 1.96 * Math.sqrt(standardDeviation(a)! ** 2 / 200 + standardDeviation(b)! ** 2 / 300);
    expect(Math.abs(low - (d - half))).toBeLessThan(0.15 * half);
    expect(Math.abs(high - (d + half))).toBeLessThan(0.15 * half);
    expect(bootstrapDifference(b, a, stream('d'))!.high).toBeLessThan(0);
  });

  test('is null where neither shows a spread or one is empty; one of two is enough', () => {
    expect(bootstrapDifference([1], [3], stream('d'))).toBeNull();
    expect(bootstrapDifference([1, 1], [3, 4], stream('d'))).toEqual({ low: 2, high: 3 });
    expect(bootstrapDifference([], [1, 2], stream('d'))).toBeNull();
  });
});
