/** A lane that is a thread: it ends a trial that takes too long by ending the thread. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../../errors.js';
import type { Outcome, Trial } from '../../experiment/contract.js';
import { failedOutcome } from '../../experiment/outcome.js';
import { type Chunk, type Lane, type Ran, wallClock } from './contract.js';

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
  const thread = startThread(options);
  return {
    loaded: thread.loaded,
    gone: thread.gone,
    end: thread.end,
    run: (trials) => runChunk(thread, trials, options),
  };
}

/** Runs a chunk. When the thread dies, the trial it was at is accused; when it hangs, that trial's outcome is a timeout. */
async function runChunk(thread: Thread, trials: readonly Trial[], { loadWithin, memory }: ThreadOptions): Promise<Ran> {
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
  const done = thread.run({ trials, clock }).then(
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

interface Thread extends Pick<Lane, 'loaded' | 'gone' | 'end'> {
  /** @throws what the thread dies of. */
  run(chunk: Chunk): Promise<Outcome[]>;
}

/** Loading ends within this time, or never, milliseconds. */
const patience = 5000;

function startThread({ worker: file, workerData, memory }: ThreadOptions): Thread {
  const resourceLimits = memory && { maxOldGenerationSizeMb: memory.heap / 2 ** 20 };
  const worker = new Worker(file, { workerData, ...(resourceLimits && { resourceLimits }) });
  let clock: Float64Array | undefined;
  let settle: { resolve(outcomes: Outcome[]): void; reject(reason: unknown): void } | undefined;
  let death: { readonly reason: unknown } | undefined;
  const die = (reason: unknown) => {
    death ??= { reason };
    settle?.reject(death.reason);
  };
  worker.on('error', die);
  worker.on('messageerror', die);
  worker.on('exit', (code) => die(new Error(`worker exited with code: ${code}`)));
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const loaded = new Promise<void>((resolve, reject) => {
    worker.once('exit', () => reject(death?.reason));
    worker.once('message', () => {
      worker.on('message', (outcomes: Outcome[]) => settle?.resolve(outcomes));
      resolve();
    });
  });
  const opening = () => clock !== undefined && (clock[0]! < 0 || clock[1] === Number.POSITIVE_INFINITY);
  return {
    loaded,
    gone,
    run: (chunk) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        clock = chunk.clock;
        if (death === undefined) worker.postMessage(chunk);
        else reject(death.reason);
      }),
    /** Waits for what is being loaded: Node ends the whole process when a thread is ended amid an import (20.20). */
    async end() {
      await Promise.race([loaded.catch(() => undefined), sleep(patience, undefined, { ref: false })]);
      for (let waited = 0; death === undefined && opening() && waited < patience; waited += 5) await sleep(5);
      await worker.terminate();
    },
  };
}
