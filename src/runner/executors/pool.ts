/** The executor of this machine: lanes that take trials in chunks. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, Trial, TrialList } from '../../experiment/contract.js';
import { failedOutcome } from '../../experiment/outcome.js';
import { digestOf } from '../../experiment/trials.js';
import { type Executor, type Lane, type Ran, wallClock } from './contract.js';

/** A chunk is sized to take about this long, so that little is lost with a lane and messages cost little. */
const chunkSeconds = 0.1;
const largestChunk = 500;

export interface PoolOptions {
  /** Lanes at most, in one run. */
  readonly jobs: number;
  start(): Lane;
  /** Called whenever a lane has loaded what it runs, and before outcomes are taken; what it throws ends the run. */
  check?(): void;
  /** A lane is loaded within this time or never, seconds. */
  readonly loadWithin: number;
}

/** Lanes stay from one run to the next; one that is lost with a trial is replaced. */
export function localPool({ jobs, start, check, loadWithin }: PoolOptions): Executor {
  const idle = new Set<Lane>();
  const lanes = new Set<Lane>();
  let closed = false;
  /** CPU time of lanes that are gone. */
  let spent = 0;
  const open = async (running: Set<Lane>): Promise<Lane> => {
    const lane = start();
    for (const set of [lanes, running]) set.add(lane);
    void lane.gone.then(() => {
      for (const set of [idle, lanes, running]) set.delete(lane);
      spent += lane.cpuSeconds?.() ?? 0;
    });
    const late = sleep(loadWithin * 1000, true, { ref: false });
    if ((await Promise.race([lane.loaded, late])) === true)
      throw new Error(`a thread was not loaded within ${loadWithin} s`);
    check?.();
    return lane;
  };
  const takeIdle = (): Lane | undefined => {
    const [lane] = idle;
    if (lane !== undefined) idle.delete(lane);
    return lane;
  };
  return {
    async run(trials, onOutcomes, drain) {
      const pending = chunkQueue(trials);
      const running = new Set<Lane>();
      let broken = false;
      const compute = async (): Promise<void> => {
        let lane = takeIdle();
        if (lane !== undefined) running.add(lane);
        let used = lane !== undefined;
        for (let chunk = pending.take(); chunk !== undefined && !drain.aborted; chunk = pending.take()) {
          if (chunk.alone && used) {
            void lane?.end();
            lane = undefined;
          }
          lane ??= await open(running);
          if (broken || closed) return;
          const started = wallClock();
          const ran = await lane.run(chunk.trials);
          // Another lane has failed (a full disk, say) and all are being ended: they did not die of their trials.
          if (broken || closed) return;
          used = !ran.lost;
          if (ran.lost) void lane.end();
          if (ran.lost) lane = undefined;
          const outcomes = pending.settle(chunk, ran, (wallClock() - started) / 1000);
          check?.();
          onOutcomes(outcomes);
        }
        if (lane !== undefined) idle.add(lane);
      };
      const endRunning = () => Promise.all([...running].map((lane) => lane.end()));
      const attempt = () =>
        compute().catch((error: unknown) => {
          if (broken) return;
          broken = true;
          void endRunning();
          throw error;
        });
      const ends = await Promise.allSettled(Array.from({ length: Math.min(jobs, trials.length) }, attempt));
      if (broken) await endRunning();
      for (const ended of ends) if (ended.status === 'rejected') throw ended.reason;
      return [];
    },
    cpuSeconds: () => [...lanes].reduce((sum, lane) => sum + (lane.cpuSeconds?.() ?? 0), spent),
    async close() {
      closed = true;
      await Promise.all([...lanes].map((lane) => lane.end()));
    },
  };
}

interface Part {
  readonly trials: readonly Trial[];
  /** One that is accused: a lane that has run nothing before shows whether it is to blame. */
  readonly alone: boolean;
}

/** Hands out runs of neighboring trials of one cell, in their order, sized by what the cell's last chunk took. */
function chunkQueue(trials: TrialList) {
  const rest = trials[Symbol.iterator]();
  /** Trials that come before the rest, the next one last. */
  const ahead: Trial[] = [];
  const accused: Part[] = [];
  const sizes = new Map<string, number>();
  const next = (): Trial | undefined => {
    if (ahead.length === 0) {
      const { done, value } = rest.next();
      if (done !== true) ahead.push(value);
    }
    return ahead.at(-1);
  };
  const measured = (chunk: readonly Trial[], seconds: number): void => {
    const size = Math.round((chunkSeconds * chunk.length) / Math.max(seconds, 1e-6));
    sizes.set(digestOf(chunk[0]!), Math.min(largestChunk, Math.max(1, size)));
  };
  /** Halves of a chunk until one trial is left, which runs alone: if that ends a lane, too, the trial has failed. */
  const accuse = ({ trials: suspects, reason }: NonNullable<Ran['accused']>, { alone }: Part): Outcome[] => {
    if (alone) return suspects.map((trial) => failedOutcome(trial, 'failed', reason));
    const half = Math.ceil(suspects.length / 2);
    const parts = suspects.length === 1 ? [suspects] : [suspects.slice(half), suspects.slice(0, half)];
    accused.push(...parts.map((part) => ({ trials: part, alone: suspects.length === 1 })));
    return [];
  };
  return {
    take(): Part | undefined {
      const first = accused.length > 0 ? undefined : next();
      if (first === undefined) return accused.pop();
      const cell = digestOf(first);
      const size = sizes.get(cell) ?? 1;
      const chunk: Trial[] = [];
      for (let trial = next(); trial !== undefined && chunk.length < size; trial = next()) {
        if (digestOf(trial) !== cell) break;
        chunk.push(trial);
        ahead.pop();
      }
      return { trials: chunk, alone: false };
    },
    /** What a chunk has come to: outcomes; the trials that have none are handed out again. */
    settle(part: Part, { outcomes, again, accused: blamed }: Ran, seconds: number): readonly Outcome[] {
      if (outcomes.length === part.trials.length) measured(part.trials, seconds);
      ahead.push(...again.toReversed());
      return blamed === undefined ? outcomes : [...outcomes, ...accuse(blamed, part)];
    },
  };
}
