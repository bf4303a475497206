/** A mixture fitted to a table: how many experts, the fit itself, and what held-out rows say of it and of its rivals. */

import { counted } from '../counted.js';
import type { Prepared } from '../datasets/prepare.js';
import { InputError } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { checkRules } from '../experiment/spec/cells.js';
import { mean } from '../math/statistics.js';
import type { Needed, Trust } from '../model/trust-contract.js';
import type { Frame } from '../tables/frame.js';
import { countedRows } from './bounds.js';
import { lanesHere } from './carry-out.js';
import type { FitHooks, FitPlan, FitReport, Score, ToldTrust } from './contract.js';
import { heldOutRows, parseHeldOut, without } from './held-out.js';
import type { FitAnswer, FitJob, FitLanes, FittedRows, FittedTable } from './job-contract.js';
import { type Recipe, requireLearnable } from './learn.js';
import { type HeldLosses, isNeeded, verdictOf } from './pays.js';
import { fitQueue, inOrder, started } from './queue.js';
import { chosen, type Fitting, fitsOf, recipeOf, sizeReport, sizes, whatOf } from './sizes.js';
import { needed, neededFits } from './trust/needed.js';
import { requireRows } from './trust/simulable.js';

/**
 * Fits a plan to a prepared table: chooses the number of experts, and what the method leaves to be tuned, by five folds; fits
 * all rows by that; and, where rows are to be held out, does the same without them and scores it on them, beside one
 * expert, a tree of experts and experts of k-means clusters.
 * @param splits the file of splits that the plan names, where it does.
 * @param lanes who carries out the fits; this thread, one after the other, when absent.
 * @returns equal bytes for equal table and plan, whatever hooks and lanes, unless its time was up.
 * @throws InputError for what cannot be fitted; the signal's reason where it was aborted; and what a lane died of.
 */
export async function fitTable(
  prepared: Prepared,
  plan: FitPlan,
  catalog: LearningParts,
  hooks: FitHooks,
  splits: Frame | null,
  lanes: FitLanes = lanesHere(catalog),
): Promise<FittedTable> {
  for (const k of [plan.from, plan.to]) {
    requireLearnable(recipeOf(plan, k), prepared, prepared.rows, catalog);
    // One expert is fitted without the rule, whose bounds must hold all the same.
    checkRules(plan.method, k, countedRows(prepared, prepared.rows), catalog);
  }
  if (plan.needed > 0) requireRows(plan.from, prepared.rows.length, 'needed');
  const parts = plan.validate === '' ? [] : heldOutRows(parseHeldOut(plan.validate), prepared, plan.seed, splits);
  const n = prepared.rows.length;
  const { choice, whole } = fitsOf(plan, n, catalog);
  const judged = parts.map((part) => fitsOf(plan, n - part.length, catalog).choice + WAYS);
  const fits = { done: 0, of: judged.reduce((sum, fits) => sum + fits, choice + whole + neededFits(plan, catalog)) };
  const queue = fitQueue({
    ...{ most: lanes.most, start: () => lanes.start(prepared), signal: hooks.signal },
    told(job, now) {
      if (now === 'ended') fits.done++;
      hooks.progress?.({ what: whatOf(job, catalog), fits: { ...fits }, starts: typeof now === 'string' ? null : now });
    },
  });
  let timed = false;
  const run = async (job: FitJob): Promise<FitAnswer> => {
    const answer = await queue.run(job).catch((error: unknown) => {
      // Of all rows the message says enough.
      if (!(error instanceof InputError) || job.of === '') throw error;
      throw new InputError(`${whatOf(job, catalog)}: ${error.message}`);
    });
    timed ||= answer.stopped;
    return answer;
  };
  try {
    const fitting: Fitting = { prepared, plan, catalog, run };
    const [scores, fitted] = [heldOut(fitting, parts), allRows(fitting)];
    started([scores, fitted]);
    const { held, losses: ofParts } = await scores;
    const { sizes: known, losses: ofFolds, recipe, simulated, ...whole } = await fitted;
    const trust = await trustIn(fitting, recipe, whole, simulated);
    const { report, criteria: _, rule: __, ...rest } = whole;
    const verdict = verdictOf({ ...report, held, sizes: known }, held === null ? ofFolds : ofParts, simulated);
    const warning = verdict.needed === false ? verdict.sentence : null;
    return {
      ...{ ...rest, timed, model: trust === null ? rest.model : { ...rest.model, trust } },
      report: { ...report, held, sizes: known, verdict, warning, trust: trust && told(trust) },
    };
  } finally {
    await queue.close();
  }
}

