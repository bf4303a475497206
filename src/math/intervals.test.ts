import { describe, expect, test } from 'vitest';
import { meanOf, medianOf, ratioOfMeans, tInterval, welch } from './intervals.js';

describe('a mean', () => {
  test('is bounded within the range of its values', () => {
    const values = [0, 0, 5, 100];
    const { low, high } = meanOf(values, 'bounded', { low: 0, high: 100 }).bounds(0.05);
    expect(low).toBe(0);
    expect(high).toBeLessThanOrEqual(100);
    expect(meanOf(values, 'bounded').bounds(0.05).low).toBeLessThan(0);
  });

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
