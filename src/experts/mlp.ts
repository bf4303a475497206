import type { ParameterTable } from '../components/contract.js';
import type { StateTable } from '../components/state.js';
import { lbfgsBytes } from '../math/lbfgs.js';
import { type NetworkState, networkLayers, networkScores } from '../math/network.js';
import { fitNetwork } from '../math/network-fit.js';
import { writeClasses, writeLosses } from '../math/scores.js';
import { classCount, type Expert } from './contract.js';

const parameters = {
  hidden: { kind: 'integer', default: 16, min: 1, about: 'hidden units' },
  C: { kind: 'number', about: 'weight of the losses against the penalty 1/(2C) |W|^2', default: 1, above: 0 },
  iterations: { kind: 'integer', default: 100, min: 1, about: 'at most this many of L-BFGS' },
  tolerance: {
    kind: 'number',
    default: 1e-4,
    min: 0,
    about: 'done where no entry of the gradient of the summed loss is larger',
  },
} as const satisfies ParameterTable;

/** The hidden layer and the weights of the scores, biases in the last row of each. */
const state = [
  { name: 'hidden', kind: 'matrix', rows: 'd + 1', cols: 'h' },
  { name: 'output', kind: 'matrix', rows: 'h + 1', cols: 'c' },
] as const satisfies StateTable;

/**
 * A network of one hidden layer of tanh: `logistic` on its values. Minimises sum_i w_i (-log p(y_i | x_i)) + 1/(2C) |W|^2
 * over the held rows, W being the weights of both layers, biases free, for all classes of the task; ends at some local
 * minimum, or on the way. The loss is -log p(y | x). Starts at the warm state, else at weights drawn from the stream.
 * Cost: O(m (d + c) hidden) an iteration, d counting the non-zero features where rows are sparse.
 */
export const mlp: Expert<NetworkState, typeof parameters> = {
  name: 'mlp',
  about: 'network of one hidden layer of tanh; loss: -log p(y | x)',
  parameters,
  target: 'classes',
  needsBothClasses: false,
  relaxable: false,
  likelihood: 'log',
  state,
  memory: ({ hidden: h }, { n, d, classes: c, bytes }) => {
    const why = `a fit of ${d + 1} x ${h} + ${h + 1} x ${c} weights by L-BFGS to ${n} samples`;
    return { bytes: lbfgsBytes((d + 1) * h + (h + 1) * c) + bytes + 4 * n, why };
  },
  layers: (state) => ({ scores: networkLayers(state), shares: [{ kind: 'softmax' }] }),
  async bind(settings) {
    return {
      name: mlp.name,
      needsBothClasses: mlp.needsBothClasses,
      likelihood: mlp.likelihood,
      weighted: true,
      fit(samples, rng, warm) {
        const { x, y: targets, rows, weights, count, ended, steps = settings.iterations } = samples;
        const classes = classCount(samples, warm?.output);
        const iterations = Math.min(steps, settings.iterations);
        return fitNetwork(
          { ...settings, iterations, x, targets, rows, weights, count, ended, classes, start: warm },
          rng,
        );
      },
      losses: (state, x, y, out, offset, stride, rows) =>
        writeLosses(networkScores(state, x), y, out, offset, stride, rows),
      predict: (state, x, out, rows) => writeClasses(networkScores(state, x), out, rows),
    };
  },
};
