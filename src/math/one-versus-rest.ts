/** Logistic regression of each class against the rest: c fits of two classes. */
import { type Matrix, matrix } from './matrix.js';
import { targetsOf } from './scores.js';
import { fitSoftmax, type SoftmaxSettings } from './softmax-regression.js';

/** What is fitted, by labels. */
export type OneVersusRest = SoftmaxSettings & { readonly targets: Float64Array };

/**
 * The weights (d + 1) x c whose column j minimises sum_i w_i log(1 + exp(-t_i f(x_i))) + 1/(2C) |W_j|^2, t_i being 1 for
 * the samples of class j and -1 for the others; the bias is free. As a softmax of two columns -W_j / 2 and W_j / 2, whose
 * squares sum to half of those of W_j: with half of C it is the same problem. `ended` is called once, for all fits; `count`
 * by each of them. No randomness. Cost: c fits of two columns.
 * @throws InputError for a label that is no class, and for features that are not finite.
 */
export function fitOneVersusRest({ ended, ...settings }: OneVersusRest): Matrix {
  const { x, targets, classes, C, start, rows } = settings;
  const weights = matrix(x.cols + 1, classes);
  targetsOf(targets, classes, x.rows, rows); // refuses what is no class, which would pass for "the rest"
  const own = new Float64Array(targets.length);
  let converged = true;
  for (let j = 0; j < classes; j++) {
    for (let i = 0; i < own.length; i++) own[i] = targets[i] === j ? 1 : 0;
    const two = fitSoftmax({
      ...settings,
      ...{ targets: own, classes: 2, C: C / 2, start: start && halves(start, j) },
      ended: (one) => {
        converged &&= one;
      },
    });
    for (let t = 0; t < weights.rows; t++) weights.data[t * classes + j] = two.data[2 * t + 1]! - two.data[2 * t]!;
  }
  ended?.(converged);
  return weights;
}

/** Column j as the two of a softmax. */
function halves({ data, rows, cols }: Matrix, j: number): Matrix {
  const two = matrix(rows, 2);
  for (let t = 0; t < rows; t++) {
    two.data[2 * t + 1] = data[t * cols + j]! / 2;
    two.data[2 * t] = -two.data[2 * t + 1]!;
  }
  return two;
}
