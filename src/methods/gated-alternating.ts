import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { gateFeatures } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import { likelihoodOf } from '../experts/contract.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { modelOf } from '../model/contract.js';
import type { Fitted, Learnt, Method, Problem, Resample, StartEnd } from './contract.js';
import { type Descended, descend, descending, type Price, resampledLog, sumsOver, weightsOf } from './descent.js';
import { cellsOf, fitGate, refitToCells, weightsWithin } from './gated.js';
import { gatedStartKinds, lossesOf, startsOf } from './starts.js';
import { type Training, training } from './training.js';

const parameters = {
  gate: { kind: 'component', registry: 'gates', default: 'softmax', about: 'gate, fitted in each iteration' },
  lambda: { kind: 'number', default: 1, min: 0, about: 'weight of the gate against the losses' },
  units: {
    kind: 'choice',
    of: ['noise', 'loss'],
    default: 'noise',
    about: 'of lambda: twice the mean squared error of the experts, as it comes out, or none: losses as they are',
  },
  assign: { kind: 'component', registry: 'assignments', default: 'argmin', about: 'rule that assigns the samples' },
  starts: {
    kind: 'integer',
    default: 20,
    min: 1,
    about: 'how many starts, of planes, k-means, random labels and regions in turn',
  },
  refit: { kind: 'flag', default: true, about: 'at the end the experts are fitted to the cells of the gate' },
  outliers: { kind: 'number', default: 0, min: 0, max: 0.5, about: 'share of the samples that no expert has to fit' },
  iterations: { kind: 'integer', default: 100, min: 1, about: 'at most this many from each start' },
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * Alternation between experts, gate and assignment, each given the others: minimizes the sum over samples of
 * loss(expert) - lambda log gate(expert), the classification likelihood of a mixture of experts (hard EM: Celeux and
 * Govaert 1992). With lambda 0 the gate has no say; the greater it is, the more the experts keep to regions that the gate
 * can tell apart. Every start makes a few iterations, and the best quarter of them goes on (short runs: Biernacki, Celeux and
 * Govaert 2003); the one of least objective is kept, and the experts are then fitted to the cells of the gate, as prediction
 * uses them.
 *
 * Where losses are squared errors, of normal noise of variance v, the likelihood has lambda = 2 v. With `units: noise` v is the
 * mean squared error, as it comes out, and lambda counts in that: S exp(2 lambda H) is minimized, S the sum of squared errors
 * and H the mean of -log gate(expert), in whatever units the target is. With `units: loss`, affine experts and a softmax gate it
 * is PARC (Bemporad 2023), lambda its sigma / n.
 *
 * From each start the objective never rises, but for the gate's own penalty, with a gate fitted by likelihood (softmax, mlp,
 * constant), experts whose fit minimizes their loss, and argmin or a rule that solves exactly; with rules that draw it may.
 * Random draws: of start s from the stream `start/s`, the gate's from `gate`. Cost: an iteration fits k experts and, a few
 * steps further, the gate, and evaluates both.
 */
export const gatedAlternating = {
  name: 'gated-alternating',
  about: 'hard EM: experts, gate and assignment in turn, from many starts',
  parameters,
  needsRelaxable: false,
  alternates: true,
  gated: true,
  ownExperts: false,
  tunes: { lambda: [2, 0.5] },
  learn: learnWithGate,
  resume: resumed,
} satisfies Method<typeof parameters>;

/** Below this a responsibility counts as this: its logarithm is finite. */
const LEAST = 1e-12;

/** Iterations of the gate's fit in one of the alternation; it is fitted to its end where the alternation has ended. */
const STEPS = 5;

/** Iterations that each start makes, and which part of the starts, the best, goes on from there. */
const SHORT = 4;
const GO_ON = 4;

/** Where a start stands. */
interface Ended<S> {
  readonly found: Descended<S>;
  readonly objective: number;
  readonly price: GatePrice;
}

function learnWithGate<S>(problem: Problem<S>, given: Parameters): Learnt<S> {
  const { task, k } = problem;
  const { x, weights } = task;
  if (k > x.rows) throw new InputError(`gated-alternating needs a sample for each expert; got k = ${k}, n = ${x.rows}`);
  const sums = sumsOver(problem, weights);
  const outside = Math.floor(given.outliers * x.rows);
  const starts = startsOf(problem);
  const ends: StartEnd[] = [];
  const scratch = { alpha: matrix(x.rows, k), cost: matrix(x.rows, k) };

  /** A start, and the way down from it; where it stands is entered among the ends. */
  function begun(s: number) {
    const from = gatedStartKinds[s % gatedStartKinds.length]!;
    const rng = problem.stream(`start/${s}`);
    const price = priceOf(problem, given, scratch);
    const common = { problem, assign: given.assign.bound, outside, sums };
    const descent = given.lambda > 0 ? { ...common, price } : common;
    const way = descending(descent, rng, (fit) => starts[from](rng, fit));
    const go = (limit: number): Ended<S> => {
      const found = way.go(limit);
      const objective = price.objective(found);
      const { iterations, converged, history } = found.log;
      ends[s] = { from, objective, iterations, converged, ...lossesOf(problem, history) };
      return { found, objective, price };
    };
    return { s, go };
  }

  const few = Math.min(given.starts, Math.ceil(given.starts / GO_ON));
  const short = few < given.starts ? Math.min(SHORT, given.iterations) : given.iterations;
  const going: (ReturnType<typeof begun> & { ended: Ended<S> })[] = [];
  let [done, stopped] = [0, false];
  const told = (): void => {
    const best = Math.min(...going.map(({ ended }) => ended.objective));
    problem.progress?.({ done: ++done, of: given.starts + (few < given.starts ? few : 0), best });
  };
  const stop = (): boolean => {
    stopped ||= going.length > 0 && (problem.stop?.() ?? false);
    return stopped;
  };
  for (let s = 0; s < given.starts && !stop(); s++) {
    const one = begun(s);
    going.push({ ...one, ended: one.go(short) });
    going.sort((a, b) => a.ended.objective - b.ended.objective);
    for (const { s: worst } of going.splice(few))
      if (!ends[worst]!.converged) ends[worst] = { ...ends[worst]!, dropped: true };
    told();
  }
  if (few < given.starts) {
    for (const one of going) {
      if (stop()) break;
      one.ended = one.go(given.iterations);
      told();
    }
  }
  const { found, price, objective } = going.reduce((a, b) => (b.ended.objective < a.ended.objective ? b : a)).ended;
  const learnt = settled(problem, given, found, price, training(problem));
  return { ...learnt, log: { ...learnt.log, starts: ends, objective, ...(stopped ? { stopped } : {}) } };
}

