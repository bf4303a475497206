import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { RelaxedExpert } from '../experts/contract.js';
import { adam } from '../math/adam.js';
import { lbfgs, lbfgsBytes } from '../math/lbfgs.js';
import { argminRows, matrix } from '../math/matrix.js';
import { normal } from '../math/random.js';
import { dense } from '../math/sparse.js';
import { clusters, degeneracy } from '../model/clusters.js';
import { modelOf } from '../model/contract.js';
import type { Learnt, Log, Method, Problem, Step } from './contract.js';
import { type Relaxation, relaxation } from './relaxation.js';

const parameters = {
  optimizer: { kind: 'choice', of: ['adam', 'lbfgs'], default: 'adam', about: 'first order, or second order' },
  learningRate: { kind: 'number', default: 0.1, above: 0, about: 'step size of adam' },
  steps: { kind: 'integer', default: 1000, min: 1, about: 'steps of adam' },
  temperatureStart: { kind: 'number', default: 1, above: 0, about: 'temperature of the responsibilities at first' },
  temperatureEnd: { kind: 'number', default: 0.1, above: 0, about: 'and at last, reached geometrically' },
  logitScale: { kind: 'number', default: 1, min: 0, about: 'standard deviation of the logits to start from' },
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/** The schedule of lbfgs, and when SciPy's L-BFGS-B, which the reference uses, ends at one temperature. */
const lbfgsStages = 10;
const lbfgsSettings = { iterations: 200, tolerance: 1e-5, change: 2.2e-9 };
/** At most this many entries of history for adam, beside the first. */
const entries = 100;

/**
 * Direct optimisation (section 3.2): gradient descent on expert parameters and assignment logits at once, while the
 * temperature of the softmax falls geometrically. Each sample then goes to the expert of its least logit (the paper's
 * minus sign), ties to the lowest. Degeneracy is judged there, at the end, and nowhere before.
 *
 * History has an entry for each hundredth of adam's steps, or for each of the 10 temperatures of lbfgs (at most 200
 * iterations each): the mean relaxed loss, sum_ij alpha_ij L_ij / n in the units of the expert's `losses`, and the
 * clusters of the least logits. Converged means that these were the same in the last two entries. Random draws, all
 * from the stream `init`: the experts' start, then the logits.
 *
 * @throws InputError for an expert without `relax`. Cost of a step: losses and gradients of k experts over n samples.
 */
export const direct: Method<typeof parameters> = {
  name: 'direct',
  about: 'section 3.2: gradient descent on experts and softmax assignment together',
  parameters,
  needsRelaxable: true,
  alternates: false,
  gated: false,
  ownExperts: false,
  memory({ optimizer }, { n, d }, k) {
    const p = k * (n + d + 1);
    const why = `the descent over ${k} x ${n} logits and the experts' parameters`;
    return { bytes: optimizer === 'lbfgs' ? lbfgsBytes(p) + 8 * 6 * p : 8 * 8 * p, why };
  },
  learn: optimise,
};

function optimise<S>(problem: Problem<S>, settings: Parameters): Learnt<S> {
  const { task, k, expert } = problem;
  if (task.weights !== undefined) throw new InputError('direct takes no sample weights; got some');
  const relaxed = expert.bound.relax?.(dense(task.x, 'method direct'), task.y);
  if (relaxed === undefined) {
    throw new InputError(
      `direct needs an expert that is a smooth function of its parameters; got ${expert.reference.name}`,
    );
  }
  const objective = relaxation(relaxed, task.x.rows, k);
  const vector = start(problem, relaxed, objective, settings.logitScale);
  const expertsOf = (at: Float64Array) => Array.from({ length: k }, (_, j) => relaxed.state(at, j * relaxed.size));
  const track = tracker(problem, objective, lossUnit(problem, relaxed, vector), expertsOf);
  track.record(0, vector, Number.NaN);
  const { end, iterations } = descents[settings.optimizer](objective, vector, settings, track.record);
  const { assignment, ...log } = track.finish();
  return { model: modelOf(task, expert.reference, expertsOf(end), null), assignment, log: { ...log, iterations } };
}

function start<S>(problem: Problem<S>, relaxed: RelaxedExpert<S>, objective: Relaxation, scale: number): Float64Array {
  const rng = problem.stream('init');
  const vector = new Float64Array(objective.size);
  for (let j = 0; j < problem.k; j++) relaxed.start(rng, vector, j * relaxed.size);
  for (let at = objective.logits; at < vector.length; at++) vector[at] = scale * normal(rng);
  return vector;
}

/** The expert's losses over the relaxed ones, a constant where these are of a standardised target. */
function lossUnit<S>({ task, expert }: Problem<S>, relaxed: RelaxedExpert<S>, theta: Float64Array): number {
  const [own, smooth] = [new Float64Array(task.y.length), new Float64Array(task.y.length)];
  expert.bound.losses(relaxed.state(theta, 0), dense(task.x, 'method direct'), task.y, own, 0, 1);
  relaxed.losses(theta, 0, smooth, 0, 1);
  const sum = (losses: Float64Array): number => losses.reduce((total, loss) => total + loss, 0);
  return sum(own) / sum(smooth);
}

/** Notes the vector as an entry of the history; the temperature is NaN for the start, whose loss is not known. */
type Recorder = (iteration: number, vector: Float64Array, temperature: number) => void;

type Descent = (
  objective: Relaxation,
  vector: Float64Array,
  settings: Parameters,
  record: Recorder,
) => { readonly end: Float64Array; readonly iterations: number };

const temperatureAt = ({ temperatureStart, temperatureEnd }: Parameters, share: number): number =>
  temperatureStart * (temperatureEnd / temperatureStart) ** share;

const descendByAdam: Descent = (objective, vector, settings, record) => {
  const { steps, learningRate } = settings;
  const { theta, gradient, step } = adam(vector.length);
  theta.set(vector);
  for (let t = 1; t <= steps; t++) {
    const temperature = temperatureAt(settings, t / steps);
    const value = objective.value(theta, temperature, gradient);
    if (!Number.isFinite(value))
      throw new InputError(`the objective is ${value} at step ${t}: lower the learning rate`);
    step(learningRate);
    if (Math.floor((t * entries) / steps) > Math.floor(((t - 1) * entries) / steps)) record(t, theta, temperature);
  }
  return { end: theta.slice(), iterations: steps };
};

const descendByLbfgs: Descent = (objective, vector, settings, record) => {
  let [end, iterations] = [vector, 0];
  for (let stage = 0; stage < lbfgsStages; stage++) {
    const temperature = temperatureAt(settings, stage / (lbfgsStages - 1));
    const value = (at: Float64Array, gradient: Float64Array): number => objective.value(at, temperature, gradient);
    const found = lbfgs({ objective: value, x0: end, ...lbfgsSettings });
    end = found.x;
    iterations += found.iterations;
    record(iterations, end, temperature);
  }
  return { end, iterations };
};

const descents: Readonly<Record<Parameters['optimizer'], Descent>> = { adam: descendByAdam, lbfgs: descendByLbfgs };

/** Keeps the history, and what of the mixture is read off the logits. */
function tracker(
  { task, k, expert, keepCourse }: Problem,
  objective: Relaxation,
  unit: number,
  expertsOf: (vector: Float64Array) => readonly unknown[],
) {
  const { x, y } = task;
  const held = clusters(x.rows, k);
  const history: Step[] = [];
  let [labels, before] = [new Uint32Array(x.rows), new Uint32Array(x.rows)];
  const record: Recorder = (iteration, vector, temperature) => {
    [labels, before] = [before, labels];
    argminRows(matrix(x.rows, k, vector.subarray(objective.logits)), labels);
    held.sort(labels);
    history.push({
      iteration,
      loss: unit * objective.loss(vector, temperature),
      sizes: held.sizes.slice(),
      ...(keepCourse ? { assignment: labels.slice(), experts: history.length > 0 ? expertsOf(vector) : [] } : {}),
    });
  };
  const finish = (): Omit<Log, 'iterations'> & Pick<Learnt, 'assignment'> => ({
    degenerate: degeneracy(held, y, expert.bound),
    converged: labels.every((label, i) => label === before[i]),
    assignment: labels,
    history,
  });
  return { record, finish };
}
