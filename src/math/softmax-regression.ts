/**
 * Multinomial logistic regression: p(class j | x) = exp(s_j) / sum_l exp(s_l) with scores s = W' x + b. Its weights are
 * a (d + 1) x c matrix: W, and below it the row of the biases b.
 */
import { InputError } from '../errors.js';
import type { Design, Visit } from './dense-design.js';
import { design } from './design.js';
import { lbfgs } from './lbfgs.js';
import { type Matrix, matrix } from './matrix.js';
import { type SampleTargets, type Scores, targetsOf } from './scores.js';
import { addBiases } from './softmax.js';
import { type Features, gathered, isSparse } from './sparse.js';

export interface SoftmaxProblem {
  readonly x: Features;
  /** The class of every row of x, 0..c-1, or its shares r of the classes (n x c). */
  readonly targets: SampleTargets;
  /** c, the classes there are, whether a row has them or not. */
  readonly classes: number;
  /** Indices of the rows that count; all when absent. */
  readonly rows?: Uint32Array | undefined;
  /** A weight for each of these rows; all one when absent. */
  readonly weights?: Float64Array | undefined;
  /** Weight of the losses against the penalty 1/(2C) |W|^2; the biases are free. */
  readonly C: number;
  /** Called with the number of rows at each evaluation of the objective, which is one pass over them. */
  readonly count?: ((evaluations: number) => void) | undefined;
}

/**
 * The objective sum_i w_i sum_j r_ij (-log p(j | x_i)) + 1/(2C) |W|^2 as a function of the weights, written row by row
 * into a vector of (d + 1) c; writes its gradient to the second argument. With labels the inner sum is -log p(label_i |
 * x_i). An evaluation is one pass over the rows and allocates nothing that grows with them.
 * @throws InputError for a label that is no class, and shares that are none.
 */
export function softmaxObjective(problem: SoftmaxProblem): (theta: Float64Array, gradient: Float64Array) => number {
  const { classes: c, weights, C, count } = problem;
  const { x, rows } = closeTogether(problem);
  const size = x.cols * c;
  const targets = targetsOf(problem.targets, c, problem.x.rows, problem.rows);
  const m = problem.rows === undefined ? problem.x.rows : problem.rows.length;
  return (theta, gradient) => {
    count?.(m);
    const loss = x.crossEntropy(theta, c, targets, gradient, rows, weights);
    let squares = 0;
    for (let at = 0; at < size; at++) {
      squares += theta[at]! * theta[at]!;
      gradient[at]! += theta[at]! / C;
    }
    return loss + squares / (2 * C);
  };
}

/** A few of many sparse rows are read again and again: a copy of them stays in a cache. */
function closeTogether({ x, rows }: SoftmaxProblem): { readonly x: Design; readonly rows?: Uint32Array } {
  if (rows === undefined) return { x: design(x) };
  if (isSparse(x) && rows.length >= x.rows) return { x: design(x), rows };
  return isSparse(x) ? { x: design(gathered(x, rows)) } : { x: design(x), rows };
}

export interface SoftmaxSettings extends SoftmaxProblem {
  /** At most this many iterations of L-BFGS. */
  readonly iterations: number;
  /** Done where no entry of the gradient is larger in size. */
  readonly tolerance: number;
  /** Weights to start from; zero when absent. */
  readonly start?: Matrix | undefined;
  /** Called at the end with whether the gradient is within the tolerance. */
  readonly ended?: ((converged: boolean) => void) | undefined;
}

/**
 * The weights that minimise the objective, (d + 1) x c. Convex: where it converges, the start does not matter. No
 * randomness. Cost: a little over one evaluation an iteration, O(entries c).
 * @throws InputError for a label that is no class, and for features that are not finite.
 */
export function fitSoftmax(settings: SoftmaxSettings): Matrix {
  const { classes, iterations, tolerance, start, ended } = settings;
  const rows = settings.x.cols + 1;
  const x0 = start?.data ?? new Float64Array(rows * classes);
  const { x, stopped, converged } = lbfgs({ objective: softmaxObjective(settings), x0, iterations, tolerance });
  if (stopped === 'undefined-start') {
    throw new InputError('softmax regression needs finite features, sample weights and starting weights');
  }
  ended?.(converged);
  return matrix(rows, classes, x);
}

/** The scores W' x + b of the rows of x. */
export function linearScores({ data, cols: c }: Matrix, x: Features): Scores {
  const biases = data.subarray(data.length - c);
  return {
    c,
    pass(visit, rows) {
      const withBiases: Visit = (block, from, count) => {
        addBiases(block, count, biases);
        visit(block, from, count);
      };
      design(x).pass(data, c, withBiases, rows);
    },
  };
}
