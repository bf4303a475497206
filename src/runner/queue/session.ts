/** A coordinator's time at the queue: it holds the lease, says what the run is, and looks whether it was asked to end. */
import type { Redis } from 'ioredis';
import { counted } from '../../counted.js';
import { isCut, isFull, type Say } from './connection.js';
import { type Description, writeDescription } from './description.js';
import { keys } from './keys.js';
import { type Lease, releaseLease, renewLease, takeLease } from './lease.js';
import { type Presence, workersOf } from './presence.js';

/** How often the lease is renewed, milliseconds. */
const every = 2000;

export interface Session {
  /** Lanes of all workers. */
  readonly lanes: number;
  /** Those of them that compute. */
  readonly busy: number;
  /** What ends the run: the lease was lost. */
  readonly failure: Error | undefined;
  /** Workers take no more chunks, and end those under way after the trial at hand. */
  callOff(): Promise<void>;
  /** Renews nothing any more. */
  rest(): void;
  /** Gives the lease back. */
  end(): Promise<void>;
}

export interface SessionOptions {
  readonly redis: Redis;
  readonly description: Description;
  readonly say: Say;
  /** The lease as it is now, with how far the run is. @param lanes of all workers. */
  lease(lanes: number): Lease;
  /** Redis lost the lease, and so perhaps all that it held. */
  onLoss(): void;
  onCancel(): void;
}

const nameOf = ({ host, pid }: Presence): string => `${pid} on ${host}`;

/** Workers named in one message. */
const mostNamed = 4;

/** `2 workers joined: 4711 on host (4 lanes), 4712 on host (4 lanes)`. */
function spoken(joined: readonly Presence[]): string {
  const named = joined.slice(0, mostNamed).map((one) => `${nameOf(one)} (${counted(one.lanes, 'lane')})`);
  const more = joined.length > mostNamed ? ', ...' : '';
  return `${counted(joined.length, 'worker')} joined: ${named.join(', ')}${more}`;
}

/** @throws InputError where another coordinator has the queue. */
export async function openSession(options: SessionOptions, wait: (ms: number) => Promise<void>): Promise<Session> {
  const { redis, description, say, onLoss, onCancel } = options;
  await takeLease(redis, options.lease(0), say, wait);
  const text = writeDescription(description);
  await redis.set(keys.run, text);
  let [lanes, busy, calledOff, ended, renewing] = [0, 0, false, false, false];
  let failure: Error | undefined;
  let [alone, there] = [false, new Set<string>()];
  const told = new Set<string>();
  const once = (what: string) => {
    if (!told.has(what)) say('warn', what);
    told.add(what);
  };
  const renew = async () => {
    const lease = options.lease(lanes);
    const held = await renewLease(redis, lease);
    if (held === 'lost') {
      failure ??= new Error(
        'another coordinator has taken the queue over: this process stood still, or Redis was away, for too long. What was computed is in the journal',
      );
      return;
    }
    if (held === 'new') onLoss();
    if (!calledOff && (await redis.exists(keys.run)) === 0) await redis.set(keys.run, text);
    if ((await redis.get(keys.cancel)) === lease.session) onCancel();
    const workers = await workersOf(redis);
    lanes = workers.reduce((sum, worker) => sum + worker.lanes, 0);
    busy = workers.reduce((sum, worker) => sum + worker.busy, 0);
    const joined = workers.filter((worker) => !there.has(nameOf(worker)));
    there = new Set(workers.map(nameOf));
    if (joined.length > 0) say('info', `${spoken(joined)}; ${counted(lanes, 'lane')} in all`);
    if (lanes === 0 && !alone) say('warn', 'no workers yet: moe worker --queue ... starts one, on this or any machine');
    alone = lanes === 0;
  };
  const beat = () => {
    // While Redis is away a renewal waits for it: one is enough.
    if (renewing || ended) return;
    renewing = true;
    renew()
      .catch((error: unknown) => {
        if (isFull(error)) once('Redis is full: what is to be enqueued waits until there is room');
        else if (!isCut(error)) failure ??= error as Error;
      })
      .finally(() => {
        renewing = false;
      });
  };
  beat();
  const timer = setInterval(beat, every);
  return {
    get lanes() {
      return lanes;
    },
    get busy() {
      return busy;
    },
    get failure() {
      return failure;
    },
    async callOff() {
      calledOff = true;
      await redis.del(keys.run);
    },
    rest() {
      ended = true;
      clearInterval(timer);
    },
    async end() {
      // Another coordinator's description is not ours to remove.
      if (failure === undefined) await redis.del(keys.run, keys.cancel);
      await releaseLease(redis, options.lease(0));
    },
  };
}
