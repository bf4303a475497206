/**
 * The plain data of an experiment, in the order in which it comes into being: spec -> cells -> trials -> outcomes.
 * Everything here can be written to JSON; a trial is all that crosses to a worker and an outcome all that comes back.
 */
import type { PlainParameters, Reference, Trials } from '../components/contract.js';
import type { Trait } from '../datasets/contract.js';

/** A swept parameter's value. */
export type SweepValue = number | string | boolean;

/** A validated spec, defaults filled in, references written out. */
export interface Spec {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly seed: number;
  /** Time limit of one trial, seconds. */
  readonly timeout: number;
  readonly tasks: Readonly<Record<string, TaskSpec>>;
  readonly methods: Readonly<Record<string, MethodSpec>>;
  /** Blocks of the grid; without any, every task meets every method once, with nothing swept. */
  readonly sweeps: readonly SweepBlock[];
  readonly record: RecordSpec;
  readonly figures: readonly FigureSpec[];
  /** Trials that the page shows step by step, side by side; of a task that none names they are chosen from its rows. */
  readonly races?: readonly RaceSpec[];
  readonly claims: readonly Claim[];
  readonly notJudged: readonly NotJudged[];
  /** Times that `moe check` shows as advice. */
  readonly times: readonly TimeComparison[];
  /** What a reader of the page can compute anew with other settings. */
  readonly play?: PlaySpec;
  /** The spec whose quick section was laid over it to make this one. */
  readonly whole?: Spec;
}

export interface TaskSpec {
  readonly about: string;
  readonly data: Reference;
  /** Number of experts. */
  readonly k: number;
  readonly expert: Reference;
  /** The columns of its metrics. */
  readonly metrics: readonly string[];
  /** By column: the metric and its parameters, where it is not the metric of that name with its defaults. */
  readonly measures?: Readonly<Record<string, Reference>>;
  /** The labels to learn from are permuted by a stream of the trial, the same for every method: a control. */
  readonly shuffleLabels?: true;
  /** What a learning method is set to on this task, by the method's registered name; may name another `expert`. */
  readonly learn: Readonly<Record<string, PlainParameters>>;
}

export interface MethodSpec {
  readonly about: string;
  /** The registered method that learns, such as `alternating`. */
  readonly learn: string;
  readonly trials: number;
  /** Tasks this method runs on; all when absent. */
  readonly tasks?: readonly string[];
  /** Its expert, instead of the task's. */
  readonly expert?: Reference;
  /** Tasks on which a trial draws nothing: one says all. */
  readonly deterministic?: readonly string[];
  /** The parameters given in the spec, beyond the task's; without defaults. */
  readonly parameters: PlainParameters;
}

export interface SweepBlock {
  readonly tasks?: readonly string[];
  readonly methods?: readonly string[];
  readonly trials?: number;
  /** By column name: which settings take which values; several are crossed. */
  readonly over: Readonly<Record<string, { readonly set: readonly string[]; readonly to: readonly SweepValue[] }>>;
  /** Metrics whose main effects and interactions of the crossed sweeps are told (effects.csv). */
  readonly effects?: readonly string[];
}

/** What trials keep beyond their row. */
export interface RecordSpec {
  /** How many trials of each cell keep their loss, sizes and shares of every iteration (history.csv). */
  readonly history: number;
  /** Trials whose assignments and fitted experts are kept (examples.csv and beside it). */
  readonly examples: readonly Selection[];
  /** Trials that keep what each expert holds: classes and mean features (clusters.csv, cluster_means.csv). */
  readonly clusters: readonly Selection[];
  /** Trials that keep a histogram of their responsibilities (responsibilities.csv). */
  readonly responsibilities: readonly Selection[];
  /** Tasks whose trials, in every cell, keep which test samples they predict rightly (correct.csv). */
  readonly correct: readonly Omit<Selection, 'trials'>[];
}

/** One trial of a task by some methods, which are not swept. */
export interface RaceSpec {
  readonly task: string;
  readonly methods: readonly string[];
  readonly trial: number;
  /** Columns of trials.csv that are told at the end. */
  readonly metrics?: readonly string[];
}

/** Some trials of a task. */
export interface Selection {
  readonly task: string;
  readonly trials: Trials;
  /** All when absent. */
  readonly methods?: readonly string[];
}

/** A chart to draw, by name with its parameters, and what it shows where that is known. */
export interface FigureSpec {
  readonly chart: Reference;
  readonly finding?: FigureFinding;
}

