/** Logistic regression by ml-logistic-regression 2.0.0: plain gradient descent from zero, one against the rest. */

import LogisticRegression from 'ml-logistic-regression';
import { Matrix as Dense } from 'ml-matrix';
import { InputError } from '../errors.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { dense } from '../math/sparse.js';
import { requireFinite, type Samples } from './contract.js';

/**
 * Weights of two-class logistic regression without penalty, (d + 1) x 2 with opposite columns, after so many steps. A
 * step is the longest that is sure to lower the loss, whatever the data: 4 / sum_i (|x_i|^2 + 1), the inverse of a bound
 * on its curvature. The package has no intercept (a column of ones makes it), counts only the classes that it meets and
 * confuses a lone one with another: so its prediction is not used, only the weights of "not class 0", which it trains
 * whatever there is. Cost: O(steps n d), in ml-matrix, twice over.
 * @throws InputError for more than two classes, sparse rows, weighted samples, and features that are not finite.
 */
export function descend(samples: Samples, classes: number, steps: number): Matrix {
  const { y, rows, weights, count, ended } = samples;
  const who = 'solver gradient-descent';
  const x = dense(samples.x, who);
  const { data, cols: d } = x;
  if (classes > 2) throw new InputError(`${who} is for two classes; got ${classes}`);
  if (weights?.some((weight) => weight !== 1)) throw new InputError(`${who} takes no sample weights`);
  requireFinite(who, x, rows);
  let squares = 0;
  const design = Dense.ones(rows.length, d + 1);
  rows.forEach((i, r) => {
    for (let t = 0; t < d; t++) design.set(r, t, data[i * d + t]!);
    squares += 1 + data.subarray(i * d, (i + 1) * d).reduce((sum, value) => sum + value * value, 0);
  });
  const model = new LogisticRegression({ numSteps: steps, learningRate: 4 / squares });
  model.train(design, Dense.columnVector(Array.from(rows, (i) => y[i]!)));
  for (let step = 0; step < steps; step++) count?.(rows.length);
  ended?.(false); // it takes its steps, wherever they lead
  const [notFirst] = model.classifiers;
  const out = matrix(d + 1, 2);
  for (let t = 0; t <= d; t++) {
    out.data[2 * t] = -notFirst!.weights.get(0, t) / 2;
    out.data[2 * t + 1] = notFirst!.weights.get(0, t) / 2;
  }
  return out;
}
