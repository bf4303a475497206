import { decay } from './decay.js';

/**
 * Adds the biases to the c scores at `at` and turns them into probabilities times `weight`, in place, without overflow.
 * @returns -log p of the label, at least 0.
 */
export function toProbabilities(
  scores: Float64Array,
  at: number,
  bias: Float64Array,
  label: number,
  weight: number,
): number {
  const c = bias.length;
  let most = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < c; j++) {
    const score = scores[at + j]! + bias[j]!;
    scores[at + j] = score;
    if (score > most) most = score;
  }
  const behind = most - scores[at + label]!;
  let sum = 0;
  for (let j = 0; j < c; j++) {
    const share = decay(most - scores[at + j]!);
    scores[at + j] = share;
    sum += share;
  }
  const scale = weight / sum;
  for (let j = 0; j < c; j++) scores[at + j]! *= scale;
  return Math.log(sum) + behind;
}
