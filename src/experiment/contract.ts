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
  /** Charts to draw, by name, with their parameters. */
  readonly figures: readonly Reference[];
  readonly claims: readonly Claim[];
  /** Times that `moe check` shows as advice. */
  readonly times: readonly TimeComparison[];
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
  /** The parameters given in the spec, beyond the task's; without defaults. */
  readonly parameters: PlainParameters;
}

export interface SweepBlock {
  readonly tasks?: readonly string[];
  readonly methods?: readonly string[];
  readonly trials?: number;
  /** By column name: which settings take which values; several are crossed. */
  readonly over: Readonly<Record<string, { readonly set: readonly string[]; readonly to: readonly SweepValue[] }>>;
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
}

/** Some trials of a task. */
export interface Selection {
  readonly task: string;
  readonly trials: Trials;
  /** All when absent. */
  readonly methods?: readonly string[];
}

export type Verdict = 'reproduced' | 'reproduced by calibration' | 'not reproduced' | 'depends on';

/** A sentence of the paper, and how it is judged on the results. */
export interface Claim {
  readonly id: string;
  readonly sentence: string;
  readonly section: string;
  /** The paper's value, as it is printed there. */
  readonly paper: string;
  /** What was chosen so that the number comes out; a claim that then holds is reproduced *by calibration*. */
  readonly calibrated?: string;
  readonly expected: Verdict;
  /** What is behind the expected verdict. */
  readonly why: string;
  readonly tests: readonly ClaimTest[];
}

/**
 * One comparison of a statistic with a threshold. The statistic is taken per method; with several methods each must
 * pass. Tests with the same `under` must all hold for that reading of the sentence to hold.
 */
export interface ClaimTest {
  /** The reading or condition that this test stands for; empty for the sentence as it stands. */
  readonly under: string;
  readonly task: string;
  readonly methods: readonly string[];
  /** A metric of trials.csv, or `seconds`. */
  readonly metric: string;
  readonly statistic: 'mean' | 'median';
  /** The cell's swept values, where the task has a swept grid. */
  readonly at: Readonly<Record<string, SweepValue>>;
  /** Name of a sweep: the statistic is taken per cell along it and then averaged over the cells. */
  readonly across?: string;
  /** With `across`: the cell of the least or of the greatest statistic, instead of the mean of the cells. */
  readonly cell?: 'least' | 'greatest';
  /** Divide by the same statistic of another method (and, where given, metric). */
  readonly against?: { readonly method: string; readonly metric?: string };
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly within?: readonly [number, number];
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

/** `course`: every iteration of the example, not the first and the last alone. */
export type Kept = 'history' | 'example' | 'course' | 'clusters' | 'responsibilities';

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
  }[];
  readonly example?: Example;
  readonly clusters?: readonly Cluster[];
  readonly responsibilities?: readonly HistogramBin[];
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
 * with a gate at the last alone, and as a whole. Where the course is kept, at every iteration, or at 40 evenly spread
 * ones of more.
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
}

export interface Region {
  readonly x1: readonly [number, number];
  readonly x2: readonly [number, number];
  readonly prediction: number;
}
