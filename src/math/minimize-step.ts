import { adam } from './adam.js';
import { multipliers, violationOf } from './augmented-lagrangian.js';
import type { CheckedProblem } from './minimize-problem.js';
import { type Found, largest, type Stopped, type Watch } from './minimize-result.js';

export interface StepSettings {
  readonly rho: number;
  readonly tolerance: number;
  /** At most this many steps. */
  readonly iterations: number;
  readonly learningRate: number;
  readonly dualRate: number;
}

/**
 * Section 4.1.1: one step of Adam down the augmented Lagrangian, then one dual step u <- [u + dualRate g]_+ at the new
 * point, until the conditions of Karush, Kuhn and Tucker hold to the tolerance. Each point is evaluated once.
 */
export function minimizeBySteps(problem: CheckedProblem, settings: StepSettings, watch: Watch): Found {
  const { kinds } = problem;
  const { rho, tolerance, iterations: limit } = settings;
  const dual = multipliers(kinds);
  const constraints = new Float64Array(kinds.length);
  const slopes = new Float64Array(kinds.length);
  const x = problem.x0.slice();
  const gradient = new Float64Array(x.length);
  const optimizer = adam(x.length);
  const last = x.slice();
  let [value, violation] = [Number.NaN, Number.NaN];
  const found = (iterations: number, stopped: Stopped, at = x): Found => ({
    x: at,
    value,
    multipliers: dual.values,
    violation,
    iterations,
    stopped,
  });

  for (let step = 0; ; step++) {
    const next = problem.evaluate(x, gradient, constraints);
    const scale = Math.max(1, largest(gradient));
    if (!Number.isFinite(next + scale + violationOf(kinds, constraints))) return found(step, 'undefined', last);
    last.set(x);
    value = next;
    violation = violationOf(kinds, constraints);
    const change = step === 0 ? Number.POSITIVE_INFINITY : dual.ascend(constraints, settings.dualRate);
    dual.term(constraints, rho, slopes);
    problem.addSlopes(slopes, gradient);
    watch(found(step, 'iterations'));
    if (change <= tolerance && largest(gradient) <= tolerance * scale) return found(step, 'converged');
    if (step === limit) return found(step, 'iterations');
    optimizer.step(x, gradient, settings.learningRate);
  }
}
