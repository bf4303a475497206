/**
 * What the two kernel experts share: a classifier f(x) = sum_s coefficient_s k(support_s, x) + intercept with
 * k(u, v) = exp(-gamma |u - v|^2), which says class 1 where f > 0, and its logistic loss.
 */
import type { StateOf, StateTable } from '../components/state.js';
import { InputError } from '../errors.js';
import { expNegative } from '../math/exp.js';
import type { LayerOf } from '../math/layers.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { dense } from '../math/sparse.js';
import { type BoundExpert, type ExpertLayers, requireFinite, type Samples } from './contract.js';

/** The state of a kernel expert with m support vectors; gamma is among its parameters. */
export const expansionTable = [
  { name: 'support', kind: 'matrix', rows: 'm', cols: 'd' },
  { name: 'coefficients', kind: 'vector', length: 'm' },
  { name: 'intercept', kind: 'number' },
] as const satisfies StateTable;

export type KernelExpansion = StateOf<typeof expansionTable>;

/**
 * Writes f of the i-th of these rows of x, of all when absent, to `out[offset + i * stride]`. Cost: O(m d) and m
 * exponentials a row, m support vectors; nothing allocated.
 */
export function decisionValues(
  state: KernelExpansion,
  gamma: number,
  x: Matrix,
  out: Float64Array,
  offset: number,
  stride: number,
  rows?: Uint32Array,
): void {
  const { coefficients, intercept } = state;
  const n = rows === undefined ? x.rows : rows.length;
  const support = state.support.data;
  const values = x.data;
  const d = x.cols;
  const m = coefficients.length;
  for (let r = 0, to = offset; r < n; r++, to += stride) {
    const from = d * (rows === undefined ? r : rows[r]!);
    let f = intercept;
    for (let s = 0, at = 0; s < m; s++) {
      let squares = 0;
      for (let t = 0; t < d; t++, at++) {
        const difference = values[from + t]! - support[at]!;
        squares += difference * difference;
      }
      f += coefficients[s]! * expNegative(gamma * squares);
    }
    out[to] = f;
  }
}

/** Scores 0 and f, whose softmax are 1 / (1 + exp(f)) and 1 / (1 + exp(-f)). */
export function kernelLayers({ support, coefficients, intercept }: KernelExpansion, gamma: number): ExpertLayers {
  const weights = matrix(coefficients.length, 2);
  coefficients.forEach((coefficient, s) => {
    weights.data[2 * s + 1] = coefficient;
  });
  const affine: LayerOf<'affine'> = { kind: 'affine', weights, biases: Float64Array.of(0, intercept), biasFirst: true };
  return { scores: [{ kind: 'rbf', centers: support, gamma }, affine], shares: [{ kind: 'softmax' }] };
}

/** log(1 + exp(-margin)) without overflow, margin = y f with y = -1 or 1. */
export function logisticLoss(margin: number): number {
  return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
}

/** Class index 0 or 1 as -1 or 1. */
export function signOf(label: number): number {
  return label > 0 ? 1 : -1;
}

/** The n x n kernel matrix of the rows of x. Cost: n^2 / 2 exponentials. */
export function gram(x: Matrix, gamma: number): Float64Array {
  const { rows: n, cols: d, data } = x;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    out[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      let squares = 0;
      for (let t = 0; t < d; t++) squares += (data[i * d + t]! - data[j * d + t]!) ** 2;
      out[i * n + j] = expNegative(gamma * squares);
      out[j * n + i] = out[i * n + j]!;
    }
  }
  return out;
}

/** Writes K v to `out`, K the n x n `kernel`. Four rows at a time, so that their sums do not wait for each other. */
export function kernelProduct(kernel: Float64Array, v: Float64Array, out: Float64Array): void {
  const n = v.length;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0, at = i * n; j < n; j++, at++) {
      const value = v[j]!;
      s0 += kernel[at]! * value;
      s1 += kernel[at + n]! * value;
      s2 += kernel[at + 2 * n]! * value;
      s3 += kernel[at + 3 * n]! * value;
    }
    out[i] = s0;
    out[i + 1] = s1;
    out[i + 2] = s2;
    out[i + 3] = s3;
  }
  for (; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += kernel[i * n + j]! * v[j]!;
    out[i] = sum;
  }
}

/** Rows of x, copied in the given order. */
export function rowsOf(x: Matrix, rows: ArrayLike<number>): Matrix {
  const { cols: d, data } = x;
  const out = matrix(rows.length, d);
  for (let r = 0, to = 0; r < rows.length; r++) {
    for (let t = 0, from = rows[r]! * d; t < d; t++) out.data[to++] = data[from++]!;
  }
  return out;
}

const who = 'a kernel expert';

/** `losses` and `predict` of a kernel expert. */
export function kernelClassifier(gamma: number): Pick<BoundExpert<KernelExpansion>, 'losses' | 'predict'> {
  return {
    losses(state, x, y, out, offset, stride, rows) {
      decisionValues(state, gamma, dense(x, who), out, offset, stride, rows);
      const n = rows === undefined ? x.rows : rows.length;
      for (let r = 0, to = offset; r < n; r++, to += stride) {
        out[to] = logisticLoss(signOf(y[rows === undefined ? r : rows[r]!]!) * out[to]!);
      }
    },
    predict(state, x, out, rows) {
      decisionValues(state, gamma, dense(x, who), out, 0, 1, rows);
      const n = rows === undefined ? x.rows : rows.length;
      for (let r = 0; r < n; r++) out[r] = out[r]! > 0 ? 1 : 0;
    },
  };
}

/**
 * What a two-class expert asks of its samples: labels 0 and 1 in the whole task, finite features and both classes (with
 * positive weight) in the held rows.
 * @returns the features, which must be dense.
 * @throws InputError
 */
export function requireTwoClasses(name: string, samples: Samples): Matrix {
  const { y, rows, weights } = samples;
  const x = dense(samples.x, `expert ${name}`);
  for (let i = 0; i < y.length; i++) {
    if (y[i] !== 0 && y[i] !== 1) {
      throw new InputError(`expert ${name} needs a task of two classes, labels 0 and 1; got ${y[i]} in sample ${i}`);
    }
  }
  requireFinite(`expert ${name}`, x, rows);
  const held = [0, 0];
  for (let r = 0; r < rows.length; r++) {
    if (weights === undefined || weights[r]! > 0) held[y[rows[r]!]!]!++;
  }
  if (held[0] === 0 || held[1] === 0) {
    throw new InputError(
      `expert ${name} needs samples of both classes; got ${held[0]} of class 0 and ${held[1]} of class 1`,
    );
  }
  return x;
}
