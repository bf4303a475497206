import { expNegative } from './exp.js';

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
    const share = expNegative(most - scores[q]!);
    scores[q] = share;
    sum += share;
  }
  const scale = weight / sum;
  for (let q = at; q < end; q++) scores[q]! *= scale;
  return Math.log(sum) + behind;
}

/**
 * What m rows are to be: a label 0..c-1 each, or c shares r of the classes each, row by row, that are at least 0 and sum
 * to one. A label is the share 1 of its class.
 */
export type Targets = Uint32Array | Float64Array;

/**
 * Turns the c scores of each row of a block into the slopes w (p - r) of its weighted loss, in place.
 * @param targets and `weights` (all one when absent): row r of the block has those of row from + r.
 * @returns the sum of w sum_j r_j (-log p_j) over the block. A share of 1 gives what a label gives, to the last bit.
 */
export function toSlopes(
  block: Float64Array,
  from: number,
  count: number,
  c: number,
  targets: Targets,
  weights?: Float64Array,
): number {
  return targets instanceof Float64Array
    ? slopesOfShares(block, from, count, c, targets, weights)
    : slopesOfLabels(block, from, count, c, targets, weights);
}

function slopesOfLabels(
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

/** The loss is -log p of the class with the largest share, and the others' by how far their scores are behind its. */
function slopesOfShares(
  block: Float64Array,
  from: number,
  count: number,
  c: number,
  shares: Float64Array,
  weights?: Float64Array,
): number {
  let loss = 0;
  for (let r = 0, at = 0, own = from * c; r < count; r++, at += c, own += c) {
    const weight = weights === undefined ? 1 : weights[from + r]!;
    let main = 0;
    for (let j = 1; j < c; j++) if (shares[own + j]! > shares[own + main]!) main = j;
    let others = 0;
    for (let j = 0; j < c; j++) others += shares[own + j]! * (block[at + main]! - block[at + j]!);
    loss += weight * (toProbabilities(block, at, c, main, weight) + others);
    for (let j = 0; j < c; j++) block[at + j]! -= weight * shares[own + j]!;
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
