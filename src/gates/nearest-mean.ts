import { design } from '../math/design.js';
import type { Gate } from './contract.js';
import { type NearestState, nearestCentre, nearestTable } from './nearest.js';

/**
 * The nearest centre is responsible: each expert's centre is the mean of its rows, distance is Euclidean, ties go to the
 * lowest index (paper section 4.2, as k-means does). No randomness. Cost: O(n d) to fit, O(n k d) to use.
 */
export const nearestMean: Gate<NearestState> = {
  name: 'nearest-mean',
  about: 'the expert whose samples have the nearest mean',
  parameters: {},
  state: nearestTable,
  bind: async () => bound,
};

const bound = nearestCentre(nearestMean.name, {
  place(x, labels, sizes, centres) {
    design(x).sums(labels, centres);
    for (let at = 0; at < centres.data.length; at++) {
      centres.data[at]! /= Math.max(1, sizes[Math.floor(at / x.cols)]!);
    }
  },
  measure: (x, centres, out) => design(x).squaredDistances(centres, out),
});
