/** The two ways in which `parametric` descends: exact inner minima in turn with dual steps, or a step of each at once. */
import { InputError } from '../errors.js';
import { adam } from '../math/adam.js';
import { type Kind, multipliers } from '../math/augmented-lagrangian.js';
import { minimizeExactly } from '../math/minimize-modes.js';
import type { CheckedProblem } from '../math/minimize-problem.js';
import { below, type Rng } from '../math/random.js';
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

/** Section 4.1 as the paper has it: the method of multipliers over all samples, k floors and k caps being the constraints. */
export function descendExactly({ model, k, settings, record }: Descent, theta: Float64Array) {
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
  return { end: found.x, iterations: found.iterations, converged: found.stopped === 'converged' };
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
function writeForces(weights: Float64Array, forces: Float64Array): void {
  const k = forces.length;
  for (let j = 0; j < k; j++) forces[j] = weights[k + j]! - weights[j]!;
}

/** A batch whose loss is so many times the first one's tells that the descent runs away, long before it overflows. */
const diverged = 1e6;
/** At most this many entries of history, beside the first. */
const entries = 100;

/** Section 4.1.1: batches of shuffled epochs; on each an Adam step down the augmented Lagrangian, then a dual step. */
export function descendBySteps({ model, n, k, settings, record }: Descent, theta: Float64Array, rng: Rng) {
  const { rho, dualRate, learningRate, minShare, maxShare } = settings;
  const size = Math.min(n, settings.batch);
  const perEpoch = Math.ceil(n / size);
  const steps = settings.epochs > 0 ? settings.epochs * perEpoch : settings.steps;
  const epochs = Math.ceil(steps / perEpoch);
  const every = perEpoch * Math.ceil(epochs / entries);

  const dual = multipliers(new Array<Kind>(2 * k).fill('le'));
  const constraints = new Float64Array(2 * k);
  const slopes = new Float64Array(2 * k);
  const forces = new Float64Array(k);
  const gradient = new Float64Array(model.size);
  const optimizer = adam(model.size);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
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
    optimizer.step(theta, gradient, learningRate);
    dual.ascend(constraints, dualRate);
    sum += loss * rows.length;
    count += rows.length;
    if (t % every !== 0 && t !== steps) continue;
    if (!theta.every(Number.isFinite))
      throw new InputError(`weights are not finite at step ${t}: lower the learning rate`);
    record(t, theta, sum / count);
    [sum, count] = [0, 0];
  }
  return { end: theta, iterations: steps, converged: undefined };
}

/** Fisher and Yates (1938), as Durstenfeld (1964) has it. */
function shuffle(order: Uint32Array, rng: Rng): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = below(rng, i + 1);
    const other = order[j]!;
    order[j] = order[i]!;
    order[i] = other;
  }
}
