import { InputError } from '../errors.js';
import type { Matrix } from './matrix.js';

/**
 * Rows of few non-zero bytes (compressed sparse rows): entry e of row i, for e in pointers[i]..pointers[i + 1] - 1,
 * stands in column `columns[e]` and has the value `values[e] * scale`. Mnist so takes 27 MB instead of 376.
 */
export interface SparseRows {
  readonly pointers: Uint32Array;
  readonly columns: Uint16Array;
  readonly values: Uint8Array;
  readonly scale: number;
  readonly rows: number;
  readonly cols: number;
}

/** n samples of d features, dense or sparse. */
export type Features = Matrix | SparseRows;

export function isSparse(x: Features): x is SparseRows {
  return 'pointers' in x;
}

/** Copies of these rows, in their order. */
export function gathered({ pointers, columns, values, scale, cols }: SparseRows, rows: Uint32Array): SparseRows {
  const starts = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => {
    starts[i + 1] = starts[i]! + pointers[row + 1]! - pointers[row]!;
  });
  const to = { columns: new Uint16Array(starts[rows.length]!), values: new Uint8Array(starts[rows.length]!) };
  rows.forEach((row, i) => {
    to.columns.set(columns.subarray(pointers[row], pointers[row + 1]), starts[i]);
    to.values.set(values.subarray(pointers[row], pointers[row + 1]), starts[i]);
  });
  return { pointers: starts, ...to, scale, rows: rows.length, cols };
}

/**
 * The features as a matrix, for what cannot work on sparse rows.
 * @param who what asks, for the message, such as "expert linear".
 * @throws InputError for sparse rows.
 */
export function dense(x: Features, who: string): Matrix {
  if (!isSparse(x)) return x;
  throw new InputError(`${who} needs dense features; the data has ${x.rows} sparse rows of ${x.cols}`);
}

/** The features as a matrix: a copy of sparse rows, 8 n d bytes. */
export function unpacked(x: Features): Matrix {
  if (!isSparse(x)) return x;
  const out = { data: new Float64Array(x.rows * x.cols), rows: x.rows, cols: x.cols };
  for (let i = 0; i < x.rows; i++) {
    for (let e = x.pointers[i]!; e < x.pointers[i + 1]!; e++) {
      out.data[i * x.cols + x.columns[e]!] = x.values[e]! * x.scale;
    }
  }
  return out;
}

/** These bytes, n rows of d, as sparse rows; for few of them: the cost is quadratic in n. */
export function sparseOf(rows: readonly (readonly number[])[], scale = 1 / 255): SparseRows {
  const entries = rows.map((row) => [...row.keys()].filter((t) => row[t] !== 0));
  const ends = entries.map((_, i) => entries.slice(0, i + 1).flat().length);
  return {
    pointers: Uint32Array.from([0, ...ends]),
    columns: Uint16Array.from(entries.flat()),
    values: Uint8Array.from(entries.flatMap((columns, i) => columns.map((t) => rows[i]![t]!))),
    scale,
    rows: rows.length,
    cols: rows[0]!.length,
  };
}
