/** Features as what they are multiplied by: the contract, and its products of a dense matrix. */
import type { Matrix } from './matrix.js';
import { addBiases, addBiasSlopes, type Targets, toSlopes } from './softmax.js';

/**
 * Sees a block of a pass: row r < count of `block` (stride c, at r * c) belongs to the (from + r)th of the chosen rows.
 * The block is reused: copy what must outlive the call. No other pass over the same sparse rows may start within.
 */
export type Visit = (block: Float64Array, from: number, count: number) => void;

/**
 * The n x d matrix X of some samples, as what it is multiplied by. Wherever `rows` is given (m row indices, in any order,
 * repeated or not) X stands for these rows alone. Results do not depend on the size of a block.
 */
export interface Design {
  readonly rows: number;
  readonly cols: number;
  /**
   * X W forth and X' D back in one pass, the data being read once: of each block of rows `visit` is given X W and leaves D.
   * @param weights W, row-major d x c in its first d c entries; null where `visit` needs no scores.
   * @param gradient its first d c entries become X' D; nothing goes back where it is absent.
   */
  pass(weights: Float64Array | null, c: number, visit: Visit, rows?: Uint32Array, gradient?: Float64Array): void;
  /**
   * The loss of softmax regression, sum_i w_i sum_j r_ij (-log p(j | x_i)) with p(j | x) = exp(s_j) / sum_l exp(s_l), and
   * its gradient, in one pass; without overflow.
   * @param theta (d + 1) c: W, the weights of the scores s, row by row, and below them their biases.
   * @param targets class 0..c-1 of each of the m rows, or their shares r; `weights` are theirs, all one when absent.
   * @param gradient of the same form as theta; overwritten.
   */
  crossEntropy(
    theta: Float64Array,
    c: number,
    targets: Targets,
    gradient: Float64Array,
    rows?: Uint32Array,
    weights?: Float64Array,
  ): number;
  /** Writes |x_i - centre_j|^2 to `out`, m x k, for `centres`, k x d; sparse rows to 1e-14 of |x_i|^2 + |centre_j|^2. */
  squaredDistances(centres: Matrix, out: Matrix, rows?: Uint32Array): void;
  /** Writes to row j of `out`, k x d, the sum of the rows whose label, one for each of the m rows, is j. */
  sums(labels: Uint32Array, out: Matrix, rows?: Uint32Array): void;
}

/** Rows of a block, so that its c columns stay in the first-level cache while they go forth and back. */
export function blockRows(c: number): number {
  return Math.max(16, Math.min(256, Math.floor(2560 / c)));
}

/** `Design.crossEntropy` by a pass. */
export function crossEntropyOf(
  x: Pick<Design, 'cols' | 'pass'>,
  ...[theta, c, targets, gradient, rows, weights]: Parameters<Design['crossEntropy']>
): number {
  const end = x.cols * c;
  const biases = theta.subarray(end, end + c);
  const biasSlopes = gradient.subarray(end, end + c);
  biasSlopes.fill(0);
  let loss = 0;
  const visit: Visit = (slopes, from, count) => {
    addBiases(slopes, count, biases);
    loss += toSlopes(slopes, from, count, c, targets, weights);
    addBiasSlopes(slopes, count, biasSlopes);
  };
  x.pass(theta, c, visit, rows, gradient);
  return loss;
}

/** The products of a dense matrix in plain loops; nothing is copied. Cost of a pass: O(m d c). */
export function denseDesign({ data: x, rows: n, cols: d }: Matrix): Design {
  let block = new Float64Array(0);
  const made: Design = {
    rows: n,
    cols: d,
    pass(weights, c, visit, rows, gradient) {
      const m = rows === undefined ? n : rows.length;
      const size = Math.min(m, blockRows(c));
      if (block.length < size * c) block = new Float64Array(size * c);
      gradient?.fill(0, 0, d * c);
      for (let from = 0; from < m; from += size) {
        const count = Math.min(size, m - from);
        if (weights !== null) forth(weights, c, from, count, rows);
        visit(block, from, count);
        if (gradient !== undefined) back(gradient, c, from, count, rows);
      }
    },
    crossEntropy: (...given) => crossEntropyOf(made, ...given),
    squaredDistances(centres, out, rows) {
      const k = centres.rows;
      const m = rows === undefined ? n : rows.length;
      for (let r = 0, to = 0; r < m; r++) {
        const at = d * (rows === undefined ? r : rows[r]!);
        for (let j = 0; j < k; j++, to++) {
          let squares = 0;
          for (let t = 0; t < d; t++) squares += (x[at + t]! - centres.data[j * d + t]!) ** 2;
          out.data[to] = squares;
        }
      }
    },
    sums(labels, out, rows) {
      const m = rows === undefined ? n : rows.length;
      out.data.fill(0);
      for (let r = 0; r < m; r++) {
        const at = d * (rows === undefined ? r : rows[r]!);
        for (let t = 0, to = d * labels[r]!; t < d; t++, to++) out.data[to]! += x[at + t]!;
      }
    },
  };
  return made;

  /** Where the r-th of these rows begins. */
  function place(r: number, rows?: Uint32Array): number {
    return d * (rows === undefined ? r : rows[r]!);
  }

  // Four rows at a time: four sums that need not wait for each other, each of its terms in their order.
  function forth(weights: Float64Array, c: number, from: number, count: number, rows?: Uint32Array): void {
    let r = 0;
    for (; r + 3 < count; r += 4) {
      const at = place(from + r, rows);
      const at1 = place(from + r + 1, rows);
      const at2 = place(from + r + 2, rows);
      const at3 = place(from + r + 3, rows);
      for (let j = 0, to = r * c; j < c; j++, to++) {
        let sum = 0;
        let sum1 = 0;
        let sum2 = 0;
        let sum3 = 0;
        for (let t = 0, w = j; t < d; t++, w += c) {
          const weight = weights[w]!;
          sum += x[at + t]! * weight;
          sum1 += x[at1 + t]! * weight;
          sum2 += x[at2 + t]! * weight;
          sum3 += x[at3 + t]! * weight;
        }
        block[to] = sum;
        block[to + c] = sum1;
        block[to + 2 * c] = sum2;
        block[to + 3 * c] = sum3;
      }
    }
    for (; r < count; r++) {
      const at = place(from + r, rows);
      for (let j = 0; j < c; j++) {
        let sum = 0;
        for (let t = 0; t < d; t++) sum += x[at + t]! * weights[t * c + j]!;
        block[r * c + j] = sum;
      }
    }
  }

  function back(gradient: Float64Array, c: number, from: number, count: number, rows?: Uint32Array): void {
    let r = 0;
    for (; r + 3 < count; r += 4) {
      const at = place(from + r, rows);
      const at1 = place(from + r + 1, rows);
      const at2 = place(from + r + 2, rows);
      const at3 = place(from + r + 3, rows);
      for (let j = 0, of = r * c; j < c; j++, of++) {
        const slope = block[of]!;
        const slope1 = block[of + c]!;
        const slope2 = block[of + 2 * c]!;
        const slope3 = block[of + 3 * c]!;
        for (let t = 0, to = j; t < d; t++, to += c) {
          const two = gradient[to]! + x[at + t]! * slope + x[at1 + t]! * slope1;
          gradient[to] = two + x[at2 + t]! * slope2 + x[at3 + t]! * slope3;
        }
      }
    }
    for (; r < count; r++) {
      const at = place(from + r, rows);
      for (let t = 0; t < d; t++) {
        for (let j = 0; j < c; j++) gradient[t * c + j]! += x[at + t]! * block[r * c + j]!;
      }
    }
  }
}
