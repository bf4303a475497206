import { InputError } from '../errors.js';
import type { Gate } from './contract.js';

export interface ConstantGateState {
  /** k shares that sum to one. */
  readonly shares: Float64Array;
}

/**
 * The same responsibilities for every sample: the experts' shares of the samples that the gate learns from. What a gate
 * that looks at the features has to beat. No randomness. Cost: O(n) to fit, O(n k) to use.
 */
export const constantGate: Gate<ConstantGateState> = {
  name: 'constant',
  about: "each expert's share of the samples, whatever the features",
  parameters: {},
  bind: async () => ({
    name: constantGate.name,
    fit(x, labels, k) {
      if (x.rows === 0) throw new InputError(`gate ${constantGate.name} needs at least one sample; got 0`);
      const shares = new Float64Array(k);
      for (const label of labels) shares[label]! += 1;
      for (let j = 0; j < k; j++) shares[j]! /= labels.length;
      return { shares };
    },
    responsibilities({ shares }, x, out) {
      for (let i = 0; i < x.rows; i++) out.data.set(shares, i * out.cols);
    },
  }),
};