/** Where an alternation ended, as a mixture: its gate is fitted to the end, and the experts to the gate's cells. */
function settled<S>(
  problem: Problem<S>,
  given: Parameters,
  found: Descended<S>,
  price: GatePrice,
  train: Training<S>,
): Learnt<S> {
  const gate = fitGate(problem, given.gate, found.assignment, found.outside, price.warm());
  const end = given.refit
    ? refitToCells(problem, train, found, cellsOf(problem, given.gate, gate), found.outside)
    : found;
  return {
    model: modelOf(problem.task, problem.expert.reference, end.experts, gate),
    assignment: end.assignment,
    ...(found.outside.includes(1) ? { outside: found.outside } : {}),
    log: end.log,
  };
}

/** From the assignment and the gate where it ended: no other start. */
function resumed<S>(problem: Problem<S>, given: Parameters, fitted: Fitted): (resample: Resample) => Learnt<S> {
  const { task, k } = problem;
  const sums = sumsOver(problem, weightsOf(task));
  const outside = Math.floor(given.outliers * task.x.rows);
  const scratch = { alpha: matrix(task.x.rows, k), cost: matrix(task.x.rows, k) };
  const common = { assign: given.assign.bound, outside, limit: given.iterations, sums };
  return ({ weights, stream }) => {
    sums?.weigh(weights);
    const own = { ...problem, task: { ...task, weights }, stream };
    const price = priceOf(own, given, scratch, fitted.gate);
    const descent = { ...common, problem: own, ...(given.lambda > 0 ? { price } : {}) };
    const found = descend(descent, stream('start'), () => ({ labels: fitted.assignment }));
    return settled(own, given, { ...found, log: resampledLog(found) }, price, training(own, sums));
  };
}

/** The gate's say in an assignment, as a price. */
interface GatePrice extends Price {
  /** The objective where an alternation ended, with a gate fitted to there. */
  objective(found: Descended<unknown>): number;
  /** What the gate learnt last. */
  warm(): unknown;
}

/** What the gates of all starts write to in turn: responsibilities, and losses with their price, n x k. */
interface Scratch {
  readonly alpha: Matrix;
  readonly cost: Matrix;
}

/**
 * -lambda log gate(expert), times weights, as a price: the gate is fitted, warm, to the assignment before.
 * @param start a state of the gate to begin at.
 */
function priceOf(
  problem: Problem,
  { gate, lambda, units }: Pick<Parameters, 'gate' | 'lambda' | 'units'>,
  { alpha, cost }: Scratch,
  start?: unknown,
): GatePrice {
  const { task, k, stream, expert } = problem;
  const x = gateFeatures(task);
  const n = x.rows;
  const rng = stream('gate');
  const byNoise = units === 'noise' && likelihoodOf(expert.bound, task.target.kind) === 'normal';
  const weightOf = (i: number) => task.weights?.[i] ?? 1;
  let warm = start;
  let labels: Uint32Array = new Uint32Array(0);
  let left: Uint8Array = new Uint8Array(0);

  function learn(targets: Uint32Array, outside: Uint8Array): void {
    warm = gate.bound.fit({ x, targets, k, weights: weightsWithin(task, outside), warm, steps: STEPS }, rng);
    gate.bound.responsibilities(warm, x, alpha);
    labels = targets;
    left = outside;
  }

  /** Sums over the samples that are not left out: of weights, of these losses, and of -log of their expert's share. */
  function sumsOf(labels: Uint32Array, outside: Uint8Array, own: (i: number) => number) {
    let [total, errors, surprise] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      if (outside[i] === 1) continue;
      total += weightOf(i);
      errors += own(i);
      surprise -= weightOf(i) * Math.log(Math.max(LEAST, alpha.data[i * k + labels[i]!]!));
    }
    return { total, errors, surprise };
  }

  return {
    learn,
    add(loss) {
      if (labels.length === 0) return loss;
      const { total, errors } = sumsOf(labels, left, (i) => loss.data[i * k + labels[i]!]!);
      const unit = lambda * (byNoise ? (2 * errors) / total : 1);
      for (let i = 0, at = 0; i < n; i++) {
        const weight = unit * weightOf(i);
        for (let j = 0; j < k; j++, at++)
          cost.data[at] = loss.data[at]! - weight * Math.log(Math.max(LEAST, alpha.data[at]!));
      }
      return cost;
    },
    objective({ assignment, outside, own }) {
      learn(assignment, outside);
      const { total, errors, surprise } = sumsOf(assignment, outside, (i) => own[i]!);
      return byNoise ? errors * Math.exp((2 * lambda * surprise) / total) : errors + lambda * surprise;
    },
    warm: () => warm,
  };
}
