import type { ParameterTable } from '../components/contract.js';
import type { Finished, Metric } from './contract.js';

const starving = {
  share: { kind: 'number', min: 0, max: 1, default: 0.01, about: 'an expert that holds no more than this is starved' },
} as const satisfies ParameterTable;

/** The least share of the samples that an expert holds; null where no expert was fitted. */
export const smallestShare: Metric = {
  name: 'smallest_share',
  about: 'share of the training samples in the smallest cluster of the last assignment',
  parameters: {},
  summary: 'mean',
  better: 'higher',
  unit: 'share of samples',
  compute(finished) {
    const shares = sharesOf(finished);
    return shares === null ? null : Math.min(...shares);
  },
};

/** How many experts hold next to nothing; null where no expert was fitted. */
export const starved: Metric<typeof starving> = {
  name: 'starved',
  about: 'number of experts that hold at most 1 % of the training samples under the last assignment',
  parameters: starving,
  summary: 'mean',
  better: 'lower',
  unit: 'experts',
  compute(finished, { share: most }) {
    const shares = sharesOf(finished);
    return shares === null ? null : shares.filter((share) => share <= most).length;
  },
};

function sharesOf({ learnt: { assignment, model } }: Finished): number[] | null {
  if (model === null) return null;
  const sizes = new Array<number>(model.experts.length).fill(0);
  for (const label of assignment) sizes[label]!++;
  return sizes.map((size) => size / assignment.length);
}