/** The mixture and its rivals. */
type Way = keyof NonNullable<FitReport['held']>;
const WAYS = 4;

/** Other ways to fit the same rows. */
function rivals(recipe: Recipe, plan: FitPlan): Readonly<Record<'single' | 'tree' | 'kmeans', Recipe>> {
  const by = (name: string, gate?: string): Recipe => {
    const { gate: _, ...rest } = recipe;
    return { ...rest, method: { name }, ...(gate === undefined ? {} : { gate: { name: gate } }) };
  };
  return { single: recipeOf(plan, 1), tree: by('model-tree'), kmeans: by('kmeans', 'softmax') };
}

/** Scores on rows held out, and what each of these cost; null where none were. */
async function heldOut(
  fitting: Fitting,
  parts: readonly Uint32Array[],
): Promise<{ readonly held: FitReport['held']; readonly losses: HeldLosses | null }> {
  if (parts.length === 0) return { held: null, losses: null };
  const names = (p: number) => (parts.length === 1 ? 'held out' : `part ${p}`);
  const found = await inOrder(parts.map((part, p) => partScores(fitting, part, names(p))));
  const scoreOf = (way: Way): Score => {
    const all = found.map((one) => one[way].score);
    return { value: mean(all)!, parts: all };
  };
  const lossesOf = (way: Way) => found.map((one) => one[way].losses);
  return {
    held: { test: scoreOf('test'), single: scoreOf('single'), tree: scoreOf('tree'), kmeans: scoreOf('kmeans') },
    losses: { own: lossesOf('test'), single: lossesOf('single') },
  };
}

/** The mixture and its rivals, fitted without these rows, on these rows. */
async function partScores(fitting: Fitting, held: Uint32Array, of: string): Promise<Record<Way, FitAnswer>> {
  const { rows } = fitting.prepared;
  const { recipe } = chosen(await sizes(fitting, without(rows, held), `${of}/folds`));
  const { single, tree, kmeans } = rivals(recipe, fitting.plan);
  const ways = Object.entries({ test: recipe, single, tree, kmeans });
  const jobs = ways.map(([name, way]): FitJob => ({ recipe: way, of: `${of}/${name}`, rows, held }));
  const answers = await inOrder(jobs.map(fitting.run));
  return Object.fromEntries(ways.map(([name], w) => [name, answers[w]])) as Record<Way, FitAnswer>;
}

/** The fit to all rows, how it was chosen, and what simulations say of that. */
interface Whole extends FittedRows, Pick<FitReport, 'sizes'> {
  readonly recipe: Recipe;
  readonly losses: HeldLosses | null;
  readonly simulated: Needed | null;
}

/** The fit to all rows; criteria of every number that was tried are those of such a fit. */
async function allRows(fitting: Fitting): Promise<Whole> {
  const { rows } = fitting.prepared;
  const simulations = fitting.plan.needed === 0 ? Promise.resolve(null) : needed(fitting, rows);
  started([simulations]);
  const tried = await sizes(fitting, rows, 'folds');
  const jobs = tried.map(({ recipe }): FitJob => ({ recipe, of: '', rows, held: null }));
  const found = (await inOrder(jobs.map(fitting.run))).map(({ whole }) => whole!);
  const simulated = await simulations;
  const own = chosen(tried, simulated && isNeeded(simulated));
  const single = tried.find(({ recipe }) => recipe.k === 1);
  const { report, ...whole } = found[tried.indexOf(own)]!;
  const { recipe, beyond } = tried.at(-1)!;
  const left = beyond === undefined ? [] : [`more than ${counted(recipe.k, 'expert')} could not be tried: ${beyond}`];
  return {
    ...whole,
    report: { ...report, notes: [...report.notes, ...left] },
    sizes: tried.map((one, at) => sizeReport(one, tried, found[at]!.criteria)),
    losses: single === undefined ? null : { own: own.losses, single: single.losses },
    recipe: own.recipe,
    simulated,
  };
}

/** How far the mixture that was fitted to all rows by this recipe can be trusted; null where nothing is asked of that. */
async function trustIn(
  _fitting: Fitting,
  _recipe: Recipe,
  { rule }: FittedRows,
  simulated: Needed | null,
): Promise<Trust | null> {
  const trust: Trust = {
    intervals: null,
    bootstrap: null,
    needed: simulated,
    rule,
  };
  return Object.values(trust).every((part) => part === null) ? null : trust;
}

/** What is told of it. */
function told({ bootstrap, intervals, needed }: Trust): ToldTrust {
  if (bootstrap === null) return { intervals, bootstrap, needed };
  const { gates: _, ...own } = bootstrap;
  return { intervals, bootstrap: own, needed };
}
