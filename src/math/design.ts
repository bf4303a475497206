/** The products of features: of sparse rows by the WASM kernels, on a copy of the rows in a WASM memory of their own. */
import { blockRows, crossEntropyOf, type Design, denseDesign, type Visit } from './dense-design.js';
import { FREE, loadKernels } from './kernels/load.js';
import { type Features, isSparse, type SparseRows } from './sparse.js';

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

const PAGE = 65_536;
/** Kernels read and write half a pair of columns beyond a matrix. */
const MARGIN = 16;

const aligned = (address: number) => Math.ceil(address / 16) * 16;

/**
 * Copies the rows into a new memory, which goes with the returned object: 4 n + 3 entries bytes, and the workspace of the
 * widest pass so far, about 16 c d bytes.
 */
function sparseDesign(x: SparseRows): Design {
  const { rows: n, cols: d, scale } = x;
  const pointers = FREE;
  const columns = aligned(pointers + x.pointers.byteLength);
  const values = aligned(columns + x.columns.byteLength);
  const free = aligned(values + x.values.byteLength);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(free / PAGE) });
  new Uint32Array(memory.buffer, pointers).set(x.pointers);
  new Uint16Array(memory.buffer, columns).set(x.columns);
  new Uint8Array(memory.buffer, values).set(x.values);
  const { multiply, addTransposed, addRows, softmax } = loadKernels(memory);
  let work = workspace(memory, free, d, 1);
  let busy = false;
  let squares: Float64Array | undefined;

  /** Sets up a workspace for c columns and runs `visit` on each block of the rows, whose indices then stand in it. */
  function eachBlock(
    weights: Float64Array | null,
    c: number,
    rows: Uint32Array | undefined,
    visit: (from: number, count: number) => void,
  ): void {
    if (busy) throw new Error('a pass over sparse rows began within another one over the same rows');
    if (work.c !== c) work = workspace(memory, free, d, c);
    if (weights !== null) work.weights.set(weights.subarray(0, work.weights.length));
    work.gradient.fill(0);
    busy = true;
    try {
      const m = rows === undefined ? n : rows.length;
      for (let from = 0; from < m; from += work.size) {
        const count = Math.min(work.size, m - from);
        for (let r = 0; r < count; r++) work.rows[r] = rows === undefined ? from + r : existing(rows[from + r]!, n);
        visit(from, count);
      }
    } finally {
      busy = false;
    }
  }

  const made: Design = {
    rows: n,
    cols: d,
    pass(weights, c, visit, rows, gradient) {
      eachBlock(weights, c, rows, (from, count) => {
        const { at, block } = work;
        if (weights !== null) multiply(pointers, columns, values, at.rows, count, scale, at.weights, c, at.block);
        visit(block, from, count);
        if (gradient !== undefined)
          addTransposed(pointers, columns, values, at.rows, count, scale, at.block, c, at.gradient);
      });
      gradient?.set(work.gradient.subarray(0, d * c));
    },
    crossEntropy(...given) {
      const [theta, c, targets, gradient, rows, weights] = given;
      if (targets instanceof Float64Array) return crossEntropyOf(made, ...given);
      let loss = 0;
      eachBlock(theta, c, rows, (from, count) => {
        const { at, parts } = work;
        for (let r = 0; r < count; r++) {
          work.labels[r] = existing(targets[from + r]!, c);
          work.rowWeights[r] = weights === undefined ? 1 : weights[from + r]!;
        }
        multiply(pointers, columns, values, at.rows, count, scale, at.weights, c, at.block);
        softmax(at.block, count, c, at.biases, at.labels, at.rowWeights, at.parts, at.biasSlopes);
        addTransposed(pointers, columns, values, at.rows, count, scale, at.block, c, at.gradient);
        let sum = 0; // not `loss`: a number that a closure shares is allocated anew whenever it changes
        for (let r = 0; r < count; r++) sum += work.rowWeights[r]! * (Math.log(parts[2 * r]!) + parts[2 * r + 1]!);
        loss += sum;
      });
      gradient.set(work.gradient);
      return loss;
    },
    squaredDistances({ data, rows: k }, out, rows) {
      squares ??= squaredNorms(x);
      const own = squares;
      const theirs = new Float64Array(k);
      const weights = new Float64Array(d * k);
      for (let j = 0, from = 0; j < k; j++) {
        for (let t = 0; t < d; t++, from++) {
          theirs[j]! += data[from]! * data[from]!;
          weights[t * k + j] = data[from]!;
        }
      }
      const visit: Visit = (block, from, count) => {
        for (let r = 0, at = 0, to = from * k; r < count; r++) {
          const square = own[rows === undefined ? from + r : rows[from + r]!]!;
          for (let j = 0; j < k; j++, at++, to++) out.data[to] = Math.max(0, square + theirs[j]! - 2 * block[at]!);
        }
      };
      made.pass(weights, k, visit, rows);
    },
    sums(labels, out, rows) {
      eachBlock(null, out.rows, rows, (from, count) => {
        for (let r = 0; r < count; r++) work.labels[r] = existing(labels[from + r]!, out.rows);
        addRows(pointers, columns, values, work.at.rows, count, work.at.labels, d, work.at.gradient);
      });
      for (let at = 0; at < out.data.length; at++) out.data[at] = scale * work.gradient[at]!;
    },
  };
  return made;
}

/** |x_i|^2 of each row; exact but for the scaling. */
function squaredNorms({ pointers, values, scale, rows }: SparseRows): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let e = pointers[i]!; e < pointers[i + 1]!; e++) sum += values[e]! * values[e]!;
    return scale * scale * sum;
  });
}

/**
 * Where a pass of c columns keeps what it needs, from `free` on; the memory grows where it is too small. Weights and
 * gradient have a row more than there are features, for biases.
 */
function workspace(memory: WebAssembly.Memory, free: number, d: number, c: number) {
  const size = blockRows(c);
  const rows = free;
  const labels = aligned(rows + 4 * size);
  const rowWeights = aligned(labels + 4 * size);
  const parts = aligned(rowWeights + 8 * size);
  const block = aligned(parts + 16 * size);
  const weights = aligned(block + 8 * size * c);
  const gradient = aligned(weights + 8 * (d + 1) * c + MARGIN);
  const missing = gradient + 8 * (d + 1) * c + MARGIN - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  const [biases, biasSlopes] = [weights + 8 * d * c, gradient + 8 * d * c];
  const doubles = (at: number, length: number) => new Float64Array(memory.buffer, at, length);
  return {
    c,
    size,
    at: { rows, labels, rowWeights, parts, block, weights, biases, gradient, biasSlopes },
    rows: new Uint32Array(memory.buffer, rows, size),
    labels: new Uint32Array(memory.buffer, labels, size),
    rowWeights: doubles(rowWeights, size),
    parts: doubles(parts, 2 * size),
    block: doubles(block, size * c),
    weights: doubles(weights, (d + 1) * c),
    gradient: doubles(gradient, (d + 1) * c),
  };
}

/** The kernels read whatever memory a wrong index points to. */
function existing(index: number, count: number): number {
  if (index >= count) throw new RangeError(`index must be below ${count}; got ${index}`);
  return index;
}
