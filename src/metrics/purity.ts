import type { Metric } from './contract.js';

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
