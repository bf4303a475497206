/** The fit of a model again, step by step. */
import type { Prepared } from '../datasets/prepare.js';
import type { LearningParts } from '../experiment/catalog.js';
import { encodeModel } from '../model/codec.js';
import type { Model } from '../model/contract.js';
import type { Loader } from '../model/predict.js';
import type { FitPlan } from './contract.js';
import { type Learned, learn, type Recipe } from './learn.js';
import { candidates } from './sizes.js';

/** A fit with its history, which ends at the very model. */
export interface Course extends Learned {
  readonly recipe: Recipe;
}

/** Rows up to which the course of a fit is kept: it has a label of each row for each iteration of several starts. */
export const mostCourseRows = 50_000;

/**
 * Fits a model again as its plan says, with its course kept. Which of the plan's settings held-out rows chose is not in the model:
 * they are tried in turn, until one gives the same model, to the last bit.
 * @param rows those that its final fit was given.
 * @returns null where none does, as with another major version of Node, and of too many rows.
 * Cost: a fit for each setting.
 */
export async function courseOf(
  model: Model,
  plan: FitPlan,
  prepared: Prepared,
  rows: Uint32Array,
  catalog: LearningParts,
  loader: Loader,
): Promise<Course | null> {
  if (rows.length > mostCourseRows) return null;
  const own = learntPart(model, catalog);
  for (const recipe of candidates({ ...plan, from: model.experts.length, to: model.experts.length }, catalog).flat()) {
    const learned = await learn(prepared, rows, recipe, '', catalog, loader, { keepCourse: true });
    if (learntPart(learned.model.model, catalog) === own) return { ...learned, recipe };
  }
  return null;
}

/** What of a model a fit to its rows makes. */
function learntPart(model: Model, catalog: LearningParts): string {
  const { experts, gate, encoding } = encodeModel({ ...model, origin: null }, catalog);
  return JSON.stringify([experts, gate, encoding]);
}
