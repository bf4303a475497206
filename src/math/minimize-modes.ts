import { adam } from './adam.js';
import { multipliers, violationOf } from './augmented-lagrangian.js';
import { lbfgs } from './lbfgs.js';
import { type CheckedProblem, type Found, largest, type Stopped, type Watch } from './minimize-problem.js';

export interface ExactSettings {
  /** Weight of the penalty to start from; 0 chooses it. */
  readonly rho: number;
  readonly tolerance: number;
  /** At most this many inner minimisations, and steps of each. */
  readonly iterations: number;
  readonly innerIterations: number;
}

/** The penalty grows by this factor where the violation did not fall to this share (Birgin and Martinez 2014). */
const growth = 10;
const enough = 0.5;
const largestRho = 1e12;
/** Below minus this times max(1, |f(x0)|) the inner problem has no minimum. */
const abyss = 1e12;
/**
 * The past steps that L-BFGS keeps: as many as fit into so many numbers, 10 to 100. With few unknowns it so comes near to
 * BFGS, a fifth of the evaluations of ten on the mixtures of section 4.1, at next to no cost beside them.
 */
const memoryOf = (unknowns: number) => Math.max(10, Math.min(100, Math.floor(32_000 / unknowns)));

/**
 * The method of multipliers (Nocedal and Wright 2006, framework 17.3; Birgin and Martinez 2014, algorithm 4.1): minimise
 * the augmented Lagrangian by L-BFGS, more exactly each time, then u <- [u + rho g]_+. An inner problem that falls
 * without end is begun again with a larger rho.
 */
export function minimizeExactly(problem: CheckedProblem, settings: ExactSettings, watch: Watch): Found {
  const { kinds, x0 } = problem;
  const { tolerance } = settings;
  const m = kinds.length;
  const dual = multipliers(kinds);
  const constraints = new Float64Array(m);
  const [slopes, none] = [new Float64Array(m), new Float64Array(m)];
  const [gradient, slope] = [new Float64Array(x0.length), new Float64Array(x0.length)];
  let x = x0;
  let value = problem.evaluate(x, constraints);
  problem.slopes(none, gradient);
  const floor = -abyss * Math.max(1, Math.abs(value));
  let rho = settings.rho === 0 ? firstRho(value, constraints, violationsOf(problem, constraints)) : settings.rho;
  let exactness = m === 0 ? tolerance : Math.max(tolerance, 1e-2);
  let before = Number.POSITIVE_INFINITY;

  const lagrangian = (at: Float64Array, out: Float64Array): number => {
    const sum = problem.evaluate(at, constraints) + dual.term(constraints, rho, slopes);
    problem.slopes(slopes, out);
    return sum;
  };
  const found = (iterations: number, stopped: Stopped): Found => ({
    x,
    value,
    multipliers: dual.values,
    violation: violationOf(kinds, constraints),
    iterations,
    stopped,
  });

  for (let iteration = 1; ; iteration++) {
    const size = Math.max(1, largest(gradient));
    const inner = lbfgs({
      objective: lagrangian,
      x0: x,
      tolerance: exactness * size,
      iterations: settings.innerIterations,
      memory: memoryOf(x0.length),
    });
    if (inner.value < floor) {
      rho *= growth;
      value = problem.evaluate(x, constraints);
      if (m === 0 || rho > largestRho || iteration === settings.iterations) return found(iteration, 'unbounded');
      continue;
    }
    x = inner.x;
    value = problem.evaluate(x, constraints);
    problem.slopes(none, gradient);
    const scale = Math.max(1, largest(gradient));
    const change = dual.ascend(constraints, rho);
    problem.slopes(dual.values, slope);
    watch(found(iteration, 'iterations'));
    if (change <= tolerance && largest(slope) <= tolerance * scale) return found(iteration, 'converged');
    if (iteration === settings.iterations) return found(iteration, 'iterations');
    if (change > enough * before && change > tolerance) rho *= growth;
    if (rho > largestRho)
      return found(iteration, violationOf(kinds, constraints) > tolerance ? 'infeasible' : 'stalled');
    before = change;
    exactness = Math.max(tolerance / 2, exactness / growth);
  }
}

/** Balances the first penalty against the objective (Birgin and Martinez 2014, section 12.4). */
function firstRho(value: number, constraints: Float64Array, violations: number): number {
  if (constraints.length === 0) return 1;
  return Math.min(1e3, Math.max(1e-3, (10 * Math.max(1, Math.abs(value))) / Math.max(1, violations / 2)));
}

function violationsOf({ kinds }: CheckedProblem, constraints: Float64Array): number {
  return kinds.reduce((sum, kind, i) => sum + (kind === 'le' ? Math.max(0, constraints[i]!) : constraints[i]!) ** 2, 0);
}

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
  const [slopes, none] = [new Float64Array(kinds.length), new Float64Array(kinds.length)];
  const { theta: x, gradient, step: descend } = adam(problem.x0.length);
  x.set(problem.x0);
  const last = x.slice();
  let [value, violation] = [Number.NaN, Number.NaN];
  const found = (iterations: number, stopped: Stopped, at = x): Found => ({
    x: at.slice(), // not a view of WASM memory
    value,
    multipliers: dual.values,
    violation,
    iterations,
    stopped,
  });

  for (let step = 0; ; step++) {
    const next = problem.evaluate(x, constraints);
    problem.slopes(none, gradient);
    const scale = Math.max(1, largest(gradient));
    if (!Number.isFinite(next + scale + violationOf(kinds, constraints))) return found(step, 'undefined', last);
    last.set(x);
    value = next;
    violation = violationOf(kinds, constraints);
    const change = step === 0 ? Number.POSITIVE_INFINITY : dual.ascend(constraints, settings.dualRate);
    dual.term(constraints, rho, slopes);
    problem.slopes(slopes, gradient);
    watch(found(step, 'iterations'));
    if (change <= tolerance && largest(gradient) <= tolerance * scale) return found(step, 'converged');
    if (step === limit) return found(step, 'iterations');
    descend(settings.learningRate);
  }
}
