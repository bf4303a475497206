/** What a reader of the page steps through and plays with, as a spec says it. */
import type { SweepValue } from '../components/contract.js';

/** One trial of a task by some methods, which are not swept. */
export interface RaceSpec {
  readonly task: string;
  readonly methods: readonly string[];
  readonly trial: number;
  /** Columns of trials.csv that are told at the end. */
  readonly metrics?: readonly string[];
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
