/** The two ways in which `parametric` descends: exact inner minima in turn with dual steps, or a step of each at once. */
import { InputError } from '../errors.js';
import { type Kind, multipliers } from '../math/augmented-lagrangian.js';
import { minimizeExactly } from '../math/minimize-modes.js';
import type { CheckedProblem } from '../math/minimize-problem.js';
import { type Rng, shuffle } from '../math/random.js';
import type { ParametricModel } from './parametric-model.js';

/** The parameters of the method that a descent uses. */
export interface DescentSettings {
  readonly minShare: number;
  readonly maxShare: number;
  readonly rho: number;
  readonly learningRate: number;
  readonly dualRate: number;
  readonly batch: number;
  readonly steps: number;
  readonly epochs: number;
  readonly gradientTolerance: number;
  readonly iterations: number;
  readonly innerIterations: number;
  readonly tolerance: number;
}

/** What a descent is given; `record` notes theta as an entry of the history, with a mean loss. */
export interface Descent {
  readonly model: ParametricModel;
  readonly n: number;
  readonly k: number;
  readonly settings: DescentSettings;
  readonly record: (iteration: number, theta: Float64Array, loss: number) => void;
}

/** Where a descent ended. */
export interface Descended {
  readonly end: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  /** `Log.gradientNorm`. */
  gradientNorm(): number;
}

/** Section 4.1 as the paper has it: the method of multipliers over all samples, k floors and k caps being the constraints. */
export function descendExactly(descent: Descent, theta: Float64Array): Descended {
  const { model, n, k, settings, record } = descent;
  const { minShare, maxShare } = settings;
  const bounded = minShare > 0 || maxShare < 1;
  const forces = new Float64Array(k);
  let [at, fresh] = [theta, false];
  // Not by `minimize`: loss and floors share one way back, which is twice as quick as one for each.
  const problem: CheckedProblem = {
    x0: theta,
    kinds: new Array<Kind>(bounded ? 2 * k : 0).fill('le'),
    evaluate(x, constraints) {
      [at, fresh] = [x, true];
      const loss = model.forward(x);
      if (bounded) writeConstraints(model.shares, minShare, maxShare, constraints);
      return loss;
    },
    slopes(weights, gradient) {
      if (!fresh) model.forward(at);
      fresh = false;
      if (bounded) writeForces(weights, forces);
      model.backward(at, 1, forces, gradient);
    },
  };
  const loss = model.forward(theta);
  if (!Number.isFinite(loss)) throw new InputError(`the loss is ${loss} at the start: features must be finite`);
  const found = minimizeExactly(problem, settings, (now) => record(now.iterations, now.x, now.value));
  const end = Float64Array.from(found.x);
  const gradientNorm = () => gradientNormAt(descent, end, n, () => found.multipliers);
  return { end, iterations: found.iterations, converged: found.stopped === 'converged', gradientNorm };
}

/** The floors and then the caps as values that must not exceed 0. */
function writeConstraints(shares: Float64Array, minShare: number, maxShare: number, out: Float64Array): void {
  const k = shares.length;
  for (let j = 0; j < k; j++) {
    out[j] = minShare - shares[j]!;
    out[k + j] = shares[j]! - maxShare;
  }
}

/** What weights of these constraints come to as weights of the k shares. */
function writeForces(weights: ArrayLike<number>, forces: Float64Array): void {
  const k = forces.length;
  for (let j = 0; j < k; j++) forces[j] = weights[k + j]! - weights[j]!;
}

/**
 * The greatest entry in size of the gradient, over all samples, of the mean loss + sum_i u_i g_i, g being the k floors and
 * then the k caps. Cost: two directions over all samples, in batches of `size`; with constraints one more forth.
 * @param slopes gives u for the values of g; nothing where there are no constraints.
 */
