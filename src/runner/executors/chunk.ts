import type { Trial } from '../../experiment/contract.js';

/** What crosses to a worker: neighbouring trials of one cell. */
export interface Chunk {
  readonly trials: readonly Trial[];
  /** Shared with the pool: [index of the running trial, when it started], so that a stuck or dead one can be named. */
  readonly clock: Float64Array;
}

/** Milliseconds since 1970 with fractions, comparable between threads. */
export const wallClock = (): number => performance.timeOrigin + performance.now();
