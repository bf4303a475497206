/** Who works: each worker says so every few seconds; one that says nothing any more is gone. */
import type { Redis } from 'ioredis';
import * as z from 'zod/mini';
import { sealJson, unsealJson } from '../lines.js';
import type { Address } from './address.js';
import { withRedis } from './connection.js';
import { keys } from './keys.js';
import { type Lease, readLease } from './lease.js';

const every = 2000;
const lasts = 15_000;

const count = z.int().check(z.minimum(0));

const shape = z.strictObject({
  host: z.string(),
  pid: count,
  cpu: z.string(),
  node: z.string(),
  lanes: count,
  /** Lanes that compute. */
  busy: count,
  /** Trials that it has computed since it began. */
  trials: count,
  /** The experiment that it computes trials of; empty while it waits for a run. */
  experiment: z.string(),
  since: z.string(),
});
export interface Presence extends Readonly<z.infer<typeof shape>> {}

/** Says what `current` gives, at once and then every few seconds, until it is called off. */
export function announce(redis: Redis, id: string, current: () => Presence): () => Promise<void> {
  const tell = () =>
    redis
      .pipeline()
      .set(keys.worker(id), sealJson(current()), 'PX', lasts)
      // Where memory is full it stays as it was.
      .pexpire(keys.worker(id), lasts)
      .sadd(keys.workers, id)
      .exec()
      .catch(() => undefined);
  void tell();
  const timer = setInterval(tell, every);
  return async () => {
    clearInterval(timer);
    if (redis.status !== 'ready') return;
    await redis.del(keys.worker(id)).catch(() => 0);
    await redis.srem(keys.workers, id).catch(() => 0);
  };
}

/** The workers that live. */
export async function workersOf(redis: Redis): Promise<Presence[]> {
  const ids = await redis.smembers(keys.workers);
  if (ids.length === 0) return [];
  const texts = await redis.mget(ids.map(keys.worker));
  const gone = ids.filter((_, i) => texts[i] === null);
  // A full Redis may refuse it; they stand there a little longer then.
  if (gone.length > 0) await redis.srem(keys.workers, ...gone).catch(() => 0);
  const found = texts.flatMap((text) => shape.safeParse(unsealJson(Buffer.from(text ?? ''))).data ?? []);
  return found.sort((a, b) => (a.host === b.host ? a.pid - b.pid : a.host < b.host ? -1 : 1));
}

/** What goes on at a queue, for people and programs. */
export interface QueueStatus {
  /** Of the coordinator that lives; undefined without one. */
  readonly lease: Lease | undefined;
  readonly workers: readonly Presence[];
}

export function readStatus(address: Address): Promise<QueueStatus> {
  return withRedis(address, async (redis) => ({ lease: await readLease(redis), workers: await workersOf(redis) }));
}
