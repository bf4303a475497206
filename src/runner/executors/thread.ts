/** A lane that is a thread: it ends a trial that takes too long by ending the thread. */
import { messageOf } from '../../errors.js';
import type { Outcome, Trial } from '../../experiment/contract.js';
import { failedOutcome } from '../../experiment/outcome.js';
import { type Chunk, type Lane, type Ran, wallClock } from './contract.js';
import { startThread, type Thread } from './start-thread.js';

/** What ends the trial at hand, where the thread has a process of its own. */
export interface MemoryLimit {
  /** The JavaScript heap at most, bytes. */
  readonly heap: number;
  /** Asked every 50 ms while trials run. */
  exceeded(): boolean;
  readonly reason: string;
}

export interface ThreadOptions {
  /** The compiled worker. It says one thing when it is loaded, and then gives the outcomes of each chunk. */
  readonly worker: URL;
  /** What the worker is told when it starts. */
  readonly workerData?: unknown;
  /** What the trials of a chunk share is loaded within this time or never, seconds. */
  readonly loadWithin: number;
  readonly memory?: MemoryLimit;
}

/** How often the thread is looked at, at most, milliseconds. */
const looks = 200;
const looksAtMemory = 50;

export function threadLane(options: ThreadOptions): Lane {
  const { worker, workerData, memory } = options;
  const heap = memory?.heap;
  const thread = startThread<Chunk, Outcome[]>({ worker, workerData, ...(heap === undefined ? {} : { heap }) });
  return {
    loaded: thread.loaded,
    gone: thread.gone,
    end: thread.end,
    run: (trials) => runChunk(thread, trials, options),
  };
}

/** Runs a chunk. When the thread dies, the trial it was at is accused; when it hangs, that trial's outcome is a timeout. */
async function runChunk(
  thread: Thread<Chunk, Outcome[]>,
  trials: readonly Trial[],
  { loadWithin, memory }: ThreadOptions,
): Promise<Ran> {
  const clock = new Float64Array(new SharedArrayBuffer(16));
  clock[0] = -1;
  const { timeout } = trials[0]!;
  const every = Math.max(1, Math.min(memory === undefined ? looks : looksAtMemory, timeout * 250));
  const elapsed = trialTimer(every, wallClock());
  let loading = 0;
  /** What is wrong with the trial at hand. */
  const look = (at: number, started: number): { readonly late: string } | { readonly over: string } | undefined => {
    loading = at < 0 || started === Number.POSITIVE_INFINITY ? loading + every : 0;
    const ran = elapsed(at, started, wallClock());
    if (loading > loadWithin * 1000) return { late: `what it runs was not loaded within ${loadWithin} s` };
    if (ran > timeout * 1000) return { late: `took longer than ${timeout} s` };
    return memory?.exceeded() ? { over: memory.reason } : undefined;
  };
  const reasonOf = (error: unknown) =>
    memory !== undefined && (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? memory.reason
      : `its worker died: ${messageOf(error)}`;
  const without = (at: Trial) => trials.filter((trial) => trial !== at);
  let watch: NodeJS.Timeout | undefined;
  const stopped = new Promise<Ran>((resolve) => {
    watch = setInterval(() => {
      // The thread may go on to its next trial before it is ended: the one to blame is the one seen here.
      const [index, started] = [clock[0]!, clock[1]!];
      const wrong = look(index, started);
      if (wrong === undefined || clock[0] !== index || clock[1] !== started) return;
      const at = trials[Math.max(index, 0)]!;
      const outcome = 'late' in wrong ? [failedOutcome(at, 'timeout', wrong.late)] : [];
      const accused = 'over' in wrong ? { accused: { trials: [at], reason: wrong.over } } : {};
      resolve({ outcomes: outcome, again: without(at), ...accused, lost: true });
    }, every);
  });
  const loads = () => clock[0]! < 0 || clock[1] === Number.POSITIVE_INFINITY;
  const done = thread.run({ trials, clock }, loads).then(
    (outcomes): Ran => ({ outcomes, again: [], lost: false }),
    (error: unknown): Ran => {
      const at = trials[clock[0]!];
      const accused = { trials: at === undefined ? trials : [at], reason: reasonOf(error) };
      return { outcomes: [], again: at === undefined ? [] : without(at), accused, lost: true };
    },
  );
  return Promise.race([done, stopped]).finally(() => clearInterval(watch));
}

/** Looks that come later than this show that the process was stopped, milliseconds. */
const tolerated = 100;

/**
 * Tells at each look how long the trial at hand has run, milliseconds. The time during which the whole process was
 * stopped (Ctrl-Z, then fg) does not count: the looks stood still, too.
 * @param every time between looks, milliseconds.
 * @returns of the trial's index (-1: none yet), when it started (Infinity: not yet) and the time of the look.
 */
export function trialTimer(every: number, start: number): (at: number, started: number, now: number) => number {
  let [trial, ran, last] = [-1, 0, start];
  return (at, started, now) => {
    const awake = now - last > every + tolerated ? every : now - last;
    if (at < 0 || started > now) ran = 0;
    else ran = at === trial ? ran + awake : Math.min(now - started, awake);
    [trial, last] = [started > now ? -1 : at, now];
    return ran;
  };
}
