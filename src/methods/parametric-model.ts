import { type Adam, adam } from '../math/adam.js';
import { batchOf } from '../math/batch.js';
import { newArena } from '../math/kernels/arena.js';
import type { Address, Precision } from '../math/kernels/load.js';
import { matrix } from '../math/matrix.js';
import { drawLayer, type NetworkState } from '../math/network.js';
import type { Rng } from '../math/random.js';
import { type Features, isSparse } from '../math/sparse.js';

export interface ParametricShape {
  /** Number of experts. */
  readonly k: number;
  readonly classes: number;
  /** Hidden units of the gate and of each expert; 0 for linear scores. */
  readonly gateHidden: number;
  readonly expertHidden: number;
}

/**
 * The loss of section 4.1, mean_i sum_j alpha_j(x_i) CE_j(x_i, y_i), and the mean of alpha, as functions of one vector
 * theta over batches of the rows of x. No call allocates anything that grows with them.
 */
export interface ParametricModel {
  /** p, the length of theta: some of its entries may have no meaning, and stay 0. */
  readonly size: number;
  /** Draws the weights of each layer (`drawLayer`); biases are 0. */
  start(rng: Rng): Float64Array;
  /** Its theta and gradient are taken by `forward` and `backward` without a copy. */
  readonly optimizer: Adam;
  /** The mean loss over these rows, distinct and at most `batch` of them; all when absent. */
  forward(theta: Float64Array, rows?: Uint32Array): number;
  /** k mean responsibilities of the last `forward`. */
  readonly shares: Float64Array;
  /**
   * Writes the gradient of `weight` times the mean loss + sum_j forces_j shares_j, at the point and rows of the last
   * `forward`, once for each.
   */
  backward(theta: Float64Array, weight: number, forces: Float64Array, gradient: Float64Array): void;
  /** Copies of the parts of theta as networks of their own. */
  gate(theta: Float64Array): NetworkState;
  expert(theta: Float64Array, j: number): NetworkState;
}

/** Columns of the rows of a block: those of row r begin at `at` + r * stride, bytes. */
interface Columns {
  readonly at: Address;
  readonly stride: number;
}

/** A last layer: (h + 1) x width weights at `at` in theta, biases last, from hidden columns to c of scores. */
interface Head {
  readonly at: number;
  readonly h: number;
  readonly c: number;
  readonly width: number;
  readonly from: Columns;
  readonly to: Columns;
}

/** Pairs of columns are computed at once: an odd last one has a companion of no meaning. */
const even = (columns: number) => columns + (columns % 2);

/**
 * All networks share one first layer, so that the features are read once: theta begins with d + 1 rows of weights, the
 * columns of the gate and then of each expert, biases in the last row; the heads of those with hidden units follow. All
 * is computed by kernels in one WASM memory. Cost of each direction for m rows: O(m d p) and m k c exponentials. Memory:
 * O(batch p).
 */
