import { blockRows } from './dense-design.js';
import { design } from './design.js';
import { tanh } from './exp.js';
import { affineOf, type Layer } from './layers.js';
import type { Matrix } from './matrix.js';
import { type Rng, uniform } from './random.js';
import type { Scores } from './scores.js';
import { addBiases } from './softmax.js';
import { linearScores } from './softmax-regression.js';
import type { Features } from './sparse.js';

/** A classifier whose scores are linear in the features or in one hidden layer tanh(W' x + b). Plain data. */
export interface NetworkState {
  /** (d + 1) x h: the hidden layer, biases in the last row; null where the scores are linear in the features. */
  readonly hidden: Matrix | null;
  /** The weights of the scores, biases in the last row: (h + 1) x c, or (d + 1) x c. */
  readonly output: Matrix;
}

/** The scores of the rows of x. Cost of a pass over m of them: O(m (d + c) h), or O(m d c). */
export function networkScores({ hidden, output }: NetworkState, x: Features): Scores {
  if (hidden === null) return linearScores(output, x);
  const [h, c] = [hidden.cols, output.cols];
  const biases = hidden.data.subarray(hidden.data.length - h);
  const scores = new Float64Array(blockRows(h) * c);
  const head: Head = { at: 0, h, c, from: { offset: 0, stride: h }, to: { offset: 0, stride: c } };
  return {
    c,
    pass(visit, rows) {
      const throughHead = (block: Float64Array, from: number, count: number) => {
        addBiases(block, count, biases);
        ahead(head, output.data, count, block, scores);
        visit(scores, from, count);
      };
      design(x).pass(hidden.data, h, throughHead, rows);
    },
  };
}

/** The same as data: from features to scores, with the sums in the same order. */
export function networkLayers({ hidden, output }: NetworkState): readonly Layer[] {
  if (hidden === null) return [affineOf(output, false)];
  return [affineOf(hidden, false), { kind: 'tanh' }, affineOf(output, true)];
}

/** Where some columns of a batch stand: those of row r begin at r * stride + offset. */
export interface Columns {
  readonly offset: number;
  readonly stride: number;
}

/** A last layer: (h + 1) x c weights at `at` in theta, biases last, from hidden columns to those of scores. */
export interface Head {
  readonly at: number;
  readonly h: number;
  readonly c: number;
  readonly from: Columns;
  readonly to: Columns;
}

/** Hidden columns become tanh of themselves; scores are linear in them. */
export function ahead(
  { at, h, c, from, to }: Head,
  theta: Float64Array,
  m: number,
  inputs: Float64Array,
  outputs: Float64Array,
): void {
  for (let r = 0, hidden = from.offset, scores = to.offset; r < m; r++, hidden += from.stride, scores += to.stride) {
    for (let o = 0; o < c; o++) outputs[scores + o] = theta[at + h * c + o]!;
    for (let q = 0, weight = at; q < h; q++) {
      const value = tanh(inputs[hidden + q]!);
      inputs[hidden + q] = value;
      for (let o = 0; o < c; o++, weight++) outputs[scores + o]! += value * theta[weight]!;
    }
  }
}

/** From slopes of scores to slopes of what the tanh was taken of, in its place; adds those of the weights. */
export function back(
  { at, h, c, from, to }: Head,
  theta: Float64Array,
  m: number,
  inputs: Float64Array,
  outputs: Float64Array,
  gradient: Float64Array,
): void {
  for (let r = 0, hidden = from.offset, scores = to.offset; r < m; r++, hidden += from.stride, scores += to.stride) {
    for (let q = 0, weight = at; q < h; q++) {
      const value = inputs[hidden + q]!;
      let sum = 0;
      for (let o = 0; o < c; o++, weight++) {
        const slope = outputs[scores + o]!;
        sum += slope * theta[weight]!;
        gradient[weight]! += slope * value;
      }
      inputs[hidden + q] = sum * (1 - value * value);
    }
    for (let o = 0; o < c; o++) gradient[at + h * c + o]! += outputs[scores + o]!;
  }
}

/**
 * Draws a layer's weights as Glorot and Bengio (2010), uniform within sqrt(6 / (inputs + outputs)), to `outputs` columns
 * of theta whose rows begin at `at`, `stride` apart; biases are left.
 */
export function drawLayer(
  rng: Rng,
  inputs: number,
  outputs: number,
  theta: Float64Array,
  at: number,
  stride: number,
): void {
  const limit = Math.sqrt(6 / (inputs + outputs));
  for (let t = 0; t < inputs; t++) {
    for (let q = 0; q < outputs; q++) theta[at + t * stride + q] = uniform(rng, -limit, limit);
  }
}
