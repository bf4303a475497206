/** What is told of a fitted mixture, in the user's units. */

import type { Prepared } from '../datasets/prepare.js';
import type { LearningParts } from '../experiment/catalog.js';
import { totalLoss } from '../model/predict.js';
import { featureNames } from '../tables/encode.js';
import type { Feature } from '../tables/encoding.js';
import type { ExpertReport, FitReport } from './contract.js';
import { errorOf, lossSplit, lossUnit, metricOf } from './judge.js';
import { decided, type Learned } from './learn.js';

/** What the model alone says, over the rows that it was learned from. */
export function reportOf(
  learned: Learned,
  { target, notes: unused }: Prepared,
  { experts }: Pick<LearningParts, 'experts'>,
): Omit<FitReport, 'held' | 'sizes' | 'warning'> {
  const { model, learnt, task, rows, notes } = learned;
  const { assignment, log } = learnt;
  const chosen = decided(learned);
  const reports = expertReports(learned, experts);
  const objective = lossUnit(model.model) * totalLoss(task, assignment, model);
  return {
    rows: rows.length,
    target: model.model.target,
    k: model.states.length,
    objective,
    error: errorOf(model, task, assignment),
    experts: reports,
    gateAccuracy: chosen === null ? null : shareEqual(chosen, assignment),
    split: chosen === null ? null : lossSplit(model, task, chosen),
    metric: metricOf(target),
    starts: (log.starts ?? []).map((start) => ({ ...start, objective: lossUnit(model.model) * start.objective })),
    notes: [...unused, ...notes, ...idle(reports), ...(log.degenerate === null ? [] : [log.degenerate.reason])],
    converged: log.converged,
  };
}

/** Experts without rows are of no use. */
function idle(experts: readonly ExpertReport[]): string[] {
  const empty = experts.flatMap(({ size }, j) => (size === 0 ? [String(j)] : []));
  if (empty.length === 0) return [];
  return [`no row goes to expert${empty.length > 1 ? 's' : ''} ${empty.join(', ')}: fewer experts fit as well`];
}

function expertReports(
  { model, learnt: { assignment }, task }: Learned,
  experts: LearningParts['experts'],
): ExpertReport[] {
  const { states, expert, model: whole } = model;
  const n = assignment.length;
  const own = new Float64Array(n);
  const { effects } = experts.get(whole.expert.name);
  const names = featureNames(whole.encoding).experts;
  return states.map((state, j) => {
    const held = Uint32Array.from(assignment.keys()).filter((i) => assignment[i] === j);
    expert.losses(state, task.x, task.y, own, 0, 1, held);
    const sum = own.subarray(0, held.length).reduce((all, loss) => all + loss, 0);
    return {
      size: held.length,
      share: held.length / n,
      loss: held.length === 0 ? 0 : (lossUnit(whole) * sum) / held.length,
      coefficients: inUnits(effects?.(state) ?? null, whole.encoding.experts, names, whole.target),
    };
  });
}

/** A linear score in standardized features as one in the user's units; null for none. */
function inUnits(
  score: { readonly intercept: number; readonly slopes: Float64Array } | null,
  features: readonly Feature[],
  names: readonly string[],
  target: FitReport['target'],
): ExpertReport['coefficients'] {
  if (score === null) return null;
  const { intercept, slopes } = score;
  const [center, scale] = target.kind === 'regression' ? [target.center, target.scale] : [0, 1];
  let base = intercept;
  const own = features.slice(0, slopes.length).map((feature, t) => {
    base -= (slopes[t]! * feature.center) / feature.scale;
    return { name: names[t]!, value: (scale * slopes[t]!) / feature.scale };
  });
  return [{ name: 'intercept', value: center + scale * base }, ...own];
}

function shareEqual(a: Uint32Array, b: Uint32Array): number {
  return a.filter((value, i) => value === b[i]).length / a.length;
}
