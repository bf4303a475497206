import type { Outcome, Trial } from '../../experiment/contract.js';

/**
 * Where trials are computed: trials in, outcomes out, in any order. Each trial handed in comes out exactly once,
 * unless `drain` is aborted: then running trials end, come out, and no new one starts.
 */
export interface Executor {
  run(trials: readonly Trial[], onOutcomes: (outcomes: readonly Outcome[]) => void, drain: AbortSignal): Promise<void>;
}
