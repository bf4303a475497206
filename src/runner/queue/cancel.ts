/** Ends the run at a queue, or clears what one left that ended without a word. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Address } from './address.js';
import { connect, lasting, withRedis } from './connection.js';
import { readDescription } from './description.js';
import { keys, prefix, queueName } from './keys.js';
import { type Lease, readLease, removeLasting } from './lease.js';
import { type ChunkQueue, clear } from './supply.js';

export interface Cancelled {
  /** Who was asked to end; undefined where nobody coordinates. */
  readonly asked: Lease | undefined;
  /** Whether it has ended. */
  readonly ended: boolean;
  /** Chunks that were cleared, where nobody coordinates. */
  readonly chunks: number;
  /** Whether something else stood where the lease should, and was removed. */
  readonly removed: boolean;
  /** What became of outcomes that were not collected, where there are any and nobody coordinates. */
  readonly outcomes?: 'deleted' | 'kept';
}

/** @param patience how long it waits for the coordinator's end, milliseconds. */
export function cancel(address: Address, patience: number): Promise<Cancelled> {
  return withRedis(address, async (redis) => {
    const removed = await removeLasting(redis);
    const asked = await readLease(redis);
    if (asked === undefined) {
      // What is there was left by a coordinator that was killed.
      const text = await redis.get(keys.run);
      const connection = connect(lasting(address, null), address, () => undefined);
      const queue: ChunkQueue = new Queue(queueName, { connection, prefix, skipVersionCheck: true });
      queue.on('error', () => undefined);
      try {
        const chunks = await queue.getJobCountByTypes('wait', 'active', 'delayed', 'prioritized', 'failed');
        await clear(queue);
        if (text !== null) await redis.del(keys.run);
        return { asked, ended: true, chunks, removed, ...(await clearOutcomes(redis, text)) };
      } finally {
        connection.disconnect();
      }
    }
    await redis.set(keys.cancel, asked.session, 'EX', 3600);
    const session = async () => (await readLease(redis))?.session;
    const until = performance.now() + patience;
    while (performance.now() < until) {
      if ((await session()) !== asked.session) return { asked, ended: true, chunks: 0, removed };
      await sleep(250);
    }
    return { asked, ended: false, chunks: 0, removed };
  });
}

/** Deletes outcomes that no run can take any more; one that goes on takes its own. @param text the run's description. */
async function clearOutcomes(redis: Redis, text: string | null): Promise<Pick<Cancelled, 'outcomes'>> {
  const description = text === null ? undefined : readDescription(text);
  if (description === undefined) return {};
  const key = keys.outcomes(description.run);
  if (description.session !== undefined) return (await redis.del(key)) > 0 ? { outcomes: 'deleted' } : {};
  return (await redis.exists(key)) > 0 ? { outcomes: 'kept' } : {};
}
