import type { ParameterTable } from '../components/contract.js';
import type { StateOf, StateTable } from '../components/state.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { normal } from '../math/random.js';
import { dense } from '../math/sparse.js';
import type { BoundExpert, Expert, RelaxedExpert, Samples } from './contract.js';
import { linearSums } from './linear-sums.js';

const parameters = {
  ridge: { kind: 'number', about: 'penalty on the squared slopes; the intercept is free', default: 0, min: 0 },
} as const satisfies ParameterTable;

/** y = intercept + slopes . x, in the units of x and y. */
const state = [
  { name: 'intercept', kind: 'number' },
  { name: 'slopes', kind: 'vector', length: 'd' },
] as const satisfies StateTable;

export type LinearState = StateOf<typeof state>;

/**
 * Linear regression with an intercept: minimises sum_i w_i (y_i - c - a . x_i)^2 + ridge |a|^2 over the held rows. Where
 * they do not identify the slopes (one sample, a constant or collinear feature) the slopes of least norm are taken.
 * Loss: squared error, in squared units of y. No randomness. Cost of a fit: O(m) for d = 1, else an SVD, O(m d^2).
 */
export const linear: Expert<LinearState, typeof parameters> = {
  name: 'linear',
  about: 'least squares with an intercept; loss: squared error',
  parameters,
  target: 'regression',
  needsBothClasses: false,
  relaxable: true,
  likelihood: 'normal',
  summed: true,
  state,
  effects: (fitted) => fitted,
  layers: ({ intercept, slopes }) => ({
    scores: [
      {
        ...{ kind: 'affine', biasFirst: true, biases: Float64Array.of(intercept) },
        weights: matrix(slopes.length, 1, slopes),
      },
    ],
    shares: [],
  }),
  async bind({ ridge }) {
    return bindLinear(ridge, await import('ml-matrix'));
  },
};

const who = 'expert linear';

/** What decomposes matrices: loaded by whoever binds, since most commands fit nothing. */
type Algebra = Pick<typeof import('ml-matrix'), 'Matrix' | 'SingularValueDecomposition'>;

function bindLinear(ridge: number, algebra: Algebra): BoundExpert<LinearState> {
  const fit = (samples: Samples): LinearState =>
    samples.x.cols === 1 ? fitLine(samples, ridge) : fitPlane(samples, ridge, algebra);
  return {
    name: linear.name,
    needsBothClasses: linear.needsBothClasses,
    likelihood: linear.likelihood,
    weighted: true,
    fit(samples) {
      samples.count?.(samples.rows.length);
      return fit(samples);
    },
    sums: ({ x, y, weights, k }) =>
      linearSums({ x, y, weights, k }, ridge, (rows, weigh) => {
        const own = weigh === undefined ? {} : { weights: Float64Array.from(rows, (i) => weigh[i]!) };
        return fit({ x, y, rows, ...own });
      }),
    losses(state, features, y, out, offset, stride, rows) {
      const x = dense(features, who);
      const m = rows === undefined ? x.rows : rows.length;
      const { intercept, slopes } = state;
      if (x.cols === 1) {
        const slope = slopes[0]!;
        const values = x.data;
        for (let r = 0, to = offset; r < m; r++, to += stride) {
          const i = rows === undefined ? r : rows[r]!;
          const residual = y[i]! - (intercept + slope * values[i]!);
          out[to] = residual * residual;
        }
        return;
      }
      for (let r = 0, to = offset; r < m; r++, to += stride) {
        const i = rows === undefined ? r : rows[r]!;
        const residual = y[i]! - valueAt(state, x, i);
        out[to] = residual * residual;
      }
    },
    predict(state, features, out, rows) {
      const x = dense(features, who);
      const m = rows === undefined ? x.rows : rows.length;
      for (let r = 0; r < m; r++) out[r] = valueAt(state, x, rows === undefined ? r : rows[r]!);
    },
    relax: (x, y) => relaxLinear(x, y, ridge),
  };
}

