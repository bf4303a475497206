import type { ParameterTable } from '../components/contract.js';
import type { StateOf, StateTable } from '../components/state.js';
import { growTree, treeShares } from '../math/decision-tree.js';
import { unpacked } from '../math/sparse.js';
import { type Gate, heldShares, requireSamples } from './contract.js';

const parameters = {
  depth: { kind: 'integer', default: 5, min: 1, max: 50, about: 'splits from the root to a leaf, at most' },
  leaf: { kind: 'number', default: 5, above: 0, about: 'least weight of the samples of a leaf' },
} as const satisfies ParameterTable;

const state = [
  { name: 'feature', kind: 'vector', length: 'm' },
  { name: 'threshold', kind: 'vector', length: 'm' },
  { name: 'left', kind: 'vector', length: 'm' },
  { name: 'right', kind: 'vector', length: 'm' },
  { name: 'shares', kind: 'matrix', rows: 'm', cols: 'k' },
] as const satisfies StateTable;

export type TreeGateState = StateOf<typeof state>;

/**
 * A tree of splits of single features, grown on the assignment by Gini's impurity (Breiman, Friedman, Olshen and Stone 1984):
 * the responsibilities are the experts' shares in the leaf. It finds boxes where `softmax` finds half-spaces, and reads as
 * a rule. No randomness. Cost: O(depth d n log n) to fit, O(n depth) to use.
 */
export const treeGate: Gate<TreeGateState, typeof parameters> = {
  name: 'tree',
  about: 'a tree of splits of single features, grown on the assignment',
  parameters,
  state,
  layers: (tree) => [{ kind: 'tree', tree }],
  // A threshold a split; a leaf is no split, and has shares.
  freedom: ({ left, shares: { cols: k } }) => {
    const splits = left.filter((node) => node > 0).length;
    return splits + (splits + 1) * (k - 1);
  },
  memory: (_, { n, d }) => ({ bytes: 8 * n * d + 24 * n, why: `${n} samples of ${d} features, unpacked and sorted` }),
  async bind(limits) {
    return {
      name: treeGate.name,
      fit(samples) {
        requireSamples(treeGate.name, samples);
        return growTree(unpacked(samples.x), heldShares(samples), limits);
      },
      responsibilities: (tree, x, out) => treeShares(tree, unpacked(x), out),
    };
  },
};
