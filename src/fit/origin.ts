/** Where a model of a table comes from. */
import { clusters } from '../model/clusters.js';
import type { Model, Origin } from '../model/contract.js';
import { version } from '../version.js';
import type { FitPlan } from './contract.js';
import type { FittedTable } from './job-contract.js';
import { lossUnit } from './judge.js';
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
  const k = model.states.length;
  const held = clusters(labels.length, k);
  held.sort(labels);
  const own = new Float64Array(labels.length);
  const losses = Array.from({ length: k }, (_, j) => {
    const rows = held.rows(j);
    if (rows.length === 0) return null;
    model.expert.losses(model.states[j], task.x, task.y, own, 0, 1, rows);
    return (lossUnit(model.model) * own.subarray(0, rows.length).reduce((sum, loss) => sum + loss, 0)) / rows.length;
  });
  return { shares: Array.from(held.sizes, (size) => size / labels.length), losses };
}
