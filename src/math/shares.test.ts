import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clopperPearson, comparedShares, shareOf, wilson } from './shares.js';

const seed = 20180613;
const alphas = [0.001, 0.01, 0.05, 0.2] as const;

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
