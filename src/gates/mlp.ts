import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import { type NetworkState, networkScores } from '../math/network.js';
import { fitNetwork } from '../math/network-fit.js';
import { writeProbabilities } from '../math/scores.js';
import type { Gate } from './contract.js';

const parameters = {
  hidden: { kind: 'integer', default: 16, min: 1, about: 'hidden units' },
  C: { kind: 'number', about: 'weight of the losses against the penalty 1/(2C) |W|^2', default: 1, above: 0 },
  iterations: { kind: 'integer', default: 100, min: 1, about: 'at most this many of L-BFGS' },
  tolerance: { kind: 'number', default: 1e-4, min: 0, about: 'done where no entry of the gradient is larger' },
} as const satisfies ParameterTable;

/**
 * A softmax gate on one hidden layer of tanh: the responsibilities are p(j | x) of a network fitted to the assignment. An
 * expert without samples gets a small share, not none. Random draws: the weights to start from. Cost: O(n (d + k) hidden)
 * an iteration.
 */
export const mlpGate: Gate<NetworkState, typeof parameters> = {
  name: 'mlp',
  about: 'network of one hidden layer of tanh on the assignment',
  parameters,
  async bind(settings) {
    return {
      name: mlpGate.name,
      fit(x, labels, k, rng) {
        if (x.rows === 0) throw new InputError(`gate ${mlpGate.name} needs at least one sample; got 0`);
        return fitNetwork({ ...settings, x, labels, classes: k }, rng);
      },
      responsibilities: (state, x, out) => writeProbabilities(networkScores(state, x), out),
    };
  },
};
