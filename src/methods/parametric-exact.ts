import { minimize } from '../math/minimize.js';
import type { ConstraintValues } from '../math/minimize-problem.js';
import type { Descent } from './parametric.js';

/** Section 4.1 as the paper has it: `minimize` over all samples, k floors and k caps being the constraints. */
export function descendExactly({ model, k, settings, record }: Descent, theta: Float64Array) {
  const { minShare, maxShare, rho, iterations, innerIterations, tolerance } = settings;
  const gradient = new Float64Array(model.size);
  const values = new Float64Array(2 * k);
  const slopes = new Float64Array(model.size);
  const forces = new Float64Array(k);
  const none = new Float64Array(k);

  const objective = (at: Float64Array) => {
    const value = model.forward(at);
    model.backward(at, 1, none, gradient);
    return { value, gradient };
  };
  const constraints = (at: Float64Array): ConstraintValues => {
    for (let j = 0; j < k; j++) {
      values[j] = minShare - model.shares[j]!;
      values[k + j] = model.shares[j]! - maxShare;
    }
    const jacobian = (weights: Float64Array): Float64Array => {
      for (let j = 0; j < k; j++) forces[j] = weights[k + j]! - weights[j]!;
      if (forces.every((force) => force === 0)) return slopes.fill(0);
      model.forward(at);
      model.backward(at, 0, forces, slopes);
      return slopes;
    };
    return { values, jacobian };
  };
  const bounded = minShare > 0 || maxShare < 1;
  const found = minimize({
    objective,
    ...(bounded ? { constraints } : {}),
    x0: theta,
    rho,
    iterations,
    innerIterations,
    tolerance,
    watch: (now) => record(now.iterations, now.x, now.value),
  });
  return { end: found.x, iterations: found.iterations, converged: found.converged };
}
