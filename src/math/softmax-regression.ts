/**
 * Multinomial logistic regression: p(class j | x) = exp(s_j) / sum_l exp(s_l) with scores s = W' x + b. Its weights are
 * a (d + 1) x c matrix: W, and below it the row of the biases b.
 */
import { InputError } from '../errors.js';
import { design, type Visit } from './design.js';
import { lbfgs } from './lbfgs.js';
import { type Matrix, matrix } from './matrix.js';
import { toProbabilities } from './softmax-scores.js';
import type { Features } from './sparse.js';

export interface SoftmaxProblem {
  readonly x: Features;
  /** The class of every row of x, 0..c-1. */
  readonly labels: ArrayLike<number>;
  /** c, the classes there are, whether a row has them or not. */
  readonly classes: number;
  /** Indices of the rows that count; all when absent. */
  readonly rows?: Uint32Array | undefined;
  /** A weight for each of these rows; all one when absent. */
  readonly weights?: Float64Array | undefined;
  /** Weight of the losses against the penalty 1/(2C) |W|^2; the biases are free. */
  readonly C: number;
}

/**
 * The objective sum_i w_i (-log p(label_i | x_i)) + 1/(2C) |W|^2 as a function of the weights, written row by row into a
 * vector of (d + 1) c; writes its gradient to the second argument. An evaluation is one pass over the rows and allocates
 * nothing that grows with them.
 * @throws InputError for a label that is no class.
 */
export function softmaxObjective(problem: SoftmaxProblem): (theta: Float64Array, gradient: Float64Array) => number {
  const { labels: all, classes: c, rows, weights, C } = problem;
  const x = design(problem.x);
  const size = x.cols * c;
  const m = rows === undefined ? x.rows : rows.length;
  const labels = Uint32Array.from({ length: m }, (_, r) => labelOf(rows === undefined ? r : rows[r]!, all, c));
  return (theta, gradient) => {
    const loss = x.crossEntropy(theta, c, labels, gradient, rows, weights);
    let squares = 0;
    for (let at = 0; at < size; at++) {
      squares += theta[at]! * theta[at]!;
      gradient[at]! += theta[at]! / C;
    }
    return loss + squares / (2 * C);
  };
}

/** @throws InputError for what is no index of one of the c classes. */
function labelOf(sample: number, labels: ArrayLike<number>, c: number): number {
  const label = labels[sample]!;
  if (label >= 0 && label < c) return label;
  throw new InputError(`labels must be class indices 0..${c - 1}; got ${label} in sample ${sample}`);
}

export interface SoftmaxSettings extends SoftmaxProblem {
  /** At most this many iterations of L-BFGS. */
  readonly iterations: number;
  /** Done where no entry of the gradient is larger in size. */
  readonly tolerance: number;
  /** Weights to start from; zero when absent. */
  readonly start?: Matrix | undefined;
}

/**
 * The weights that minimise the objective, (d + 1) x c. Convex: where it converges, the start does not matter. No
 * randomness. Cost: a little over one evaluation an iteration, O(entries c).
 * @throws InputError for a label that is no class, and for features that are not finite.
 */
export function fitSoftmax(settings: SoftmaxSettings): Matrix {
  const { classes, iterations, tolerance, start } = settings;
  const rows = settings.x.cols + 1;
  const x0 = start?.data ?? new Float64Array(rows * classes);
  const { x, stopped } = lbfgs({ objective: softmaxObjective(settings), x0, iterations, tolerance });
  if (stopped === 'undefined-start') {
    throw new InputError('softmax regression needs finite features, sample weights and starting weights');
  }
  return matrix(rows, classes, x);
}

/** Writes -log p(label_i | x_i) of each row to `out[offset + i * stride]`; at least 0. */
export function softmaxLosses(
  weights: Matrix,
  x: Features,
  labels: ArrayLike<number>,
  out: Float64Array,
  offset: number,
  stride: number,
): void {
  const c = weights.cols;
  const bias = biasOf(weights);
  const visit: Visit = (block, from, count) => {
    for (let r = 0; r < count; r++) {
      const i = from + r;
      out[offset + i * stride] = toProbabilities(block, r * c, bias, labelOf(i, labels, c), 1);
    }
  };
  design(x).pass(weights.data, c, visit);
}

/** Writes p(j | x_i) to entry (i, j) of `out`, n x c. */
export function softmaxProbabilities(weights: Matrix, x: Features, out: Matrix): void {
  const c = weights.cols;
  const bias = biasOf(weights);
  const visit: Visit = (block, from, count) => {
    for (let r = 0; r < count; r++) toProbabilities(block, r * c, bias, 0, 1);
    for (let at = 0, to = from * c; at < count * c; at++, to++) out.data[to] = block[at]!;
  };
  design(x).pass(weights.data, c, visit);
}

/** Writes the likeliest class of each row to `out[i]`; of equal ones the first. */
export function softmaxClasses(weights: Matrix, x: Features, out: Float64Array): void {
  const c = weights.cols;
  const bias = biasOf(weights);
  const visit: Visit = (block, from, count) => {
    for (let r = 0; r < count; r++) {
      let best = 0;
      for (let j = 1; j < c; j++) {
        if (block[r * c + j]! + bias[j]! > block[r * c + best]! + bias[best]!) best = j;
      }
      out[from + r] = best;
    }
  };
  design(x).pass(weights.data, c, visit);
}

function biasOf({ data, cols }: Matrix): Float64Array {
  return data.subarray(data.length - cols);
}
