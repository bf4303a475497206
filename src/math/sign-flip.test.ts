import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normal, stream } from './random.js';
import { EXACT_UP_TO, leastSignFlip, signFlip } from './sign-flip.js';
import { twoSided } from './significance.js';

/** Every pattern of signs, one after the other. */
function byBruteForce(differences: readonly number[]): number {
  const sizes = differences.filter((d) => d !== 0).map(Math.abs);
  const observed = Math.abs(differences.reduce((sum, d) => sum + d, 0));
  let reached = 0;
  for (let pattern = 0; pattern < 2 ** sizes.length; pattern++) {
    const sum = sizes.reduce((total, size, i) => total + ((pattern >> i) & 1 ? size : -size), 0);
    if (Math.abs(sum) >= observed - 1e-9) reached++;
  }
  return reached / 2 ** sizes.length;
}

describe('signFlip', () => {
  test('of 1, 2, 3, 4 is 2 of 16 patterns; of -1, 2, 3, 4 those that reach 8: 4 of 16', () => {
    expect(signFlip([1, 2, 3, 4])).toBe(2 / 16);
    expect(signFlip([-1, 2, 3, 4])).toBe(4 / 16);
  });

  test('does not count differences of 0, and is 1 where there is no other', () => {
    expect(signFlip([0, 1, 2, 0, 3, 4, 0])).toBe(2 / 16);
    expect([signFlip([]), signFlip([0, 0]), signFlip([3, -3])]).toEqual([1, 1, 1]);
  });

  test('of differences of shares is McNemar\u2019s exact test: 9 against 1 is 2 (1 + 10) / 2^10', () => {
    const shares = (plus: number, minus: number) => [
      ...new Array<number>(plus).fill(1),
      ...new Array<number>(minus).fill(-1),
      ...new Array<number>(50).fill(0),
    ];
    expect(signFlip(shares(9, 1))).toBeCloseTo(22 / 1024, 14);
    expect(signFlip(shares(5, 0))).toBeCloseTo(2 / 32, 14);
    expect(signFlip(shares(3, 3))).toBe(1);
    // scipy.stats.binomtest(k, m).pvalue, SciPy 1.10.1
    expect(signFlip(shares(13, 4))).toBeCloseTo(0.049041748046875, 13);
    expect(signFlip(shares(40, 60))).toBeCloseTo(0.05688793364098088, 13);
    expect(signFlip(shares(600, 400)) / 2.728464156065976e-10).toBeCloseTo(1, 9);
    expect(signFlip(shares(9000, 1000))).toBeLessThan(1e-300);
  });

  test('counts patterns of equal sums that rounding sets apart: 0.1 + 0.2 and 0.3', () => {
    expect(signFlip([0.1, 0.2, -0.3, 0.5])).toBe(byBruteForce([1, 2, -3, 5]));
  });

  test('is what counting every pattern gives', () => {
    const size = fc.integer({ min: -40, max: 40 }).map((whole) => whole / 8);
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 11 }), (differences) => {
        const m = differences.filter((d) => d !== 0).length;
        expect(signFlip(differences)).toBeCloseTo(byBruteForce(differences), 12);
        expect(signFlip(differences)).toBeGreaterThanOrEqual(leastSignFlip(m) * (1 - 1e-12));
      }),
      { seed: 1935, numRuns: 200 },
    );
  });

  test('has the same p whatever the scale, the order and the direction', () => {
    const rng = stream('sign-flip');
    for (const m of [7, EXACT_UP_TO, 80]) {
      const differences = Array.from({ length: m }, () => normal(rng) + 0.3);
      const p = signFlip(differences);
      expect(signFlip(differences.map((d) => -d))).toBe(p);
      expect(signFlip([...differences].reverse())).toBeCloseTo(p, 12);
      for (const scale of [1e-200, 1e200]) expect(signFlip(differences.map((d) => d * scale))).toBeCloseTo(p, 12);
    }
  });

  test('beyond the exact limit is sum d / sqrt(sum d^2) taken as normal, which is near the exact p', () => {
    const rng = stream('sign-flip, normal');
    const differences = Array.from({ length: EXACT_UP_TO }, () => normal(rng) + 0.4);
    const z = differences.reduce((sum, d) => sum + d, 0) / Math.hypot(...differences);
    const exact = signFlip(differences);
    expect(exact).toBeGreaterThan(0.01);
    expect(exact).toBeLessThan(0.5);
    expect(Math.abs(twoSided(z) - exact)).toBeLessThan(0.01);
    const more = [...differences, 0.5];
    const sum = more.reduce((total, d) => total + d, 0);
    expect(signFlip(more)).toBeCloseTo(twoSided(sum / Math.hypot(...more)), 12);
  });
});
