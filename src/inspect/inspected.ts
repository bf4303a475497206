/** A model and the rows that it was learned from, as its page and the terminal tell of them. */
import type { Prepared } from '../datasets/prepare.js';
import type { LearningParts } from '../experiment/catalog.js';
import { likelihoodOf } from '../experts/contract.js';
import { type BySize, drawn } from '../fit/by-size.js';
import type { ExpertReport, FitPlan } from '../fit/contract.js';
import { ownLosses } from '../fit/judge.js';
import { planAgain } from '../fit/refit.js';
import { coefficientsOf } from '../fit/report.js';
import { settingsOf } from '../fit/settings.js';
import { recipeOf } from '../fit/sizes.js';
import { argmaxRows, argminRows } from '../math/matrix.js';
import { type BoundModel, losses, predictionsOf, responsibilities } from '../model/predict.js';
import { encode } from '../tables/encode.js';
import type { Inspected, InspectedData } from './contract.js';

/** Rows that a page draws and its reader can choose from, at most. */
export const mostDrawn = 5000;

/** The model alone. @throws InputError for options of a fit that are none. */
export function inspectModel(bound: BoundModel, file: string, catalog: LearningParts): Inspected {
  const { model } = bound;
  const likelihood = likelihoodOf(catalog.experts.get(model.expert.name), model.target.kind);
  const plan = model.origin === null ? null : planAgain(model.origin.options, catalog);
  const settings = plan === null ? null : settingsOf(model, recipeOf(plan, bound.states.length), catalog);
  return { file, bound, likelihood, plan, settings, experts: remembered(bound, catalog), data: null };
}

/** What a model file says of its experts. */
function remembered({ model }: BoundModel, catalog: LearningParts): ExpertReport[] {
  const { origin, trust } = model;
  const bootstrap = trust?.bootstrap ?? null;
  return coefficientsOf(model, catalog).map((coefficients, j) => {
    const share = origin?.training.shares[j] ?? 0;
    const intervals = bootstrap?.coefficients[j];
    return {
      ...{ size: Math.round(share * (origin?.data.rows ?? 0)), share, outliers: 0 },
      loss: origin?.training.losses[j] ?? 0,
      coefficients: coefficients?.map((own, c) => ({ ...own, ...intervals?.[c] })) ?? null,
      ...(bootstrap === null ? {} : { stability: bootstrap.stability[j] ?? null }),
    };
  });
}

/**
 * The model with the table that it was learned from. Cost: the gate's, or k evaluations a row without one.
 * @param file the table's name.
 * @throws InputError for cells that the model refuses.
 */
export function withData(
  inspected: Inspected,
  file: string,
  prepared: Prepared,
  plan: FitPlan,
  bySize: BySize | null,
  course: InspectedData['course'] = null,
): Inspected {
  const { bound } = inspected;
  const { target, encoding } = bound.model;
  const { rows, y: values } = prepared;
  const { x, gateX } = encode(encoding, prepared.frame, rows);
  const [center, scale] = target.kind === 'regression' ? [target.center, target.scale] : [0, 1];
  const y = Float64Array.from(rows, (row) => (values[row]! - center) / scale);
  const alpha = bound.gate === null ? null : responsibilities(bound, gateX ?? x);
  const expert = alpha === null ? argminRows(losses(bound, { x, y })) : argmaxRows(alpha);
  const own = ownLosses(bound, { x, y }, expert);
  const outlier = worst(own, plan.method.outliers);
  const { predictions } = predictionsOf(x, expert, bound);
  const data: InspectedData = {
    ...{ file, prepared, expert, outlier, bySize, course },
    share: alpha === null ? null : Float64Array.from(expert, (j, i) => alpha.data[i * alpha.cols + j]!),
    prediction: target.kind === 'regression' ? predictions.map((value) => center + scale * value) : predictions,
    drawn: drawn(
      Uint32Array.from({ length: rows.length }, (_, r) => r),
      mostDrawn,
      plan.seed,
    ),
  };
  return { ...inspected, data, experts: counted(inspected.experts, expert, outlier, own, prepared) };
}

/** 1 for the rows of greatest loss: as many as no expert has to fit. */
function worst(own: Float64Array, share: unknown): Uint8Array {
  const out = new Uint8Array(own.length);
  if (typeof share !== 'number' || share === 0) return out;
  const order = Uint32Array.from(own, (_, r) => r).sort((a, b) => own[b]! - own[a]! || a - b);
  for (const r of order.subarray(0, Math.floor(share * own.length))) out[r] = 1;
  return out;
}

/** The experts with what their rows say: sizes, and mean losses by weights over those that are no outliers. */
function counted(
  experts: readonly ExpertReport[],
  expert: Uint32Array,
  outlier: Uint8Array,
  own: Float64Array,
  { weights, rows }: Prepared,
): ExpertReport[] {
  const held = experts.map(() => ({ size: 0, outliers: 0, sum: 0, weight: 0 }));
  expert.forEach((j, r) => {
    const of = held[j]!;
    const weight = outlier[r] === 1 ? 0 : (weights?.[rows[r]!] ?? 1);
    of.size++;
    of.outliers += outlier[r]!;
    of.sum += weight * own[r]!;
    of.weight += weight;
  });
  return experts.map((own, j) => {
    const { size, outliers, sum, weight } = held[j]!;
    return { ...own, size, share: size / rows.length, outliers, loss: weight > 0 ? sum / weight : 0 };
  });
}
