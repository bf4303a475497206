/** How far who decides about a row depends on the rows that happened to be learned from. */
import { argmaxRows, matrix } from '../math/matrix.js';
import type { Features } from '../math/sparse.js';
import type { Model } from './contract.js';
import type { BoundModel } from './predict.js';

/** Whether a model says how stable its choices are: it was fitted to resamples, and there is a choice. */
export const tellsStability = (trust: Model['trust']): boolean => (trust?.bootstrap?.gates.length ?? 0) > 0;

/**
 * Of each of m samples the share of the resamples' gates that send it to the expert to which the model does, 0..1. Cost: that
 * of all of these gates, up to fifty.
 * @param x what the gate decides by.
 * @param expert the model's choices, m labels.
 * @returns null where the model does not tell (`tellsStability`).
 */
export function stabilities({ model, gate }: BoundModel, x: Features, expert: Uint32Array): Float64Array | null {
  const { trust, experts } = model;
  if (gate === null || !tellsStability(trust)) return null;
  const { gates } = trust!.bootstrap!;
  const decide = deciderOf(gate.bound, expert.length, experts.length);
  const kept = new Float64Array(expert.length);
  for (const { state, experts: order } of gates) {
    const labels = decide(state, x);
    for (let i = 0; i < kept.length; i++) if (order[labels[i]!] === expert[i]) kept[i]!++;
  }
  for (let i = 0; i < kept.length; i++) kept[i]! /= gates.length;
  return kept;
}

/** Says which expert a state of a gate gives each of m samples; the next call overwrites it. */
function deciderOf(
  gate: NonNullable<BoundModel['gate']>['bound'],
  m: number,
  k: number,
): (state: unknown, x: Features) => ArrayLike<number> {
  const labels = new Float64Array(gate.decide === undefined ? 0 : m);
  const alpha = matrix(gate.decide === undefined ? m : 0, k);
  return (state, x) => {
    if (gate.decide !== undefined) {
      gate.decide(state, x, labels);
      return labels;
    }
    gate.responsibilities(state, x, alpha);
    return argmaxRows(alpha);
  };
}
