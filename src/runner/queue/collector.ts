/** Takes what workers leave in Redis: each outcome once, into the hands of the run; and knows how far that is. */
import type { Redis } from 'ioredis';
import { counted } from '../../counted.js';
import type { Outcome, TrialList } from '../../experiment/contract.js';
import type { MachineRun } from '../../results/provenance.js';
import type { Whole } from '../executors/contract.js';
import { isFailure } from '../journal.js';
import type { Say } from './connection.js';
import type { Handout } from './handout.js';
import type { QueueProgress } from './lease.js';
import { openLedger } from './ledger.js';
import { type Batch, readBatch } from './messages.js';
import type { Pace } from './pace.js';

export interface CollectorOptions {
  readonly redis: Redis;
  /** The list that workers leave outcomes in. */
  readonly key: string;
  readonly trials: TrialList;
  readonly pace: Pace;
  readonly handout: Handout;
  readonly say: Say;
  /** What the trials are a part of. */
  readonly whole: Whole | undefined;
  /** Saves outcomes; they leave Redis afterwards. */
  save(outcomes: readonly Outcome[]): void;
}

export interface Collector {
  /** Trials that have come back. */
  readonly done: number;
  /** Who computed. */
  readonly machines: readonly MachineRun[];
  /** Where the trial with this key stands. */
  placeOf(key: string): number | undefined;
  /** @returns how many batches there were. @throws Error where two machines disagree. */
  collect(): Promise<number>;
  /** Outcomes that no worker has given. */
  enter(outcomes: readonly Outcome[]): void;
  /** @param lanes that compute. */
  progress(lanes: number): QueueProgress;
}

/** Batches at a time. */
const atOnce = 64;
const shownReasons = 5;
/** How often it is noted who computes, for a coordinator that is killed, milliseconds: at once where somebody is new. */
const noteEvery = 10_000;

export function openCollector({ redis, key, trials, pace, handout, say, save, whole }: CollectorOptions): Collector {
  const ledger = openLedger(trials, whole);
  const machines = new Map<string, MachineRun>();
  const rate = openRate();
  const failures = new Map<string, Outcome['row']>();

  /** @param seconds of the lane, of all of them together. @returns those that say something new. */
  const enter = (outcomes: readonly Outcome[], seconds: number, machine: string): Outcome[] => {
    const learning = outcomes.reduce((sum, outcome) => sum + outcome.seconds, 0);
    const beside = Math.max(0, seconds - learning) / Math.max(1, outcomes.length);
    return outcomes.filter((outcome) => {
      const entry = ledger.enter(outcome, machine);
      if (entry !== 'new' && entry !== 'better') return false;
      const place = ledger.placeOf(outcome.key)!;
      const trial = trials.at(place)!;
      if (isFailure(outcome)) failures.set(outcome.key, outcome.row);
      else failures.delete(outcome.key);
      if (entry === 'new') {
        rate.count();
        pace.done(trial);
        handout.settle(place);
      }
      pace.timed(trial, outcome.seconds + beside);
      return true;
    });
  };
  let noted = 0;
  const note = ({ worker, machine }: Batch, count: number): void => {
    const before = machines.get(worker);
    machines.set(worker, { ...machine, trials: (before?.trials ?? 0) + count });
    if (before !== undefined && performance.now() - noted < noteEvery) return;
    noted = performance.now();
    whole?.note([...machines.values()]);
  };
  const take = async (): Promise<number> => {
    const texts = await redis.lrange(key, 0, atOnce - 1);
    if (texts.length === 0) return 0;
    let lost = 0;
    for (const text of texts) {
      const { batch, damaged } = readBatch(text);
      lost += damaged;
      if (batch === undefined) continue;
      const fresh = enter(batch.outcomes, batch.seconds, nameOf(batch));
      note(batch, fresh.length);
      if (fresh.length > 0) save(fresh);
    }
    if (lost > 0) say('warn', `${counted(lost, 'outcome')} came back damaged: computed again`);
    for (const disputed of ledger.disputes.keys()) whole?.forget(disputed);
    await redis.ltrim(key, texts.length, -1);
    return texts.length;
  };
  return {
    get done() {
      return ledger.done;
    },
    get machines() {
      return [...machines.values()];
    },
    placeOf: ledger.placeOf,
    async collect() {
      const batches = await take();
      const [dispute] = ledger.disputes.values();
      if (dispute === undefined) return batches;
      // What is left there may say the same again, and would be believed by the next run.
      while ((await take()) > 0);
      throw new Error(dispute);
    },
    enter(outcomes) {
      const fresh = enter(outcomes, 0, 'the coordinator');
      if (fresh.length > 0) save(fresh);
    },
    progress(lanes) {
      const rows = [...failures.values()];
      const left = pace.left();
      return {
        ...{ done: ledger.done, total: trials.length, chunks: handout.size, rate: rate.now() },
        failed: rows.filter(({ status }) => status === 'failed').length,
        timeout: rows.filter(({ status }) => status === 'timeout').length,
        reasons: rows.slice(-shownReasons).map(({ id, reason }) => [id, reason.slice(0, 200)]),
        left: left === null || lanes === 0 ? null : left / lanes,
      };
    },
  };
}

const nameOf = ({ machine }: Batch): string => `${machine.host} (${machine.machine.cpu}, Node ${machine.node})`;

/** Trials a second, of the last minute. */
function openRate() {
  const began = performance.now();
  const seconds: { readonly at: number; n: number }[] = [];
  return {
    count(): void {
      const at = Math.floor(performance.now() / 1000);
      if (seconds.at(-1)?.at === at) seconds.at(-1)!.n += 1;
      else seconds.push({ at, n: 1 });
    },
    now(): number {
      const now = performance.now() / 1000;
      while (seconds.length > 0 && seconds[0]!.at < now - 60) seconds.shift();
      const span = Math.min(60, Math.max(1, now - began / 1000));
      return seconds.reduce((sum, { n }) => sum + n, 0) / span;
    },
  };
}
