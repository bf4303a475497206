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
import type { FitHooks, FitPlan, FitReport, HeldScore, ToldTrust } from './contract.js';
import { heldOutRows, parseHeldOut, without } from './held-out.js';
import type { Answer, FitAnswer, FitJob, FitLanes, FittedRows, FittedTable, Job } from './job-contract.js';
import { metricOf } from './judge.js';
import { type Recipe, requireLearnable } from './learn.js';
import { type HeldLosses, isNeeded, verdictOf } from './pays.js';
import { fitQueue, inOrder, started } from './queue.js';
import { chosen, type Fitting, fitsOf, recipeOf, sizeReport, sizes, whatOf } from './sizes.js';
import { bootstrap, partsOf, withIntervals } from './trust/bootstrap.js';
import { calibrate, calibrationRows } from './trust/conformal.js';
import { needed, neededFits } from './trust/needed.js';
import { type HeldPart, withInterval } from './trust/score-interval.js';
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
  const apart = calibrationRows(prepared, plan);
  const rows = without(prepared.rows, apart);
  requireSizes(prepared, plan, rows, catalog);
  if (plan.needed > 0) requireRows(plan.from, rows.length, 'needed');
  const parts = plan.validate === '' ? [] : heldOutRows(parseHeldOut(plan.validate), prepared, plan.seed, splits);
  const n = prepared.rows.length;
  const { choice, whole } = fitsOf(plan, rows.length, catalog);
  const judged = parts.map((part) => fitsOf(plan, n - part.length, catalog).choice + WAYS);
  const beyond = partsOf(plan.bootstrap) + neededFits(plan, catalog);
  const fits = { done: 0, of: judged.reduce((sum, fits) => sum + fits, choice + whole + beyond) };
  const queue = fitQueue({
    ...{ most: lanes.most, start: () => lanes.start(prepared), signal: hooks.signal },
    told(job, now) {
      if (now === 'ended') fits.done++;
      hooks.progress?.({ what: whatOf(job, catalog), fits: { ...fits }, starts: typeof now === 'string' ? null : now });
    },
  });
  let timed = false;
  const run = async <J extends Job>(job: J): Promise<Answer<J>> => {
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
    const [scores, fitted] = [heldOut(fitting, parts), allRows(fitting, rows)];
    const trusted = fitted.then((whole) => trustIn(fitting, whole, apart));
    started([scores, fitted, trusted]);
    const { held, losses: ofParts } = await scores;
    const trust = await trusted;
    const {
      sizes: known,
      losses: ofFolds,
      simulated,
      report,
      criteria: _,
      rule: __,
      recipe: ___,
      ...rest
    } = await fitted;
    const verdict = verdictOf({ ...report, held, sizes: known }, held === null ? ofFolds : ofParts, simulated);
    const warning = verdict.needed === false ? verdict.sentence : null;
    return {
      ...{ ...rest, timed, model: trust === null ? rest.model : { ...rest.model, trust } },
      report: {
        ...{ ...report, held, sizes: known, verdict, warning, trust: trust && told(trust) },
        experts: withIntervals(report.experts, trust?.bootstrap ?? null),
      },
    };
  } finally {
    await queue.close();
  }
}

/** @throws InputError where the rows that are learned from cannot be so many experts, with the arithmetic. */
function requireSizes(prepared: Prepared, plan: FitPlan, rows: Uint32Array, catalog: LearningParts): void {
  try {
    for (const k of [plan.from, plan.to]) {
      requireLearnable(recipeOf(plan, k), prepared, rows, catalog);
      // One expert is fitted without the rule, whose bounds must hold all the same.
      checkRules(plan.method, k, countedRows(prepared, rows), catalog);
    }
  } catch (error) {
    const apart = prepared.rows.length - rows.length;
    if (!(error instanceof InputError) || apart === 0) throw error;
    throw new InputError(`${error.message}; ${apart} more rows calibrate intervals, which intervals none leaves out`);
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
  const { plan, prepared } = fitting;
  const [metric, values] = [metricOf(prepared.target), parts.map((rows) => valuesOf(prepared, rows))];
  const lossesOf = (way: Way) => found.map((one) => one[way].losses);
  const scoreOf = (way: Way): HeldScore => {
    const all = found.map((one) => one[way].score);
    const judged = lossesOf(way).map((losses, p) => ({ losses, ...values[p]! }));
    return withInterval({ value: mean(all)!, parts: all }, metric, judged, plan.seed);
  };
  return {
    held: { test: scoreOf('test'), single: scoreOf('single'), tree: scoreOf('tree'), kmeans: scoreOf('kmeans') },
    losses: { own: lossesOf('test'), single: lossesOf('single') },
  };
}

/** Targets and weights of some rows of a table. */
function valuesOf({ y, weights }: Prepared, rows: Uint32Array): Pick<HeldPart, 'y' | 'weights'> {
  const own = (all: Float64Array) => Float64Array.from(rows, (row) => all[row]!);
  return { y: own(y), weights: weights === null ? null : own(weights) };
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

/** The fit to all rows that are learned from; criteria of every number that was tried are those of such a fit. */
async function allRows(fitting: Fitting, rows: Uint32Array): Promise<Whole> {
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

/**
 * How far the mixture that was fitted to all rows by this recipe can be trusted; null where nothing is asked of that.
 * @param apart rows that it was not learned from.
 */
async function trustIn(fitting: Fitting, whole: Whole, apart: Uint32Array): Promise<Trust | null> {
  const { prepared, plan, catalog } = fitting;
  const trust: Trust = {
    intervals: apart.length === 0 ? null : await calibrate(whole.model, prepared, apart, plan.intervals, catalog),
    bootstrap: await bootstrap(fitting, whole.recipe, whole),
    needed: whole.simulated,
    rule: whole.rule,
  };
  return Object.values(trust).every((part) => part === null) ? null : trust;
}

/** What is told of it. */
function told({ bootstrap, intervals, needed }: Trust): ToldTrust {
  if (bootstrap === null) return { intervals, bootstrap, needed };
  const { resamples, degenerate, level, stable } = bootstrap;
  return { intervals, bootstrap: { resamples, degenerate, level, stable }, needed };
}
