import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { Matrix } from '../math/matrix.js';
import { writeProbabilities } from '../math/scores.js';
import { fitSoftmax, linearScores } from '../math/softmax-regression.js';
import type { Gate } from './contract.js';

const parameters = {
  C: { kind: 'number', about: 'weight of the losses against the penalty 1/(2C) |W|^2', default: 1, above: 0 },
  iterations: { kind: 'integer', default: 100, min: 1, about: 'at most this many of L-BFGS' },
  tolerance: { kind: 'number', default: 1e-4, min: 0, about: 'done where no entry of the gradient is larger' },
} as const satisfies ParameterTable;

export interface SoftmaxGateState {
  /** (d + 1) x k: a column of weights for each expert, and its bias in the last row. */
  readonly weights: Matrix;
}

/**
 * A linear softmax gate: the responsibilities are p(j | x) of multinomial logistic regression on the assignment, biases
 * free. An expert without samples gets a small share everywhere, not none. No randomness. Cost: O(n d k) an iteration.
 */
export const softmaxGate: Gate<SoftmaxGateState, typeof parameters> = {
  name: 'softmax',
  about: 'multinomial logistic regression on the assignment',
  parameters,
  async bind(settings) {
    return {
      name: softmaxGate.name,
      fit(x, labels, k) {
        if (x.rows === 0) throw new InputError(`gate ${softmaxGate.name} needs at least one sample; got 0`);
        return { weights: fitSoftmax({ ...settings, x, labels, classes: k }) };
      },
      responsibilities: ({ weights }, x, out) => writeProbabilities(linearScores(weights, x), out),
    };
  },
};
