/** Where a model of a table comes from. */
import { clusters } from '../model/clusters.js';
import type { Model, Origin } from '../model/contract.js';
import { version } from '../version.js';
import type { FitPlan } from './contract.js';
import type { FittedTable } from './job-contract.js';
import { ownLosses } from './judge.js';
import { decided, type Learned } from './learn.js';

/** The fitted model, with where it comes from. */
export function withOrigin({ model, rows, timed, training }: FittedTable, plan: FitPlan, sha256: string): Model {
  const versions = { moe: version(), node: process.versions.node };
  return { ...model, origin: { data: { sha256, rows: rows.length }, options: plan, timed, versions, training } };
}

/** Of each expert, over the rows that the gate gives to it, as at prediction; without a gate, over those that it holds. */
export function trainingOf(learned: Learned): Origin['training'] {
  const { model, task, learnt } = learned;
  const labels = decided(learned) ?? learnt.assignment;
  const held = clusters(labels.length, model.states.length);
  held.sort(labels);
  const losses = ownLosses(model, task, labels);
  return {
    shares: Array.from(held.sizes, (size) => size / labels.length),
    losses: Array.from(held.sizes, (size, j) =>
      size === 0 ? null : held.rows(j).reduce((sum, row) => sum + losses[row]!, 0) / size,
    ),
  };
}
