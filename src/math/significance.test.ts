import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holm, twoSided } from './significance.js';

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
