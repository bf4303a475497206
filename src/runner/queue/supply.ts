/** What a coordinator does with the jobs of the queue: adds chunks, finds those that were lost, clears what is of no run. */
import type { JobType, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { failedOutcome } from '../../experiment/outcome.js';
import type { Collector } from './collector.js';
import { isFull } from './connection.js';
import type { Handout } from './handout.js';
import { readChunk, writeChunk } from './messages.js';

/** A job holds one chunk, as text. */
export type ChunkQueue = Queue<{ readonly chunk: string }>;

/** Chunks in Redis, of each lane: few, as later ones are sized by what earlier ones took. */
const ahead = 4;
const leastAhead = 16;
/** More at once slows Redis down. */
const atOnce = 1000;

/** Adds chunks until there are enough for so many lanes. @returns whether Redis has room for them. */
export async function handOut(queue: ChunkQueue, handout: Handout, run: string, lanes: number): Promise<boolean> {
  const room = Math.max(leastAhead, ahead * lanes);
  const jobs: Parameters<ChunkQueue['addBulk']>[0] = [];
  while (handout.size < room && jobs.length < atOnce) {
    const chunk = handout.next(lanes);
    if (chunk === undefined) break;
    const data = { chunk: writeChunk({ run, trials: chunk.trials }) };
    jobs.push({ name: 'chunk', data, opts: { jobId: chunk.id, removeOnComplete: true } });
  }
  try {
    if (jobs.length > 0) await queue.addBulk(jobs);
    return true;
  } catch (error) {
    for (const { opts } of jobs) handout.lost(opts!.jobId!);
    if (isFull(error)) return false;
    throw error;
  }
}

/** What goes out, and what comes back. */
export interface Supply {
  readonly queue: ChunkQueue;
  readonly redis: Redis;
  readonly handout: Handout;
  readonly collector: Collector;
}

const waiting: JobType[] = ['wait', 'active', 'delayed', 'prioritized'];

/**
 * Compares what is in Redis with what was handed out. A worker leaves the outcomes of a chunk before the chunk goes: one
 * that is not there, and of which outcomes lack, was lost.
 * @param all also takes over the chunks of an earlier coordinator of this run.
 * @param quiet nothing has come back since it was done last: it looks, too, for chunks that no worker can read.
 */
export async function reconcile(
  supply: Supply,
  { all, quiet }: { readonly all: boolean; readonly quiet: boolean },
): Promise<void> {
  const { queue, handout, collector } = supply;
  if (quiet) for (const id of await queue.getRanges(['active'], 0, -1)) await jobOf(supply, id);
  const there = new Set(await queue.getRanges(waiting, 0, -1));
  const failed = await queue.getRanges(['failed'], 0, -1);
  while ((await collector.collect()) > 0);
  for (const id of failed) await again(supply, id);
  const out = new Set(handout.out);
  for (const id of out) if (!there.has(id)) handout.lost(id);
  for (const id of all ? there : []) if (!out.has(id)) await adopt(supply, id);
}

/**
 * The job; undefined where there is none, and for one that BullMQ cannot read, which would go from worker to worker for
 * good: it gets data that can be read, of which a worker sees that it is no chunk, and fails it.
 */
async function jobOf({ queue, redis }: Supply, id: string): Promise<Awaited<ReturnType<ChunkQueue['getJob']>>> {
  try {
    return await queue.getJob(id);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const key = queue.toKey(id);
    await redis.hset(key, 'data', '{}', 'opts', '{}');
    await redis.hdel(key, 'stc', 'defa');
    return undefined;
  }
}

/** A chunk that no worker has completed: it cannot be read, or its worker was lost. */
async function again(supply: Supply, id: string): Promise<void> {
  const { handout, collector } = supply;
  const job = await jobOf(supply, id);
  await job?.remove();
  if (![...handout.out].includes(id)) return;
  if (!/stalled/.test(job?.failedReason ?? '')) {
    handout.lost(id);
    return;
  }
  const trial = handout.lostWithWorker(id);
  if (trial !== undefined) collector.enter([failedOutcome(trial, 'failed', 'every worker that ran it died')]);
}

async function adopt(supply: Supply, id: string): Promise<void> {
  const { handout, collector } = supply;
  const job = await jobOf(supply, id);
  const trials = readChunk(job?.data?.chunk)?.trials ?? [];
  const places = trials.flatMap(({ key }) => collector.placeOf(key) ?? []);
  if (!handout.adopt(id, places)) await job?.remove().catch(() => undefined);
}

/** Takes every job out of the queue, also those that workers compute: what they leave is of no use any more. */
export async function clear(queue: ChunkQueue): Promise<void> {
  await queue.obliterate({ force: true });
  // It stops the queue first, and may have been killed before it let it go on.
  await queue.resume();
}

/** Outcomes that nobody collects any more are dropped after this time, seconds. */
const kept = 7 * 24 * 3600;

/** Leaves outcomes for the coordinator. */
export async function leave(redis: Redis, key: string, batch: string): Promise<void> {
  const results = await redis.multi().rpush(key, batch).expire(key, kept).exec();
  const failed = results?.find(([error]) => error !== null)?.[0];
  if (failed) throw failed;
}
