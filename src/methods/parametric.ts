import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import { lbfgsBytes } from '../math/lbfgs.js';
import { argmaxRows, type Matrix, matrix } from '../math/matrix.js';
import { type NetworkState, networkScores } from '../math/network.js';
import { writeProbabilities } from '../math/scores.js';
import { clusters } from '../model/clusters.js';
import { type FittedGate, modelOf } from '../model/contract.js';
import type { Learnt, Log, Method, Problem, Step } from './contract.js';
import { type Descent, descendBySteps, descendExactly } from './parametric-descent.js';
import { type ParametricModel, parametricModel } from './parametric-model.js';

const parameters = {
  inner: {
    kind: 'choice',
    of: ['step', 'exact'],
    default: 'step',
    about: 'a step (4.1.1) or the minimum (4.1) in turn',
  },
  gateHidden: { kind: 'integer', default: 0, min: 0, about: 'hidden units of the gate; 0: linear' },
  expertHidden: { kind: 'integer', default: 0, min: 0, about: 'hidden units of each expert; 0: linear' },
  minShare: { kind: 'number', default: 0, min: 0, max: 1, about: 'floor on each mean responsibility' },
  maxShare: { kind: 'number', default: 1, min: 0, max: 1, about: 'cap on each mean responsibility' },
  rho: { kind: 'number', default: 10, above: 0, about: 'weight of the penalty (exact: at first)' },
  learningRate: { kind: 'number', default: 1e-4, above: 0, about: 'step: step size of adam' },
  dualRate: { kind: 'number', default: 0.01, above: 0, about: 'step: step size of the multipliers' },
  batch: { kind: 'integer', default: 100, min: 1, about: 'step: samples a step' },
  steps: { kind: 'integer', default: 20_000, min: 1, about: 'step: number of steps' },
  epochs: { kind: 'integer', default: 0, min: 0, about: 'step: passes over the data, instead of steps; 0: not used' },
  gradientTolerance: {
    kind: 'number',
    default: 0,
    min: 0,
    about: 'step: done where no entry of the gradient over all samples is larger; 0: never before its steps are',
  },
  precision: {
    kind: 'choice',
    of: ['single', 'double'],
    default: 'single',
    about: 'step: of the products with sparse rows',
  },
  iterations: { kind: 'integer', default: 50, min: 1, about: 'exact: at most this many inner minimisations' },
  innerIterations: { kind: 'integer', default: 1000, min: 1, about: 'exact: at most this many steps of each' },
  tolerance: { kind: 'number', default: 1e-4, above: 0, about: 'exact: of slopes and shares' },
} as const satisfies ParameterTable;

type ParametricSettings = ParametersOf<typeof parameters>;

/**
 * Section 4.1: a gate alpha_theta and k experts, networks of the method's own, that minimise
 * mean_i sum_j alpha_theta(x_i)_j CE_ij, where each mean responsibility is within minShare..maxShare, by the augmented
 * Lagrangian (math/augmented-lagrangian.ts tells what of the printed one is corrected). Samples are predicted by the
 * expert with the largest responsibility, which also is the assignment; ties to the lowest. An expert without samples is no
 * failure: the gate knows.
 *
 * `step` takes an Adam step on a batch (epochs are shuffled) and a dual step on the batch's mean responsibilities, so
 * floors hold about as well as a batch stands for the data; single `precision` rounds products with sparse rows, which a
 * batch's noise hides, and halves their time. `exact` minimises over all samples by L-BFGS between dual
 * steps (`minimize`); for thousands of samples and a few features. The task's expert is not used.
 *
 * History: at most 100 entries beside the first, at ends of epochs, with argmax `sizes` and mean responsibilities
 * `shares`; their loss is the mean over the batches since the last entry, or in `exact` over all samples. Converged: the
 * gradient of the whole objective is within `gradientTolerance`, which is looked at every ten epochs or more rarely; in
 * `exact` that `minimize` has. Random draws: the weights from the stream `init`, the order of samples from `batches`. Cost
 * of an epoch: n k evaluations, O(n d (gate width + k expert width)), each of two ways.
 *
 * @throws InputError for a target that is not classes, and shares that cannot be; Error, naming the step, for a loss that
 * is not finite.
 */
