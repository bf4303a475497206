import { decay } from './exp.js';

/**
 * Turns the c scores at `at` into probabilities times `weight`, in place and without overflow.
 * @returns -log p of the label, at least 0.
 */
export function toProbabilities(scores: Float64Array, at: number, c: number, label: number, weight: number): number {
  const end = at + c;
  let most = scores[at]!;
  for (let q = at + 1; q < end; q++) if (scores[q]! > most) most = scores[q]!;
  const behind = most - scores[at + label]!;
  let sum = 0;
  for (let q = at; q < end; q++) {
    const share = decay(most - scores[q]!);
    scores[q] = share;
    sum += share;
  }
  const scale = weight / sum;
  for (let q = at; q < end; q++) scores[q]! *= scale;
  return Math.log(sum) + behind;
}

/**
 * Turns the c scores of each row of a block into the slopes w (p - e_label) of its weighted loss, in place.
 * @param labels and `weights` (all one when absent): row r of the block has those at from + r.
 * @returns the sum of w (-log p of the label) over the block.
 */
export function toSlopes(
  block: Float64Array,
  from: number,
  count: number,
  c: number,
  labels: Uint32Array,
  weights?: Float64Array,
): number {
  let loss = 0;
  for (let r = 0, at = 0; r < count; r++, at += c) {
    const label = labels[from + r]!;
    const weight = weights === undefined ? 1 : weights[from + r]!;
    loss += weight * toProbabilities(block, at, c, label, weight);
    block[at + label]! -= weight;
  }
  return loss;
}

/** Adds the biases to each of the first `count` rows of a block that is as wide as they are many. */
export function addBiases(block: Float64Array, count: number, biases: Float64Array): void {
  const width = biases.length;
  for (let r = 0, at = 0; r < count; r++) {
    for (let q = 0; q < width; q++, at++) block[at]! += biases[q]!;
  }
}

/** Adds the first `count` rows of a block to the slopes of the biases. */
export function addBiasSlopes(block: Float64Array, count: number, slopes: Float64Array): void {
  const width = slopes.length;
  for (let r = 0, at = 0; r < count; r++) {
    for (let q = 0; q < width; q++, at++) slopes[q]! += block[at]!;
  }
}
