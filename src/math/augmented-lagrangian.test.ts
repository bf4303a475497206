import { describe, expect, it } from 'vitest';
import { type Kind, multipliers, violationOf } from './augmented-lagrangian.js';

const kinds: readonly Kind[] = ['le', 'le', 'eq'];
const rho = 4;

describe('the augmented Lagrangian', () => {
  it('has the term (1/2rho) ([u + rho g]_+^2 - u^2) for g <= 0, and u h + rho/2 h^2 for h = 0', () => {
    const dual = multipliers(kinds);
    dual.ascend([3, 1, -2], 1); // u = 3, 1, -2
    const [active, inactive, equal] = [0.5, -2, 0.25];
    const expected = ((3 + rho * active) ** 2 - 9) / (2 * rho) - 1 / (2 * rho) + -2 * equal + (rho / 2) * equal ** 2;
    const slopes = new Float64Array(3);
    expect(dual.term([active, inactive, equal], rho, slopes)).toBeCloseTo(expected, 14);
    expect([...slopes]).toEqual([5, 0, -1]);
  });

  it('has slopes that central differences confirm, beside the kink', () => {
    const dual = multipliers(kinds);
    dual.ascend([3, 1, -2], 1);
    const at = [-0.6, -0.3, 0.7];
    const [slopes, unused] = [new Float64Array(3), new Float64Array(3)];
    dual.term(at, rho, slopes);
    at.forEach((_, i) => {
      const shifted = (by: number) => dual.term(at.with(i, at[i]! + by), rho, unused);
      expect((shifted(1e-5) - shifted(-1e-5)) / 2e-5).toBeCloseTo(slopes[i]!, 8);
    });
  });

  it('is bounded below in g, which the printed form u g + rho/2 [g]_+^2 is not', () => {
    const dual = multipliers(['le']);
    dual.ascend([5], 1);
    expect(dual.term([-1e9], 1, new Float64Array(1))).toBe(-12.5);
  });

  it('ascends, and keeps multipliers of inequalities at 0 or above', () => {
    const dual = multipliers(kinds);
    expect(dual.ascend([2, -1, -3], 0.5)).toBe(3);
    expect([...dual.values]).toEqual([1, 0, -1.5]);
    expect(dual.ascend([-8, 0, 0], 0.5)).toBe(2); // from 1 to 0, not to -3
    expect(dual.values[0]).toBe(0);
  });

  it('calls the worst of [g]_+ and |h| the violation', () => {
    expect(violationOf(kinds, [-5, 0.5, -2])).toBe(2);
    expect(violationOf(kinds, [-5, 0.5, 0])).toBe(0.5);
    expect(violationOf(kinds, [-5, -1, 0])).toBe(0);
    expect(violationOf(kinds, [Number.NaN, 0, 0])).toBeNaN();
  });
});
