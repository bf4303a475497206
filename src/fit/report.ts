/** What is told of a fitted mixture, in the user's units. */

import { parametersOf, parseParameters } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import type { Prepared } from '../datasets/prepare.js';
import { shown } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { likelihoodOf } from '../experts/contract.js';
import { weightsWithin } from '../methods/gated.js';
import type { Model } from '../model/contract.js';
import { featureNames } from '../tables/encode.js';
import type { Feature } from '../tables/encoding.js';
import { listed } from '../tables/header.js';
import type { ExpertReport, FitReport } from './contract.js';
import type { FittedRows } from './job-contract.js';
import { errorOf, judgeGate, metricOf, objectiveInUnits, ownLosses, sumOf } from './judge.js';
import { decided, type Learned, type Recipe } from './learn.js';
import { settingsOf } from './settings.js';
import { boundOf } from './trust/bound.js';

/** What the model alone says, over the rows that it was learned from. */
export function reportOf(
  learned: Learned,
  recipe: Recipe,
  { target, notes: unused }: Prepared,
  catalog: LearningParts,
): Omit<FittedRows['report'], 'rule'> {
  const { model, learnt, task, rows, notes } = learned;
  const { assignment, log, outside } = learnt;
  const weights = weightsWithin(task, outside);
  const losses = ownLosses(model, task, assignment);
  const { sum: objective, weight } = sumOf(losses, weights);
  const chosen = decided(learned);
  const gate = chosen === null ? null : judgeGate(model, task, chosen, weights);
  const reports = expertReports(learned, losses, weights, catalog);
  return {
    rows: rows.length,
    target: model.model.target,
    k: model.states.length,
    settings: settingsOf(model.model, recipe, catalog),
    likelihood: likelihoodOf(catalog.experts.get(model.model.expert.name), target.kind),
    objective,
    error: errorOf(model, task, assignment, weights),
    experts: reports,
    gateAccuracy: gate?.accuracy ?? null,
    split: gate?.split ?? null,
    metric: metricOf(target),
    bound: boundOf(learned, objective, catalog),
    ...startsOf(learned, catalog.methods.get(recipe.method.name).objective ?? 'losses', weight),
    notes: [
      ...unused,
      ...notes,
      ...lone(task),
      ...idle(reports),
      ...(log.degenerate === null ? [] : [log.degenerate.reason]),
    ],
    converged: log.converged,
  };
}

/** Starts that differ from the best by no more than this share of it ended at the same place. */
const NEAR = { losses: 1e-6, likelihood: 1e-4 } as const;

/** What is left of the losses of a perfect fit, as a share of the target's variance, and of slopes that are 0, in deviations. */
const ROUNDING = 1e-12;

/** How the starts ended, in the user's units. @param weight of all rows that count. */
function startsOf(
  { model: { model }, learnt: { log } }: Learned,
  kind: keyof typeof NEAR,
  weight: number,
): Pick<FitReport, 'starts' | 'reached'> {
  const { starts = [], objective: best = Math.min(...starts.map(({ objective }) => objective)) } = log;
  const near = NEAR[kind] * Math.abs(best) + ROUNDING * weight;
  const inUnits = objectiveInUnits(model.target, kind, weight);
  return {
    starts: starts.map((start) => ({ ...start, objective: inUnits(start.objective) })),
    reached: starts.filter(({ objective, dropped }) => !dropped && objective <= best + near).length,
  };
}

/** Of a class with a single row nothing can be held out that something was learned about. */
function lone({ y, target }: Task): string[] {
  if (target.kind !== 'classes') return [];
  const counts = new Uint32Array(target.labels.length);
  for (const label of y) counts[label]!++;
  const names = target.labels.filter((_, c) => counts[c] === 1).map((label) => shown(label));
  if (names.length === 0) return [];
  const which = names.length === 1 ? `class ${names[0]} has` : `classes ${listed(names)} have`;
  return [`${which} one row alone: no held-out score says how well it is predicted`];
}

/** Experts without rows are of no use. */
function idle(experts: readonly ExpertReport[]): string[] {
  const empty = experts.flatMap(({ size }, j) => (size === 0 ? [String(j)] : []));
  if (empty.length === 0) return [];
  return [`no row goes to expert${empty.length > 1 ? 's' : ''} ${empty.join(', ')}: fewer experts fit as well`];
}

/** @param losses of each row, under its own expert. */
function expertReports(
  { model, learnt: { assignment, outside } }: Learned,
  losses: Float64Array,
  weights: Float64Array | undefined,
  catalog: LearningParts,
): ExpertReport[] {
  const { model: whole, states } = model;
  const held = states.map(() => ({ size: 0, outliers: 0, sum: 0, weight: 0 }));
  assignment.forEach((j, i) => {
    const own = held[j]!;
    const weight = weights?.[i] ?? 1;
    own.size++;
    own.outliers += outside?.[i] ?? 0;
    if (weight > 0) own.sum += weight * losses[i]!;
    own.weight += weight;
  });
  const coefficients = coefficientsOf(whole, catalog);
  return held.map(({ size, outliers, sum, weight }, j) => ({
    ...{ size, share: size / assignment.length, outliers, loss: weight > 0 ? sum / weight : 0 },
    coefficients: coefficients[j]!,
  }));
}

/** The coefficients of each expert, in the user's units; null of one that has none. */
export function coefficientsOf(
  { expert, experts, encoding, target }: Model,
  catalog: LearningParts,
): readonly ExpertReport['coefficients'][] {
  const component = catalog.experts.get(expert.name);
  const parameters = parseParameters(component, parametersOf(expert), catalog);
  const names = featureNames(encoding).experts;
  return experts.map((state) =>
    inUnits(component.effects?.(state, parameters) ?? null, encoding.experts, names, target),
  );
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
    const value = Math.abs(slopes[t]!) < ROUNDING ? 0 : (scale * slopes[t]!) / feature.scale;
    return { name: names[t]!, value };
  });
  return [{ name: 'intercept', value: center + scale * base }, ...own];
}
