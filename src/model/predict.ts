/** A model in use: its parts loaded. An expert is evaluated on the samples that it is given, and on no other. */
import type { Reference } from '../components/contract.js';
import { bind, parametersOf } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import type { BoundExpert } from '../experts/contract.js';
import type { BoundGate } from '../gates/contract.js';
import { argmaxRows, type Matrix, matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import type { Features } from '../math/sparse.js';
import { clusters, degeneracy } from './clusters.js';
import type { Model, ModelParts, ModelTarget } from './contract.js';

/** Samples with their targets: those learnt from, or test samples. */
export type Samples = Pick<Task, 'x' | 'y' | 'gateX'>;

/** All that prediction needs of an expert. */
export type Predictor<S = unknown> = Pick<BoundExpert<S>, 'losses' | 'predict'>;

/** k experts of one kind, ready for use. */
export interface Experts<S = unknown> {
  readonly expert: Predictor<S>;
  /** k of them. */
  readonly states: readonly S[];
}

/** A model with its expert and its gate loaded. */
export interface BoundModel extends Experts {
  readonly model: Model;
  readonly gate: {
    readonly bound: Pick<BoundGate, 'responsibilities' | 'decide'>;
    readonly state: unknown;
  } | null;
}

/** Loads experts and gates, each once. */
export interface Loader {
  expert(reference: Reference): Promise<BoundExpert>;
  gate(reference: Reference): Promise<BoundGate>;
}

/** A loader that remembers what it loaded, by name and parameters. */
export function loader({ experts, gates }: ModelParts): Loader {
  return {
    expert: remembered((reference) => bind(experts.get(reference.name), parametersOf(reference))),
    gate: remembered((reference) => bind(gates.get(reference.name), parametersOf(reference))),
  };
}

function remembered<T>(load: (reference: Reference) => Promise<T>): (reference: Reference) => Promise<T> {
  const loaded = new Map<string, Promise<T>>();
  return (reference) => {
    const key = JSON.stringify(reference);
    const known = loaded.get(key) ?? load(reference);
    loaded.set(key, known);
    return known;
  };
}

/** @throws InputError (as a rejection) for an expert or a gate that is not registered. */
export async function bindModel(model: Model, load: Loader): Promise<BoundModel> {
  const { expert, experts: states, gate } = model;
  const bound = gate === null ? null : { bound: await load.gate(gate.reference), state: gate.state };
  return { model, expert: await load.expert(expert), states, gate: bound };
}

/**
 * The m x k responsibilities for m samples. Cost: the gate's.
 * @throws InputError for a model without a gate.
 */
export function responsibilities({ gate, states }: Pick<BoundModel, 'gate' | 'states'>, x: Features): Matrix {
  if (gate === null)
    throw new InputError('the model has no gate: nothing says which expert is responsible for a sample');
  const alpha = matrix(x.rows, states.length);
  gate.bound.responsibilities(gate.state, x, alpha);
  return alpha;
}

/** The m x k losses: sample i under expert j. Cost: m k evaluations. */
export function losses({ expert, states }: Experts, { x, y }: Samples): Matrix {
  const out = matrix(x.rows, states.length);
  states.forEach((state, j) => {
    expert.losses(state, x, y, out.data, j, states.length);
  });
  return out;
}

/** What is predicted for m samples, and by whom. */
export interface Prediction {
  /** m predicted values, or class indices. */
  readonly prediction: Float64Array;
  /** The most responsible expert of each sample, ties to the lowest. */
  readonly expert: Uint32Array;
  /** Its responsibility. */
  readonly share: Float64Array;
}

/**
 * Each of m samples is predicted by its most responsible expert, a value in the units of the model's target. Cost: the
 * gate's, and one evaluation a sample.
 * @param gateX what the gate decides by, where that is not what the experts see.
 * @throws InputError for a model without a gate.
 */
export function predict(model: BoundModel, x: Features, gateX: Features = x): Prediction {
  const alpha = responsibilities(model, gateX);
  const expert = argmaxRows(alpha);
  const share = Float64Array.from(expert, (j, i) => alpha.data[i * alpha.cols + j]!);
  return { prediction: inUnits(predictionsOf(x, expert, model).predictions, model.model.target), expert, share };
}

/** Overwrites what experts say by what the target's units make of it. */
function inUnits(values: Float64Array, target: ModelTarget): Float64Array {
  if (target.kind === 'classes' || (target.center === 0 && target.scale === 1)) return values;
  for (let i = 0; i < values.length; i++) values[i] = target.center + target.scale * values[i]!;
  return values;
}

/** What is predicted where sample i goes to expert labels[i], and how many samples experts were given for that. */
export function predictionsOf(
  x: Features,
  labels: Uint32Array,
  experts: Experts,
): { readonly predictions: Float64Array; readonly evaluations: number } {
  const predictions = new Float64Array(labels.length);
  const evaluations = eachPrediction(x, labels, experts, (i, value) => {
    predictions[i] = value;
  });
  return { predictions, evaluations };
}

/** Mean loss where sample i goes to expert labels[i]. */
export function meanLoss(samples: Samples, labels: Uint32Array, experts: Experts): number {
  return totalLoss(samples, labels, experts) / labels.length;
}

/** Sum of the losses where sample i goes to expert labels[i]. Cost: one evaluation a sample. */
export function totalLoss({ x, y }: Samples, labels: Uint32Array, { expert, states }: Experts): number {
  const own = new Float64Array(labels.length);
  let sum = 0;
  eachExpert(labels, states.length, (j, rows) => {
    expert.losses(states[j], x, y, own, 0, 1, rows);
    for (let r = 0; r < rows.length; r++) sum += own[r]!;
  });
  return sum;
}

/** Mean squared error, or share of wrong labels, where sample i goes to expert labels[i]. */
export function meanError({ x, y, target }: Task, labels: Uint32Array, experts: Experts): number {
  let sum = 0;
  eachPrediction(x, labels, experts, (i, value) => {
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
  { expert, states }: Experts,
  visit: (i: number, value: number) => void,
): number {
  const values = new Float64Array(labels.length);
  let given = 0;
  eachExpert(labels, states.length, (j, rows) => {
    expert.predict(states[j], x, values, rows);
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
