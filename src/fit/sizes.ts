/** How many experts: the held-out score of each number of them, and the smallest that is as good as the best. */

import { counted } from '../counted.js';
import type { Prepared } from '../datasets/prepare.js';
import { InputError } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { mean, standardDeviation } from '../math/statistics.js';
import type { FitPlan, Score, SizeReport } from './contract.js';
import { heldOutRows } from './held-out.js';
import type { FitJob, Job } from './job-contract.js';
import type { Recipe } from './learn.js';
import { betters } from './pays.js';
import { type FitQueue, inOrder, started } from './queue.js';

/** What all fits of a plan share. */
export interface Fitting extends Pick<FitQueue, 'run'> {
  readonly prepared: Prepared;
  readonly plan: FitPlan;
  readonly catalog: LearningParts;
}

/** How a number of experts is fitted, and what held-out rows say of it. */
export interface Sized {
  readonly recipe: Recipe;
  /** Its parts are folds, deal by deal; null where nothing was held out. */
  readonly score: Score | null;
  /** Of one deal. */
  readonly folds: number;
  /** What each row of each fold of one deal cost (`FitAnswer.losses`). */
  readonly losses: readonly Float64Array[];
  /** The fewest experts that there were in a fold. */
  readonly least: number;
  /** Why more experts, which were asked for, could not be fitted. */
  readonly beyond?: string;
}

/** Folds by which the number of experts is chosen. */
export const FOLDS = 5;

/** So many times are few rows dealt to folds, until this many were held out: scores of few rows say little (Kim 2009). */
const TURNS = 3;
const ENOUGH = 500;

/** How often n rows are dealt. */
const turnsOf = (n: number): number => Math.min(TURNS, Math.ceil(ENOUGH / n));

/** One expert needs neither a gate nor a way to tell rows apart, but for the outliers that it does not have to fit. */
export function recipeOf(plan: FitPlan, k: number): Recipe {
  const { outliers = 0 } = plan.method;
  return k === 1 && outliers === 0 ? { ...plan, k, method: { name: 'single' } } : { ...plan, k };
}

/**
 * Fits each number of experts of the plan to all but one of five folds of these rows, and scores it on the fold, in turn; of few
 * rows with several deals. Where only one number is asked for, nothing is fitted. A method with settings to be tuned
 * (`Method.tunes`) is fitted with each of them. A range ends before the first number that the rows cannot hold.
 * @param of a name for the random streams of these fits.
 */
export async function sizes(fitting: Fitting, rows: Uint32Array, of: string): Promise<readonly Sized[]> {
  const { plan, prepared, catalog } = fitting;
  const tried = candidates(plan, catalog);
  if (!isChoice(tried)) return [{ recipe: tried[0]![0]!, score: null, folds: 0, losses: [], least: 0 }];
  const folds = Math.min(FOLDS, rows.length);
  const parts = dealt(prepared, rows, plan.seed).flat();
  const scored = async (recipe: Recipe): Promise<Sized> => {
    const jobs = parts.map((held, f): FitJob => ({ recipe, of: `${of}/fold ${f}`, rows, held }));
    const found = await inOrder(jobs.map(fitting.run));
    const scores = found.map(({ score }) => score);
    // Of one deal: whoever judges by them counts each row once.
    const losses = found.slice(0, folds).map((answer) => answer.losses);
    const least = Math.min(...found.map(({ experts }) => experts));
    return { recipe, score: { value: mean(scores)!, parts: scores }, folds, losses, least };
  };
  const out: Sized[] = [];
  // All at once: whoever carries them out has something to do to the end.
  for (const found of started(tried.map((recipes) => inOrder(recipes.map(scored))))) {
    try {
      const ways = await found;
      // A tree with fewer leaves is no answer to so many experts, where another way gives one.
      const whole = ways.filter(({ recipe, least }) => least === recipe.k);
      out.push(simplest(whole.length > 0 ? whole : ways));
    } catch (error) {
      // More experts than the rows can hold, of a range in which fewer could be fitted.
      const last = out.pop();
      if (!(error instanceof InputError) || last === undefined) throw error;
      out.push({ ...last, beyond: error.message });
      break;
    }
  }
  return out;
}

/** The rows of each fold, deal by deal. */
export function dealt(prepared: Prepared, rows: Uint32Array, seed: number): readonly (readonly Uint32Array[])[] {
  const folds = Math.min(FOLDS, rows.length);
  const turns = Array.from({ length: turnsOf(rows.length) }, (_, turn) => turn);
  return turns.map((turn) => heldOutRows({ kind: 'folds', folds }, { ...prepared, rows }, seed, null, turn));
}

