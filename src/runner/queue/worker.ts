/**
 * A worker: takes chunks of trials from the queue, computes them in its lanes, and leaves the outcomes there. It joins and
 * leaves at any time. Its own event loop computes nothing, so that the locks of its chunks are renewed in time.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { counted } from '../../counted.js';
import { InputError, messageOf } from '../../errors.js';
import type { Executor, Places } from '../executors/contract.js';
import { accept, type Here } from './acceptance.js';
import type { Address } from './address.js';
import { connect, lasting, probe, type Say } from './connection.js';
import { type Description, readDescription } from './description.js';
import { keys, prefix, queueName } from './keys.js';
import { openSelf, type Self } from './machine.js';
import { readChunk, writeBatch, writeChunk } from './messages.js';
import { type Patiently, patience } from './patience.js';
import { announce } from './presence.js';
import { leave } from './supply.js';

export interface WorkerOptions extends Here {
  readonly address: Address;
  /** Trials that are computed at once. */
  readonly lanes: number;
  /** A chunk of which nothing is heard for so long goes to another worker, milliseconds. */
  readonly lock: number;
  /** Ends once there was nothing to compute for so long, milliseconds. */
  readonly idleExit?: number;
  readonly say: Say;
  /** What computes: called once a run. @param places where its data lies. */
  executor(places: Places): Executor;
}

/** How often it looks which run there is, milliseconds. */
const every = 1000;
/** A chunk that is lost with its worker goes to no other one as it is: the coordinator cuts it first. */
const losses = 0;

/**
 * Works until it is stopped or idle.
 * @param stop the trials under way end, and the rest of their chunks goes to other workers.
 * @throws InputError for a queue that cannot be used, and for a run whose trials would not be the same here.
 */
export async function work(options: WorkerOptions, stop: AbortSignal): Promise<void> {
  const { address, say, lanes, idleExit = Number.POSITIVE_INFINITY } = options;
  const facts = await probe(address);
  const connection = lasting(address, facts);
  const redis = connect(connection, address, say);
  const self = openSelf(randomUUID(), lanes);
  const silence = announce(redis, self.id, () => self.presence());
  say('info', `worker ${self.name}: ${counted(lanes, 'lane')}, ${address.shown}; waits for a run`);
  try {
    while (!stop.aborted && self.idle() < idleExit) {
      const text = await orStopped(redis.get(keys.run), stop);
      if (text === null) await sleep(every, undefined, { signal: stop }).catch(() => undefined);
      else if (text !== undefined) await workOn(text, { options, redis, self, stop });
    }
    if (!stop.aborted) say('info', `nothing to compute for ${Math.round(idleExit / 1000)} s: the worker ends`);
  } finally {
    await Promise.race([silence(), sleep(1000, undefined, { ref: false })]);
    redis.disconnect();
  }
}

/** Undefined when it was stopped before Redis answered. */
async function orStopped<T>(action: Promise<T>, stop: AbortSignal): Promise<T | undefined> {
  let giveUp = () => {};
  const stopped = new Promise<undefined>((resolve) => {
    giveUp = () => resolve(undefined);
    stop.addEventListener('abort', giveUp);
  });
  action.catch(() => undefined);
  return Promise.race([action, stopped]).finally(() => stop.removeEventListener('abort', giveUp));
}

interface Working {
  readonly options: WorkerOptions;
  readonly redis: Redis;
  readonly self: Self;
  readonly stop: AbortSignal;
}

/** Computes chunks of a run until it is over. @param text its description. */
async function workOn(text: string, { options, redis, self, stop }: Working): Promise<void> {
  const { address, say, lanes, lock, idleExit = Number.POSITIVE_INFINITY } = options;
  const description = readDescription(text);
  if (description === undefined)
    throw new InputError(`${address.shown} is used by another version of moe than ${options.build.version}`);
  const executor = options.executor(accept(description, options));
  const over = new AbortController();
  const drain = AbortSignal.any([stop, over.signal]);
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    over.abort();
  };
  const patiently = patience(redis, say, stop);
  const before = self.trials;
  self.joins(description.experiment, executor);
  say('info', `computes trials of ${description.experiment}`);
  const bull = connect(lasting(address, null), address, () => undefined);
  const worker = new Worker<{ readonly chunk: string }>(
    queueName,
    (job, token) => computeChunk(job, token!, { description, executor, redis, self, drain, patiently, fail, over }),
    {
      connection: bull,
      ...{ prefix, skipVersionCheck: true, concurrency: lanes, runRetryDelay: 1000, drainDelay: 2 },
      ...{ lockDuration: lock, stalledInterval: lock / 2, maxStalledCount: losses },
    },
  );
  worker.on('error', (error) => say('debug', `queue: ${messageOf(error)}`));
  try {
    while (!drain.aborted && self.idle() < idleExit) {
      await sleep(every, undefined, { signal: drain }).catch(() => undefined);
      const now = await orStopped(redis.get(keys.run), drain);
      if (now !== undefined && (now === null || readDescription(now)?.run !== description.run)) over.abort();
    }
  } finally {
    over.abort();
    await worker.pause(true);
    while (self.presence().busy > 0) await sleep(50);
    // A chunk cannot be handed back while Redis is away; when its lock runs out, it goes to another worker.
    const away = stop.aborted && redis.status !== 'ready';
    if (away) say('warn', 'Redis is away: what it was not given yet is computed again');
    await worker.close(away);
    await executor.close();
    bull.disconnect();
    self.leaves();
    say('info', `${description.experiment}: ${counted(self.trials - before, 'trial')} computed here`);
  }
  if (failure !== undefined) throw failure;
}

interface Computing extends Pick<Working, 'redis' | 'self'> {
  readonly description: Description;
  readonly executor: Executor;
  readonly drain: AbortSignal;
  readonly patiently: Patiently;
  fail(error: unknown): void;
  readonly over: AbortController;
}

/** Computes a chunk. Its outcomes are in Redis before it ends, and so before it leaves the queue. */
async function computeChunk(
  job: Job<{ readonly chunk: string }>,
  token: string,
  { description, executor, redis, self, drain, patiently, fail, over }: Computing,
): Promise<void> {
  const chunk = readChunk(job.data?.chunk);
  if (chunk === undefined) throw new Error('the chunk is damaged');
  if (chunk.run !== description.run) {
    // Another run has begun since: first it is looked at whether its trials may be computed here.
    over.abort();
    return handBack(job, token);
  }
  const key = keys.outcomes(chunk.run);
  const missing = new Set(chunk.trials.map((trial) => trial.key));
  const post = self.opens((batch) => patiently(() => leave(redis, key, writeBatch(batch))));
  try {
    await executor.run(
      chunk.trials,
      (outcomes) => {
        for (const outcome of outcomes) missing.delete(outcome.key);
        post.add(outcomes);
      },
      drain,
    );
  } catch (error) {
    fail(error);
  }
  await post.close();
  if (missing.size === 0) return;
  const trials = chunk.trials.filter((trial) => missing.has(trial.key));
  await job.updateData({ chunk: writeChunk({ run: chunk.run, trials }) }).catch(() => undefined);
  await handBack(job, token);
}

/** The chunk goes to another worker. */
async function handBack(job: Job, token: string): Promise<never> {
  await job.moveToWait(token).catch(() => undefined);
  throw new WaitingError();
}
