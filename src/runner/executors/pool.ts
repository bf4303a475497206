/** The local executor: a pool of worker threads that take trials in chunks. */
import { Piscina } from 'piscina';
import { messageOf } from '../../errors.js';
import type { Outcome, Trial } from '../../experiment/contract.js';
import { failedOutcome } from '../../experiment/outcome.js';
import type { Used } from '../../experiment/outside.js';
import { type Chunk, wallClock } from './chunk.js';
import type { Executor } from './contract.js';

/** A chunk is sized to take about this long, so that little is lost with a worker and messages cost little. */
const chunkSeconds = 0.1;
const largestChunk = 500;

export interface PoolOptions {
  readonly jobs: number;
  /** Limit for one trial, seconds; a trial that passes it ends with status `timeout` and its thread is replaced. */
  readonly timeout: number;
  /** The compiled worker. */
  readonly worker: URL;
  /** Files whose components its trials may run. */
  readonly used?: readonly Used[];
}

export function localPool({ jobs, timeout, worker, used = [] }: PoolOptions): Executor {
  return {
    async run(trials, onOutcomes, drain) {
      const pending = chunkQueue(trials);
      const lanes = Math.min(jobs, trials.length);
      const pool = new Piscina({ filename: worker.href, workerData: used, minThreads: lanes, maxThreads: lanes });
      // A chunk that comes back while the pool is torn down; what goes wrong with a chunk in time is said by its run.
      pool.on('error', () => undefined);
      let broken = false;
      const lane = async () => {
        for (let chunk = pending.take(); chunk !== undefined && !drain.aborted; chunk = pending.take()) {
          const started = wallClock();
          const { outcomes, again } = await runChunk(pool, chunk, timeout);
          // Another lane has failed (a full disk, say) and the pool is being torn down: these workers did not die of
          // their trials, which are to run again.
          if (broken) return;
          if (again.length > 0) pending.putBack(again);
          else pending.measured(chunk, (wallClock() - started) / 1000);
          onOutcomes(outcomes);
        }
      };
      try {
        await Promise.all(Array.from({ length: lanes }, lane));
      } finally {
        broken = true;
        await pool.destroy();
      }
    },
  };
}

/** Hands out runs of neighbouring trials of one cell, in grid order, sized by what the cell's last chunk took. */
function chunkQueue(trials: readonly Trial[]) {
  const queue = [...trials].reverse();
  const sizes = new Map<string, number>();
  const cellOf = ({ key }: Trial) => key.slice(0, key.indexOf('/'));
  return {
    take(): Trial[] | undefined {
      const first = queue.at(-1);
      if (first === undefined) return undefined;
      const size = sizes.get(cellOf(first)) ?? 1;
      const chunk: Trial[] = [];
      while (chunk.length < size && queue.length > 0 && cellOf(queue.at(-1)!) === cellOf(first))
        chunk.push(queue.pop()!);
      return chunk;
    },
    putBack(chunk: readonly Trial[]): void {
      queue.push(...[...chunk].reverse());
    },
    measured(chunk: readonly Trial[], seconds: number): void {
      const size = Math.round((chunkSeconds * chunk.length) / Math.max(seconds, 1e-6));
      sizes.set(cellOf(chunk[0]!), Math.min(largestChunk, Math.max(1, size)));
    },
  };
}

/** Runs a chunk. When its thread dies or hangs, the trial it was at is the outcome; the others must run again. */
async function runChunk(
  pool: Piscina,
  trials: readonly Trial[],
  timeout: number,
): Promise<{ outcomes: Outcome[]; again: Trial[] }> {
  const clock = new Float64Array(new SharedArrayBuffer(16));
  clock[0] = -1;
  const stop = new AbortController();
  let late = -1;
  const watch = setInterval(
    () => {
      // The thread may go on to its next trial before it is ended: the one to blame is the one seen here.
      const at = clock[0]!;
      if (at < 0 || wallClock() - clock[1]! <= timeout * 1000 || clock[0] !== at) return;
      late = at;
      stop.abort();
    },
    Math.min(200, timeout * 250),
  );
  try {
    const chunk: Chunk = { trials, clock };
    return { outcomes: (await pool.run(chunk, { signal: stop.signal })) as Outcome[], again: [] };
  } catch (error) {
    const at = trials[late >= 0 ? late : clock[0]!];
    if (at === undefined) throw error;
    const outcome = stop.signal.aborted
      ? failedOutcome(at, 'timeout', `took longer than ${timeout} s`)
      : failedOutcome(at, 'failed', `its worker died: ${messageOf(error)}`);
    return { outcomes: [outcome], again: trials.filter((trial) => trial !== at) };
  } finally {
    clearInterval(watch);
  }
}
