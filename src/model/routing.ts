/** Samples that go to one expert each: an expert is evaluated on those it is given, and on no other. */
import type { Task } from '../datasets/contract.js';
import type { BoundExpert } from '../experts/contract.js';
import { type Matrix, matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import type { Features } from '../math/sparse.js';
import { clusters, degeneracy } from '../methods/clusters.js';
import type { FittedGate, Predictor } from '../methods/contract.js';

/** Samples with their targets: those learnt from, or test samples. */
export type Samples = Pick<Task, 'x' | 'y'>;

/** The k fitted experts, and what can use them. */
export interface Fitted {
  readonly states: readonly unknown[];
  readonly predictor: Predictor;
}

/** The m x k responsibilities of a gate for these samples. */
export function responsibilitiesOf({ bound, state }: FittedGate, x: Features, k: number): Matrix {
  const alpha = matrix(x.rows, k);
  bound.responsibilities(state, x, alpha);
  return alpha;
}

/** What is predicted where sample i goes to expert labels[i], and how many samples experts were given for that. */
export function predictionsOf(
  x: Features,
  labels: Uint32Array,
  fitted: Fitted,
): { readonly predictions: Float64Array; readonly evaluations: number } {
  const predictions = new Float64Array(labels.length);
  const evaluations = eachPrediction(x, labels, fitted, (i, value) => {
    predictions[i] = value;
  });
  return { predictions, evaluations };
}

/** Mean loss where sample i goes to expert labels[i]. */
export function meanLoss({ x, y }: Samples, labels: Uint32Array, { states, predictor }: Fitted): number {
  const losses = new Float64Array(labels.length);
  let sum = 0;
  eachExpert(labels, states.length, (j, rows) => {
    predictor.losses(states[j], x, y, losses, 0, 1, rows);
    for (let r = 0; r < rows.length; r++) sum += losses[r]!;
  });
  return sum / labels.length;
}

/** Mean squared error, or share of wrong labels, where sample i goes to expert labels[i]. */
export function meanError({ x, y, target }: Task, labels: Uint32Array, fitted: Fitted): number {
  let sum = 0;
  eachPrediction(x, labels, fitted, (i, value) => {
    const miss = value - y[i]!;
    if (target.kind === 'regression') sum += miss * miss;
    else if (miss !== 0) sum++;
  });
  return sum / x.rows;
}

/** k experts, each fitted to its cluster; null where some cluster cannot be fitted. */
export function fitClusters(
  { x, y, target }: Task,
  labels: Uint32Array,
  k: number,
  expert: BoundExpert,
  rng: Rng,
): unknown[] | null {
  const held = clusters(x.rows, k);
  held.sort(labels);
  if (degeneracy(held, y, expert) !== null) return null;
  const classes = target.kind === 'classes' ? { classes: target.labels.length } : {};
  return Array.from({ length: k }, (_, j) => expert.fit({ x, y, rows: held.rows(j), ...classes }, rng));
}

/** Visits the samples expert by expert, each expert's ascending; returns how many samples experts were given. */
function eachPrediction(
  x: Features,
  labels: Uint32Array,
  { states, predictor }: Fitted,
  visit: (i: number, value: number) => void,
): number {
  const values = new Float64Array(labels.length);
  let given = 0;
  eachExpert(labels, states.length, (j, rows) => {
    predictor.predict(states[j], x, values, rows);
    for (let r = 0; r < rows.length; r++) visit(rows[r]!, values[r]!);
    given += rows.length;
  });
  return given;
}

/** Calls `visit` for each expert that is given samples, lowest first, with these, ascending. */
function eachExpert(labels: Uint32Array, k: number, visit: (j: number, rows: Uint32Array) => void): void {
  const held = clusters(labels.length, k);
  held.sort(labels);
  for (let j = 0; j < k; j++) if (held.sizes[j]! > 0) visit(j, held.rows(j));
}