export function parametricModel(
  x: Features,
  y: Float64Array,
  batch: number,
  shape: ParametricShape,
  precision: Precision = 'double',
): ParametricModel {
  const { k, classes: c, gateHidden, expertHidden } = shape;
  const [n, d] = [x.rows, x.cols];
  const [gateWidth, expertWidth] = [gateHidden || k, expertHidden || c];
  const arena = newArena();
  const { kernels } = arena;
  const { mix, unmix } = kernels;
  const layer = batchOf(arena, x, batch, gateWidth + k * expertWidth, precision);
  const p = layer.width;
  const block = even(batch); // the kernels of the mixture take rows in pairs
  const doubles = (length: number) => arena.reserve(8 * length);
  const first = doubles(block * p);

  const columns = (offset: number): Columns => ({ at: first + 8 * offset, stride: 8 * p });
  const expertColumns = (j: number): Columns => columns(gateWidth + j * expertWidth);
  let size = (d + 1) * p;
  const head = (h: number, outputs: number, from: Columns, to: Columns): Head => {
    const [at, width] = [size, even(outputs)];
    size += (h + 1) * width;
    return { at, h, c: outputs, width, from, to };
  };
  const last = (width: number): Columns => ({ at: doubles(block * width), stride: 8 * width });
  const experts = Array.from({ length: k }, (_, j) => j);
  const gates = gateHidden > 0 ? last(even(k)) : columns(0);
  const gateHead = gateHidden > 0 ? head(gateHidden, k, columns(0), gates) : null;
  const scores = expertHidden > 0 ? last(k * even(c)) : expertColumns(0);
  const width = 8 * (expertHidden > 0 ? even(c) : c);
  const expertHeads =
    expertHidden > 0
      ? experts.map((j) => head(expertHidden, c, expertColumns(j), { ...scores, at: scores.at + j * width }))
      : [];
  const heads = gateHead === null ? expertHeads : [gateHead, ...expertHeads];

  const [alpha, losses, residuals] = [doubles(block * k), doubles(block * k), doubles(block * k * c)];
  const [sharePairs, forcesAt, scratch] = [doubles(2 * k), doubles(k), doubles(2 * c)];
  const labelsAt = arena.reserve(4 * block);
  const optimizer = adam(size, { precision: isSparse(x) ? precision : 'double' }, arena);
  const [pairs, ownForces] = [arena.doubles(sharePairs, 2 * k), arena.doubles(forcesAt, k)];
  const labels = arena.integers(labelsAt, block);
  const shares = new Float64Array(k);
  let m = 0;
  let whole = false;

  /** Brings the rows and their labels to where the kernels are, unless all are there. */
  function gather(rows: Uint32Array | undefined): void {
    if (rows === undefined && whole) return;
    whole = rows === undefined;
    m = rows === undefined ? n : rows.length;
    layer.gather(rows);
    for (let r = 0; r < m; r++) labels[r] = y[rows === undefined ? r : rows[r]!]!;
  }

  /** The head's weights, or their slopes, in a vector like theta that begins there. */
  const within = (vector: Address, { at }: Head): Address => vector + 8 * at;

  function network(theta: Float64Array, from: number, width: number, own: Head | undefined | null): NetworkState {
    const part = (rows: number, cols: number, at: number, stride: number) => {
      const out = matrix(rows, cols);
      for (let t = 0, of = at; t < rows; t++, of += stride) out.data.set(theta.subarray(of, of + cols), t * cols);
      return out;
    };
    const layer = part(d + 1, width, from, p);
    if (own === undefined || own === null) return { hidden: null, output: layer };
    return { hidden: layer, output: part(own.h + 1, own.c, own.at, own.width) };
  }

  return {
    size,
    optimizer,
    shares,
    start(rng) {
      const theta = new Float64Array(size);
      const widths = [gateWidth, ...experts.map(() => expertWidth)];
      widths.reduce((from, width) => {
        drawLayer(rng, d, width, theta, from, p);
        return from + width;
      }, 0);
      for (const { at, h, c: outputs, width: stride } of heads) drawLayer(rng, h, outputs, theta, at, stride);
      return theta;
    },
    forward(theta, rows) {
      if (theta !== optimizer.theta) optimizer.theta.set(theta);
      gather(rows);
      layer.forth(optimizer.at.theta, first);
      if (gateHidden > 0) kernels.squash(m, first, 8 * p, gateWidth);
      if (expertHidden > 0) kernels.squash(m, expertColumns(0).at, 8 * p, k * expertWidth);
      for (const one of heads) {
        const { h, from, to, width } = one;
        kernels.layer(m, from.at, from.stride, h, within(optimizer.at.theta, one), 8 * width, to.at, to.stride);
      }
      pairs.fill(0);
      const { at, stride } = scores;
      const sum = mix(
        m,
        k,
        c,
        gates.at,
        gates.stride,
        at,
        stride,
        width,
        labelsAt,
        alpha,
        losses,
        residuals,
        sharePairs,
        scratch,
      );
      for (let j = 0; j < k; j++) shares[j] = (pairs[2 * j]! + pairs[2 * j + 1]!) / m;
      return sum / m;
    },
    backward(theta, weight, forces, gradient) {
      if (theta !== optimizer.theta) optimizer.theta.set(theta);
      ownForces.set(forces);
      const { at, stride } = scores;
      unmix(m, k, c, gates.at, gates.stride, at, stride, width, alpha, losses, residuals, weight, forcesAt, m);
      for (const one of heads) {
        const { h, from, to, width } = one;
        const [weights, slopes] = [within(optimizer.at.theta, one), within(optimizer.at.gradient, one)];
        kernels.layerSlopes(m, from.at, from.stride, h, to.at, to.stride, slopes, 8 * width);
        kernels.unsquash(m, from.at, from.stride, h, weights, 8 * width, to.at, to.stride);
      }
      layer.back(first, optimizer.at.gradient);
      if (gradient !== optimizer.gradient) gradient.set(optimizer.gradient);
    },
    gate: (theta) => network(theta, 0, gateWidth, gateHead),
    expert: (theta, j) => network(theta, gateWidth + j * expertWidth, expertWidth, expertHeads[j]),
  };
}