function valueAt(state: LinearState, x: Matrix, row: number): number {
  let value = state.intercept;
  for (let t = 0, at = row * x.cols; t < x.cols; t++) value += state.slopes[t]! * x.data[at + t]!;
  return value;
}

/** A spread below this share of the mean's size is rounding: the feature counts as constant. */
const ROUNDING = 4 * Number.EPSILON;

/** d = 1 in closed form: two passes about the means, which are taken from the first sample to keep large offsets exact. */
function fitLine(samples: Samples, ridge: number): LinearState {
  const { rows, y, weights } = samples;
  const x = dense(samples.x, who).data;
  const x0 = x[rows[0]!]!;
  const y0 = y[rows[0]!]!;
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  for (let r = 0; r < rows.length; r++) {
    const w = weights === undefined ? 1 : weights[r]!;
    const i = rows[r]!;
    total += w;
    sumX += w * (x[i]! - x0);
    sumY += w * (y[i]! - y0);
  }
  if (total === 0) return { intercept: y0, slopes: new Float64Array(1) };
  const meanX = x0 + sumX / total;
  const meanY = y0 + sumY / total;
  let sxx = 0;
  let sxy = 0;
  for (let r = 0; r < rows.length; r++) {
    const w = weights === undefined ? 1 : weights[r]!;
    const i = rows[r]!;
    const dx = x[i]! - meanX;
    sxx += w * dx * dx;
    sxy += w * dx * (y[i]! - meanY);
  }
  const slopes = new Float64Array(1);
  if (sxx > total * (ROUNDING * meanX) ** 2) slopes[0] = sxy / (sxx + ridge);
  return { intercept: meanY - slopes[0]! * meanX, slopes };
}

/** d > 1: slopes V diag(s / (s^2 + ridge)) U' t of the centred, weighted design U diag(s) V', small s left out. */
function fitPlane(
  samples: Samples,
  ridge: number,
  { Matrix: Dense, SingularValueDecomposition }: Algebra,
): LinearState {
  const { rows, y, weights } = samples;
  const { data: x, cols: d } = dense(samples.x, who);
  const mean = new Float64Array(d);
  let total = 0;
  let sumY = 0;
  const first = rows[0]!;
  rows.forEach((i, r) => {
    const w = weights === undefined ? 1 : weights[r]!;
    total += w;
    sumY += w * (y[i]! - y[first]!);
    for (let t = 0; t < d; t++) mean[t]! += w * (x[i * d + t]! - x[first * d + t]!);
  });
  const slopes = new Float64Array(d);
  if (total === 0) return { intercept: y[first]!, slopes };
  for (let t = 0; t < d; t++) mean[t] = x[first * d + t]! + mean[t]! / total;
  const meanY = y[first]! + sumY / total;

  const design = Dense.zeros(rows.length, d);
  const target = new Float64Array(rows.length);
  rows.forEach((i, r) => {
    const root = weights === undefined ? 1 : Math.sqrt(weights[r]!);
    for (let t = 0; t < d; t++) design.set(r, t, root * (x[i * d + t]! - mean[t]!));
    target[r] = root * (y[i]! - meanY);
  });
  const svd = new SingularValueDecomposition(design, { autoTranspose: true });
  const { leftSingularVectors: left, rightSingularVectors: right, diagonal } = svd;
  const offset = mean.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const relative = Number.EPSILON * Math.max(rows.length, d) * (diagonal[0] ?? 0);
  const smallest = Math.max(relative, ROUNDING * offset * Math.sqrt(total));
  diagonal.forEach((s, q) => {
    if (s <= smallest) return;
    let along = 0;
    for (let r = 0; r < target.length; r++) along += left.get(r, q) * target[r]!;
    const size = (along * s) / (s * s + ridge);
    for (let t = 0; t < d; t++) slopes[t]! += size * right.get(t, q);
  });
  let intercept = meanY;
  for (let t = 0; t < d; t++) intercept -= slopes[t]! * mean[t]!;
  return { intercept, slopes };
}

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
