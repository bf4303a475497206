/** The fit of a model again, step by step. */
import { grouped } from '../counted.js';
import type { Prepared } from '../datasets/prepare.js';
import type { LearningParts } from '../experiment/catalog.js';
import type { BoundExpert } from '../experts/contract.js';
import { encodeModel } from '../model/codec.js';
import type { Model } from '../model/contract.js';
import { type Loader, loader } from '../model/predict.js';
import type { FitHooks, FitPlan } from './contract.js';
import { without } from './held-out.js';
import { giveWay, type Learned, learn, type Recipe } from './learn.js';
import { candidates } from './sizes.js';
import { calibrationRows } from './trust/conformal.js';

/** A fit with its history, which ends at the very model. */
export interface Course extends Learned {
  readonly recipe: Recipe;
}

/** Rows up to which the course of a fit is kept: it has a label of each row for each iteration of several starts. */
export const mostCourseRows = 50_000;

/** What a fit that is made again comes to: its course, and the expert that it fits, or why there is none. */
export type CourseFound = { readonly course: Course; readonly expert: BoundExpert } | { readonly missing: string };

/** The course of a model's fit, as a clause where it cannot be had. @throws the signal's reason where it was aborted. */
export async function courseAgain(
  model: Model,
  plan: FitPlan,
  prepared: Prepared,
  catalog: LearningParts,
  { signal }: Pick<FitHooks, 'signal'> = {},
): Promise<CourseFound> {
  const rows = without(prepared.rows, calibrationRows(prepared, plan));
  if (model.origin?.timed) return { missing: 'it ended at a time limit, and another one may end elsewhere' };
  if (rows.length > mostCourseRows)
    return {
      missing: `they are kept of up to ${grouped(mostCourseRows)} rows; this table has ${grouped(rows.length)}`,
    };
  const load = loader(catalog);
  const course = await courseOf(model, plan, prepared, rows, catalog, load, signal);
  if (course !== null) return { course, expert: await load.expert(model.expert) };
  const { moe, node } = model.origin!.versions;
  return {
    missing: `no fit with its options ends at this very model here; it was made by moe ${moe} on Node ${node}, and another version or build may end elsewhere`,
  };
}

/**
 * Fits a model again as its plan says, with its course kept. Which of the plan's settings held-out rows chose is not in the model:
 * they are tried in turn, until one gives the same model, to the last bit.
 * @param rows those that its final fit was given.
 * @returns null where none does, as with another major version of Node.
 * Cost: a fit for each setting.
 */
export async function courseOf(
  model: Model,
  plan: FitPlan,
  prepared: Prepared,
  rows: Uint32Array,
  catalog: LearningParts,
  load: Loader,
  signal?: AbortSignal,
): Promise<Course | null> {
  const own = learntPart(model, catalog);
  for (const recipe of candidates({ ...plan, from: model.experts.length, to: model.experts.length }, catalog).flat()) {
    await giveWay(signal);
    const learned = await learn(prepared, rows, recipe, '', catalog, load, { keepCourse: true });
    if (learntPart(learned.model.model, catalog) === own) return { ...learned, recipe };
  }
  return null;
}

/** What of a model a fit to its rows makes. */
function learntPart(model: Model, catalog: LearningParts): string {
  const { experts, gate, encoding } = encodeModel({ ...model, origin: null }, catalog);
  return JSON.stringify([experts, gate, encoding]);
}
