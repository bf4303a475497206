/** The CPU time of a call, however short or long it is. */
import { median } from '../math/statistics.js';

export interface Timing {
  /** CPU seconds of one call: the median of the batches. */
  readonly seconds: number;
  /** Calls that were timed. */
  readonly calls: number;
}

/** CPU seconds that a batch takes at least, and how many there are at most. */
const [batch, batches] = [0.05, 5];
/** CPU seconds of calls before the first batch, in which compilers finish their work. */
const warmUp = 0.5;

/**
 * Times a call in batches that are long enough for the clock, after calls that let code be compiled and structures be
 * built. Batches end when they took the limit together; a first call beyond the limit is the only one.
 * @param limit CPU seconds.
 */
export function perCall(call: () => void, limit: number, clock: () => number = cpuClock): Timing {
  const timed = (calls: number): number => {
    const before = clock();
    for (let c = 0; c < calls; c++) call();
    return clock() - before;
  };
  const first = timed(1);
  if (first > limit) return { seconds: first, calls: 1 };
  let [calls, took] = [1, first];
  for (let spent = first; spent < warmUp; spent += took) {
    if (took < batch) calls *= 2;
    took = timed(calls);
  }
  const times: number[] = [];
  for (let spent = 0; times.length < batches && spent < limit; spent += times.at(-1)!) times.push(timed(calls));
  return { seconds: median(times)! / calls, calls: calls * times.length };
}

/** CPU seconds of this process so far: user and system, all threads. */
export function cpuClock(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** What an action returned, and the CPU seconds of this process meanwhile. */
export async function cpuSeconds<T>(action: () => T | Promise<T>): Promise<{ value: T; seconds: number }> {
  const before = cpuClock();
  const value = await action();
  return { value, seconds: cpuClock() - before };
}
