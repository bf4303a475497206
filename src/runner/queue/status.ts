/** What goes on at a queue, for people and programs. */
import type { Redis } from 'ioredis';
import { messageOf } from '../../errors.js';
import type { Address } from './address.js';
import { connect, lasting, probe, queueProblem } from './connection.js';
import { type Lease, readLease } from './lease.js';
import { type Presence, workersOf } from './presence.js';

export interface QueueStatus {
  /** Of the coordinator that lives; undefined without one. */
  readonly lease: Lease | undefined;
  readonly workers: readonly Presence[];
}

export function readStatus(address: Address): Promise<QueueStatus> {
  return withRedis(address, async (redis) => ({ lease: await readLease(redis), workers: await workersOf(redis) }));
}

/** Does something at a queue once. @throws InputError for one that cannot be used. */
export async function withRedis<T>(address: Address, action: (redis: Redis) => Promise<T>): Promise<T> {
  const facts = await probe(address);
  const redis = connect(lasting(address, facts), address, () => undefined);
  try {
    return await action(redis);
  } catch (error) {
    throw /^[A-Z]+ /.test(messageOf(error)) ? queueProblem(error, address) : error;
  } finally {
    redis.disconnect();
  }
}
