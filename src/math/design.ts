import { denseDesign } from './dense-design.js';
import type { Matrix } from './matrix.js';
import { type Features, isSparse, type SparseRows } from './sparse.js';
import { sparseDesign } from './sparse-design.js';

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
   * The loss of softmax regression, sum_i w_i (-log p(label_i | x_i)) with p(j | x) = exp(s_j) / sum_l exp(s_l), and its
   * gradient, in one pass; without overflow.
   * @param theta (d + 1) c: W, the weights of the scores s, row by row, and below them their biases.
   * @param labels class 0..c-1 of each of the m rows, and `weights` theirs; all one when absent.
   * @param gradient of the same form as theta; overwritten.
   */
  crossEntropy(
    theta: Float64Array,
    c: number,
    labels: Uint32Array,
    gradient: Float64Array,
    rows?: Uint32Array,
    weights?: Float64Array,
  ): number;
  /** Writes |x_i - centre_j|^2 to `out`, m x k, for `centres`, k x d; sparse rows to 1e-14 of |x_i|^2 + |centre_j|^2. */
  squaredDistances(centres: Matrix, out: Matrix, rows?: Uint32Array): void;
  /** Writes to row j of `out`, k x d, the sum of the rows whose label, one for each of the m rows, is j. */
  sums(labels: Uint32Array, out: Matrix, rows?: Uint32Array): void;
}

/**
 * Sparse rows that have been copied to WASM memory, for as long as they live. Only a memo: they are never changed, so
 * nothing depends on whether they are here.
 */
const placed = new WeakMap<SparseRows, Design>();

/**
 * The products of these features. Sparse rows are copied into WASM memory when first seen (3 bytes an entry), and freed
 * with them; they must not change. A matrix is read where it is, in plain loops meant for few features.
 */
export function design(x: Features): Design {
  if (!isSparse(x)) return denseDesign(x);
  const found = placed.get(x);
  if (found !== undefined) return found;
  const made = sparseDesign(x);
  placed.set(x, made);
  return made;
}

/** Rows of a block, so that its c columns stay in the first-level cache while they go forth and back. */
export function blockRows(c: number): number {
  return Math.max(16, Math.min(256, Math.floor(2560 / c)));
}
