/** How large tasks are and what they ask for, from what trials are expected to cost. */
import type { Cell } from '../../experiment/contract.js';
import type { Costs } from '../times.js';

/** What there is to compute. */
export interface Work {
  readonly trials: number;
  /** Of one thread, in all. */
  readonly seconds: number;
  /** Of the trial that is expected to take longest. */
  readonly longest: number;
  /** Share of the seconds that comes from cells like those that were timed; 1 where nothing was. */
  readonly guessed: number;
}

/** @param assumed seconds of a trial where nothing like it was timed. Cost O(cells). */
export function workOf(cells: readonly Cell[], costs: Costs, assumed: number): Work {
  let [trials, seconds, longest, guessed] = [0, 0, 0, 0];
  for (const cell of cells) {
    const cost = costs.get(cell) ?? { seconds: assumed, guessed: true };
    trials += cell.trials;
    seconds += cell.trials * cost.seconds;
    longest = Math.max(longest, cost.seconds);
    if (cost.guessed) guessed += cell.trials * cost.seconds;
  }
  return { trials, seconds, longest, guessed: seconds === 0 ? 1 : guessed / seconds };
}

/** What a task is to take, minutes: long beside its start, short beside a day's queue. */
const aim = 30;

/** As many tasks as take about half an hour each: one at least, one a trial and what the engine takes at most. */
export function tasksFor({ trials, seconds }: Work, threads: number, most: number): number {
  return Math.max(1, Math.min(Math.ceil(seconds / threads / (60 * aim)), trials, most));
}

/** Minutes that the longest task is expected to take: one trial beyond its even share at most, as costly trials are dealt out first. */
export function minutesOf({ seconds, longest }: Work, shards: number, threads: number): number {
  return (seconds / threads / shards + (shards === 1 ? 0 : longest)) / 60;
}

/** By how much a task may take longer than expected before it is ended; and minutes to start and to write. */
const [slack, start] = [2, 5];

/**
 * The time limit of a task, minutes: twice what is expected, and no less than a trial's own limit, so that one that hangs
 * is a row before its task ends, plus five to start; rounded up to five.
 * @param timeout of a trial, seconds.
 */
export function limitFor(expected: number, timeout: number): number {
  return 5 * Math.ceil((Math.max(slack * expected, timeout / 60) + start) / 5);
}

/** What a process takes that computes nothing large, and each of its threads beside what a trial holds, MiB. */
const [process, thread] = [256, 256];

/** What a process may hold of each trial of its grid, bytes: twice what was measured of one that has them all. */
const planned = 600;

/** What trials say of their memory is of arrays that they hold at once; what they held before takes its time to go. */
const garbage = 1.5;

/** Memory of a task, MiB, by the trials of the whole grid and what one needs while it runs, bytes; in steps of 128. */
export function memoryFor(threads: number, trials: number, each: number): number {
  const bytes = planned * trials + threads * garbage * each;
  return 128 * Math.ceil((process + threads * thread + bytes / 2 ** 20) / 128);
}

/** What each thread of a task has of its memory, MiB. */
export const shareOf = (memory: number, threads: number): number => Math.floor((memory - process) / threads);

/** The least that a task can do with, MiB. */
export const leastMemory = (threads: number): number => memoryFor(threads, 0, 0);
