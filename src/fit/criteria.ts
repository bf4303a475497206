/** Criteria that weigh how well a mixture fits against how many numbers it took. */
import { likelihoodOf } from '../experts/contract.js';
import { type Matrix, matrix } from '../math/matrix.js';
import type { FittedGate, ModelParts } from '../model/contract.js';
import { type BoundModel, losses, responsibilities } from '../model/predict.js';
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
 * normal with the mean squared error of its own rows as variance. It is not the objective of a hard assignment, so these
 * criteria compare numbers of experts, and nothing else.
 * p counts the numbers that experts and gate learned and that matter (`freedom`), and the variances.
 * @param catalog declares what of a state is free.
 * @returns null for experts whose loss is no likelihood.
 */
export function criteria(
  { model, learnt: { assignment }, task }: Pick<Learned, 'model' | 'learnt' | 'task'>,
  { experts, gates }: ModelParts,
): Criteria | null {
  const expert = experts.get(model.model.expert.name);
  const { freedom: ofExpert = numbersIn } = expert;
  const likelihood = likelihoodOf(expert, model.model.target.kind);
  if (likelihood === 'none') return null;
  const loss = losses(model, task);
  const { rows: n, cols: k } = loss;
  const alpha = sharesOf(model, task.gateX ?? task.x, assignment, k);
  const variances = likelihood === 'normal' ? ownVariances(loss, assignment) : null;
  let [logL, entropy] = [0, 0];
  const logs = new Float64Array(k);
  for (let i = 0, at = 0; i < n; i++, at += k) {
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < k; j++) {
      const own = loss.data[at + j]!;
      const log = variances === null ? -own : -0.5 * (own / variances[j]! + Math.log(2 * Math.PI * variances[j]!));
      logs[j] = Math.log(alpha.data[at + j]!) + log;
      most = Math.max(most, logs[j]!);
    }
    let sum = 0;
    for (let j = 0; j < k; j++) sum += Math.exp(logs[j]! - most);
    logL += most + Math.log(sum);
    for (let j = 0; j < k; j++) {
      const share = Math.exp(logs[j]! - most) / sum;
      if (share > 0) entropy -= share * Math.log(share);
    }
  }
  const p = model.states.reduce<number>((sum, state) => sum + ofExpert(state), 0) + (variances?.length ?? 0);
  const free = p + (model.model.gate === null ? k - 1 : freedomOf(model.model.gate, gates));
  const bic = free * Math.log(n) - 2 * logL;
  return Number.isFinite(bic) ? { bic, icl: bic + 2 * entropy } : null;
}

function freedomOf({ reference, state }: FittedGate, gates: ModelParts['gates']): number {
  const { freedom = numbersIn } = gates.get(reference.name);
  return freedom(state);
}

function sharesOf(
  model: BoundModel,
  x: Parameters<typeof responsibilities>[1],
  labels: Uint32Array,
  k: number,
): Matrix {
  if (model.gate !== null) return responsibilities(model, x);
  const sizes = new Float64Array(k);
  for (const j of labels) sizes[j]!++;
  const alpha = matrix(labels.length, k);
  for (let at = 0; at < alpha.data.length; at++) alpha.data[at] = sizes[at % k]! / labels.length;
  return alpha;
}

/** A perfect fit has no variance; below this share of the whole it counts as rounding. */
const LEAST = 1e-12;

function ownVariances({ data, rows, cols: k }: Matrix, labels: Uint32Array): Float64Array {
  const sums = new Float64Array(k);
  const sizes = new Float64Array(k);
  for (let i = 0; i < rows; i++) {
    sums[labels[i]!]! += data[i * k + labels[i]!]!;
    sizes[labels[i]!]!++;
  }
  return sums.map((sum, j) => Math.max(LEAST, sum / Math.max(1, sizes[j]!)));
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
