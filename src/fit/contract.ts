/** What `moe fit` and the library are asked, and what they tell. */
import type { ParameterTable, ParsedParameters, Reference } from '../components/contract.js';
import type { Likelihood } from '../experts/contract.js';
import type { StartEnd, StartsDone } from '../methods/contract.js';
import type { Model } from '../model/contract.js';
import type { Bootstrap, Interval, Trust } from '../model/trust-contract.js';
import { missingPolicies, unseenPolicies } from '../tables/frame.js';

/**
 * All that decides a fit to a table, as data: flags of the command line and options of the library become it, `auto`
 * resolved but for the number of experts, and the model file keeps it, so that `moe check` can fit again.
 */
export const fitParameters = {
  formula: { kind: 'text', about: 'target ~ columns of the experts | columns of the gate' },
  from: { kind: 'integer', min: 1, default: 1, about: 'least number of experts to try' },
  to: { kind: 'integer', min: 1, default: 6, about: 'greatest number of experts to try' },
  expert: { kind: 'component', registry: 'experts', about: 'what each expert is' },
  method: { kind: 'component', registry: 'methods', default: 'multistart', about: 'how they are learned' },
  beside: { kind: 'names', about: 'methods without settings that held-out rows may prefer to it' },
  gate: { kind: 'component', registry: 'gates', optional: true, about: 'who decides; nobody when absent' },
  categories: { kind: 'names', about: 'columns that are categories although their cells are numbers' },
  missing: { kind: 'choice', of: missingPolicies, default: 'refuse', about: 'what is done about missing cells' },
  unseen: { kind: 'choice', of: unseenPolicies, default: 'refuse', about: 'what a new category is taken for' },
  weights: { kind: 'text', default: '', about: 'column of sample weights; none when empty' },
  validate: {
    kind: 'text',
    default: '',
    about: 'share held out, folds such as 5fold, or FILE:COLUMN; none when empty',
  },
  intervals: { kind: 'number', min: 0, max: 0.9995, default: 0, about: 'coverage that intervals promise; none at 0' },
  tune: { kind: 'flag', default: true, about: 'settings that the method declares are chosen by held-out rows' },
  needed: {
    kind: 'integer',
    min: 0,
    default: 0,
    about: 'tables to simulate from one expert, to tell whether more are needed; 0: none',
  },
  bootstrap: {
    kind: 'integer',
    min: 0,
    max: 10_000,
    default: 0,
    about: 'resamples that the mixture is fitted to again',
  },
  seed: { kind: 'integer', min: 0, default: 0, about: 'of all random draws' },
} as const satisfies ParameterTable;

export type FitPlan = ParsedParameters<typeof fitParameters>;

