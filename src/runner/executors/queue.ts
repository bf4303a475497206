/**
 * The executor of a queue: hands chunks of trials to whatever workers there are, collects what they compute, and adds
 * again what Redis has lost. It is the one coordinator of the queue while it runs. That a trial is done is known by the
 * journal of the run, never by Redis alone.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { messageOf } from '../../errors.js';
import type { Outcome, TrialList } from '../../experiment/contract.js';
import type { MachineRun } from '../../results/provenance.js';
import { ourselves } from '../lock.js';
import type { Address } from '../queue/address.js';
import { type Collector, openCollector } from '../queue/collector.js';
import { connect, lasting, probe, queueProblem, type Say, warnings } from '../queue/connection.js';
import { type Described, describe, readDescription } from '../queue/description.js';
import { type Handout, openHandout } from '../queue/handout.js';
import { keys, prefix, queueName } from '../queue/keys.js';
import type { Lease } from '../queue/lease.js';
import { openPace } from '../queue/pace.js';
import { Away, type Patiently, patience } from '../queue/patience.js';
import { openSession, type Session } from '../queue/session.js';
import { type ChunkQueue, clear, handOut, reconcile } from '../queue/supply.js';
import type { Costs } from '../times.js';
import type { Whole } from './contract.js';

export interface QueueOptions extends Described {
  readonly address: Address;
  readonly costs: Costs;
  readonly say: Say;
  /** Somebody asked for the end of the run: `drain` is to be aborted. */
  onCancel(): void;
}

/** How often it looks for outcomes where there were none, milliseconds. */
const idle = 100;
/** How long it waits for a Redis that is full, before it tries again, milliseconds. */
const whenFull = 1000;
/** How often it compares what is in Redis with what should be, milliseconds. */
const reconcileEvery = 5000;

/** @returns who computed. @throws InputError for a queue that cannot be used; Error where two machines disagree. */
export async function coordinate(
  options: QueueOptions,
  trials: TrialList,
  save: (outcomes: readonly Outcome[]) => void,
  drain: AbortSignal,
  whole?: Whole,
): Promise<readonly MachineRun[]> {
  if (trials.length === 0) return [];
  const { address, say } = options;
  const facts = await probe(address);
  for (const text of warnings(facts)) say('warn', text);
  // What was under way when the connection was cut is looked at anew, not sent again: it may have been carried out. Without
  // retries it fails at once; with `autoResendUnfulfilledCommands: false` ioredis would never settle it.
  const redis = connect({ ...lasting(address, facts), maxRetriesPerRequest: 0 }, address, say);
  const connection = connect(lasting(address, facts), address, () => undefined);
  const events = { maxLen: 100 };
  const queue: ChunkQueue = new Queue(queueName, { connection, prefix, skipVersionCheck: true, streams: { events } });
  queue.on('error', () => undefined);
  try {
    return await runWith({ options, redis, queue, trials, save, drain, whole, patiently: patience(redis, say, drain) });
  } catch (error) {
    // It waited for another coordinator's end, and was told to end itself.
    if (drain.aborted && (error as Error).name === 'AbortError') return [];
    if (!(error instanceof Away)) throw (error as Error).name === 'ReplyError' ? queueProblem(error, address) : error;
    say('warn', `${error.message}, so workers could not be told; the same command goes on where this one stopped`);
    return [];
  } finally {
    redis.disconnect();
    connection.disconnect();
  }
}

interface Given {
  readonly options: QueueOptions;
  readonly redis: Redis;
  readonly queue: ChunkQueue;
  readonly trials: TrialList;
  readonly save: (outcomes: readonly Outcome[]) => void;
  readonly drain: AbortSignal;
  readonly whole: Whole | undefined;
  readonly patiently: Patiently;
}

interface Run extends Given {
  readonly key: string;
  readonly handout: Handout;
  readonly collector: Collector;
  readonly session: Session;
}

async function runWith(given: Given): Promise<readonly MachineRun[]> {
  const { options, redis, queue, trials, save, drain, whole, patiently } = given;
  const { say, build, experiment, onCancel } = options;
  const description = describe(options, whole?.trials ?? trials);
  const key = keys.outcomes(description.run);
  const pace = openPace(trials, options.costs);
  const handout = openHandout(trials, pace);
  const collector = openCollector({ redis, key, trials, pace, handout, say, save, whole });
  const identity: Omit<Lease, 'progress'> = {
    ...{ session: randomUUID(), holder: ourselves(), moe: build.version, run: description.run },
    ...{ experiment, since: new Date().toISOString() },
  };
  // What is in Redis is not known: whether an earlier coordinator left chunks, or Redis lost what it had.
  let unknown = true;
  const lease = (lanes: number): Lease => ({ ...identity, progress: collector.progress(lanes) });
  const onLoss = () => {
    unknown = true;
  };
  const left = await patiently(() => redis.get(keys.run));
  const wait = (ms: number) => sleep(ms, undefined, { signal: drain });
  const session = await patiently(() => openSession({ redis, description, say, lease, onLoss, onCancel }, wait));
  const run: Run = { ...given, key, handout, collector, session };
  try {
    if (left === null || readDescription(left)?.run !== description.run) await patiently(() => clear(queue));
    let [fullUntil, before] = [0, -1];
    for (let reconciled = 0; collector.done < trials.length; ) {
      if (session.failure !== undefined) throw session.failure;
      if (drain.aborted) {
        await windDown(run);
        break;
      }
      const got = await patiently(() => collector.collect());
      if (unknown || performance.now() - reconciled > reconcileEvery) {
        const how = { all: unknown, quiet: collector.done === before };
        unknown = false;
        await patiently(() => reconcile(run, how));
        [reconciled, before] = [performance.now(), collector.done];
      }
      if (performance.now() >= fullUntil) {
        const room = await patiently(() => handOut(queue, handout, description.run, session.lanes));
        if (!room && fullUntil === 0) say('warn', 'Redis is full: what is to be enqueued waits until there is room');
        if (room && fullUntil > 0) say('info', 'Redis has room again');
        fullUntil = room ? 0 : performance.now() + whenFull;
      }
      if (got === 0) await sleep(idle);
    }
    return collector.machines;
  } finally {
    // Nobody waits for a Redis that is away: the lease runs out by itself.
    session.rest();
    await Promise.race([endRun(run), sleep(3000, undefined, { ref: false })]);
  }
}

/** Lets workers end the trials under way, and takes what they leave. */
async function windDown({ session, queue, collector, patiently }: Run): Promise<void> {
  await patiently(() => session.callOff());
  await patiently(() => queue.drain());
  // What workers say of themselves is some seconds old.
  for (let quiet = 0; quiet < 8000; quiet += idle) {
    const active = await patiently(() => queue.getActiveCount());
    const got = await patiently(() => collector.collect());
    if (got === 0 && active === 0) return;
    // Of workers that compute each trial ends, by its time limit at last; those that are gone leave nothing.
    if (got > 0 || session.busy > 0) quiet = 0;
    await sleep(idle);
  }
}

async function endRun({ options, session, queue, redis, collector, trials, key }: Run): Promise<void> {
  try {
    if (session.failure === undefined) {
      await session.callOff();
      await clear(queue);
      // What has not been collected is of use to a run that goes on.
      if (collector.done === trials.length || options.session !== undefined) await redis.del(key);
    }
    await session.end();
  } catch (error) {
    options.say('debug', `queue: ${messageOf(error)}`);
  }
}
