import { design } from '../math/design.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { softmaxClasses, softmaxLosses, softmaxProbabilities } from '../math/softmax-regression.js';
import type { Features } from '../math/sparse.js';
import { tanh } from '../math/tanh.js';
import type { FittedGate, Predictor } from './contract.js';

/** A softmax of linear scores, of the features or of one hidden layer tanh(W' x + b). Plain data. */
export interface NetworkState {
  /** (d + 1) x h: the hidden layer, biases in the last row; null where the scores are linear in the features. */
  readonly hidden: Matrix | null;
  /** The weights of the scores, biases in the last row: (h + 1) x c, or (d + 1) x c. */
  readonly output: Matrix;
}

/** What the last layer works on: the features, or the n x h hidden values. */
function lastInputs({ hidden }: NetworkState, x: Features): Features {
  if (hidden === null) return x;
  const h = hidden.cols;
  const bias = hidden.data.length - h;
  const out = matrix(x.rows, h);
  design(x).pass(hidden.data, h, (block, from, count) => {
    for (let r = 0, at = 0, to = from * h; r < count; r++) {
      for (let q = 0; q < h; q++, at++, to++) out.data[to] = tanh(block[at]! + hidden.data[bias + q]!);
    }
  });
  return out;
}

/** Networks as classifiers; the loss is -log p(y_i | x_i). Cost: O(n (d + c) h), or O(n d c). */
export const networkExpert = {
  name: 'network',
  losses(state: NetworkState, x: Features, y: Float64Array, out: Float64Array, offset: number, stride: number): void {
    softmaxLosses(state.output, lastInputs(state, x), y, out, offset, stride);
  },
  predict(state: NetworkState, x: Features, out: Float64Array): void {
    softmaxClasses(state.output, lastInputs(state, x), out);
  },
} satisfies Predictor<NetworkState>;

/** A network as a gate: responsibilities are its probabilities, alpha_theta(x) of section 4.1. */
export const networkGate = {
  name: 'network',
  responsibilities(state: NetworkState, x: Features, out: Matrix): void {
    softmaxProbabilities(state.output, lastInputs(state, x), out);
  },
} satisfies FittedGate<NetworkState>['bound'];
