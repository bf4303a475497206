import type { Mixture } from '../methods/contract.js';
import type { Metric } from './contract.js';

/** An expert that holds no more than this share of the samples is starved. */
const starvedShare = 0.01;

/** The least share of the samples that an expert holds; null where no expert was fitted. */
export const smallestShare: Metric = {
  name: 'smallest_share',
  about: 'share of the training samples in the smallest cluster of the last assignment',
  parameters: {},
  summary: 'mean',
  better: 'higher',
  unit: 'share of samples',
  compute({ mixture }) {
    const shares = sharesOf(mixture);
    return shares === null ? null : Math.min(...shares);
  },
};

/** How many experts hold at most 1 % of the samples; null where no expert was fitted. */
export const starved: Metric = {
  name: 'starved',
  about: 'number of experts that hold at most 1 % of the training samples under the last assignment',
  parameters: {},
  summary: 'mean',
  better: 'lower',
  unit: 'experts',
  compute({ mixture }) {
    const shares = sharesOf(mixture);
    return shares === null ? null : shares.filter((share) => share <= starvedShare).length;
  },
};

function sharesOf({ assignment, experts }: Mixture): number[] | null {
  if (experts.length === 0) return null;
  const sizes = new Array<number>(experts.length).fill(0);
  for (const label of assignment) sizes[label]!++;
  return sizes.map((size) => size / assignment.length);
}