/** What a figure shows: in a few words, in a sentence with its numbers, and as bars. */
export interface FigureFinding extends Finding {
  readonly short?: string;
  readonly bars?: Bars;
}

/** Numbers to stand beside each other, from 0. */
export interface Bars {
  /** What they are of: `failed runs`. */
  readonly of: string;
  /** What the paper has, as its own number: 20 for 20%. */
  readonly paper?: number;
  readonly from: readonly { readonly label: string; readonly value: Quantity }[];
}

/** A sentence that says what was found. Its numbers are those of the results: none is typed. */
export interface Finding {
  readonly text: readonly (string | Quantity)[];
  /** It stands only where these claims came out as expected. */
  readonly rests: readonly ClaimName[];
}

/** A claim, of an experiment where the text is not of one alone. */
export interface ClaimName {
  readonly experiment?: string;
  readonly claim: string;
}

/** A number of the results, by name. */
export type Quantity = ClaimQuantity | CellQuantity | CountQuantity;

interface Named {
  readonly experiment?: string;
  /** As it was written, for messages. */
  readonly written: string;
  /** `rest`: what a share leaves of 100%. `size`: without its sign. */
  readonly as?: (typeof quantityForms)[number];
}
export const quantityForms = ['rest', 'size'] as const;

/** The value of a claim, or of one of its tests. */
export interface ClaimQuantity extends Named, ClaimName {
  /** From 1. */
  readonly test?: number;
}

/** How many claims there are, or have a verdict, in all experiments of a study. */
export interface CountQuantity extends Named {
  readonly count: Verdict | VerdictGroup | 'all';
}

/** A statistic of a cell. */
export interface CellQuantity extends Named {
  readonly task: string;
  readonly method: string;
  readonly sweep: Readonly<Record<string, string>>;
  /** A metric of the task, or `seconds`. */
  readonly metric: string;
  readonly statistic: 'mean' | 'median';
}

/** A task with knobs, whose trials the page runs itself. */
export interface PlaySpec {
  readonly task: string;
  /** Which of the task's methods, in the order in which they are offered. */
  readonly methods: readonly string[];
  /** What is drawn of the trials; of the first the claim has the paper's number. */
  readonly metrics: readonly string[];
  /** By its id, or as `experiment/id` of another spec. */
  readonly claim?: string;
  /** By name: which settings take which values, ascending. */
  readonly knobs: Readonly<Record<string, { readonly set: readonly string[]; readonly to: readonly SweepValue[] }>>;
  /** Knobs that are worth a move, as buttons. */
  readonly attempts: readonly Readonly<Record<string, SweepValue>>[];
}

/** What a claim can come to; of several that apply, the first that stands here. */
export const verdicts = [
  'not judged',
  'not testable here',
  'undecided',
  'depends on the reading',
  'reproduced',
  'reproduced by calibration',
  'reproduced in part',
  'not as written, holds with a repair',
  'not reproduced',
] as const;
export type Verdict = (typeof verdicts)[number];

/** What verdicts come to. */
export const verdictGroups = {
  holds: ['reproduced'],
  qualified: [
    'reproduced by calibration',
    'reproduced in part',
    'depends on the reading',
    'not as written, holds with a repair',
  ],
  fails: ['not reproduced'],
  'not decided': ['undecided', 'not testable here', 'not judged'],
} as const satisfies Readonly<Record<string, readonly Verdict[]>>;
export type VerdictGroup = keyof typeof verdictGroups;

/** A sentence of the paper, and how it is judged on the results. */
export interface Claim {
  readonly id: string;
  readonly sentence: string;
  readonly section: string;
  /** Where it stands among the sentences of the paper: they are shown by ascending numbers, those without any last. */
  readonly place?: number;
  /** The paper's value, as it is printed there. */
  readonly paper: string;
  /** What the claim's value counts, as a reader says it: `% of data sets unstable`; empty for the metric's own unit. */
  readonly unit: string;
  /** What was chosen so that the number comes out; a claim that then holds is reproduced *by calibration*. */
  readonly calibrated?: string;
  /** Data that the paper does not publish and that had to be invented: with it neither outcome may say much. */
  readonly invented?: string;
  /** What of the tests was chosen after rows had been seen, and which rows. */
  readonly chosenAfter?: string;
  /** With `chosenAfter`: the seed of the spec draws anew all that those rows hung on, so that they judge no more. */
  readonly renewed: boolean;
  readonly expected: Verdict;
  /** What is behind the expected verdict. */
  readonly why: string;
  readonly tests: readonly ClaimTest[];
}

