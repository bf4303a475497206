/** Batches of the rows of features as what they are multiplied by in WASM: a layer's outputs forth, its slopes back. */
import type { Arena } from './kernels/arena.js';
import type { Address, Precision } from './kernels/load.js';
import type { Matrix } from './matrix.js';
import { type Features, isSparse, type SparseRows } from './sparse.js';

/**
 * A layer of `width` outputs of the m rows of the last `gather`. Weights and gradient are (d + 1) x width, biases in the
 * last row; outputs and slopes m x width; all are doubles in the arena, row by row.
 */
export interface Batch {
  /** The number of outputs asked for, and more: columns without a meaning, which are 0 where their weights and slopes are. */
  readonly width: number;
  /** Takes these rows, distinct and at most as many as the capacity; all when absent. */
  gather(rows: Uint32Array | undefined): void;
  forth(weights: Address, outputs: Address): void;
  /** Overwrites the gradient. */
  back(slopes: Address, gradient: Address): void;
}

/**
 * A place in the arena for `capacity` rows of x. Cost of each direction: O(m d width), or O(entries width). All sparse rows
 * are copied there once, 3 bytes an entry.
 * @param precision of the products of sparse rows: `single` takes half the time. What goes in and comes out are doubles all
 * the same, and so are all products of a matrix.
 */
export function batchOf(arena: Arena, x: Features, capacity: number, columns: number, precision: Precision): Batch {
  return isSparse(x) ? sparseBatch(arena, x, capacity, columns, precision) : denseBatch(arena, x, capacity, columns);
}

function denseBatch(arena: Arena, { data, rows: n, cols: d }: Matrix, capacity: number, columns: number): Batch {
  const width = columns + (columns % 2);
  const { kernels } = arena;
  const inputs = arena.reserve(8 * capacity * d);
  let view: Float64Array | undefined;
  let m = 0;
  return {
    width,
    gather(rows) {
      view ??= arena.doubles(inputs, capacity * d);
      m = rows === undefined ? n : rows.length;
      if (rows === undefined) {
        view.set(data);
        return;
      }
      for (let r = 0, to = 0; r < m; r++) {
        for (let at = rows[r]! * d, end = at + d; at < end; at++, to++) view[to] = data[at]!;
      }
    },
    forth: (weights, outputs) => kernels.layer(m, inputs, 8 * d, d, weights, 8 * width, outputs, 8 * width),
    back: (slopes, gradient) => kernels.layerSlopes(m, inputs, 8 * d, d, slopes, 8 * width, gradient, 8 * width),
  };
}

/** Outputs of sparse rows are padded to whole tiles of the kernels. */
const TILE = 16;

function sparseBatch(arena: Arena, x: SparseRows, capacity: number, columns: number, precision: Precision): Batch {
  const { cols: d, rows: n, scale } = x;
  const width = TILE * Math.ceil(columns / TILE);
  const { kernels } = arena;
  const single = precision === 'single';
  const size = single ? 4 : 8;
  const entries = longest(x, capacity);
  const [pointers, columnsOf] = [arena.reserve(4 * (n + 1)), arena.reserve(2 * x.columns.length)];
  const values = arena.reserve(x.values.length);
  const [chosen, ends] = [arena.reserve(4 * capacity), arena.reserve(4 * (capacity + 1))];
  const starts = arena.reserve(4 * (d + 1));
  const [offsets, offsetsBack] = [arena.reserve(4 * entries), arena.reserve(4 * entries)];
  const [scaled, scaledBack] = [arena.reserve(size * entries), arena.reserve(size * entries)];
  const weightCopy = single ? arena.reserve(size * (d + 1) * width) : 0;
  const slopeCopy = single ? arena.reserve(size * capacity * width) : 0;
  const [unpack, transpose, forth, back] = single
    ? [kernels.unpackSingle, kernels.transposeSingle, kernels.forthSingle, kernels.backSingle]
    : [kernels.unpackDouble, kernels.transposeDouble, kernels.forthDouble, kernels.backDouble];
  const rounded = (at: Address, rows: number, copy: Address): Address => {
    if (!single) return at;
    kernels.demote(at, rows * width, copy);
    return copy;
  };
  let view: Uint32Array | undefined;
  let m = 0;
  return {
    width,
    gather(rows) {
      if (view === undefined) {
        view = arena.integers(chosen, capacity);
        arena.integers(pointers, n + 1).set(x.pointers);
        arena.shorts(columnsOf, x.columns.length).set(x.columns);
        arena.bytes(values, x.values.length).set(x.values);
      }
      m = rows === undefined ? n : rows.length;
      if (rows !== undefined) view.set(rows);
      else for (let r = 0; r < m; r++) view[r] = r;
      unpack(m, chosen, pointers, columnsOf, values, scale, size * width, ends, offsets, scaled);
      transpose(m, d, chosen, pointers, columnsOf, values, scale, size * width, starts, offsetsBack, scaledBack);
    },
    forth(weights, outputs) {
      forth(m, d, ends, offsets, scaled, rounded(weights, d + 1, weightCopy), size * width, outputs);
    },
    back(slopes, gradient) {
      back(m, d, starts, offsetsBack, scaledBack, rounded(slopes, m, slopeCopy), size * width, gradient);
    },
  };
}

/** The number of entries that the m longest rows have together. */
function longest({ pointers, rows }: SparseRows, m: number): number {
  const lengths = Uint32Array.from({ length: rows }, (_, i) => pointers[i + 1]! - pointers[i]!).sort();
  return lengths.subarray(Math.max(0, rows - m)).reduce((sum, length) => sum + length, 0);
}
