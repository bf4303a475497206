import type { ParameterTable } from '../components/contract.js';
import type { StateTable } from '../components/state.js';
import { lbfgsBytes } from '../math/lbfgs.js';
import { type NetworkState, networkLayers, networkScores } from '../math/network.js';
import { fitNetwork } from '../math/network-fit.js';
import { writeProbabilities } from '../math/scores.js';
import { type Gate, requireSamples } from './contract.js';

const parameters = {
  hidden: { kind: 'integer', default: 16, min: 1, about: 'hidden units' },
  C: { kind: 'number', about: 'weight of the losses against the penalty 1/(2C) |W|^2', default: 1, above: 0 },
  iterations: { kind: 'integer', default: 100, min: 1, about: 'at most this many of L-BFGS' },
  tolerance: { kind: 'number', default: 1e-4, min: 0, about: 'done where no entry of the gradient is larger' },
} as const satisfies ParameterTable;

/** The hidden layer and the weights of the scores, biases in the last row of each. */
const state = [
  { name: 'hidden', kind: 'matrix', rows: 'd + 1', cols: 'h' },
  { name: 'output', kind: 'matrix', rows: 'h + 1', cols: 'k' },
] as const satisfies StateTable;

/**
 * A softmax gate on one hidden layer of tanh: the responsibilities are p(j | x) of a network fitted to the assignment, hard
 * or soft. An expert without samples gets a small share, not none. Starts at the warm state, else at weights that are
 * drawn: its only randomness. Cost: O(n (d + k) hidden) an iteration.
 */
export const mlpGate: Gate<NetworkState, typeof parameters> = {
  name: 'mlp',
  about: 'network of one hidden layer of tanh on the assignment',
  parameters,
  state,
  layers: (state) => [...networkLayers(state), { kind: 'softmax' }],
  memory: ({ hidden: h }, { n, d, bytes }, k) => ({
    bytes: lbfgsBytes((d + 1) * h + (h + 1) * k) + bytes,
    why: `a fit of the gate's ${d + 1} x ${h} + ${h + 1} x ${k} weights by L-BFGS to ${n} samples`,
  }),
  async bind(settings) {
    return {
      name: mlpGate.name,
      fit(samples, rng) {
        requireSamples(mlpGate.name, samples);
        const { x, k: classes, targets, weights, warm, steps = settings.iterations } = samples;
        const iterations = Math.min(steps, settings.iterations);
        return fitNetwork({ ...settings, iterations, x, targets, weights, classes, start: warm }, rng);
      },
      responsibilities: (state, x, out) => writeProbabilities(networkScores(state, x), out),
    };
  },
};
