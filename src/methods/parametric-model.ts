import { design } from '../math/design.js';
import { matrix } from '../math/matrix.js';
import { ahead, back, type Columns, drawLayer, type Head, type NetworkState } from '../math/network.js';
import type { Rng } from '../math/random.js';
import { toProbabilities } from '../math/softmax.js';
import type { Features } from '../math/sparse.js';

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
  /** p, the length of theta. */
  readonly size: number;
  /** Draws the weights of each layer (`drawLayer`); biases are 0. */
  start(rng: Rng): Float64Array;
  /** The mean loss over these rows, at most `batch` of them; all when absent. */
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

/** Columns with the values that they stand in. */
interface Values extends Columns {
  readonly values: Float64Array;
}

interface OwnHead extends Head {
  readonly from: Values;
  readonly to: Values;
}

/**
 * All networks share one first layer, so that the features are read once: theta begins with (d + 1) x p weights, the
 * columns of the gate and then of each expert, biases in the last row; the heads of those with hidden units follow. Cost
 * of each direction for m rows: O(m d p) and m k c exponentials. Memory: O(batch p).
 */
export function parametricModel(x: Features, y: Float64Array, batch: number, shape: ParametricShape): ParametricModel {
  const { k, classes: c, gateHidden, expertHidden } = shape;
  const data = design(x);
  const [n, d] = [x.rows, x.cols];
  const [gateWidth, expertWidth] = [gateHidden || k, expertHidden || c];
  const p = gateWidth + k * expertWidth;
  const first = new Float64Array(batch * p);
  const bias = d * p;

  const columns = (offset: number): Values => ({ values: first, offset, stride: p });
  const expertColumns = (j: number): Values => columns(gateWidth + j * expertWidth);
  let size = bias + p;
  const head = (h: number, outputs: number, from: Values, to: Values): OwnHead => {
    const at = size;
    size += (h + 1) * outputs;
    return { at, h, c: outputs, from, to };
  };
  const last = (width: number): Values => ({ values: new Float64Array(batch * width), offset: 0, stride: width });
  const gateScores = gateHidden > 0 ? last(k) : columns(0);
  const gateHead = gateHidden > 0 ? head(gateHidden, k, columns(0), gateScores) : null;
  const expertScores = expertHidden > 0 ? last(k * c) : expertColumns(0);
  const scoresOf = (j: number): Values => ({ ...expertScores, offset: expertScores.offset + j * c });
  const experts = Array.from({ length: k }, (_, j) => j);
  const expertHeads = expertHidden > 0 ? experts.map((j) => head(expertHidden, c, expertColumns(j), scoresOf(j))) : [];
  const heads = gateHead === null ? expertHeads : [gateHead, ...expertHeads];

  const alpha = new Float64Array(batch * k);
  const losses = new Float64Array(batch * k);
  const shares = new Float64Array(k);
  let chosen: Uint32Array | undefined;
  let m = 0;

  /** Losses and responsibilities from scores; those of the experts turn into probabilities less 1 at the label. */
  function mix(): number {
    shares.fill(0);
    let sum = 0;
    for (let r = 0, row = 0; r < m; r++, row += k) {
      const label = y[chosen === undefined ? r : chosen[r]!]!;
      const scores = gateScores.offset + r * gateScores.stride;
      for (let j = 0; j < k; j++) alpha[row + j] = gateScores.values[scores + j]!;
      toProbabilities(alpha, row, k, 0, 1);
      let at = expertScores.offset + r * expertScores.stride;
      for (let j = 0; j < k; j++, at += c) {
        const loss = toProbabilities(expertScores.values, at, c, label, 1);
        expertScores.values[at + label]! -= 1;
        losses[row + j] = loss;
        sum += alpha[row + j]! * loss;
        shares[j]! += alpha[row + j]!;
      }
    }
    for (let j = 0; j < k; j++) shares[j]! /= m;
    return sum / m;
  }

  /** Scores, in place, turn into the slopes with respect to them. */
  function unmix(weight: number, forces: Float64Array): void {
    for (let r = 0, row = 0; r < m; r++, row += k) {
      let mean = 0;
      for (let j = 0; j < k; j++) mean += alpha[row + j]! * (weight * losses[row + j]! + forces[j]!);
      const scores = gateScores.offset + r * gateScores.stride;
      let at = expertScores.offset + r * expertScores.stride;
      for (let j = 0; j < k; j++) {
        const share = alpha[row + j]! / m;
        gateScores.values[scores + j] = share * (weight * losses[row + j]! + forces[j]! - mean);
        for (const end = at + c; at < end; at++) expertScores.values[at]! *= weight * share;
      }
    }
  }

  function network(theta: Float64Array, from: number, width: number, own: OwnHead | undefined | null): NetworkState {
    const layer = matrix(d + 1, width);
    for (let t = 0; t <= d; t++) layer.data.set(theta.subarray(t * p + from, t * p + from + width), t * width);
    if (own === undefined || own === null) return { hidden: null, output: layer };
    const rows = own.h + 1;
    return { hidden: layer, output: matrix(rows, own.c, theta.slice(own.at, own.at + rows * own.c)) };
  }

  return {
    size,
    shares,
    start(rng) {
      const theta = new Float64Array(size);
      const widths = [gateWidth, ...experts.map(() => expertWidth)];
      widths.reduce((from, width) => {
        drawLayer(rng, d, width, theta, from, p);
        return from + width;
      }, 0);
      for (const { at, h, c: outputs } of heads) drawLayer(rng, h, outputs, theta, at, outputs);
      return theta;
    },
    forward(theta, rows) {
      chosen = rows;
      m = rows === undefined ? n : rows.length;
      data.pass(
        theta,
        p,
        (block, from, count) => {
          for (let r = 0, at = 0, to = from * p; r < count; r++) {
            for (let q = 0; q < p; q++, at++, to++) first[to] = block[at]! + theta[bias + q]!;
          }
        },
        rows,
      );
      for (const one of heads) ahead(one, theta, m, one.from.values, one.to.values);
      return mix();
    },
    backward(theta, weight, forces, gradient) {
      unmix(weight, forces);
      gradient.fill(0);
      for (const one of heads) back(one, theta, m, one.from.values, one.to.values, gradient);
      data.pass(
        null,
        p,
        (block, from, count) => {
          for (let r = 0, at = 0, to = from * p; r < count; r++) {
            for (let q = 0; q < p; q++, at++, to++) {
              const slope = first[to]!;
              block[at] = slope;
              gradient[bias + q]! += slope;
            }
          }
        },
        chosen,
        gradient,
      );
    },
    gate: (theta) => network(theta, 0, gateWidth, gateHead),
    expert: (theta, j) => network(theta, gateWidth + j * expertWidth, expertWidth, expertHeads[j]),
  };
}
