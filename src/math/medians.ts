/** Coordinatewise medians of weighted rows, and L1 distances: the centres and the distance of k-medians. */
import { type Matrix, matrix } from './matrix.js';
import { type Features, isSparse, type SparseRows } from './sparse.js';

/**
 * Writes to row j of `out`, k x d, the weighted median of each column, row i of x having the weight (i, j) of `weights`,
 * n x k, at least 0: the value up to which half of the weight lies, or the middle between it and the next where that is
 * exactly half. With weights 0 and 1 that is the median of the rows of weight 1. Zeros where no row has weight. Cost:
 * O(n k), and for the m entries above 0 O(m d log m); for sparse rows O(entries + k d), with 256 sums a column.
 */
export function weightedMedians(x: Features, weights: Matrix, out: Matrix): void {
  const { rows: n, cols: k, data } = weights;
  const write = isSparse(x) ? sparseMedians(x) : denseMedians(x);
  const rows = new Uint32Array(n);
  const held = new Float64Array(n);
  for (let j = 0; j < k; j++) {
    let m = 0;
    for (let i = 0; i < n; i++) {
      const weight = data[i * k + j]!;
      if (weight === 0) continue;
      rows[m] = i;
      held[m++] = weight;
    }
    const to = out.data.subarray(j * x.cols, (j + 1) * x.cols).fill(0);
    if (m > 0) write(rows.subarray(0, m), held.subarray(0, m), to);
  }
}

/** Writes the d medians of these rows, which have these weights above 0. */
type WriteMedians = (rows: Uint32Array, weights: Float64Array, out: Float64Array) => void;

function denseMedians({ data, cols: d }: Matrix): WriteMedians {
  return (rows, weights, out) => {
    const m = rows.length;
    const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
    const order = new Uint32Array(m);
    for (let t = 0; t < d; t++) {
      const value = (r: number) => data[rows[r]! * d + t]!;
      for (let r = 0; r < m; r++) order[r] = r;
      order.sort((a, b) => value(a) - value(b));
      let at = 0;
      let sum = weights[order[0]!]!;
      while (sum < half && at < m - 1) sum += weights[order[++at]!]!;
      const next = sum === half ? Math.min(at + 1, m - 1) : at;
      out[t] = (value(order[at]!) + value(order[next]!)) / 2;
    }
  };
}

/** By adding up the weight of each byte in each column; what no entry says is zero. */
function sparseMedians({ pointers, columns, values, scale, cols: d }: SparseRows): WriteMedians {
  const sums = new Float64Array(256 * d);
  const entries = new Float64Array(d);

  return (rows, weights, out) => {
    sums.fill(0);
    entries.fill(0);
    let total = 0;
    rows.forEach((i, r) => {
      const weight = weights[r]!;
      total += weight;
      for (let e = pointers[i]!; e < pointers[i + 1]!; e++) {
        const column = columns[e]!;
        sums[256 * column + values[e]!]! += weight;
        entries[column]! += weight;
      }
    });
    for (let t = 0; t < d; t++) {
      const own = sums.subarray(256 * t, 256 * (t + 1));
      own[0]! += total - entries[t]!;
      const last = own.findLastIndex((sum) => sum > 0);
      let byte = 0;
      let sum = own[0]!;
      while (sum < total / 2 && byte < last) sum += own[++byte]!;
      let next = byte;
      if (sum === total / 2) while (next < last && (next === byte || own[next] === 0)) next++;
      out[t] = (byte * scale + next * scale) / 2;
    }
  };
}

/**
 * Writes sum_t |x_it - centre_jt| to entry (i, j) of `out`, n x k, for `centres`, k x d; sparse rows to 1e-13 of the two
 * L1 norms. Cost: O(n k d), d counting the entries of a row where rows are sparse.
 */
export function absoluteDistances(x: Features, centres: Matrix, out: Matrix): void {
  if (isSparse(x)) sparseDistances(x, centres, out);
  else denseDistances(x, centres, out);
}

function denseDistances({ data, rows: n, cols: d }: Matrix, { data: centres, rows: k }: Matrix, out: Matrix): void {
  for (let i = 0, to = 0; i < n; i++) {
    for (let j = 0; j < k; j++, to++) {
      let sum = 0;
      for (let t = 0, at = i * d, from = j * d; t < d; t++, at++, from++) sum += Math.abs(data[at]! - centres[from]!);
      out.data[to] = sum;
    }
  }
}

/** Entries only: a row of zeros is at the distance of a centre's norm, and each entry changes it by |x - c| - |c|. */
function sparseDistances(x: SparseRows, { data, rows: k, cols: d }: Matrix, out: Matrix): void {
  const { pointers, columns, values, scale, rows: n } = x;
  const norms = new Float64Array(k);
  const byColumn = matrix(d, k).data;
  for (let j = 0, from = 0; j < k; j++) {
    for (let t = 0; t < d; t++, from++) {
      norms[j]! += Math.abs(data[from]!);
      byColumn[t * k + j] = data[from]!;
    }
  }
  for (let i = 0, row = 0; i < n; i++, row += k) {
    out.data.set(norms, row);
    for (let e = pointers[i]!; e < pointers[i + 1]!; e++) {
      const value = values[e]! * scale;
      for (let j = 0, at = columns[e]! * k; j < k; j++, at++) {
        out.data[row + j]! += Math.abs(value - byColumn[at]!) - Math.abs(byColumn[at]!);
      }
    }
  }
}
