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
