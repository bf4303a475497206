import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LbfgsProblem, lbfgs } from './lbfgs.js';

/** sum_i 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2, least at (1, ..., 1). */
function rosenbrock(x: Float64Array, gradient: Float64Array): number {
  let value = 0;
  gradient.fill(0);
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [x[i + 1]! - x[i]! ** 2, 1 - x[i]!];
    value += 100 * a * a + b * b;
    gradient[i]! -= 400 * a * x[i]! + 2 * b;
    gradient[i + 1]! += 200 * a;
  }
  return value;
}

/** x' A x / 2 - b' x for a diagonal A. */
const quadratic =
  (a: readonly number[], b: readonly number[]): LbfgsProblem['objective'] =>
  (x, gradient) => {
    let value = 0;
    for (let i = 0; i < x.length; i++) {
      gradient[i] = a[i]! * x[i]! - b[i]!;
      value += (a[i]! * x[i]! ** 2) / 2 - b[i]! * x[i]!;
    }
    return value;
  };

describe('lbfgs', () => {
  it.each([
    [2, 70],
    [10, 200],
    [50, 500],
  ])('minimises the Rosenbrock function of %i variables within %i evaluations', (p, most) => {
    const x0 = Float64Array.from({ length: p }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
    const result = lbfgs({ objective: rosenbrock, x0, tolerance: 1e-8 });
    expect(result.stopped).toBe('gradient');
    for (const value of result.x) expect(value).toBeCloseTo(1, 6);
    expect(result.evaluations).toBeLessThan(most);
  });

  it('solves a spherical quadratic within two iterations', () => {
    const result = lbfgs({ objective: quadratic([2, 2, 2], [2, -4, 6]), x0: new Float64Array(3), tolerance: 1e-12 });
    expect(result.iterations).toBeLessThanOrEqual(2);
    expect([...result.x].map((value) => Number(value.toFixed(9)))).toEqual([1, -2, 3]);
  });

  it('finds b / a on convex quadratics of condition up to 1e4, in few evaluations (property)', () => {
    const entry = fc.double({ min: 0.01, max: 100, noNaN: true });
    const target = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(entry, target), { minLength: 1, maxLength: 6 }), (pairs) => {
        const a = pairs.map(([value]) => value);
        const b = pairs.map(([, value]) => value);
        const result = lbfgs({ objective: quadratic(a, b), x0: new Float64Array(a.length), tolerance: 1e-8 });
        expect(result.stopped).toBe('gradient');
        expect(result.evaluations).toBeLessThan(100);
        result.x.forEach((value, i) => {
          expect(Math.abs(value - b[i]! / a[i]!)).toBeLessThan(1e-5);
        });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('never lets the value rise, and leaves x0 alone', () => {
    const x0 = Float64Array.of(-1.2, 1, 3, -2);
    let before = Number.POSITIVE_INFINITY;
    for (let iterations = 0; iterations < 40; iterations++) {
      const { value } = lbfgs({ objective: rosenbrock, x0, iterations });
      expect(value).toBeLessThanOrEqual(before);
      before = value;
    }
    expect([...x0]).toEqual([-1.2, 1, 3, -2]);
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ])('backs away from where the value is %d: the least of x - log x, x > 0, is at 1', (outside) => {
    const objective: LbfgsProblem['objective'] = (x, gradient) => {
      gradient[0] = 1 - 1 / x[0]!;
      return x[0]! > 0 ? x[0]! - Math.log(x[0]!) : outside;
    };
    for (const start of [1e-3, 0.5, 30, 1e6]) {
      const result = lbfgs({ objective, x0: Float64Array.of(start), tolerance: 1e-9 });
      expect(result.converged).toBe(true);
      expect(result.x[0]).toBeCloseTo(1, 6);
    }
  });

  it('backs away where only the gradient is not finite', () => {
    const objective: LbfgsProblem['objective'] = (x, gradient) => {
      gradient[0] = x[0]! > 4 ? Number.NaN : 2 * (x[0]! - 3);
      return (x[0]! - 3) ** 2;
    };
    const result = lbfgs({ objective, x0: Float64Array.of(-50), tolerance: 1e-9 });
    expect(result.x[0]).toBeCloseTo(3, 9);
  });

  it('reports a start outside of the domain, where the value or the gradient is not finite', () => {
    const value = lbfgs({ objective: () => Number.NaN, x0: Float64Array.of(1) });
    expect([value.stopped, value.converged, value.iterations]).toEqual(['undefined-start', false, 0]);
    const gradient = lbfgs({ objective: (_, g) => g.fill(Number.NaN)[0]! * 0 || 1, x0: Float64Array.of(1) });
    expect(gradient.stopped).toBe('undefined-start');
  });

  it('reports a line search that fails, as when the gradient is wrong, and keeps the start', () => {
    const objective: LbfgsProblem['objective'] = (x, gradient) => {
      gradient[0] = -1;
      return Math.abs(x[0]!);
    };
    const result = lbfgs({ objective, x0: Float64Array.of(0) });
    expect([result.stopped, result.converged, result.x[0]]).toEqual(['line-search', false, 0]);
  });

  it('stops at its limit of iterations, and where a step changes little when asked to', () => {
    const x0 = Float64Array.of(-1.2, 1);
    const few = lbfgs({ objective: rosenbrock, x0, iterations: 3 });
    expect([few.iterations, few.stopped, few.converged]).toEqual([3, 'iterations', false]);
    const flat = lbfgs({ objective: rosenbrock, x0, change: 0.1, tolerance: 0 });
    expect([flat.stopped, flat.converged]).toEqual(['change', true]);
    expect(flat.iterations).toBeLessThan(lbfgs({ objective: rosenbrock, x0 }).iterations);
  });

  it('reaches its tolerance though the value carries noise of 2e-15 of its size', () => {
    const noisy: LbfgsProblem['objective'] = (x, gradient) =>
      rosenbrock(x, gradient) + 1e6 + 2e-9 * Math.sin(1e12 * (x[0]! + x[1]!));
    for (let start = 0; start < 10; start++) {
      const x0 = Float64Array.from({ length: 4 }, (_, i) => 2 * Math.sin(7 * start + 3 * i));
      expect(lbfgs({ objective: noisy, x0, tolerance: 1e-8 }).stopped).toBe('gradient');
    }
  });

  it('works without memory, as steepest descent', () => {
    const result = lbfgs({ objective: quadratic([1, 2], [1, 1]), x0: new Float64Array(2), memory: 0 });
    expect(result.converged).toBe(true);
    expect(result.x[1]).toBeCloseTo(0.5, 5);
  });
});
