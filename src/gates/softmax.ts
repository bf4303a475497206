import type { ParameterTable } from '../components/contract.js';
import type { StateOf, StateTable } from '../components/state.js';
import { affineOf } from '../math/layers.js';
import { lbfgsBytes } from '../math/lbfgs.js';
import { writeClasses, writeProbabilities } from '../math/scores.js';
import { fitSoftmax, linearScores } from '../math/softmax-regression.js';
import { type Gate, requireSamples } from './contract.js';

const parameters = {
  C: { kind: 'number', about: 'weight of the losses against the penalty 1/(2C) |W|^2', default: 1, above: 0 },
  iterations: { kind: 'integer', default: 100, min: 1, about: 'at most this many of L-BFGS' },
  tolerance: { kind: 'number', default: 1e-4, min: 0, about: 'done where no entry of the gradient is larger' },
} as const satisfies ParameterTable;

/** A column of weights for each expert, and its bias in the last row. */
const state = [{ name: 'weights', kind: 'matrix', rows: 'd + 1', cols: 'k' }] as const satisfies StateTable;

export type SoftmaxGateState = StateOf<typeof state>;

/**
 * A linear softmax gate: the responsibilities are p(j | x) of multinomial logistic regression on the assignment, which
 * minimizes sum_i w_i sum_j r_ij (-log p(j | x_i)) + 1/(2C) |W|^2, biases free; with the r of soft EM this is its gate
 * step (Jordan and Jacobs 1994). An expert without samples gets a small share everywhere, not none. Starts at the warm
 * state, else at zero. No randomness. Cost: O(n d k) an iteration.
 */
export const softmaxGate: Gate<SoftmaxGateState, typeof parameters> = {
  name: 'softmax',
  about: 'multinomial logistic regression on the assignment',
  parameters,
  state,
  layers: ({ weights }) => [affineOf(weights, false), { kind: 'softmax' }],
  // Only the differences between its columns matter.
  freedom: ({ weights: { rows, cols } }) => rows * (cols - 1),
  memory: (_, { n, d, bytes }, k) => ({
    bytes: lbfgsBytes((d + 1) * k) + bytes,
    why: `a fit of the gate's ${d + 1} x ${k} weights by L-BFGS to ${n} samples`,
  }),
  async bind(settings) {
    return {
      name: softmaxGate.name,
      fit(samples) {
        requireSamples(softmaxGate.name, samples);
        const { x, k: classes, targets, weights, warm, steps = settings.iterations } = samples;
        const iterations = Math.min(steps, settings.iterations);
        return { weights: fitSoftmax({ ...settings, iterations, x, targets, weights, classes, start: warm?.weights }) };
      },
      responsibilities: ({ weights }, x, out) => writeProbabilities(linearScores(weights, x), out),
      decide: ({ weights }, x, out) => writeClasses(linearScores(weights, x), out),
    };
  },
};
