import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normal, stream } from './random.js';
import {
  EXACT_UP_TO,
  holm,
  leastSignFlip,
  leastTwoSample,
  outsideByChance,
  sharesDiffer,
  signFlip,
  twoSample,
  twoSided,
} from './significance.js';

describe('twoSided', () => {
  test.each([
    // 2 * scipy.stats.norm.sf(z), SciPy 1.10.1
    [0, 1],
    [0.5, 0.6170750774519738],
    [1.96, 0.04999579029644087],
    [-3, 0.0026997960632601866],
    [6, 1.973175290075389e-9],
  ])('of z = %d is %d', (z, p) => {
    expect(Math.abs(twoSided(z) / p - 1)).toBeLessThan(1e-6);
    expect(twoSided(z)).toBeLessThanOrEqual(1);
  });

  test('is never below 1e-15', () => {
    expect([twoSided(40), twoSided(Number.POSITIVE_INFINITY)]).toEqual([1e-15, 1e-15]);
  });
});

describe('holm', () => {
  test('of .01, .04, .03, .005 is .03, .06, .06, .02: the smallest times 4, the next times 3, never falling', () => {
    const [a, b, c, d] = holm([0.01, 0.04, 0.03, 0.005]);
    expect([a, b, c, d]).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  test('stays at most 1, and corrects nothing for one test', () => {
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([0.04])).toEqual([0.04]);
    expect(holm([])).toEqual([]);
  });

  test('lies between p and m p, keeps the order of the tests, and depends on no order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (ps) => {
        const corrected = holm(ps);
        corrected.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(ps[i]!);
          expect(value).toBeLessThanOrEqual(Math.min(1, ps.length * ps[i]!));
          ps.forEach((p, j) => {
            if (p > ps[i]!) expect(corrected[j]).toBeGreaterThanOrEqual(value);
          });
        });
        expect(holm([...ps].reverse()).reverse()).toEqual(corrected);
      }),
      { seed: 1979 },
    );
  });
});

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

test('four times 0, 0, 1 against 1, 2, 2: s^2 = 16/23, so that z = (5/3 - 1/3) / sqrt(16/23 (1/12 + 1/12))', () => {
  const four = (values: readonly number[]) => [...values, ...values, ...values, ...values];
  expect(twoSample(four([0, 0, 1]), four([1, 2, 2]))).toBeCloseTo(twoSided(4 / 3 / Math.sqrt((16 / 23) * (1 / 6))), 12);
});

test('of shares it is the N - 1 chi-squared test: 10 of 40 against 20 of 40', () => {
  const share = (ones: number) => Array.from({ length: 40 }, (_, i) => (i < ones ? 1 : 0));
  const chi2 = (79 * (10 * 20 - 20 * 30) ** 2) / (40 * 40 * 30 * 50);
  expect(twoSample(share(10), share(20))).toBeCloseTo(twoSided(Math.sqrt(chi2)), 12);
});

test('is 1 where nothing differs or a sample is empty', () => {
  expect([twoSample([], [1, 2]), twoSample([1], []), twoSample([3, 3], [3]), twoSample([0], [0])]).toEqual([
    1, 1, 1, 1,
  ]);
});

test('has the same p in both directions and at any scale', () => {
  const [a, b] = [
    [1, 4, 2, 2],
    [3, 9, 4],
  ];
  expect(twoSample(b, a)).toBe(twoSample(a, b));
  for (const scale of [1e-300, 1e300]) {
    expect(
      twoSample(
        a.map((x) => x * scale),
        b.map((x) => x * scale),
      ),
    ).toBeCloseTo(twoSample(a, b), 12);
  }
});

test('is never below what the most extreme of all permutations gives', () => {
  expect([leastTwoSample(1, 20), leastTwoSample(3, 3), leastTwoSample(2, 3)]).toEqual([1 / 21, 2 / 20, 1 / 10]);
  expect(twoSample([0, 0, 0], [1, 1, 1])).toBe(0.1);
  expect(
    twoSample(
      Array.from({ length: 20 }, (_, i) => i / 20),
      [100],
    ),
  ).toBe(1 / 21);
});

describe('shares of two samples', () => {
  /** All ways to part the hits, by binomial coefficients. */
  function byCounting(a: number, n: number, b: number, m: number): number {
    const choose = (of: number, k: number): number => (k === 0 ? 1 : (choose(of, k - 1) * (of - k + 1)) / k);
    const ways = Array.from({ length: a + b + 1 }, (_, x) =>
      x > n || a + b - x > m ? 0 : choose(n, x) * choose(m, a + b - x),
    );
    const own = ways[a]! * (1 + 1e-9);
    return (
      ways.filter((way) => way <= own).reduce((sum, way) => sum + way, 0) / ways.reduce((sum, way) => sum + way, 0)
    );
  }

  test('differ by chance as the ways to part their hits say', () => {
    // Fisher's lady: 4 of 4 and 0 of 4; 2 / 70.
    expect(sharesDiffer(4, 4, 0, 4)).toBeCloseTo(2 / 70, 12);
    fc.assert(
      fc.property(fc.nat(25), fc.nat(25), fc.nat(25), fc.nat(25), (a, n, b, m) => {
        fc.pre(a <= n && b <= m);
        expect(sharesDiffer(a, n, b, m)).toBeCloseTo(byCounting(a, n, b, m), 9);
        expect(sharesDiffer(b, m, a, n)).toBeCloseTo(sharesDiffer(a, n, b, m), 9);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test('of a million rows are as the normal distribution has them, and never below 1e-15', () => {
    const z = 0.001 / Math.sqrt(0.3005 * 0.6995 * (2 / 1e6));
    expect(sharesDiffer(300_000, 1e6, 301_000, 1e6)).toBeCloseTo(twoSided(z), 3);
    expect(sharesDiffer(0, 1e6, 1e6, 1e6)).toBe(1e-15);
    expect([sharesDiffer(0, 0, 3, 5), sharesDiffer(5, 5, 9, 9), sharesDiffer(0, 5, 0, 9)]).toEqual([1, 1, 1]);
  });
});

describe('draws beyond the range of others', () => {
  test('are as many by chance as orders of all draws say', () => {
    // Of m + n draws in a random order of size, the extremes are among the n with n (n - 1) / ((m + n)(m + n - 1)).
    expect(outsideByChance(1, 1, 9)).toBeCloseTo(2 / 10, 12);
    expect(outsideByChance(1, 3, 4)).toBeCloseTo(1 - (4 * 3) / (7 * 6), 12);
    // All of two beyond two: of the 6 orders of kinds, those with both of the others beside each other: 3.
    expect(outsideByChance(2, 2, 2)).toBeCloseTo(3 / 6, 12);
  });

  test('are surely none or more, and never of less than 1e-15; a single other has no range', () => {
    expect([outsideByChance(0, 5, 9), outsideByChance(3, 5, 1)]).toEqual([1, 1]);
    expect(outsideByChance(1000, 1000, 1e6)).toBe(1e-15);
    expect(outsideByChance(20_000, 1e6, 100)).toBeGreaterThan(0.3);
  });
});
