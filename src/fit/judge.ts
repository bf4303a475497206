/** How well a model does on rows of a table. */

import type { Prepared } from '../datasets/prepare.js';
import { argminRows } from '../math/matrix.js';
import { type BoundModel, losses, predict, predictionsOf } from '../model/predict.js';
import { encode } from '../tables/encode.js';
import type { FitReport } from './contract.js';

/** What scores are called, by the kind of target. */
export const metricOf = ({ kind }: Prepared['target']): FitReport['metric'] =>
  kind === 'regression' ? 'r2' : 'accuracy';

/**
 * R2 of the predictions, 1 - (squared errors) / (squared deviations from the mean of these very rows), or the share of right
 * labels. Cost: the gate's, and an evaluation a row.
 * @throws InputError for a model without a gate, and for cells that its encoding refuses.
 */
export function score(model: BoundModel, { frame, y }: Prepared, rows: Uint32Array): number {
  const { x, gateX } = encode(model.model.encoding, frame, rows);
  return scoreOf(predict(model, x, gateX).prediction, y, rows, model.model.target.kind);
}

/** The same of given predictions, one a row. */
export function scoreOf(
  prediction: Float64Array,
  y: Float64Array,
  rows: Uint32Array,
  kind: Prepared['target']['kind'],
): number {
  if (kind === 'classes') return prediction.filter((value, r) => value === y[rows[r]!]).length / rows.length;
  let mean = 0;
  for (const row of rows) mean += y[row]! / rows.length;
  let [errors, all] = [0, 0];
  prediction.forEach((value, r) => {
    const own = y[rows[r]!]!;
    errors += (own - value) ** 2;
    all += (own - mean) ** 2;
  });
  return all === 0 ? 0 : 1 - errors / all;
}

/** What losses are in: squared units of the target, or what the experts say themselves. */
export function lossUnit({ target }: BoundModel['model']): number {
  return target.kind === 'regression' ? target.scale * target.scale : 1;
}

/** Mean loss of some rows if each went to its best expert, and if each goes where the gate sends it. */
export function lossSplit(
  model: BoundModel,
  samples: Parameters<typeof losses>[1],
  chosen: Uint32Array,
): { readonly oracle: number; readonly gate: number } {
  const all = losses(model, samples);
  const best = argminRows(all);
  const mean = (labels: Uint32Array) =>
    (lossUnit(model.model) * labels.reduce((sum, j, i) => sum + all.data[i * all.cols + j]!, 0)) / labels.length;
  return { oracle: mean(best), gate: mean(chosen) };
}

/** Mean squared error in the target's units, or share of wrong labels, where row i goes to expert labels[i]. */
export function errorOf(model: BoundModel, { x, y }: Parameters<typeof losses>[1], labels: Uint32Array): number {
  const { predictions } = predictionsOf(x, labels, model);
  const regression = model.model.target.kind === 'regression';
  const sum = predictions.reduce((all, value, i) => {
    const miss = value - y[i]!;
    return all + (regression ? miss * miss : miss === 0 ? 0 : 1);
  }, 0);
  return (regression ? lossUnit(model.model) * sum : sum) / labels.length;
}
