import type { StateOf, StateTable } from '../components/state.js';
import { type Gate, heldShares, heldTotals, requireSamples } from './contract.js';

const state = [{ name: 'shares', kind: 'shares', length: 'k' }] as const satisfies StateTable;

export type ConstantGateState = StateOf<typeof state>;

/**
 * The same responsibilities for every sample: the experts' shares of the weight of the samples that the gate learns from,
 * the mixing proportions of a plain mixture model. What a gate that looks at the features has to beat. No randomness.
 * Cost: O(n k).
 */
export const constantGate: Gate<ConstantGateState> = {
  name: 'constant',
  about: "each expert's share of the samples, whatever the features",
  parameters: {},
  state,
  layers: ({ shares }) => [{ kind: 'constant', values: shares }],
  freedom: ({ shares }) => shares.length - 1,
  bind: async () => ({
    name: constantGate.name,
    fit(samples) {
      requireSamples(constantGate.name, samples);
      const totals = heldTotals(heldShares(samples));
      const all = totals.reduce((sum, total) => sum + total, 0);
      return { shares: totals.map((total) => total / all) };
    },
    responsibilities({ shares }, x, out) {
      for (let i = 0; i < x.rows; i++) out.data.set(shares, i * out.cols);
    },
  }),
};
