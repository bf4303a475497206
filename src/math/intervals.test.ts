import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clopperPearson,
  comparedShares,
  type Estimate,
  extremeOf,
  known,
  meanOf,
  medianOf,
  ratioOfMeans,
  scaled,
  shareOf,
  tInterval,
  welch,
  wilson,
} from './intervals.js';

const seed = 20180613;
const alphas = [0.001, 0.01, 0.05, 0.2] as const;

describe('a mean', () => {
  test('of 1, 2, 3 by Student t is 2 +- t(2) / sqrt 3, with t(2) = 2.919986 at 5 % and 4.302653 at 2.5 %', () => {
    const estimate = meanOf([1, 2, 3], 'normal');
    expect(estimate).toMatchObject({ value: 2, n: 3, interval: 'Student t' });
    const { low, high } = estimate.bounds(0.05);
    expect(high - 2).toBeCloseTo(2.9199855803537242 / Math.sqrt(3), 12);
    expect(low + high).toBeCloseTo(4, 12);
    expect(tInterval([1, 2, 3])!.high - 2).toBeCloseTo(4.302652729749462 / Math.sqrt(3), 12);
  });

  test('of one value, and of equal ones without a range, has no bounds', () => {
    const open = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    expect(meanOf([3], 'normal').bounds(0.05)).toEqual(open);
    expect(meanOf([3, 3, 3], 'skewed').bounds(0.05)).toEqual(open);
    expect([tInterval([3]), tInterval([3, 3])]).toEqual([null, null]);
  });

  test('of ten ones in 0..1 is at least .05^(1/10): so many other values could have hidden, all of them 0', () => {
    const { low, high } = meanOf(Array(10).fill(1), 'bounded', { low: 0, high: 1 }).bounds(0.05);
    expect(low).toBeCloseTo(0.05 ** 0.1, 14);
    expect(high).toBe(1);
  });

  test('of a share near its end is that of a skewed sample, with the tail away from the end', () => {
    const range = { low: 0, high: 1 };
    const shares = (...values: number[]) => meanOf(values, 'bounded', range).basis[0]!.sample;
    expect(shares(0.4, 0.5, 0.6)).toBe('bounded');
    expect(shares(0.9, 1, 1)).toBe('skewed down');
    expect(shares(0, 0, 0.1)).toBe('skewed');
  });

  test('of skewed values: g of the t of either bound is the quantile of t (Hall 1992)', () => {
    const values = [1, 1.1, 1.3, 1.2, 4];
    const n = values.length;
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const moment = (k: number) => values.reduce((sum, value) => sum + (value - mean) ** k, 0);
    const deviation = Math.sqrt(moment(2) / (n - 1));
    const skew = (n * moment(3)) / deviation ** 3 / (n - 1) / (n - 2);
    const a = skew / Math.sqrt(n);
    const g = (t: number) => t + (a * t ** 2) / 3 + (a ** 2 * t ** 3) / 27 + a / 6;
    const { low, high } = meanOf(values, 'skewed').bounds(0.05);
    const tOf = (bound: number) => (mean - bound) / (deviation / Math.sqrt(n));
    expect(g(tOf(low))).toBeCloseTo(2.13184678632665, 10);
    expect(g(tOf(high))).toBeCloseTo(-2.13184678632665, 10);
    expect(high - mean).toBeGreaterThan(mean - low); // the tail is above
  });
});

