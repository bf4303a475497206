/** The local executor: worker threads that take trials in chunks. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../../errors.js';
import type { Outcome, Trial, TrialList } from '../../experiment/contract.js';
import { failedOutcome } from '../../experiment/outcome.js';
import { digestOf } from '../../experiment/trials.js';
import { type Chunk, type Executor, wallClock } from './contract.js';

/** A chunk is sized to take about this long, so that little is lost with a thread and messages cost little. */
const chunkSeconds = 0.1;
const largestChunk = 500;

export interface PoolOptions {
  readonly jobs: number;
  /** The compiled worker. It says one thing when it is loaded, and then gives the outcomes of each chunk. */
  readonly worker: URL;
  /** What the worker is told when it starts. */
  readonly workerData?: unknown;
  /** Called whenever a thread has loaded it, and before outcomes are taken; what it throws ends the run. */
  check?(): void;
  /** A thread, and what its trials share, is loaded within this time or never, seconds. */
  readonly loadWithin?: number;
}

export function localPool({ jobs, worker, workerData, check, loadWithin = 120 }: PoolOptions): Executor {
  return {
    async run(trials, onOutcomes, drain) {
      const pending = chunkQueue(trials);
      const threads = new Set<Thread>();
      const endThreads = () => Promise.all([...threads].map((thread) => thread.end()));
      let broken = false;
      const open = async (): Promise<Thread> => {
        const thread = startThread(worker, workerData);
        threads.add(thread);
        const late = sleep(loadWithin * 1000, true, { ref: false });
        if ((await Promise.race([thread.loaded, late])) === true)
          throw new Error(`a thread was not loaded within ${loadWithin} s`);
        check?.();
        return thread;
      };
      const compute = async (): Promise<void> => {
        let thread: Thread | undefined;
        for (let chunk = pending.take(); chunk !== undefined && !drain.aborted; chunk = pending.take()) {
          thread ??= await open();
          const started = wallClock();
          const { outcomes, again, lost } = await runChunk(thread, chunk, loadWithin);
          // Another lane has failed (a full disk, say) and the threads are being ended: they did not die of their
          // trials, which are to run again.
          if (broken) return;
          if (again.length > 0) pending.putBack(again);
          else pending.measured(chunk, (wallClock() - started) / 1000);
          if (lost) threads.delete(thread);
          if (lost) thread = undefined;
          check?.();
          onOutcomes(outcomes);
        }
      };
      const lane = () =>
        compute().catch((error: unknown) => {
          if (broken) return;
          broken = true;
          void endThreads();
          throw error;
        });
      const lanes = await Promise.allSettled(Array.from({ length: Math.min(jobs, trials.length) }, lane));
      await endThreads();
      for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
      return [];
    },
  };
}

/** Hands out runs of neighbouring trials of one cell, in their order, sized by what the cell's last chunk took. */
function chunkQueue(trials: TrialList) {
  const rest = trials[Symbol.iterator]();
  /** Trials that come before the rest, the next one last. */
  const ahead: Trial[] = [];
  const sizes = new Map<string, number>();
  const next = (): Trial | undefined => {
    if (ahead.length === 0) {
      const { done, value } = rest.next();
      if (done !== true) ahead.push(value);
    }
    return ahead.at(-1);
  };
  return {
    take(): Trial[] | undefined {
      const first = next();
      if (first === undefined) return undefined;
      const cell = digestOf(first);
      const size = sizes.get(cell) ?? 1;
      const chunk: Trial[] = [];
      for (let trial = next(); trial !== undefined && chunk.length < size; trial = next()) {
        if (digestOf(trial) !== cell) break;
        chunk.push(trial);
        ahead.pop();
      }
      return chunk;
    },
    putBack(chunk: readonly Trial[]): void {
      ahead.push(...chunk.toReversed());
    },
    measured(chunk: readonly Trial[], seconds: number): void {
      const size = Math.round((chunkSeconds * chunk.length) / Math.max(seconds, 1e-6));
      sizes.set(digestOf(chunk[0]!), Math.min(largestChunk, Math.max(1, size)));
    },
  };
}

interface Ran {
  readonly outcomes: readonly Outcome[];
  /** Trials of the chunk that must run again. */
  readonly again: readonly Trial[];
  /** The thread is gone. */
  readonly lost: boolean;
}

/** Runs a chunk. When its thread dies or hangs, the trial it was at is the outcome; the others must run again. */
async function runChunk(thread: Thread, trials: readonly Trial[], loadWithin: number): Promise<Ran> {
  const clock = new Float64Array(new SharedArrayBuffer(16));
  clock[0] = -1;
  const { timeout } = trials[0]!;
  const every = Math.max(1, Math.min(200, timeout * 250));
  const elapsed = trialTimer(every, wallClock());
  let late = -1;
  let reason = `took longer than ${timeout} s`;
  let loading = 0;
  const watch = setInterval(() => {
    // The thread may go on to its next trial before it is ended: the one to blame is the one seen here.
    const [at, started] = [clock[0]!, clock[1]!];
    loading = at < 0 || started === Number.POSITIVE_INFINITY ? loading + every : 0;
    const neverLoads = loading > loadWithin * 1000;
    if (!neverLoads && elapsed(at, started, wallClock()) <= timeout * 1000) return;
    if (clock[0] !== at || clock[1] !== started) return;
    late = Math.max(at, 0);
    if (neverLoads) reason = `what it runs was not loaded within ${loadWithin} s`;
    void thread.end();
  }, every);
  try {
    return { outcomes: await thread.run({ trials, clock }), again: [], lost: late >= 0 };
  } catch (error) {
    const at = trials[late >= 0 ? late : clock[0]!];
    if (at === undefined) throw error;
    const outcome =
      late >= 0
        ? failedOutcome(at, 'timeout', reason)
        : failedOutcome(at, 'failed', `its worker died: ${messageOf(error)}`);
    return { outcomes: [outcome], again: trials.filter((trial) => trial !== at), lost: true };
  } finally {
    clearInterval(watch);
  }
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

interface Thread {
  /** Fulfilled, too, when it dies instead; `run` then says of what. */
  readonly loaded: Promise<void>;
  /** @throws what the thread dies of. */
  run(chunk: Chunk): Promise<Outcome[]>;
  end(): Promise<void>;
}

/** Loading ends within this time, or never, milliseconds. */
const patience = 5000;

function startThread(file: URL, workerData: unknown): Thread {
  const worker = new Worker(file, { workerData });
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
  const loaded = new Promise<void>((resolve) => {
    worker.once('exit', resolve);
    worker.once('message', () => {
      worker.on('message', (outcomes: Outcome[]) => settle?.resolve(outcomes));
      resolve();
    });
  });
  const opening = () => clock !== undefined && (clock[0]! < 0 || clock[1] === Number.POSITIVE_INFINITY);
  return {
    loaded,
    run: (chunk) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        clock = chunk.clock;
        if (death === undefined) worker.postMessage(chunk);
        else reject(death.reason);
      }),
    /** Waits for what is being loaded: Node ends the whole process when a thread is ended amid an import (20.20). */
    async end() {
      await Promise.race([loaded, sleep(patience, undefined, { ref: false })]);
      for (let waited = 0; death === undefined && opening() && waited < patience; waited += 5) await sleep(5);
      await worker.terminate();
    },
  };
}
