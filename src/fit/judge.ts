/** How well a model does on rows of a table. A weight of 2 counts as the same row twice, one of 0 as none. */

import type { Prepared } from '../datasets/prepare.js';
import { argminRows } from '../math/matrix.js';
import type { Method } from '../methods/contract.js';
import { clusters } from '../model/clusters.js';
import type { ModelTarget } from '../model/contract.js';
import { type BoundModel, losses, predict, predictionsOf } from '../model/predict.js';
import { encode } from '../tables/encode.js';
import type { FitReport } from './contract.js';

/** What scores are called, by the kind of target. */
export const metricOf = ({ kind }: Prepared['target']): FitReport['metric'] =>
  kind === 'regression' ? 'r2' : 'accuracy';

/** What sums over rows take of each row: its weight, and 0 where it is left out; one when absent. */
type Weights = Float64Array | undefined;

type Samples = Parameters<typeof losses>[1];

/**
 * R2 of the predictions, 1 - (squared errors) / (squared deviations from the mean of these very rows), or the share of right
 * labels; by the weights of the rows. Cost: the gate's, and an evaluation a row.
 * @throws InputError for a model without a gate, and for cells that its encoding refuses.
 */
export function score(
  model: BoundModel,
  { frame, y, weights }: Prepared,
  rows: Uint32Array,
): { readonly score: number; readonly losses: Float64Array } {
  const { x, gateX } = encode(model.model.encoding, frame, rows);
  const { prediction } = predict(model, x, gateX);
  const { kind } = model.model.target;
  const losses = prediction.map((value, r) => {
    const miss = y[rows[r]!]! - value;
    return (weights?.[rows[r]!] ?? 1) * (kind === 'regression' ? miss * miss : Number(miss !== 0));
  });
  return { score: scoreOf(prediction, y, rows, kind, weights), losses };
}

/**
 * The same of given predictions, one a row; 0 where the rows' numbers do not vary, or none has a weight.
 * @param weights of all rows of the table; one when null.
 */
export function scoreOf(
  prediction: Float64Array,
  y: Float64Array,
  rows: Uint32Array,
  kind: Prepared['target']['kind'],
  weights: Float64Array | null = null,
): number {
  let [total, right, mean, errors, all] = [0, 0, 0, 0, 0];
  // Squared deviations by Welford (1962): the sums of squares of large targets cancel.
  for (let r = 0; r < rows.length; r++) {
    const weight = weights === null ? 1 : weights[rows[r]!]!;
    if (weight === 0) continue;
    const own = y[rows[r]!]!;
    const miss = own - prediction[r]!;
    total += weight;
    if (miss === 0) right += weight;
    errors += weight * miss * miss;
    const off = own - mean;
    mean += (weight * off) / total;
    all += weight * off * (own - mean);
  }
  if (kind === 'classes') return total === 0 ? 0 : right / total;
  return all === 0 ? 0 : 1 - errors / all;
}

/**
 * An objective of standardized targets in the user's units: losses are in `lossUnit`, and a density is less by the scale.
 * @param weight of all rows that count.
 */
export function objectiveInUnits(
  target: ModelTarget,
  kind: NonNullable<Method['objective']>,
  weight: number,
): (objective: number) => number {
  if (kind === 'losses') return (objective) => lossUnit({ target }) * objective;
  const shift = target.kind === 'regression' ? weight * Math.log(target.scale) : 0;
  return (objective) => objective + shift;
}

/** What losses are in: squared units of the target, or what the experts say themselves. */
export function lossUnit({ target }: { readonly target: ModelTarget }): number {
  return target.kind === 'regression' ? target.scale * target.scale : 1;
}

/** The loss of each row under the expert that it goes to, n values in `lossUnit`. Cost: one evaluation a row. */
export function ownLosses(model: BoundModel, { x, y }: Samples, labels: Uint32Array): Float64Array {
  const out = new Float64Array(labels.length);
  const own = new Float64Array(labels.length);
  const held = clusters(labels.length, model.states.length);
  held.sort(labels);
  const unit = lossUnit(model.model);
  model.states.forEach((state, j) => {
    const rows = held.rows(j);
    if (rows.length === 0) return;
    model.expert.losses(state, x, y, own, 0, 1, rows);
    for (let r = 0; r < rows.length; r++) out[rows[r]!] = unit * own[r]!;
  });
  return out;
}

/** The sum of these values, and of the weights that they have in it. */
export function sumOf(values: Float64Array, weights: Weights): { readonly sum: number; readonly weight: number } {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const own = weights === undefined ? 1 : weights[i]!;
    // A value that counts for nothing may be anything.
    if (own > 0) sum += own * values[i]!;
    weight += own;
  }
  return { sum, weight };
}

/** What the gate's choice costs, against that of an oracle which gives each row to the expert that fits it best. */
export interface GateJudged {
  /** Share of the rows that the gate gives to the expert of least loss for them, or to one as good. */
  readonly accuracy: number;
  /** Mean loss if each row went to that expert, and where the gate sends it. */
  readonly split: { readonly oracle: number; readonly gate: number };
}

/** @param chosen the expert to which the gate gives each row. Cost: k evaluations a row. */
export function judgeGate(model: BoundModel, samples: Samples, chosen: Uint32Array, weights?: Weights): GateJudged {
  const { data, cols: k, rows: n } = losses(model, samples);
  const best = argminRows({ data, cols: k, rows: n });
  const unit = lossUnit(model.model);
  const under = (labels: Uint32Array) => Float64Array.from(labels, (j, i) => data[i * k + j]!);
  const [oracle, gate] = [under(best), under(chosen)];
  const mean = (values: Float64Array): number => {
    const { sum, weight } = sumOf(values, weights);
    return sum / weight;
  };
  return {
    accuracy: mean(gate.map((loss, i) => Number(loss <= oracle[i]!))),
    split: { oracle: unit * mean(oracle), gate: unit * mean(gate) },
  };
}

/** Mean squared error in the target's units, or share of wrong labels, where row i goes to expert labels[i]. */
export function errorOf(model: BoundModel, { x, y }: Samples, labels: Uint32Array, weights?: Weights): number {
  const { predictions } = predictionsOf(x, labels, model);
  const regression = model.model.target.kind === 'regression';
  const misses = predictions.map((value, i) => {
    const miss = value - y[i]!;
    return regression ? miss * miss : Number(miss !== 0);
  });
  const { sum, weight } = sumOf(misses, weights);
  return ((regression ? lossUnit(model.model) : 1) * sum) / weight;
}
