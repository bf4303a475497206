/** The half of soft EM that needs no fits: whose sample is whose, and how likely all are. */
import { type Matrix, matrix } from '../math/matrix.js';

/** What a mixture says of n samples: each matrix is n x k, and written by whoever learns. */
export interface SoftShares {
  readonly loss: Matrix;
  /** The gate's responsibilities, before the target is known. */
  readonly alpha: Matrix;
  /** The posterior shares of the experts in each sample. */
  readonly shares: Matrix;
  /** Gives an expert all of its samples but a part that all experts get alike, and forgets the variances. */
  begin(labels: Uint32Array, soft: number): void;
  /**
   * Of squared errors: each expert's variance is their mean over its shares, at least `floor`. An expert whose shares have
   * vanished keeps its own.
   */
  takeVariances(floor: number): void;
  /** The posterior shares by loss, alpha and, where the variances have been taken, these; returns the log likelihood. */
  takeShares(): number;
}

/** An expert with less of the samples' weight than this has none to be fitted to. */
export const VANISHED = 1e-9;

/** Below this a responsibility counts as this: its logarithm is finite. */
const LEAST = 1e-12;

/** @param weights of the samples; all one when absent. */
export function softShares(n: number, k: number, weights: Float64Array | undefined): SoftShares {
  const [loss, alpha, shares] = [matrix(n, k), matrix(n, k), matrix(n, k)];
  const variances = new Float64Array(k);
  const constants = new Float64Array(k);
  return {
    ...{ loss, alpha, shares },
    begin(labels, soft) {
      shares.data.fill(soft / k);
      for (let i = 0; i < n; i++) shares.data[i * k + labels[i]!]! += 1 - soft;
      variances.fill(0);
    },
    takeVariances(floor) {
      for (let j = 0; j < k; j++) {
        let [sum, total] = [0, 0];
        for (let i = 0, at = j; i < n; i++, at += k) {
          const weight = (weights === undefined ? 1 : weights[i]!) * shares.data[at]!;
          sum += weight * loss.data[at]!;
          total += weight;
        }
        if (total >= VANISHED || variances[j] === 0) variances[j] = Math.max(floor, total === 0 ? 0 : sum / total);
        constants[j] = Math.log(2 * Math.PI * variances[j]!);
      }
    },
    takeShares() {
      const normal = variances[0] !== 0;
      let all = 0;
      for (let i = 0, row = 0; i < n; i++, row += k) {
        let most = Number.NEGATIVE_INFINITY;
        for (let j = 0; j < k; j++) {
          const own = loss.data[row + j]!;
          const log = normal ? -0.5 * (own / variances[j]! + constants[j]!) : -own;
          const joint = log + Math.log(Math.max(LEAST, alpha.data[row + j]!));
          shares.data[row + j] = joint;
          if (joint > most) most = joint;
        }
        let sum = 0;
        for (let j = 0; j < k; j++) sum += shares.data[row + j] = Math.exp(shares.data[row + j]! - most);
        for (let j = 0; j < k; j++) shares.data[row + j]! /= sum;
        all += (weights === undefined ? 1 : weights[i]!) * (most + Math.log(sum));
      }
      return all;
    },
  };
}

/** What rounding leaves of the squares of residuals, as a share of the target's variance. */
const ROUNDING = 1e-12;

/**
 * The least variance that an expert may have: this share of the mean squared error of one expert for all samples, or what
 * rounding leaves of the target's variance.
 * @param errors squared, of one expert for all samples.
 */
export function leastVariance(
  y: Float64Array,
  errors: Float64Array,
  weights: Float64Array | undefined,
  share: number,
): number {
  let [total, mean, sum, squares] = [0, 0, 0, 0];
  // The variance by Welford (1962).
  for (let i = 0; i < y.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!;
    if (weight === 0) continue;
    total += weight;
    const off = y[i]! - mean;
    mean += (weight * off) / total;
    squares += weight * off * (y[i]! - mean);
    sum += weight * errors[i]!;
  }
  return Math.max(1e-300, (share * sum) / total, (ROUNDING * squares) / total);
}
