/** What the methods share whose experts are told apart by a gate, which is learnt from an assignment. */
import type { Loaded } from '../components/contract.js';
import { gateFeatures, type Task } from '../datasets/contract.js';
import type { BoundGate } from '../gates/contract.js';
import { argmaxRows, matrix } from '../math/matrix.js';
import { clusters } from '../model/clusters.js';
import { type FittedGate, modelOf } from '../model/contract.js';
import { type Alternated, stepOf } from './alternation.js';
import type { Learnt, Problem } from './contract.js';
import { type Training, training } from './training.js';

/**
 * The gate learnt from an assignment of the problem's samples. Random draws: the gate's, from the stream `gate`.
 * @param outside flags of samples that it is not to learn from.
 * @param warm a state to start from.
 */
export function fitGate(
  { task, k, stream }: Problem,
  gate: Loaded<BoundGate>,
  labels: Uint32Array,
  outside?: Uint8Array,
  warm?: unknown,
): FittedGate {
  const samples = { x: gateFeatures(task), targets: labels, k, weights: weightsWithin(task, outside), warm };
  return { reference: gate.reference, state: gate.bound.fit(samples, stream('gate')) };
}

/** The weights of a task's samples, 0 for those that are left out; none where all would be one. */
export function weightsWithin(
  { y, weights }: Pick<Task, 'y' | 'weights'>,
  outside?: Uint8Array,
): Float64Array | undefined {
  if (outside === undefined || !outside.includes(1)) return weights;
  return Float64Array.from(y, (_, i) => (outside[i] === 1 ? 0 : (weights?.[i] ?? 1)));
}

/** The most responsible expert of each of the problem's samples, n labels. */
export function cellsOf({ task, k }: Problem, { bound }: Loaded<BoundGate>, { state }: FittedGate): Uint32Array {
  const alpha = matrix(task.x.rows, k);
  bound.responsibilities(state, gateFeatures(task), alpha);
  return argmaxRows(alpha);
}

/** An assignment that is not learnt with the experts, and how it was found. */
export interface Given {
  readonly labels: Uint32Array;
  readonly iterations: number;
  /** Whether that was done; whether the experts' fits were, is added to it. */
  readonly converged: boolean;
}

/** The mixture of one expert for each cluster of an assignment, fitted once (`Training.fit`). */
export function fitOnce<S>(problem: Problem<S>, { labels, iterations, converged }: Given, gate: FittedGate): Learnt<S> {
  const train = training(problem);
  const held = clusters(problem.task.x.rows, problem.k);
  held.sort(labels);
  const experts = train.fit(held, []);
  const step = (iteration: number, loss: number, states: readonly S[]) =>
    stepOf(iteration, loss, held.sizes, problem.keepCourse ? { labels, experts: states } : undefined);
  const history = [step(0, Number.NaN, []), step(iterations, train.meanLoss(experts, held), experts)];
  const model = modelOf(problem.task, problem.expert.reference, experts, gate);
  const log = { iterations, degenerate: null, history, ...train.ended(converged) };
  return { model, assignment: labels, log };
}

/**
 * The experts of an alternation, fitted once more, to the cells of a gate.
 * @param outside flags of samples that no expert is fitted to.
 */
export function refitToCells<S>(
  { k, keepCourse }: Problem<S>,
  train: Training<S>,
  { experts: before, log }: Alternated<S>,
  assignment: Uint32Array,
  outside?: Uint8Array,
): Alternated<S> {
  const all = clusters(assignment.length, k + 1);
  all.sort(outside === undefined ? assignment : assignment.map((label, i) => (outside[i] === 1 ? k : label)));
  const held = { ...all, sizes: all.sizes.subarray(0, k) };
  const experts = train.fit(held, before);
  const iterations = log.iterations + 1;
  const kept = keepCourse ? { labels: assignment, experts } : undefined;
  const done = keepCourse ? { done: 'the experts are refitted to the cells of the gate' } : {};
  const step = { ...stepOf(iterations, train.meanLoss(experts, held), held.sizes, kept), ...done };
  const history = [...log.history, step];
  return { experts, assignment, log: { ...log, iterations, history, ...train.ended(log.converged) } };
}
