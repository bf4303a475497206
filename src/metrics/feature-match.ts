import type { Metric } from './contract.js';

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