/** A sentence of the paper that no claim is about, and the reason. */
export interface NotJudged {
  readonly sentence: string;
  readonly section: string;
  readonly place?: number;
  readonly why: string;
}

/**
 * What a test may do to the verdict. `stated`: a conjunct of the sentence under the paper's settings, which decides;
 * `reading`: another defensible meaning of an ambiguous text; `repair`: what the paper does not have; `robustness`: the
 * stated test along a setting that the paper leaves open; `control`: what has to fail it.
 */
export const roles = ['stated', 'reading', 'repair', 'robustness', 'control'] as const;
export type Role = (typeof roles)[number];

/** From an interval, never from a point; `not judged` where there are no rows for it. */
export const outcomes = ['holds', 'fails', 'undecided', 'not judged'] as const;
export type TestOutcome = (typeof outcomes)[number];

/**
 * One comparison of a statistic with a threshold. The statistic is taken per method; with several methods each must
 * pass, or with `any` one of them. Tests of a role with the same `under` must all hold for that conjunct, reading,
 * repair, or setting to hold. Values and thresholds of shares are in percent, differences of them in points.
 */
export interface ClaimTest {
  readonly role: Role;
  /** The condition that this test stands for; empty for the sentence as it stands. */
  readonly under: string;
  /** Of a reading: the words of the paper that allow it. */
  readonly quote?: string;
  /** Of robustness: it varies invented data, so that a sentence about these may be not testable here. */
  readonly generator: boolean;
  readonly task: string;
  readonly methods: readonly string[];
  /** One of the methods that holds suffices. */
  readonly any: boolean;
  /** A metric of trials.csv, or `seconds`. */
  readonly metric: string;
  readonly statistic: 'mean' | 'median';
  /** The cell's swept values, where the task has a swept grid. */
  readonly at: Readonly<Record<string, SweepValue>>;
  /** Name of a sweep: the statistic is taken per cell along it and then averaged over the cells. */
  readonly across?: string;
  /** With `across`: the cell of the least or of the greatest statistic, instead of the mean of the cells. */
  readonly cell?: 'least' | 'greatest';
  /**
   * By name of a sweep, two of its values: the second's value less the first's, trial by trial, averaged over the sweeps
   * that `at` does not fix; with two sweeps their interaction, the difference of these differences.
   */
  readonly effect?: Readonly<Record<string, readonly [SweepValue, SweepValue]>>;
  /** What it is compared with, trial by trial: another method, metric, or place of the grid. */
  readonly against?: Against;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly within?: readonly [number, number];
  /** Of a share of trials: it occurs in at most so many percent of them, and one occurrence refutes it. */
  readonly never?: number;
  /** The sentence is about more samples than those of the test part: their error counts, too. */
  readonly overSamples: boolean;
}

/** What is not given is the test's own. */
export interface Against {
  readonly method?: string;
  readonly metric?: string;
  readonly at?: Readonly<Record<string, SweepValue>>;
  readonly by: 'ratio' | 'difference';
}

/** Whether a condition is of this conjunct, as itself or varied: `softmax` has `softmax, 30 samples`. */
export function isOf(conjunct: string, under: string): boolean {
  return under === conjunct || under.startsWith(`${conjunct}, `);
}

/** The median time of each method over that of another one, within one run. */
export interface TimeComparison {
  readonly task: string;
  readonly methods: readonly string[];
  readonly against: string;
}

/** What a spec may need of what it draws and measures: of a task, of the models learnt on it, of what trials keep. */
export type Need = Trait | 'gate' | 'sweeps' | keyof RecordSpec;

/** One place of the grid: a task, a method and the swept values, with everything a trial of it needs. */
export interface Cell {
  readonly task: string;
  readonly method: string;
  readonly sweep: Readonly<Record<string, SweepValue>>;
  readonly trials: number;
  readonly data: Reference;
  readonly shuffleLabels?: true;
  readonly k: number;
  readonly expert: Reference;
  readonly learn: Reference;
  readonly metrics: readonly string[];
  readonly measures?: Readonly<Record<string, Reference>>;
}

