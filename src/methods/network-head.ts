import { tanh } from '../math/tanh.js';

/** Some columns of a batch's values: those of row r begin at r * stride + offset. */
export interface Columns {
  readonly values: Float64Array;
  readonly offset: number;
  readonly stride: number;
}

/** A last layer: (h + 1) x c weights at `at` in theta, biases last, from hidden columns to scores. */
export interface Head {
  readonly at: number;
  readonly h: number;
  readonly c: number;
  readonly from: Columns;
  readonly to: Columns;
}

/** Hidden columns become tanh of themselves; scores are linear in them. */
export function ahead({ at, h, c, from, to }: Head, theta: Float64Array, m: number): void {
  const [inputs, outputs] = [from.values, to.values];
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
export function back({ at, h, c, from, to }: Head, theta: Float64Array, m: number, gradient: Float64Array): void {
  const [inputs, outputs] = [from.values, to.values];
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