function gradientNormAt(
  { model, n, k, settings: { minShare, maxShare } }: Descent,
  theta: Float64Array,
  size: number,
  slopes: (constraints: Float64Array) => ArrayLike<number>,
): number {
  const all = Uint32Array.from({ length: n }, (_, i) => i);
  const inBatches = (visit: (rows: Uint32Array, share: number) => void) => {
    for (let from = 0; from < n; from += size) {
      const rows = all.subarray(from, from + size);
      visit(rows, rows.length / n);
    }
  };
  const forces = new Float64Array(k);
  if (minShare > 0 || maxShare < 1) {
    const shares = new Float64Array(k);
    inBatches((rows, share) => {
      model.forward(theta, rows);
      for (let j = 0; j < k; j++) shares[j]! += share * model.shares[j]!;
    });
    const constraints = new Float64Array(2 * k);
    writeConstraints(shares, minShare, maxShare, constraints);
    writeForces(slopes(constraints), forces);
  }
  const [gradient, sum] = [new Float64Array(model.size), new Float64Array(model.size)];
  inBatches((rows, share) => {
    model.forward(theta, rows);
    model.backward(
      theta,
      share,
      forces.map((force) => share * force),
      gradient,
    );
    for (let q = 0; q < sum.length; q++) sum[q]! += gradient[q]!;
  });
  return sum.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
}

/** A batch whose loss is so many times the first one's tells that the descent runs away, long before it overflows. */
const diverged = 1e6;
/** At most this many entries of history, beside the first. */
const entries = 100;
/** The gradient over all samples, which costs as much as an epoch, is looked at after so many epochs, or more. */
const epochsBetweenLooks = 10;

/**
 * Section 4.1.1: batches of shuffled epochs; on each an Adam step down the augmented Lagrangian, then a dual step. Ends
 * early, converged, where the gradient over all samples is within its tolerance when it is looked at.
 */
export function descendBySteps(descent: Descent, start: Float64Array, rng: Rng): Descended {
  const { model, n, k, settings, record } = descent;
  const { rho, dualRate, learningRate, minShare, maxShare, gradientTolerance } = settings;
  const size = Math.min(n, settings.batch);
  const perEpoch = Math.ceil(n / size);
  const steps = settings.epochs > 0 ? settings.epochs * perEpoch : settings.steps;
  const epochs = Math.ceil(steps / perEpoch);
  const every = perEpoch * Math.ceil(epochs / entries);
  const looks = Math.max(every, perEpoch * epochsBetweenLooks);

  const dual = multipliers(new Array<Kind>(2 * k).fill('le'));
  const constraints = new Float64Array(2 * k);
  const slopes = new Float64Array(2 * k);
  const forces = new Float64Array(k);
  const { theta, gradient, step: descend } = model.optimizer;
  theta.set(start);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const gradientNorm = () =>
    gradientNormAt(descent, theta, size, (values) => {
      dual.term(values, rho, slopes);
      return slopes;
    });
  let [sum, count, limit] = [0, 0, Number.POSITIVE_INFINITY];

  for (let t = 1; t <= steps; t++) {
    const from = ((t - 1) % perEpoch) * size;
    if (from === 0) shuffle(order, rng);
    const rows = order.subarray(from, from + size);
    const loss = model.forward(theta, rows);
    if (t === 1) limit = diverged * loss;
    if (!(loss <= limit)) throw new InputError(`the loss is ${loss} at step ${t}: lower the learning rate`);
    writeConstraints(model.shares, minShare, maxShare, constraints);
    dual.term(constraints, rho, slopes);
    writeForces(slopes, forces);
    model.backward(theta, 1, forces, gradient);
    descend(learningRate);
    dual.ascend(constraints, dualRate);
    sum += loss * rows.length;
    count += rows.length;
    const looked = gradientTolerance > 0 && (t % looks === 0 || t === steps);
    const converged = looked && gradientNorm() <= gradientTolerance;
    if (t % every !== 0 && t !== steps && !converged) continue;
    if (!theta.every(Number.isFinite))
      throw new InputError(`weights are not finite at step ${t}: lower the learning rate`);
    record(t, theta, sum / count);
    [sum, count] = [0, 0];
    if (converged) return { end: theta, iterations: t, converged, gradientNorm };
  }
  return { end: theta, iterations: steps, converged: false, gradientNorm };
}
