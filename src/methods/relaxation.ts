import type { RelaxedExpert } from '../experts/contract.js';
import { expNegative } from '../math/exp.js';

/** The objective of section 3.2 for fixed data, as a function of one vector. */
export interface Relaxation {
  /** Length of the vector: the parameters theta of k experts, then the n x k logits z, row by row. */
  readonly size: number;
  /** Where the logits begin. */
  readonly logits: number;
  /** Value at a temperature; overwrites `gradient`. Allocates nothing. */
  value(vector: Float64Array, temperature: number, gradient: Float64Array): number;
  /** The first term alone, sum_ij alpha_ij L_ij / n. */
  loss(vector: Float64Array, temperature: number): number;
}

/**
 * sum_ij alpha_ij L_ij / n + sum_j penalty(theta_j) / n, where alpha_i = softmax(-z_i / temperature): a small logit
 * makes a large responsibility (section 3.2, with the paper's minus). O(n k) beside the experts' losses and gradients.
 */
export function relaxation(expert: RelaxedExpert, n: number, k: number): Relaxation {
  const from = k * expert.size;
  const losses = new Float64Array(n * k);
  /** alpha_ij / n. */
  const weights = new Float64Array(n * k);

  function weigh(vector: Float64Array, temperature: number): void {
    for (let row = 0; row < n * k; row += k) {
      let least = vector[from + row]!;
      for (let j = 1; j < k; j++) least = Math.min(least, vector[from + row + j]!);
      let total = 0;
      for (let at = row; at < row + k; at++) {
        const weight = expNegative((vector[from + at]! - least) / temperature);
        weights[at] = weight;
        total += weight;
      }
      for (let at = row; at < row + k; at++) weights[at]! /= total * n;
    }
  }

  return {
    size: from + n * k,
    logits: from,
    value(vector, temperature, gradient) {
      gradient.fill(0);
      weigh(vector, temperature);
      let value = 0;
      for (let j = 0; j < k; j++) {
        const at = j * expert.size;
        expert.losses(vector, at, losses, j, k);
        expert.gradient(vector, at, weights, j, k, gradient);
        value += expert.penalty(vector, at, 1 / n, gradient);
      }
      for (let row = 0; row < n * k; row += k) {
        let share = 0;
        for (let at = row; at < row + k; at++) share += weights[at]! * losses[at]!;
        for (let at = row; at < row + k; at++) {
          gradient[from + at] = (weights[at]! * (n * share - losses[at]!)) / temperature;
        }
        value += share;
      }
      return value;
    },
    loss(vector, temperature) {
      weigh(vector, temperature);
      for (let j = 0; j < k; j++) expert.losses(vector, j * expert.size, losses, j, k);
      let sum = 0;
      for (let at = 0; at < n * k; at++) sum += weights[at]! * losses[at]!;
      return sum;
    },
  };
}
