/** The fits that a table's fit is made of, and who carries them out: plain data, which may cross to threads. */
import type { Prepared } from '../datasets/prepare.js';
import type { LearningParts } from '../experiment/catalog.js';
import type { Log, StartsDone } from '../methods/contract.js';
import type { Model, Origin } from '../model/contract.js';
import type { Loader } from '../model/predict.js';
import type { ResampledGate, Rule } from '../model/trust-contract.js';
import type { FitReport } from './contract.js';
import type { Criteria } from './criteria.js';
import type { Recipe } from './learn.js';

export interface FitJob {
  readonly recipe: Recipe;
  /** A name for its random streams. */
  readonly of: string;
  /** Rows of the table, ascending. */
  readonly rows: Uint32Array;
  /** Those of them that it does not see, and is scored on, ascending; null: it sees all, and all is told of it. */
  readonly held: Uint32Array | null;
  /** What to learn and to be scored on in place of the table's own target; absent for that. */
  readonly simulated?: SimulatedTarget;
}

/** A target that was drawn for the rows of a table. */
export interface SimulatedTarget {
  /** Such as `simulation 12 of 99`. */
  readonly name: string;
  /** As `Prepared.y`. */
  readonly y: Float64Array;
}

/** Fits to some resamples of the rows of a fit, each from where that ended. */
export interface ResampleJob extends Pick<FitJob, 'recipe' | 'of' | 'rows'> {
  readonly held: null;
  readonly fitted: Pick<FittedRows, 'model' | 'assignment'>;
  /** The first resample, and the one after the last, counted from 0: each has random streams of its own. */
  readonly from: number;
  readonly to: number;
}

/** What came of resamples; matched to the experts of the fit. */
export interface ResampleAnswer {
  /** How many were fitted, and in how many of these some expert was left without what it needs. */
  readonly resamples: number;
  readonly degenerate: number;
  /** The expert of each row: that to which the gate gives it, or without a gate that of the assignment. */
  readonly own: Uint32Array;
  /** Of each row, in how many of the others it goes to this expert. */
  readonly kept: Uint32Array;
  /** Of each of the others the coefficients of each expert, as `ExpertReport.coefficients`; null where it has none. */
  readonly coefficients: readonly (readonly (Float64Array | null)[])[];
  /** Of each of the others its gate; none without a gate. */
  readonly gates: readonly ResampledGate[];
  readonly stopped: boolean;
}

export type Job = FitJob | ResampleJob;
export type Answer<J extends Job = Job> = J extends ResampleJob ? ResampleAnswer : FitAnswer;

/** What a job is carried out with. */
export interface JobContext {
  readonly prepared: Prepared;
  readonly catalog: LearningParts;
  readonly loader: Loader;
}

/** What came of a job. */
export interface FitAnswer {
  /** On the rows held out; NaN where there were none. */
  readonly score: number;
  /** What each of these rows cost there, times its weight: its squared error, in squared units of the target, or 1 for a wrong label. */
  readonly losses: Float64Array;
  /** Null where rows were held out. */
  readonly whole: FittedRows | null;
  /** How many experts there are: fewer than asked for, where a method found no use for more. */
  readonly experts: number;
  /** It was told to stop before its end. */
  readonly stopped: boolean;
}

/** A mixture with all that is told of it. */
export interface FittedRows {
  readonly model: Model;
  /** The rows of the table that it was learned from, ascending, and the expert of each. */
  readonly rows: Uint32Array;
  readonly assignment: Uint32Array;
  readonly log: Pick<Log, 'iterations' | 'converged' | 'degenerate'>;
  readonly report: Omit<FitReport, 'held' | 'sizes' | 'verdict' | 'warning' | 'trust'>;
  readonly criteria: Criteria | null;
  readonly training: Origin['training'];
  /** Who decides, as a rule; null without a gate, and for one that gives all rows to one expert. */
  readonly rule: Rule | null;
}

/** A mixture fitted to a table, with what held-out rows say of it. */
export interface FittedTable extends Omit<FittedRows, 'report' | 'criteria' | 'rule'> {
  readonly report: FitReport;
  /** Some fit was told to stop before its end: another one may end elsewhere. */
  readonly timed: boolean;
}

/** What carries out one job after the other: this thread, or one of its own. */
export interface FitLane {
  /** One at a time. @throws (as a rejection) InputError for what cannot be fitted; anything else makes the lane useless. */
  run(job: Job, progress: (starts: StartsDone) => void): Promise<Answer>;
  /** Ends it, and the job at hand where that has a thread of its own. */
  end(): Promise<void>;
}

export interface FitLanes {
  /** So many at once, at most. */
  readonly most: number;
  /** A lane for jobs of this table. */
  start(prepared: Prepared): FitLane;
}
