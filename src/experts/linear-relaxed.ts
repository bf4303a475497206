import { type Matrix, matrix } from '../math/matrix.js';
import { normal } from '../math/random.js';
import type { RelaxedExpert } from './contract.js';
import type { LinearState } from './linear.js';

interface Standard {
  readonly mean: number;
  readonly sd: number;
}

/** Mean and population standard deviation of a column; a constant one gets 1. */
function standard(values: Float64Array, from: number, stride: number): Standard {
  const n = Math.ceil((values.length - from) / stride);
  const first = values[from]!;
  let sum = 0;
  for (let i = from; i < values.length; i += stride) sum += values[i]! - first;
  const mean = first + sum / n;
  let squares = 0;
  for (let i = from; i < values.length; i += stride) squares += (values[i]! - mean) ** 2;
  return { mean, sd: Math.sqrt(squares / n) || 1 };
}

function standardised(x: Matrix, columns: readonly Standard[]): Matrix {
  const out = matrix(x.rows, x.cols);
  for (let at = 0; at < out.data.length; at++) {
    const { mean, sd } = columns[at % x.cols]!;
    out.data[at] = (x.data[at]! - mean) / sd;
  }
  return out;
}

/**
 * The linear expert as a function of theta = (d slopes, intercept) over x and y standardised by their mean and
 * population deviation (paper section 3.2). Losses are squared errors in standardised y. The penalty is the ridge of
 * `fit`, ridge |a|^2 with slopes a in the units of x and y, divided by var(y) as the losses are: one expert with all
 * weights one has its minimum where `fit` has. The start is 0.1 N(0, 1) throughout. Each call costs O(n d).
 */
export function relaxLinear(x: Matrix, y: Float64Array, ridge: number): RelaxedExpert<LinearState> {
  const d = x.cols;
  const n = x.rows;
  const columns = Array.from({ length: d }, (_, t) => standard(x.data, t, d));
  const target = standard(y, 0, 1);
  const xs = standardised(x, columns).data;
  const ys = standardised(matrix(n, 1, y), [target]).data;

  function residual(theta: Float64Array, at: number, i: number): number {
    let value = theta[at + d]! - ys[i]!;
    for (let t = 0; t < d; t++) value += theta[at + t]! * xs[i * d + t]!;
    return value;
  }

  return {
    size: d + 1,
    start(rng, theta, at) {
      for (let t = 0; t <= d; t++) theta[at + t] = 0.1 * normal(rng);
    },
    losses(theta, at, out, offset, stride) {
      for (let i = 0, to = offset; i < n; i++, to += stride) out[to] = residual(theta, at, i) ** 2;
    },
    gradient(theta, at, weights, offset, stride, out) {
      for (let i = 0, from = offset; i < n; i++, from += stride) {
        const slope = 2 * weights[from]! * residual(theta, at, i);
        for (let t = 0; t < d; t++) out[at + t]! += slope * xs[i * d + t]!;
        out[at + d]! += slope;
      }
    },
    penalty(theta, at, scale, out) {
      let value = 0;
      for (let t = 0; t < d; t++) {
        const strength = (scale * ridge) / columns[t]!.sd ** 2;
        value += strength * theta[at + t]! ** 2;
        out[at + t]! += 2 * strength * theta[at + t]!;
      }
      return value;
    },
    state(theta, at) {
      const slopes = Float64Array.from(columns, ({ sd }, t) => (theta[at + t]! * target.sd) / sd);
      let intercept = target.mean + target.sd * theta[at + d]!;
      for (let t = 0; t < d; t++) intercept -= slopes[t]! * columns[t]!.mean;
      return { intercept, slopes };
    },
  };
}
