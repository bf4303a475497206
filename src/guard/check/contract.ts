/** What a check is about, committed results beside what was computed afresh, and what it finds. */

import type { Verdict } from '../../experiment/claim-contract.js';
import type { Cell, Outcome, Spec, Trial } from '../../experiment/contract.js';
import type { Run } from '../../results/provenance.js';
import type { Results } from '../../results/results.js';
import type { MetricMeta } from '../../results/summary.js';
import type { Difference, Same } from '../differences.js';
import type { TimeRatio } from './time-ratios.js';

export interface CheckInput {
  readonly spec: Spec;
  /** The spec's own seed; `spec` has that of the run. */
  readonly seed: number;
  /** Settings that say where a file lies, such as `settings.tasks.t.data.path`: a path is no change, its content is. */
  readonly places: ReadonlySet<string>;
  readonly results: Results;
  readonly run: Run;
  /** The cells of the grid that was run, and all of the spec's. */
  readonly cells: readonly Cell[];
  readonly grid: readonly Cell[];
  /** The trials of the grid that was run. */
  readonly trials: readonly Trial[];
  /** Those that were computed afresh. */
  readonly fresh: readonly Outcome[];
  readonly metrics: readonly MetricMeta[];
  readonly same: Same;
  /** The verdicts that the spec expects are of this grid: a full run of it. */
  readonly expects: boolean;
}

/** How much of a cell is guarded. */
export interface CheckedCell {
  readonly task: string;
  readonly method: string;
  readonly sweep: Cell['sweep'];
  readonly trials: number;
  /** How many of them were computed afresh. */
  readonly guarded: number;
  /** Mean seconds of a trial in the committed run; null where it was never timed. */
  readonly seconds: number | null;
  /** Of the trials computed afresh: how many differ from their rows anywhere. */
  readonly differing: number;
}

export interface Checked {
  readonly cells: readonly CheckedCell[];
  /** The first 200 of each file; `differing` counts all. */
  readonly differences: readonly Difference[];
  readonly differing: number;
  readonly claims: readonly CheckedClaim[];
  /** Advice: never a reason to fail. */
  readonly times: readonly TimeRatio[];
}

export interface CheckedClaim {
  readonly id: string;
  readonly sentence: string;
  /** The verdict in claims.csv; null where it has none. */
  readonly committed: string | null;
  /** The verdict on the committed rows, those that were computed afresh in their place. */
  readonly now: Verdict;
  /** The verdict that the spec expects of a full run; null for a run of another grid. */
  readonly expected: Verdict | null;
  /** How the tests came out, in words. */
  readonly test: string;
  /** What it was judged on: rows that were all computed afresh, some, or none; times are always those of the committed run. */
  readonly judgedOn: 'fresh rows' | 'some fresh rows' | 'committed rows' | 'committed times';
  /** Controls that do not fail their test as they must, with what they come to: the claim's tests show nothing. */
  readonly controls: readonly string[];
  /** Whether all is as committed, as the spec expects, and as controls must be. */
  readonly holds: boolean;
}
