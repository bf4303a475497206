/**
 * Multinomial logistic regression: p(class j | x) = exp(s_j) / sum_l exp(s_l) with scores s = W' x + b. Its weights are
 * a (d + 1) x c matrix: W, and below it the row of the biases b.
 */
import { InputError } from '../errors.js';
import type { Visit } from './dense-design.js';
import { design } from './design.js';
import { type LbfgsResult, lbfgs } from './lbfgs.js';
import { type Matrix, matrix } from './matrix.js';
import { type SampleTargets, type Scores, targetsOf } from './scores.js';
import { MOST_CLASSES, singleCrossEntropy } from './single-cross-entropy.js';
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
export function softmaxObjective(problem: SoftmaxProblem): Objective {
  return softmaxObjectives(problem).double();
}

type Objective = (theta: Float64Array, gradient: Float64Array) => number;

/** The objective, and where it can be had its likeness in single precision (`singleCrossEntropy`); made when asked for. */
function softmaxObjectives(problem: SoftmaxProblem): { double(): Objective; single: (() => Objective) | undefined } {
  const { classes: c, weights, C, count } = problem;
  const { x, rows } = closeTogether(problem);
  const size = x.cols * c;
  const targets = targetsOf(problem.targets, c, problem.x.rows, problem.rows);
  const m = problem.rows === undefined ? problem.x.rows : problem.rows.length;
  const penalised =
    (loss: Objective): Objective =>
    (theta, gradient) => {
      count?.(m);
      const sum = loss(theta, gradient);
      let squares = 0;
      for (let at = 0; at < size; at++) {
        squares += theta[at]! * theta[at]!;
        gradient[at]! += theta[at]! / C;
      }
      return sum + squares / (2 * C);
    };
  const many = isSparse(x) && (rows?.length ?? x.rows) * (x.columns.length / x.rows) >= MANY;
  const quick = many && c <= MOST_CLASSES && targets instanceof Uint32Array;
  return {
    double() {
      const all = design(x);
      return penalised((theta, gradient) => all.crossEntropy(theta, c, targets, gradient, rows, weights));
    },
    single: quick
      ? () => penalised(singleCrossEntropy(rows === undefined ? x : gathered(x, rows), targets, c, weights))
      : undefined,
  };
}

/** Entries of sparse rows from which on it pays to unpack them for single precision. */
const MANY = 50_000;

/** A few of many sparse rows are read again and again: a copy of them stays in a cache. */
function closeTogether({ x, rows }: SoftmaxProblem): Pick<SoftmaxProblem, 'x' | 'rows'> {
  return rows !== undefined && isSparse(x) && rows.length < x.rows ? { x: gathered(x, rows) } : { x, rows };
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
  const { classes, start, ended } = settings;
  const rows = settings.x.cols + 1;
  const x0 = start?.data ?? new Float64Array(rows * classes);
  const { x, stopped, converged } = descend(settings, x0);
  if (stopped === 'undefined-start') {
    throw new InputError('softmax regression needs finite features, sample weights and starting weights');
  }
  ended?.(converged);
  return matrix(rows, classes, x);
}

/** Values in single precision are right to so much of themselves. */
const NOISE = 1e-7;

/**
 * L-BFGS, in single precision as long as that tells the way: down to a gradient whose rounding matters, or to where no step
 * lowers the value. Whether it converged is always judged in doubles.
 */
function descend(settings: SoftmaxSettings, x0: Float64Array): LbfgsResult {
  const { x: features, iterations, tolerance } = settings;
  const { single, double } = softmaxObjectives(settings);
  if (single === undefined || !isSparse(features)) return lbfgs({ objective: double(), x0, iterations, tolerance });
  const rounding = 1e-5 * 255 * features.scale * Math.sqrt(settings.rows?.length ?? features.rows);
  const coarse = { x0, iterations, tolerance: Math.max(tolerance, rounding), noise: NOISE };
  const found = lbfgs({ objective: single(), ...coarse });
  if (found.iterations === iterations || found.stopped === 'undefined-start') return found;
  const end = lbfgs({ objective: double(), x0: found.x, iterations: iterations - found.iterations, tolerance });
  return { ...end, iterations: found.iterations + end.iterations, evaluations: found.evaluations + end.evaluations };
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
