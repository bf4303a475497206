import { newArena } from './kernels/arena.js';
import type { SparseRows } from './sparse.js';

/** Rows whose slopes go back together: as floats they stay in the first-level cache. */
const BLOCK = 256;
/** Classes up to which the kernels keep all sums of a row in registers. */
export const MOST_CLASSES = 16;

/**
 * The loss of softmax regression of c <= 16 classes and its gradient, as `Design.crossEntropy` has them, in single
 * precision: weights, scores and slopes are rounded to 6e-8 of themselves, and sums run in floats over a row, and over a
 * column of 256 rows; then on in doubles. The value is right to about 1e-7 of itself. It takes three quarters of the time.
 *
 * For rows that are evaluated again and again: they are unpacked into a WASM memory that goes with the returned function,
 * 19 bytes an entry.
 * @param labels class 0..c-1 of each row. @param weights of the rows; all one when absent.
 */
export function singleCrossEntropy(x: SparseRows, labels: Uint32Array, c: number, weights?: Float64Array) {
  const { rows: n, cols: d, scale } = x;
  const entries = x.columns.length;
  const quads = Math.ceil(c / 4);
  const width = 4 * quads;
  const blocks = Math.ceil(n / BLOCK);
  const arena = newArena();
  const { kernels } = arena;
  const floats = (length: number) => arena.reserve(4 * length);
  const doubles = (length: number) => arena.reserve(8 * length);
  const at = {
    ...{ pointers: arena.reserve(4 * (n + 1)), columns: arena.reserve(2 * entries), values: arena.reserve(entries) },
    ...{ rowStarts: arena.reserve(4 * (n + 1)), columnStarts: arena.reserve(4 * (d + 1) * blocks) },
    ...{ forth: arena.reserve(8 * entries), back: arena.reserve(8 * entries) },
    ...{ labels: arena.reserve(4 * n), rowWeights: floats(n), block: floats(BLOCK * width), parts: doubles(2 * BLOCK) },
    ...{ weights: floats(d * width), biases: floats(width), biasSlopes: floats(width), gradient: doubles(d * width) },
  };
  arena.integers(at.pointers, n + 1).set(x.pointers);
  arena.shorts(at.columns, entries).set(x.columns);
  arena.bytes(at.values, entries).set(x.values);
  arena.integers(at.labels, n).set(labels);
  const rowWeights = arena.floats(at.rowWeights, n);
  if (weights === undefined) rowWeights.fill(1);
  else rowWeights.set(weights);
  const rowStarts = arena.integers(at.rowStarts, n + 1);
  for (let i = 0; i <= n; i++) rowStarts[i] = at.forth + 8 * x.pointers[i]!;
  kernels.unpackRows(n, at.pointers, at.columns, at.values, at.weights, 4 * width, at.forth);
  const startsOf = (block: number) => at.columnStarts + 4 * (d + 1) * block;
  const sizeOf = (block: number) => Math.min(BLOCK, n - block * BLOCK);
  for (let b = 0, to = at.back; b < blocks; b++) {
    const { pointers, columns, values, block } = at;
    const [first, stride] = [b * BLOCK, 4 * width];
    to = kernels.transposeRows(first, sizeOf(b), d, pointers, columns, values, block, stride, startsOf(b), to);
  }
  const narrow = arena.floats(at.weights, d * width);
  const [biases, biasSlopes] = [arena.floats(at.biases, width), arena.floats(at.biasSlopes, width)];
  const [sums, parts] = [arena.doubles(at.gradient, d * width), arena.doubles(at.parts, 2 * BLOCK)];
  biases.fill(-1e30); // of classes that there are not: e to this is nothing

  return (theta: Float64Array, gradient: Float64Array): number => {
    for (let t = 0, from = 0, to = 0; t < d; t++, to += width - c) {
      for (let j = 0; j < c; j++) narrow[to++] = theta[from++]!;
    }
    for (let j = 0; j < c; j++) biases[j] = theta[d * c + j]!;
    sums.fill(0);
    gradient.fill(0, d * c);
    let loss = 0;
    for (let b = 0; b < blocks; b++) {
      const [first, count] = [b * BLOCK, sizeOf(b)];
      const [labelsHere, weightsHere] = [at.labels + 4 * first, at.rowWeights + 4 * first];
      biasSlopes.fill(0);
      kernels.sumRows(quads, count, at.rowStarts + 4 * first, scale, at.block);
      kernels.softmaxSingle(quads, count, at.block, at.biases, labelsHere, weightsHere, at.parts, at.biasSlopes);
      kernels.addColumns(quads, d, startsOf(b), scale, at.gradient);
      for (let j = 0; j < c; j++) gradient[d * c + j]! += biasSlopes[j]!;
      for (let r = 0; r < count; r++) loss += rowWeights[first + r]! * (Math.log(parts[2 * r]!) + parts[2 * r + 1]!);
    }
    for (let t = 0, from = 0, to = 0; t < d; t++, from += width - c) {
      for (let j = 0; j < c; j++) gradient[to++] = sums[from++]!;
    }
    return loss;
  };
}
