/** Coordinatewise medians of labelled rows, and L1 distances: the centres and the distance of k-medians. */
import { type Matrix, matrix } from './matrix.js';
import { type Features, isSparse, type SparseRows } from './sparse.js';

/**
 * Writes to row j of `out`, k x d, the median of each column over the rows whose label is j: the middle value, or the
 * mean of the two in the middle; zeros where there are no rows. Cost: O(n d log n); for sparse rows O(entries + k d),
 * with 256 counts a column.
 * @param sizes how many rows have each of the k labels.
 */
export function medians(x: Features, labels: Uint32Array, sizes: Uint32Array, out: Matrix): void {
  const order = new Uint32Array(x.rows);
  const ends = sizes.map((_, j) => sizes.subarray(0, j).reduce((sum, size) => sum + size, 0));
  for (let i = 0; i < x.rows; i++) order[ends[labels[i]!]!++] = i;
  const write = isSparse(x) ? sparseMedians(x) : denseMedians(x);
  sizes.forEach((size, j) => {
    const to = out.data.subarray(j * x.cols, (j + 1) * x.cols).fill(0);
    if (size > 0) write(order.subarray(ends[j]! - size, ends[j]!), to);
  });
}

type WriteMedians = (rows: Uint32Array, out: Float64Array) => void;

function denseMedians({ data, cols: d }: Matrix): WriteMedians {
  return (rows, out) => {
    const m = rows.length;
    const values = new Float64Array(m);
    for (let t = 0; t < d; t++) {
      for (let r = 0; r < m; r++) values[r] = data[rows[r]! * d + t]!;
      values.sort();
      out[t] = (values[(m - 1) >> 1]! + values[m >> 1]!) / 2;
    }
  };
}

/** By counting how often each byte stands in each column; what no entry says is zero. */
function sparseMedians({ pointers, columns, values, scale, cols: d }: SparseRows): WriteMedians {
  const counts = new Uint32Array(256 * d);
  const entries = new Uint32Array(d);

  /** The byte of this rank, from 0, among a column's bytes in ascending order. */
  function byteAt(column: number, rank: number): number {
    let byte = 0;
    for (let below = counts[256 * column]!; below <= rank; below += counts[256 * column + byte]!) byte++;
    return byte;
  }

  return (rows, out) => {
    const m = rows.length;
    counts.fill(0);
    entries.fill(0);
    for (const i of rows) {
      for (let e = pointers[i]!; e < pointers[i + 1]!; e++) {
        const column = columns[e]!;
        counts[256 * column + values[e]!]!++;
        entries[column]!++;
      }
    }
    for (let t = 0; t < d; t++) {
      counts[256 * t]! += m - entries[t]!;
      out[t] = (byteAt(t, (m - 1) >> 1) * scale + byteAt(t, m >> 1) * scale) / 2;
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