/** Whether rows can be held out, to score a number of experts: without a gate nobody decides about them. */
export function isScored({ gate, method }: FitPlan, { methods }: LearningParts): boolean {
  return gate !== undefined || methods.get(method.name).gated;
}

/** The recipes of each number of experts of a plan, the simplest first. */
export function candidates(plan: FitPlan, catalog: LearningParts): Recipe[][] {
  const numbers = Array.from({ length: plan.to - plan.from + 1 }, (_, at) => plan.from + at);
  return numbers.map((k) => {
    const own = recipeOf(plan, k);
    const beside = k === 1 ? [] : (plan.beside ?? []).map((name) => ({ ...own, method: { name } }));
    return [...beside, ...(plan.tune ? tunings(own, catalog) : [own])];
  });
}

const isChoice = (tried: readonly (readonly Recipe[])[]): boolean => tried.length > 1 || tried[0]!.length > 1;

/**
 * How many fits choose among the candidates of a plan, and how many fit all rows.
 * @param n rows.
 */
export function fitsOf(
  plan: FitPlan,
  n: number,
  catalog: LearningParts,
): { readonly choice: number; readonly whole: number } {
  const tried = candidates(plan, catalog);
  return { choice: isChoice(tried) ? turnsOf(n) * Math.min(FOLDS, n) * tried.flat().length : 0, whole: tried.length };
}

/** What a job is called: `3 experts, lambda = 0.1, held out, fold 2`. */
export function whatOf({ recipe: { k, method }, of, ...job }: Job, { methods }: LearningParts): string {
  const tuned = Object.keys(methods.get(method.name).tunes ?? {}).map((key) => `${key} = ${method[key]}`);
  const rows = of.split('/').filter((part) => part !== '' && !['folds', 'needed'].includes(part));
  const table = 'simulated' in job ? [job.simulated!.name] : [];
  return [...table, counted(k, 'expert'), ...tuned, ...rows].join(', ');
}

/** The recipe with each of the settings that validation chooses from. */
function tunings(recipe: Recipe, { methods }: LearningParts): Recipe[] {
  return Object.entries(methods.get(recipe.method.name).tunes ?? {}).reduce<Recipe[]>(
    (all, [key, values]) =>
      all.flatMap((one) => values.map((value) => ({ ...one, method: { ...one.method, [key]: value } }))),
    [recipe],
  );
}

/** How far the score of `one` is below that of `top`, and the standard error of that; further deals hold out the same rows. */
function below(one: Sized, top: Sized): { readonly value: number; readonly error: number } {
  const short = top.score!.parts.map((value, p) => value - one.score!.parts[p]!);
  return { value: mean(short)!, error: (standardDeviation(short) ?? 0) / Math.sqrt(top.folds) };
}

function best(tried: readonly Sized[]): Sized {
  return tried.reduce((a, b) => (b.score!.value > a.score!.value ? b : a));
}

/**
 * The one-standard-error rule (Breiman, Friedman, Olshen and Stone 1984, section 3.4.3): the first of what was tried, the simplest
 * standing first, whose score is below the best by at most one standard error. The error is that of the difference, fold by
 * fold: how hard a fold is they share.
 */
export function simplest(tried: readonly Sized[]): Sized {
  if (tried.length === 1) return tried[0]!;
  const top = best(tried);
  return tried.find((one) => {
    const { value, error } = below(one, top);
    return value <= error;
  })!;
}

/**
 * The one of several numbers of experts that is taken: the simplest; and one expert, where that was tried, if more do not better
 * it by enough to say that they pay.
 * @param needed what simulations say of that, where there were any: it is theirs to say.
 */
export function chosen(tried: readonly Sized[], needed: boolean | null = null): Sized {
  const single = tried.find(({ recipe }) => recipe.k === 1);
  const several = tried.filter((one) => one !== single);
  const own = simplest(needed === true && several.length > 0 ? several : tried);
  if (single === undefined || own === single || needed === true) return own;
  if (needed === false) return single;
  return betters({ own: own.losses, single: single.losses }) ? own : single;
}

/** What is told of one of them. */
export function sizeReport(
  one: Sized,
  tried: readonly Sized[],
  criteria: { bic: number; icl: number } | null,
): SizeReport {
  return {
    ...{ k: one.recipe.k, score: one.score, below: one.score === null ? null : below(one, best(tried)) },
    ...{ bic: criteria?.bic ?? null, icl: criteria?.icl ?? null },
  };
}
