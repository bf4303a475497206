/**
 * The plain data of an experiment, in the order in which it comes into being: spec -> cells -> trials -> outcomes.
 * Everything here can be written to JSON; a trial is all that crosses to a worker and an outcome all that comes back.
 */
import type { PlainParameters, Reference, SweepValue, Trials } from '../components/contract.js';
import type { Trait } from '../datasets/contract.js';
import type { Claim, NotJudged } from './claim-contract.js';
import type { FigureFinding } from './finding-contract.js';
import type { Bits, Cluster, Example, HistogramBin, Kept } from './kept-contract.js';
import type { PlaySpec, RaceSpec } from './play-contract.js';

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
