/** What the last assignment is like: sizes of the clusters, and how well they are classes or known groups. */
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

/** The greatest such share: what a cap on the cluster sizes holds down. */
export const largestShare: Metric = {
  name: 'largest_share',
  about: 'share of the training samples in the largest cluster of the last assignment',
  parameters: {},
  summary: 'mean',
  better: 'none',
  unit: 'share of samples',
  compute(finished) {
    const shares = sharesOf(finished);
    return shares === null ? null : Math.max(...shares);
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
  values: 'bounded', // by 0 and k
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

/**
 * How well the clusters are the classes: the share of samples that belong to the most frequent class of their cluster.
 * It grows with k, up to 1 where every sample is alone; one cluster has the share of the most frequent class. Null for
 * regressions, and where no expert was fitted.
 */
export const purity: Metric = {
  name: 'purity',
  needs: ['classes'],
  about: 'share of training samples of the most frequent class of their cluster, under the last assignment',
  parameters: {},
  summary: 'mean',
  better: 'none',
  unit: 'share of samples',
  compute({ task: { target, y }, learnt: { assignment, model } }) {
    if (target.kind !== 'classes' || model === null) return null;
    const counts = model.experts.map(() => new Array<number>(target.labels.length).fill(0));
    assignment.forEach((j, i) => {
      counts[j]![y[i]!]!++;
    });
    return counts.reduce((sum, classes) => sum + Math.max(...classes), 0) / y.length;
  },
};

/**
 * How well the clusters are the known groups: the share of samples whose expert is matched to their group, under the
 * one-to-one matching of experts to groups that maximises it (Kuhn 1955). Null for a degenerate trial and for data
 * without known groups. With as many experts as groups, chance is a little above 1/k.
 */
export const featureMatch: Metric = {
  name: 'feature_match',
  needs: ['groups'],
  about: 'share of samples whose expert is matched one-to-one to their known group; stable trials',
  parameters: {},
  summary: 'mean',
  better: 'none',
  unit: 'share of samples',
  async compute({ task, learnt: { model, assignment, log } }) {
    if (model === null || log.degenerate !== null || task.groups === undefined) return null;
    const groupCount = task.groups.reduce((most, group) => Math.max(most, group + 1), 0);
    const counts = Array.from(model.experts, () => new Array<number>(groupCount).fill(0));
    task.groups.forEach((group, i) => {
      counts[assignment[i]!]![group]!++;
    });
    const { munkres } = await import('munkres');
    const matching = munkres(counts.map((row) => row.map((count) => -count)));
    return matching.reduce((sum, [expert, group]) => sum + counts[expert]![group]!, 0) / task.groups.length;
  },
};