export const parametric: Method<typeof parameters> = {
  name: 'parametric',
  about: 'section 4.1: a softmax gate and experts, learnt together; floors and caps by dual ascent',
  parameters,
  target: 'classes',
  needsRelaxable: false,
  alternates: false,
  gated: true,
  ownExperts: true,
  runs: ['methods/parametric', 'experts/logistic', 'experts/mlp', 'gates/softmax', 'gates/mlp'],
  check: checkShares,
  memory({ inner, batch, gateHidden, expertHidden }, { n, d, classes: c, bytes }, k) {
    const rows = inner === 'exact' ? n : Math.min(n, batch);
    const width = (gateHidden || k) + k * (expertHidden || c);
    const p = (d + 1) * width + k * (expertHidden + 1) * c + (gateHidden + 1) * k;
    const why = `a batch of ${rows} x ${width} values with ${p} parameters`;
    const ofBatch = 8 * rows * (d + 2 * width + 3 * k + 2 * k * c);
    return { bytes: ofBatch + (inner === 'exact' ? lbfgsBytes(p) : 8 * 8 * p) + bytes, why };
  },
  learn: learnParametric,
};

function checkShares({ minShare, maxShare }: ParametricSettings, k: number): void {
  const [low, high] = [k * minShare, k * maxShare].map((sum) => Number(sum.toPrecision(12)));
  const given = `(k = ${k}, minShare = ${minShare}, maxShare = ${maxShare})`;
  if (minShare > maxShare) throw new InputError(`parametric: minShare exceeds maxShare ${given}`);
  if (low! > 1) throw new InputError(`parametric: k x minShare = ${low} exceeds 1 ${given}`);
  if (high! < 1) throw new InputError(`parametric: k x maxShare = ${high} is below 1 ${given}`);
}

function learnParametric(problem: Problem, settings: ParametricSettings): Learnt {
  const { task, k } = problem;
  if (task.target.kind !== 'classes') throw new InputError(`parametric needs classes; got ${task.target.kind}`);
  if (task.gateX !== undefined)
    throw new InputError('parametric learns gate and experts from the same features; got others for the gate');
  if (task.weights !== undefined) throw new InputError('parametric takes no sample weights; got some');
  checkShares(settings, k);
  const { gateHidden, expertHidden, inner, batch, precision } = settings;
  const n = task.x.rows;
  const shape = { k, classes: task.target.labels.length, gateHidden, expertHidden };
  const exact = inner === 'exact';
  const model = parametricModel(task.x, task.y, exact ? n : Math.min(n, batch), shape, exact ? 'double' : precision);
  const theta = model.start(problem.stream('init'));
  const track = tracker(problem, model);
  track.record(0, theta, Number.NaN);
  let evaluations = 0;
  const forward: ParametricModel['forward'] = (at, rows) => {
    evaluations += k * (rows === undefined ? n : rows.length);
    return model.forward(at, rows);
  };
  const descent: Descent = { model: { ...model, forward }, n, k, settings, record: track.record };
  const { end, ...ended } =
    inner === 'exact' ? descendExactly(descent, theta) : descendBySteps(descent, theta, problem.stream('batches'));
  const { assignment, history } = track.finish();
  const experts = Array.from({ length: k }, (_, j) => registered('logistic', model.expert(end, j)));
  const gate = registered('softmax', model.gate(end));
  const states = experts.map(({ state }) => state);
  return {
    model: modelOf(task, experts[0]!.reference, states, gate),
    assignment,
    log: { degenerate: null, ...ended, evaluations, history },
  };
}

/** A network as what is registered: one that is linear in the features by this name, another as an `mlp`. */
function registered(linear: string, { hidden, output }: NetworkState): FittedGate {
  if (hidden === null) return { reference: { name: linear }, state: { weights: output } };
  return { reference: { name: 'mlp', hidden: hidden.cols }, state: { hidden, output } };
}

/** Keeps the history, and what of the mixture is read off the gate. */
function tracker({ task, k, keepCourse }: Problem, model: ParametricModel) {
  const n = task.x.rows;
  const alpha = matrix(n, k);
  const held = clusters(n, k);
  const history: Step[] = [];
  const labels = new Uint32Array(n);
  return {
    record(iteration: number, theta: Float64Array, loss: number): void {
      writeProbabilities(networkScores(model.gate(theta), task.x), alpha);
      argmaxRows(alpha, labels);
      held.sort(labels);
      const assignment = keepCourse ? { assignment: labels.slice(), experts: [] } : {};
      history.push({ iteration, loss, sizes: held.sizes.slice(), shares: means(alpha), ...assignment });
    },
    finish: (): Pick<Learnt, 'assignment'> & Pick<Log, 'history'> => ({ assignment: labels, history }),
  };
}

function means({ data, rows, cols }: Matrix): Float64Array {
  const out = new Float64Array(cols);
  for (let from = 0; from < data.length; from += cols) {
    for (let j = 0; j < cols; j++) out[j]! += data[from + j]!;
  }
  return out.map((sum) => sum / rows);
}
