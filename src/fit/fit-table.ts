/** A mixture fitted to a table: how many experts, the fit itself, and what held-out rows say of it and of its rivals. */

import type { Prepared } from '../datasets/prepare.js';
import type { LearningParts } from '../experiment/catalog.js';
import { mean } from '../math/statistics.js';
import { type BoundModel, loader } from '../model/predict.js';
import type { Frame } from '../tables/frame.js';
import type { FitHooks, FitPlan, FitReport, Score } from './contract.js';
import { criteria } from './criteria.js';
import { heldOutRows, parseHeldOut, without } from './held-out.js';
import { score } from './judge.js';
import { type Learned, type Recipe, requireLearnable } from './learn.js';
import { paysNot } from './pays.js';
import { reportOf } from './report.js';
import { chosen, type Fitting, fitsOf, fitted, recipeOf, type Sized, sizeReport, sizes } from './sizes.js';

/** A fitted mixture, with what is told of it. */
export interface FittedTable {
  readonly model: BoundModel;
  readonly learned: Learned;
  readonly report: FitReport;
}

/**
 * Fits a plan to a prepared table: chooses the number of experts, and what the method leaves to be tuned, by five folds; fits
 * all rows by that; and, where rows are to be held out, does the same without them and scores it on them, beside one
 * expert, a tree of experts and experts of k-means clusters.
 * @param splits the file of splits that the plan names, where it does.
 * @returns equal bytes for equal table and plan, whatever the hooks, unless its time was up.
 * @throws InputError for what cannot be fitted; the signal's reason where it was aborted.
 */
export async function fitTable(
  prepared: Prepared,
  plan: FitPlan,
  catalog: LearningParts,
  hooks: FitHooks,
  splits: Frame | null,
): Promise<FittedTable> {
  for (const k of [plan.from, plan.to]) requireLearnable(recipeOf(plan, k), prepared, prepared.rows.length, catalog);
  const parts = plan.validate === '' ? [] : heldOutRows(parseHeldOut(plan.validate), prepared, plan.seed, splits);
  const { choice, whole } = fitsOf(plan, prepared.rows.length, catalog);
  const fits = { done: 0, of: parts.length * (choice + WAYS) + choice + whole };
  const fitting: Fitting = { prepared, plan, catalog, loader: loader(catalog), hooks, fits };
  const held = await heldOut(fitting, parts);
  const tried = await sizes(fitting, prepared.rows, 'folds');
  const { recipe } = chosen(tried, plan.choose);
  const learned = await fitted(fitting, prepared.rows, recipe, '');
  const report = reportOf(learned, recipe, prepared, catalog);
  const known = await sizeReports(fitting, tried, learned);
  const warning = paysNot({ ...report, held, sizes: known });
  return { model: learned.model, learned, report: { ...report, held, choose: plan.choose, sizes: known, warning } };
}

/** The mixture and its rivals. */
const WAYS = 4;

/** Other ways to fit the same rows. */
function rivals(recipe: Recipe, plan: FitPlan): Readonly<Record<'single' | 'tree' | 'kmeans', Recipe>> {
  const by = (name: string, gate?: string): Recipe => {
    const { gate: _, ...rest } = recipe;
    return { ...rest, method: { name }, ...(gate === undefined ? {} : { gate: { name: gate } }) };
  };
  return { single: recipeOf(plan, 1), tree: by('model-tree'), kmeans: by('kmeans', 'softmax') };
}

async function heldOut(fitting: Fitting, parts: readonly Uint32Array[]): Promise<FitReport['held']> {
  const { prepared } = fitting;
  if (parts.length === 0) return null;
  const scores: Record<keyof NonNullable<FitReport['held']>, number[]> = { test: [], single: [], tree: [], kmeans: [] };
  for (const [p, part] of parts.entries()) {
    const rows = without(prepared.rows, part);
    const of = parts.length === 1 ? 'held out' : `part ${p}`;
    const { recipe } = chosen(await sizes(fitting, rows, `${of}/folds`), fitting.plan.choose);
    const ways = { test: recipe, ...rivals(recipe, fitting.plan) };
    for (const [name, way] of Object.entries(ways) as [keyof typeof scores, Recipe][]) {
      const { model } = await fitted(fitting, rows, way, `${of}/${name}`);
      scores[name].push(score(model, prepared, part));
    }
  }
  const scoreOf = (all: number[]): Score => ({ value: mean(all)!, parts: all });
  return {
    test: scoreOf(scores.test),
    single: scoreOf(scores.single),
    tree: scoreOf(scores.tree),
    kmeans: scoreOf(scores.kmeans),
  };
}

/** Criteria of every number that was tried are those of a fit to all rows. */
async function sizeReports(fitting: Fitting, tried: readonly Sized[], chosen: Learned): Promise<FitReport['sizes']> {
  const { catalog, prepared } = fitting;
  const out: FitReport['sizes'][number][] = [];
  for (const one of tried) {
    const same = one.recipe.k === chosen.model.states.length;
    const learned = same ? chosen : await fitted(fitting, prepared.rows, one.recipe, '');
    out.push(sizeReport(one, criteria(learned, catalog)));
  }
  return out;
}
