/** How many experts: what is known of each number of them around that of a model, beside one expert and one tree. */
import type { Prepared } from '../datasets/prepare.js';
import type { LearningParts } from '../experiment/catalog.js';
import { shuffle, stream } from '../math/random.js';
import { mean } from '../math/statistics.js';
import { lanesHere } from './carry-out.js';
import type { FitHooks, FitPlan, FitReport, Score, SizeReport } from './contract.js';
import type { FitAnswer, FitJob, FitLanes } from './job-contract.js';
import { metricOf } from './judge.js';
import type { Recipe } from './learn.js';
import { betters } from './pays.js';
import { fitQueue, inOrder, started } from './queue.js';
import { dealt, type Fitting, isScored, recipeOf, type Sized, sizeReport, sizes, whatOf } from './sizes.js';

/** What is known of one number of experts. */
export interface SizeEvidence extends SizeReport {
  /** Of a tree with as many leaves, each with an expert, on the same folds; null of one expert, of classes, and where nothing was held out. */
  readonly tree: Score | null;
  /** Mean loss with the best expert for each row, and with the one that the gate gives it, as in `FitReport.split`. */
  readonly split: FitReport['split'];
}

/** Every number that could be tried, ascending from one. */
export interface BySize {
  readonly metric: FitReport['metric'];
  readonly likelihood: FitReport['likelihood'];
  /** How many rows this is from, of how many. */
  readonly rows: number;
  readonly of: number;
  readonly sizes: readonly SizeEvidence[];
  /** Whether the model's number betters one expert on rows held out by more than chance gives; null where that is not known. */
  readonly pays: boolean | null;
}

/** Rows from which this is learned, at most: all of it takes as long as a fit that chooses. */
export const mostRows = 5000;

/** So many numbers beyond that of the model are tried; fewer where the rows would be less than these for each expert. */
const BEYOND = 2;
const ROWS_EACH = 10;

/**
 * The held-out score of each number of experts by the folds of a fit, the criteria and the cost of the gate over all rows. Of many
 * rows a part is drawn by the plan's seed. Without a gate nothing can be held out, and the criteria alone are told.
 * @param k the number that a model has.
 * @throws InputError for what cannot be fitted, and the signal's reason where it was aborted.
 */
export async function bySize(
  all: Prepared,
  whole: FitPlan,
  k: number,
  catalog: LearningParts,
  hooks: FitHooks = {},
  lanes: FitLanes = lanesHere(catalog),
): Promise<BySize> {
  const rows = drawn(all.rows, mostRows, whole.seed);
  const prepared = { ...all, rows };
  const to = Math.max(k, Math.min(k + BEYOND, Math.floor(rows.length / ROWS_EACH)));
  const plan = { ...whole, from: 1, to, validate: '' };
  const fits = { done: 0, of: 0 };
  const queue = fitQueue({
    ...{ most: lanes.most, start: () => lanes.start(prepared), signal: hooks.signal },
    told(job, now) {
      if (now === 'ended') fits.done++;
      hooks.progress?.({ what: whatOf(job, catalog), fits: { ...fits }, starts: typeof now === 'string' ? null : now });
    },
  });
  const fitting: Fitting = {
    ...{ prepared, plan, catalog },
    run(job) {
      fits.of++;
      return queue.run(job);
    },
  };
  try {
    const tried = await scored(fitting);
    const jobs = tried.map(({ recipe }): FitJob => ({ recipe, of: '', rows, held: null }));
    const work = [inOrder(jobs.map(fitting.run)), inOrder(tried.map((one) => treeScore(fitting, one)))] as const;
    started(work);
    const [found, trees] = [await work[0], await work[1]];
    const { likelihood } = found[0]!.whole!.report;
    return {
      ...{ metric: metricOf(prepared.target), likelihood, rows: rows.length, of: all.rows.length },
      sizes: tried.map((one, at) => evidence(one, tried, found[at]!, trees[at]!)),
      pays: paysAt(tried, k),
    };
  } finally {
    await queue.close();
  }
}

/** So many of the rows, ascending: all, where there are no more. */
export function drawn(rows: Uint32Array, most: number, seed: number): Uint32Array {
  if (rows.length <= most) return rows;
  const order = rows.slice();
  shuffle(order, stream(seed, 'drawn'));
  return order.subarray(0, most).sort();
}

/** Every number with the best way to fit it. */
async function scored(fitting: Fitting): Promise<readonly Sized[]> {
  const { plan, prepared, catalog } = fitting;
  if (isScored(plan, catalog)) return sizes(fitting, prepared.rows, 'folds');
  const numbers = Array.from({ length: plan.to }, (_, at) => at + 1);
  return numbers.map((k) => ({ recipe: recipeOf(plan, k), score: null, folds: 0, losses: [], least: 0 }));
}

async function treeScore({ plan, prepared, run }: Fitting, { recipe, score }: Sized): Promise<Score | null> {
  // Experts of classes have no closed form: to grow a tree of them takes thousands of fits.
  if (score === null || recipe.k === 1 || prepared.target.kind === 'classes') return null;
  const { gate: _, ...rest } = recipe;
  const tree: Recipe = { ...rest, method: { name: 'model-tree' } };
  const { rows } = prepared;
  const jobs = dealt(prepared, rows, plan.seed).flat();
  const found = await inOrder(jobs.map((held, f) => run({ recipe: tree, of: `tree/fold ${f}`, rows, held })));
  const parts = found.map((answer) => answer.score);
  return { value: mean(parts)!, parts };
}

function evidence(one: Sized, tried: readonly Sized[], { whole }: FitAnswer, tree: Score | null): SizeEvidence {
  return { ...sizeReport(one, tried, whole!.criteria), tree, split: whole!.report.split };
}

function paysAt(tried: readonly Sized[], k: number): boolean | null {
  const [single, own] = [1, k].map((number) => tried.find(({ recipe }) => recipe.k === number));
  if (single === undefined || own === undefined || own === single || own.losses.length === 0) return null;
  return betters({ own: own.losses, single: single.losses });
}
