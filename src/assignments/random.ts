import { below } from '../math/random.js';
import type { AssignmentRule } from './contract.js';

/**
 * Uniform labels, whatever the losses: softmax at infinite temperature. A control that shows how well experts fit
 * clusters that mean nothing. One uniform integer per sample.
 */
export const random: AssignmentRule = {
  name: 'random',
  about: 'each sample to a uniformly random expert, whatever the losses (a control)',
  parameters: {},
  draws: true,
  async bind() {
    return ({ rows: n, cols: k }, rng, labels) => {
      for (let i = 0; i < n; i++) labels[i] = below(rng, k);
    };
  },
};
