import type { Outcome, Trial, TrialList } from '../../experiment/contract.js';

/**
 * Where trials are computed: trials in, outcomes out, in any order. Each trial handed in comes out exactly once,
 * unless `drain` is aborted: then running trials end, come out, and no new one starts.
 */
export interface Executor {
  run(trials: TrialList, onOutcomes: (outcomes: readonly Outcome[]) => void, drain: AbortSignal): Promise<void>;
}

/** What crosses to a thread: neighbouring trials of one cell. */
export interface Chunk {
  readonly trials: readonly Trial[];
  /** Shared with the pool: [index of the running trial, when it started], so that a stuck or dead one can be named. */
  readonly clock: Float64Array;
}

/** Milliseconds since 1970 with fractions, comparable between threads. */
export const wallClock = (): number => performance.timeOrigin + performance.now();
