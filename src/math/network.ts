import { blockRows } from './dense-design.js';
import { design } from './design.js';
import type { Matrix } from './matrix.js';
import { ahead, type Head } from './network-head.js';
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
