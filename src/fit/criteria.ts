/** Criteria that weigh how well a mixture fits against how many numbers it took. */
import { likelihoodOf } from '../experts/contract.js';
import { weightsWithin } from '../methods/gated.js';
import type { FittedGate, ModelParts } from '../model/contract.js';
import { losses, responsibilities } from '../model/predict.js';
import type { Learned } from './learn.js';

/** Less is better. */
export interface Criteria {
  /** -2 log L + p log n (Schwarz 1978). */
  readonly bic: number;
  /** BIC and twice the entropy of the experts' posterior shares (Biernacki, Celeux and Govaert 2000). */
  readonly icl: number;
}

/**
 * BIC and ICL of a mixture over the rows that it was learned from. The density of a row is sum_j alpha_j p_j(y | x), alpha
 * the gate's responsibilities, or the experts' shares of the rows without a gate; of experts with squared errors, p_j is
 * normal in the target's units, with the mean squared error of its own rows as variance. It is not the objective of a hard
 * assignment, so these criteria compare numbers of experts, and nothing else. Without a gate they are those of flexmix (Grün
 * and Leisch 2008) at the same parameters, which soft EM would better.
 *
 * p counts the numbers that experts and gate learned and that matter (`freedom`), and the variances, however much a penalty
 * held them back. n is the number of rows; weights count as repetitions, as flexmix has them, and outliers not at all.
 * @param catalog declares what of a state is free.
 * @returns null for experts whose loss is no likelihood.
 */
export function criteria(
  { model, learnt: { assignment, outside }, task }: Pick<Learned, 'model' | 'learnt' | 'task'>,
  { experts, gates }: ModelParts,
): Criteria | null {
  const expert = experts.get(model.model.expert.name);
  const { freedom: ofExpert = numbersIn } = expert;
  const likelihood = likelihoodOf(expert, model.model.target.kind);
  if (likelihood === 'none') return null;
  const weights = weightsWithin(task, outside);
  const { data: loss, rows, cols: k } = losses(model, task);
  const held = heldBy(loss, assignment, weights, k);
  const alpha = model.gate === null ? null : responsibilities(model, task.gateX ?? task.x).data;
  const variances = likelihood === 'normal' ? held.variances : null;
  let [n, logL, entropy] = [0, 0, 0];
  const logs = new Float64Array(k);
  for (let i = 0, at = 0; i < rows; i++, at += k) {
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < k; j++) {
      const own = loss[at + j]!;
      const log = variances === null ? -own : -0.5 * (own / variances[j]! + Math.log(2 * Math.PI * variances[j]!));
      logs[j] = Math.log(alpha === null ? held.shares[j]! : alpha[at + j]!) + log;
      most = Math.max(most, logs[j]!);
    }
    let sum = 0;
    for (let j = 0; j < k; j++) sum += Math.exp(logs[j]! - most);
    n += weight;
    logL += weight * (most + Math.log(sum));
    for (let j = 0; j < k; j++) {
      const share = Math.exp(logs[j]! - most) / sum;
      if (share > 0) entropy -= weight * share * Math.log(share);
    }
  }
  const { target } = model.model;
  if (target.kind === 'regression') logL -= n * Math.log(target.scale);
  const p = model.states.reduce<number>((sum, state) => sum + ofExpert(state), 0) + (variances?.length ?? 0);
  const free = p + (model.model.gate === null ? k - 1 : freedomOf(model.model.gate, gates));
  const bic = free * Math.log(n) - 2 * logL;
  return Number.isFinite(bic) ? { bic, icl: bic + 2 * entropy } : null;
}

function freedomOf({ reference, state }: FittedGate, gates: ModelParts['gates']): number {
  const { freedom = numbersIn } = gates.get(reference.name);
  return freedom(state);
}

/** A perfect fit has no variance; below this share of the whole it counts as rounding. */
const LEAST = 1e-12;

/** Each expert's share of the rows, and the mean of its own losses over them, by their weights. */
function heldBy(loss: Float64Array, labels: Uint32Array, weights: Float64Array | undefined, k: number) {
  const sums = new Float64Array(k);
  const sizes = new Float64Array(k);
  let n = 0;
  labels.forEach((j, i) => {
    const weight = weights?.[i] ?? 1;
    sums[j]! += weight * loss[i * k + j]!;
    sizes[j]! += weight;
    n += weight;
  });
  return {
    shares: sizes.map((size) => size / n),
    variances: sums.map((sum, j) => Math.max(LEAST, sizes[j]! > 0 ? sum / sizes[j]! : 0)),
  };
}

/** How many numbers a state holds. */
function numbersIn(state: unknown): number {
  if (typeof state === 'number') return 1;
  if (state instanceof Float64Array) return state.length;
  if (typeof state !== 'object' || state === null) return 0;
  const { data } = state as { readonly data?: unknown };
  if (data instanceof Float64Array) return data.length;
  return Object.values(state).reduce<number>((sum, value) => sum + numbersIn(value), 0);
}
