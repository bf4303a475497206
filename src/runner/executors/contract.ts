import type { Outcome, Trial, TrialList } from '../../experiment/contract.js';
import type { Used } from '../../experiment/outside.js';
import type { MachineRun } from '../../results/provenance.js';

/**
 * Where trials are computed: trials in, outcomes out, in any order. Each trial handed in comes out exactly once,
 * unless `drain` is aborted: then running trials end, come out, and no new one starts. Resolves to who computed them; to
 * nobody where it was this process alone. Without trials it does no more than to tell that.
 */
export interface Executor {
  run(
    trials: TrialList,
    onOutcomes: (outcomes: readonly Outcome[]) => void,
    drain: AbortSignal,
    whole?: Whole,
  ): Promise<readonly MachineRun[]>;
  /** What computes further trials, where this one only collects what others have computed. */
  readonly afresh?: Executor;
  /** Gives up what it holds from one `run` to the next; what still runs ends without outcomes. */
  close(): Promise<void>;
  /** CPU time that processes of its own have taken so far, where it has any, seconds. */
  cpuSeconds?(): number;
}

/** What the trials of an executor are a part of, and what is known of it. */
export interface Whole {
  readonly trials: TrialList;
  /** The outcome of one of its trials, from the journal or from this run. */
  get(key: string): Outcome | undefined;
  /** No outcome of this trial can be believed: the journal loses what it has. */
  forget(key: string): void;
  /** Others compute: all that have, with how many trials each. Told again and again, so that who computed outlives the run. */
  note(others: readonly MachineRun[]): void;
}

/** What computes one trial after the other, apart from the others: a thread, or a process with a thread. */
export interface Lane {
  /** Rejected when it dies first. */
  readonly loaded: Promise<void>;
  /** Fulfilled when it is gone, for whatever reason. */
  readonly gone: Promise<void>;
  /** Computes a chunk, neighboring trials of one cell, and says what it dies of meanwhile; one at a time. */
  run(trials: readonly Trial[]): Promise<Ran>;
  end(): Promise<void>;
  /** CPU time that it has taken so far, where it is a process of its own, seconds. */
  cpuSeconds?(): number;
}

/** What became of a chunk; each of its trials is in one of the three. Plain data. */
export interface Ran {
  readonly outcomes: readonly Outcome[];
  /** They must run again, whatever happened not being of their making. */
  readonly again: readonly Trial[];
  /** One of these may have ended the lane. */
  readonly accused?: { readonly trials: readonly Trial[]; readonly reason: string };
  /** The lane is of no more use. */
  readonly lost: boolean;
}

/** What crosses to a thread: neighboring trials of one cell. */
export interface Chunk {
  readonly trials: readonly Trial[];
  /** Shared with the lane: [index of the running trial, when it started], so that a stuck or dead one can be named. */
  readonly clock: Float64Array;
}

/** Where files of data lie here that are not at the path that their data set names, by that path. */
export type Places = Readonly<Record<string, string>>;

/** What a worker thread is told when it starts. */
export interface WorkerData {
  readonly used: readonly Used[];
  readonly places: Places;
}

/** Milliseconds since 1970 with fractions, comparable between threads. */
export const wallClock = (): number => performance.timeOrigin + performance.now();
