import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { gateFeatures } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import { likelihoodOf } from '../experts/contract.js';
import { argmaxRows, argminRows, type Matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import { clusters, fittable } from '../model/clusters.js';
import { modelOf } from '../model/contract.js';
import { stepOf } from './alternation.js';
import type { Learnt, Method, Problem, StartEnd, Step } from './contract.js';
import { leastVariance, softShares, VANISHED } from './soft-shares.js';
import { lossesOf, type Start, startKinds, startsOf } from './starts.js';

const parameters = {
  gate: {
    kind: 'component',
    registry: 'gates',
    default: 'softmax',
    about: 'gate, whose responsibilities are the prior',
  },
  starts: {
    kind: 'integer',
    default: 10,
    min: 1,
    about: 'how many starts, of planes, k-means and random labels in turn',
  },
  iterations: { kind: 'integer', default: 200, min: 1, about: 'at most this many from each start' },
  tolerance: {
    kind: 'number',
    default: 1e-6,
    min: 0,
    about: 'done where the log likelihood changes by no more than this share of itself',
  },
  floor: {
    kind: 'number',
    default: 1e-3,
    above: 0,
    max: 1,
    about: "least variance of an expert's normal noise, as a share of that of one expert for all samples",
  },
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * Soft EM of a mixture of experts (Jacobs, Jordan, Nowlan and Hinton 1991; Jordan and Jacobs 1994; with normal noise the
 * model of flexmix, Grün and Leisch 2008): maximizes the sum over samples of w_i log sum_j gate_j(x_i) p_j(y_i | x_i), where
 * p_j is exp(-loss), or for squared errors normal with a variance of expert j's own. An iteration fits each expert and the
 * gate with the posterior shares of the samples, then takes the shares anew. Starts from labels, a tenth of each sample shared by all. The start of greatest
 * likelihood is kept; in its `Log.starts` the objective is minus the log likelihood. The assignment is the largest share.
 *
 * The log likelihood, less the penalties of experts and gate, never falls, with gates that are fitted by likelihood
 * (softmax, mlp, constant). A variance never falls below `floor` times that of one expert for all samples, under which the
 * likelihood is bounded (Hathaway 1985, for mixtures). An expert whose shares vanish, or that cannot be fitted to what they leave, keeps its state. What hard
 * assignments are compared with: each expert is fitted to all samples, so an iteration costs k fits to n samples.
 * Random draws: of start s from the stream `start/s`.
 * @throws InputError for k > n, and for experts that take no sample weights or whose loss is no likelihood.
 */
export const em = {
  name: 'em',
  about: 'soft EM: each sample counts for each expert by its posterior share',
  parameters,
  needsRelaxable: false,
  alternates: true,
  gated: true,
  objective: 'likelihood',
  ownExperts: false,
  learn: learnSoftly,
} satisfies Method<typeof parameters>;

/** Iterations of the gate's fit in one of EM: more likelihood is enough (generalized EM: Dempster, Laird and Rubin 1977). */
const STEPS = 5;

/** What of a sample's share goes to all experts alike at a start, so that each has something of each class. */
const SOFT = 0.1;

interface Ended<S> {
  readonly experts: readonly S[];
  readonly gate: unknown;
  readonly labels: Uint32Array;
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly fitsConverged: number;
  readonly history: readonly Step[];
}

function learnSoftly<S>(problem: Problem<S>, given: Parameters): Learnt<S> {
  const { task, k, expert, stream } = problem;
  const { bound } = expert;
  if (!bound.weighted || bound.likelihood === 'none')
    throw new InputError(`em needs experts that take sample weights and whose loss is a likelihood; got ${bound.name}`);
  if (k > task.x.rows) throw new InputError(`em needs a sample for each expert; got k = ${k}, n = ${task.x.rows}`);
  const starts = startsOf(problem);
  const mixture = mixtureOf(problem, given);
  const ends: StartEnd[] = [];
  let best: Ended<S> | undefined;
  let stopped = false;
  for (let s = 0; s < given.starts; s++) {
    stopped ||= best !== undefined && (problem.stop?.() ?? false);
    if (stopped) break;
    const from = startKinds[s % startKinds.length]!;
    const rng = stream(`start/${s}`);
    const found = mixture(
      starts[from](rng, (_, rows) => fitAlike(problem, rows, rng)),
      rng,
    );
    const { iterations, converged, history } = found;
    ends.push({ from, objective: -found.logLikelihood, iterations, converged, ...lossesOf(problem, history) });
    if (best === undefined || found.logLikelihood > best.logLikelihood) best = found;
    problem.progress?.({ done: s + 1, of: given.starts, best: -best.logLikelihood });
  }
  const { experts, gate, labels, iterations, converged, fitsConverged, history } = best!;
  return {
    model: modelOf(task, expert.reference, experts, { reference: given.gate.reference, state: gate }),
    assignment: labels,
    log: {
      ...{ degenerate: null, iterations, converged: converged && fitsConverged === 1, fitsConverged, history },
      ...{ starts: ends, objective: -best!.logLikelihood, ...(stopped ? { stopped } : {}) },
    },
  };
}

/** The expert of these rows, with the weights that the task gives them. */
function fitAlike<S>({ task, expert }: Problem<S>, rows: Uint32Array, rng: Rng): S {
  const { x, y, target, weights } = task;
  const classes = target.kind === 'classes' ? { classes: target.labels.length } : {};
  const own = weights === undefined ? {} : { weights: Float64Array.from(rows, (i) => weights[i]!) };
  return expert.bound.fit({ x, y, ...classes, rows, ...own }, rng);
}

/** EM on a problem, from one start. */
function mixtureOf<S>(problem: Problem<S>, given: Parameters): (start: Start<S>, rng: Rng) => Ended<S> {
  const { task, k, expert, keepCourse } = problem;
  const { x, y, target, weights } = task;
  const n = x.rows;
  const gateX = gateFeatures(task);
  const classes = target.kind === 'classes' ? { classes: target.labels.length } : {};
  const normal = likelihoodOf(expert.bound, target.kind) === 'normal';
  const soft = softShares(n, k, weights);
  const { shares, alpha, loss } = soft;
  const sizes = clusters(n, k);
  const weightOf = (i: number) => (weights === undefined ? 1 : weights[i]!);
  const all = Uint32Array.from(y.keys());
  const [heldRows, heldWeights] = [new Uint32Array(n), new Float64Array(n)];
  let floor: number | undefined;

  /** Expert j fitted with the samples' shares; whether that converged, is written to `fits`. */
  function fitShare(j: number, before: S | undefined, fits: boolean[], rng: Rng): S {
    let [m, total] = [0, 0];
    for (let i = 0; i < n; i++) {
      const weight = weightOf(i) * shares.data[i * k + j]!;
      if (!(weight > 0)) continue;
      heldRows[m] = i;
      heldWeights[m++] = weight;
      total += weight;
    }
    const [rows, own] = [heldRows.subarray(0, m), heldWeights.subarray(0, m)];
    fits[j] = true;
    if (total < VANISHED || !fittable(rows, y, expert.bound)) return before ?? fitAlike(problem, all, rng);
    const ended = (atMinimum: boolean): void => {
      fits[j] = atMinimum;
    };
    return expert.bound.fit({ x, y, ...classes, rows, weights: own, ended }, rng, before);
  }

  function takeLosses(experts: readonly S[]): void {
    experts.forEach((state, j) => {
      expert.bound.losses(state, x, y, loss.data, j, k);
    });
    let at = 0;
    while (at < loss.data.length && Number.isFinite(loss.data[at]!)) at++;
    if (at < loss.data.length)
      throw new InputError(`losses are not finite: expert ${at % k}, sample ${Math.floor(at / k)}`);
  }

  /** The losses of one expert for all samples. */
  function errorsOfOne(rng: Rng): Float64Array {
    const out = new Float64Array(n);
    expert.bound.losses(fitAlike(problem, all, rng), x, y, out, 0, 1);
    return out;
  }

  function begin(start: Start<S>): Uint32Array {
    if ('labels' in start) return start.labels.slice();
    takeLosses(start.experts);
    return argminRows(loss);
  }

  return (start, rng) => {
    if (normal) floor ??= leastVariance(y, errorsOfOne(rng), weights, given.floor);
    let labels = begin(start);
    soft.begin(labels, SOFT);
    const fits = new Array<boolean>(k).fill(true);
    const history: Step[] = [];
    const note = (iteration: number, mean: number, experts: readonly S[]): void => {
      sizes.sort(labels);
      const step = stepOf(iteration, mean, sizes.sizes, keepCourse ? { labels, experts } : undefined);
      history.push(iteration === 0 ? step : { ...step, shares: columnMeans(shares) });
    };
    note(0, Number.NaN, []);
    let experts: readonly S[] = 'labels' in start ? [] : start.experts;
    let gate: unknown;
    let [iterations, converged, logLikelihood] = [0, false, Number.NEGATIVE_INFINITY];
    while (!converged && iterations < given.iterations) {
      gate = given.gate.bound.fit({ x: gateX, targets: shares, k, weights, warm: gate, steps: STEPS }, rng);
      given.gate.bound.responsibilities(gate, gateX, alpha);
      experts = Array.from({ length: k }, (_, j) => fitShare(j, experts[j], fits, rng));
      takeLosses(experts);
      if (normal) soft.takeVariances(floor!);
      const before = logLikelihood;
      logLikelihood = soft.takeShares();
      labels = argmaxRows(shares);
      iterations++;
      converged = Math.abs(logLikelihood - before) <= given.tolerance * (1 + Math.abs(logLikelihood));
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weightOf(i) * loss.data[i * k + labels[i]!]!;
      note(iterations, sum / n, experts);
      if (!converged && problem.stop?.()) break;
    }
    const fitsConverged = fits.filter((one) => one).length / k;
    return { experts, gate, labels, logLikelihood, iterations, converged, fitsConverged, history };
  };
}

function columnMeans({ data, rows, cols }: Matrix): Float64Array {
  const means = new Float64Array(cols);
  for (let at = 0; at < data.length; at++) means[at % cols]! += data[at]! / rows;
  return means;
}