/** One trial: plain data with a content key; all that crosses to a worker. */
export interface Trial {
  /** `task/method/[sweep=value/]trial`. */
  readonly id: string;
  readonly cell: Cell;
  readonly trial: number;
  readonly seed: number;
  readonly keep: readonly Kept[];
  /** Time limit, seconds. It is no part of the key. */
  readonly timeout: number;
  /** SHA-256 of each of the data's files, in the order in which the data set names them; paths may differ by machine. */
  readonly digests: readonly string[];
  /** Digest of all that the outcome depends on: the cell, the seed, the data's files, the code. */
  readonly key: string;
}

/** Trials in an order, each perhaps made only when it is asked for; a plain array is one, too. */
export interface TrialList extends Iterable<Trial> {
  readonly length: number;
  at(index: number): Trial | undefined;
}

/** `course`: every iteration of the example, not the first and the last alone. */
export type Kept = 'history' | 'example' | 'course' | 'clusters' | 'responsibilities' | 'correct';

export type Status = 'ok' | 'degenerate' | 'failed' | 'timeout';

/** What trials.csv says of one trial. */
export interface Row {
  readonly id: string;
  readonly task: string;
  readonly method: string;
  readonly sweep: Readonly<Record<string, SweepValue>>;
  readonly trial: number;
  readonly seed: number;
  readonly status: Status;
  /** Why it did not end ok; empty when it did. */
  readonly reason: string;
  readonly iterations: number | null;
  readonly converged: boolean | null;
  /** null where there is no value. */
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** What a worker sends back. */
export interface Outcome {
  readonly key: string;
  readonly row: Row;
  /** Wall time of learning, without making the data and without metrics, seconds. */
  readonly seconds: number;
  readonly history?: readonly {
    readonly iteration: number;
    readonly loss: number | null;
    readonly sizes: readonly number[];
    /** Mean responsibilities, where they are not the sizes. */
    readonly shares?: readonly number[];
    /** What was done in it, where that is no iteration like the others, and the course is kept. */
    readonly done?: string;
  }[];
  readonly example?: Example;
  readonly clusters?: readonly Cluster[];
  readonly responsibilities?: readonly HistogramBin[];
  readonly correct?: Bits;
}

/** A flag for each of some samples, as text (`tables/bits.ts`). */
export interface Bits {
  readonly samples: number;
  readonly bits: string;
}

/** What an expert holds. */
export interface Cluster {
  /** Samples of each class, by its label. */
  readonly classes: readonly { readonly label: string; readonly samples: number }[];
  /** Mean of each of the d features; zeros where it holds nothing. */
  readonly means: readonly number[];
}

/** How many responsibilities lie in low <= share < high; the last bin holds its high end, too. */
export interface HistogramBin {
  readonly low: number;
  readonly high: number;
  /** Of all n k. */
  readonly all: number;
  /** Of the n greatest, one a sample. */
  readonly greatest: number;
}

/**
 * A trial as a picture needs it: the data and, at the first and the last iteration, assignment and experts; a mixture
 * with a gate at the last alone, and as a whole. Where the course is kept, at every iteration, or, of many, at the first
 * and then ever fewer.
 */
export interface Example {
  /** Indices of the kept samples: all, or evenly spaced ones. */
  readonly samples: readonly number[];
  /** Their d features, or their places on the plane where the data has one. */
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly group: readonly string[];
  readonly steps: readonly ExampleStep[];
  /** The plane as rectangles of equal expert and prediction, for a mixture with a gate over two dimensions. */
  readonly map?: readonly (Region & { readonly expert: number })[];
  /** The return of each episode, where the data is of a control task. */
  readonly returns?: readonly number[];
}

export interface ExampleStep {
  readonly iteration: number;
  readonly assignment: readonly number[];
  /** Per expert, where d = 1: predictions along x. */
  readonly curves: readonly (readonly { readonly x: number; readonly prediction: number }[])[];
  /** Per expert, where d = 2: the plane as rectangles of equal predicted class. */
  readonly regions: readonly (readonly Region[])[];
  /** Counted over all n samples, where the course is kept. */
  readonly whole?: {
    /** Samples that changed expert since the kept iteration before; null at the first. */
    readonly changed: number | null;
    /** Of each expert its samples of each class, k x c; empty where the target is not classes. */
    readonly classes: readonly (readonly number[])[];
  };
}

export interface Region {
  readonly x1: readonly [number, number];
  readonly x2: readonly [number, number];
  readonly prediction: number;
}