describe('a share of trials', () => {
  test('8 of 10: Clopper-Pearson at 5 % a side is 0.4931..0.9632 (SciPy)', () => {
    const { low, high } = clopperPearson(8, 10, 0.05);
    expect(low).toBeCloseTo(0.4930987, 6);
    expect(high).toBeCloseTo(0.9632286, 6);
  });

  test('none of n has the upper bound 1 - alpha^(1/n): of 598 trials 0.5 %, the least number for which it is', () => {
    expect(shareOf(0, 598).bounds(0.05)).toEqual({ low: 0, high: expect.closeTo(1 - 0.05 ** (1 / 598), 12) });
    expect(shareOf(0, 598).bounds(0.05).high).toBeLessThan(0.005);
    expect(shareOf(0, 597).bounds(0.05).high).toBeGreaterThan(0.005);
  });

  test('its ends are where the binomial tail is alpha', () => {
    const tail = (n: number, from: number, p: number) => {
      let sum = 0;
      for (let k = from; k <= n; k++) {
        let ways = 1;
        for (let i = 1; i <= k; i++) ways *= (n - k + i) / i;
        sum += ways * p ** k * (1 - p) ** (n - k);
      }
      return sum;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.constantFrom(...alphas), (n, draw, alpha) => {
        const successes = draw % (n + 1);
        const { low, high } = clopperPearson(successes, n, alpha);
        if (successes > 0) expect(tail(n, successes, low)).toBeCloseTo(alpha, 9);
        if (successes < n) expect(1 - tail(n, successes + 1, high)).toBeCloseTo(alpha, 9);
      }),
      { seed },
    );
  });

  test('differences of pairs: each of the two ways to differ at half the level', () => {
    const pairs = [...Array(6).fill([1, 0]), ...Array(2).fill([0, 1]), ...Array(12).fill([1, 1])];
    const { value, bounds } = comparedShares(pairs, 'difference');
    expect(value).toBeCloseTo(0.2, 14);
    const [first, second] = [clopperPearson(6, 20, 0.025), clopperPearson(2, 20, 0.025)];
    expect(bounds(0.05)).toEqual({ low: first.low - second.high, high: first.high - second.low });
    const ratio = comparedShares(pairs, 'ratio');
    expect(ratio.value).toBeCloseTo(18 / 14, 14);
    expect(ratio.bounds(0.05).low).toBeCloseTo(
      clopperPearson(18, 20, 0.025).low / clopperPearson(14, 20, 0.025).high,
      14,
    );
    expect(comparedShares([[1, 0]], 'ratio').bounds(0.05).high).toBe(Number.POSITIVE_INFINITY);
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

describe('a median', () => {
  test('of 5 lies between the least and the greatest at 1/32 a side; of 4 nothing bounds it at 5 %', () => {
    expect(medianOf([5, 1, 4, 2, 3], 'skewed').bounds(0.05)).toEqual({ low: 1, high: 5 });
    expect(medianOf([5, 1, 4, 2, 3], 'skewed').bounds(0.03).low).toBe(Number.NEGATIVE_INFINITY);
    expect(medianOf([1, 2, 3, 4], 'skewed').bounds(0.05).high).toBe(Number.POSITIVE_INFINITY);
  });

  test('of 10 at 5 %: from the 2nd to the 9th, as P(at most 1 head of 10) = 11 / 1024 and of at most 2 it is 56 / 1024', () => {
    const values = Array.from({ length: 10 }, (_, i) => i + 1);
    expect(medianOf(values, 'normal').bounds(0.05)).toEqual({ low: 2, high: 9 });
    expect(medianOf(values, 'normal').bounds(0.0547)).toEqual({ low: 3, high: 8 });
  });
});

describe('a ratio of paired means', () => {
  const [a, b] = [
    [12, 15, 11, 18, 14],
    [4, 6, 5, 7, 5],
  ];

  test('has the bounds at which a paired t-test of a - r b is at the level', () => {
    const { low, high } = ratioOfMeans(a!, b!, 'normal').bounds(0.05);
    for (const r of [low, high]) {
      const d = a!.map((value, i) => value - r * b![i]!);
      const mean = d.reduce((sum, value) => sum + value, 0) / 5;
      const deviation = Math.sqrt(d.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4);
      expect(Math.abs(mean) / (deviation / Math.sqrt(5))).toBeCloseTo(2.13184678632665, 9);
    }
    expect(low).toBeLessThan(70 / 27);
    expect(high).toBeGreaterThan(70 / 27);
  });

  test('over a constant is the mean over it; over what is not told from 0 it has no bounds', () => {
    const over2 = ratioOfMeans(a!, [2, 2, 2, 2, 2], 'normal').bounds(0.05);
    const plain = meanOf(a!, 'normal').bounds(0.05);
    expect(over2.low).toBeCloseTo(plain.low / 2, 12);
    expect(over2.high).toBeCloseTo(plain.high / 2, 12);
    expect(ratioOfMeans(a!, [-3, 4, -2, 5, -4], 'normal').bounds(0.05).high).toBe(Number.POSITIVE_INFINITY);
  });

  test('of negative means, as returns are, is that of their sizes', () => {
    const sizes = ratioOfMeans(a!, b!, 'normal').bounds(0.05);
    const negative = ratioOfMeans(
      a!.map((value) => -value),
      b!.map((value) => -value),
      'normal',
    ).bounds(0.05);
    expect(negative.low).toBeCloseTo(sizes.low, 12);
    expect(negative.high).toBeCloseTo(sizes.high, 12);
  });
});

describe('an extreme of several', () => {
  const each = [meanOf([1, 2, 3], 'normal'), meanOf([2, 3, 5], 'normal'), known(2.5)];

  test('the least: the least lower bound alone, the least upper bound at a third of the level', () => {
    const least = extremeOf(each, 'least');
    expect(least.value).toBe(2);
    const lows = each.map((one) => one.bounds(0.05).low);
    const highs = each.map((one) => one.bounds(0.05 / 3).high);
    expect(least.bounds(0.05)).toEqual({ low: Math.min(...lows), high: Math.min(...highs) });
  });

  test('the greatest is the mirror image', () => {
    const { low, high } = extremeOf(each, 'greatest').bounds(0.05);
    expect(low).toBe(2.5);
    expect(high).toBe(Math.max(...each.map((one) => one.bounds(0.05).high)));
  });
});

describe('unpaired', () => {
  test('Welch: of 1, 2, 3 and 3, 5, 10 the difference is 4 with df 2.31 (by hand)', () => {
    const { low, high } = welch([1, 2, 3], [3, 5, 10])!;
    expect((low + high) / 2).toBeCloseTo(4, 12);
    // variances 1 and 13, errors 1/3 and 13/3, df = (14/3)^2 / (1/18 + 169/18); t at 2.5 % by SciPy
    expect((high - low) / 2).toBeCloseTo(3.7994275474341688 * Math.sqrt(14 / 3), 6);
    expect(welch([1], [2, 3])).toBeNull();
    expect(welch([1, 1], [2, 2])).toBeNull();
  });
});

describe('every estimate', () => {
  const made: readonly [string, (values: readonly number[]) => Estimate][] = [
    ['mean', (values) => meanOf(values, 'normal')],
    ['mean of a skewed sample', (values) => meanOf(values, 'skewed')],
    ['median', (values) => medianOf(values, 'skewed')],
    ['share', (values) => shareOf(values.filter((value) => value > 5).length, values.length)],
    ['ratio', (values) => ratioOfMeans(values, [...values].reverse(), 'paired skewed')],
  ];
  const samples = fc.array(fc.double({ min: 1, max: 10, noNaN: true }), { minLength: 3, maxLength: 30 });

  test.each(made)('%s: a smaller alpha widens, a factor scales, bounds lie around the value', (_, of) => {
    fc.assert(
      fc.property(samples, (values) => {
        const estimate = of(values);
        const [strict, loose] = [estimate.bounds(0.01), estimate.bounds(0.05)];
        expect(strict.low).toBeLessThanOrEqual(loose.low);
        expect(strict.high).toBeGreaterThanOrEqual(loose.high);
        expect(loose.low).toBeLessThanOrEqual(estimate.value + 1e-9);
        expect(loose.high).toBeGreaterThanOrEqual(estimate.value - 1e-9);
        const percent = scaled(estimate, 100).bounds(0.05);
        expect(percent.low).toBe(100 * loose.low);
        expect(percent.high).toBe(100 * loose.high);
        expect(estimate.withTrials(values.length).bounds(0.05)).toEqual(loose);
      }),
      { seed, numRuns: 60 },
    );
  });
});
