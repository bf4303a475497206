import { decay } from './decay.js';

/** Turns c scores into probabilities, in place and without overflow; returns -log p of the label. */
export function toProbabilities(scores: Float64Array, at: number, c: number, label: number): number {
  let most = scores[at]!;
  for (let q = at + 1; q < at + c; q++) if (scores[q]! > most) most = scores[q]!;
  const behind = most - scores[at + label]!;
  let sum = 0;
  for (let q = at; q < at + c; q++) {
    const share = decay(most - scores[q]!);
    scores[q] = share;
    sum += share;
  }
  for (let q = at; q < at + c; q++) scores[q]! /= sum;
  return Math.log(sum) + behind;
}
