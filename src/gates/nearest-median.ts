import { absoluteDistances, medians } from '../math/medians.js';
import type { Gate } from './contract.js';
import { type NearestState, nearestCentre, nearestTable } from './nearest.js';

/**
 * The nearest centre is responsible: each expert's centre is the median of its rows, coordinate by coordinate, and the
 * distance is L1, as k-medians has it: of all points the median has the least sum of L1 distances to the rows. Ties go
 * to the lowest index (paper section 4.2). No randomness. Cost: O(n d log n) to fit, where rows are sparse
 * O(entries + k d); O(n k d) to use.
 */
export const nearestMedian: Gate<NearestState> = {
  name: 'nearest-median',
  about: 'the expert whose samples have the nearest median, in L1 distance',
  parameters: {},
  state: nearestTable,
  bind: async () => bound,
};

const bound = nearestCentre(nearestMedian.name, { place: medians, measure: absoluteDistances });