/** What the caller may do while a fit runs; nothing of it changes the result. */
export interface FitHooks {
  progress?(done: FitProgress): void;
  /** Ends the fit with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How far a fit has come. */
export interface FitProgress {
  /** What is being fitted, such as "3 experts, fold 2". */
  readonly what: string;
  /** Fits that have ended, of all that there are: of folds, of settings to be tuned, of rivals. */
  readonly fits: { readonly done: number; readonly of: number };
  /** The starts of this fit, where its method tells of them; null when it begins and when it has ended. */
  readonly starts: StartsDone | null;
}

/** What branch and bound says of an objective; the same each time. */
export interface OptimalityBound {
  /** No assignment has a smaller sum of squared errors, in squared units of the target. */
  readonly lower: number;
  /** How far the objective is above it, as a share of the objective. */
  readonly gap: number;
  /** Boxes of planes that were looked at. */
  readonly nodes: number;
  /** Whether it came to an end: some assignment then reaches the bound, but for rounding. */
  readonly complete: boolean;
}

/** One expert of a fitted mixture, in the target's units. */
export interface ExpertReport {
  /** How many rows it holds, and their share of all; weights do not count. */
  readonly size: number;
  readonly share: number;
  /** How many of these are outliers, which it did not have to fit. */
  readonly outliers: number;
  /** Mean loss over the others, by their weights; 0 without any. */
  readonly loss: number;
  /** In the user's units, of experts that have any: intercept first, then by the names of features. */
  readonly coefficients: readonly Coefficient[] | null;
  /** Mean share of resamples in which its rows go to it; absent where nothing was asked of that, null where it has no rows. */
  readonly stability?: number | null;
}

/** With the ends of its interval over resamples, where there is one. */
export interface Coefficient extends Partial<Interval> {
  readonly name: string;
  readonly value: number;
}

/** How a mixture was fitted: components, with those of their parameters that are not as by default, or were tuned. */
export interface Settings {
  readonly expert: Reference;
  readonly method: Reference;
  readonly gate: Reference | null;
  /** What held-out rows chose: `method` itself, and parameters of it. */
  readonly tuned: readonly string[];
  /** The column of sample weights; empty where there is none. */
  readonly weights: string;
}

/** Some of the rows, and which expert decides there. */
export interface RuleCase {
  /** `weight <= 3200 and origin = japan`; `any row` where nothing has to hold. */
  readonly where: string;
  readonly expert: number;
  /** Of those learned from. */
  readonly rows: number;
}

/** A score over held-out rows: R2, or the share of right labels; the mean over the parts held out in turn. */
export interface Score {
  readonly value: number;
  /** Of each part. */
  readonly parts: readonly number[];
}

/** A score with its 95 % interval over other rows, the fits being what they are; null where it has none. */
export interface HeldScore extends Score {
  readonly low: number | null;
  readonly high: number | null;
}

/** Whether more than one expert is needed, and how that is known. */
export interface Verdict {
  /** Null where nothing is known. */
  readonly needed: boolean | null;
  /** `simulation`: p is at most 0.05. `held-out rows`: the mixture betters one expert by more than two standard errors. */
  readonly by: 'simulation' | 'held-out rows' | null;
  /** Share of one expert's held-out loss that the mixture saves, of losses as in `FitAnswer.losses`; null where not known. */
  readonly gain: number | null;
  /** Simulated tables, and the share of them, this one among them, with at least this gain (`Needed.p`); null without any. */
  readonly simulations: number | null;
  readonly p: number | null;
  /** Of the simulated tables' gains the greatest but for one in twenty. */
  readonly chance: number | null;
  /** All of that in words; null where it goes without saying. */
  readonly sentence: string | null;
}

/** What is known of one number of experts. */
export interface SizeReport {
  readonly k: number;
  readonly score: Score | null;
  /** How far the score is below the best of them, and the standard error of that over the folds. */
  readonly below: { readonly value: number; readonly error: number } | null;
  /** Less is better; null where the experts have no likelihood. */
  readonly bic: number | null;
  readonly icl: number | null;
}

/**
 * What a fit tells; plain data. Sums and means over rows are by their weights, where a weight of 2 is the same row twice, and
 * leave out the outliers.
 */
export interface FitReport {
  /** Rows that it was learned from; those that calibrate its intervals (`Intervals.rows`) are others. */
  readonly rows: number;
  readonly target: Model['target'];
  readonly k: number;
  readonly settings: Settings;
  /** What losses are: squared errors where it is `normal`, log losses where it is `log`. */
  readonly likelihood: Likelihood;
  /**
   * Sum of losses, each row under its own expert: squared errors in squared units of the target, or log losses; without what
   * a ridge, or another penalty of the experts, adds to it.
   */
  readonly objective: number;
  /** Mean squared error, or share of wrong labels, each row under its own expert. */
  readonly error: number;
  readonly experts: readonly ExpertReport[];
  /**
   * Share of the rows that the gate gives to the expert of least loss for them; null without a gate. The experts' own assignment
   * would not do: where they are refitted to the gate's cells, it is the gate's.
   */
  readonly gateAccuracy: number | null;
  /** Mean loss with the expert of least loss for each row, and with the one that the gate gives it: the difference is the gate's. */
  readonly split: { readonly oracle: number; readonly gate: number } | null;
  /**
   * Who decides, as a rule that mimics the gate in the user's units: its leaves, and the share of the rows learned from that it
   * gives to the gate's expert. Null without a gate, and for one that gives all rows to one expert.
   */
  readonly rule: { readonly fidelity: number; readonly cases: readonly RuleCase[] } | null;
  readonly metric: 'r2' | 'accuracy';
  /** Held-out scores, where rows were held out: the mixture's, and of its rivals on the same rows. */
  readonly held: Readonly<Record<'test' | 'single' | 'tree' | 'kmeans', HeldScore>> | null;
  /** One entry for each k that was tried. */
  readonly sizes: readonly SizeReport[];
  /** Of methods that begin several times; the objective is theirs: losses in the unit of `objective`, or minus the log likelihood. */
  readonly starts: readonly StartEnd[];
  /** How many starts ended at the best that was found; 0 where the method bettered all of them. */
  readonly reached: number;
  /**
   * How far this objective can be from the least over all assignments to as many linear experts; null where that is not
   * known: with a gate or outliers, for other experts, and for more than 200 rows, three features or three experts.
   */
  readonly bound: OptimalityBound | null;
  readonly verdict: Verdict;
  /** Why one expert would do, as a sentence; null where the mixture pays, or nothing is known. */
  readonly warning: string | null;
  /** What a user should know: columns left out, constant or collinear ones, experts without rows. */
  readonly notes: readonly string[];
  readonly converged: boolean;
  /** How far the mixture can be trusted; null where nothing was asked of that. */
  readonly trust: ToldTrust | null;
}

/** What a model keeps of that, without what is told of its experts, the gates of resamples, which nobody reads, and the rule, which is told as text. */
export interface ToldTrust extends Omit<Trust, 'bootstrap' | 'rule'> {
  readonly bootstrap: Omit<Bootstrap, 'coefficients' | 'stability' | 'gates'> | null;
}
