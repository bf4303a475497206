import type { Outcome, Trial, TrialList } from '../../experiment/contract.js';
import type { Used } from '../../experiment/outside.js';
import type { MachineRun } from '../../results/provenance.js';

/**
 * Where trials are computed: trials in, outcomes out, in any order. Each trial handed in comes out exactly once,
 * unless `drain` is aborted: then running trials end, come out, and no new one starts. Resolves to who computed them; to
 * nobody where it was this process alone.
 */
export interface Executor {
  run(
    trials: TrialList,
    onOutcomes: (outcomes: readonly Outcome[]) => void,
    drain: AbortSignal,
  ): Promise<readonly MachineRun[]>;
}

/** What crosses to a thread: neighbouring trials of one cell. */
export interface Chunk {
  readonly trials: readonly Trial[];
  /** Shared with the pool: [index of the running trial, when it started], so that a stuck or dead one can be named. */
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
