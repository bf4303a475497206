/** Waiting for a Redis that is full or away. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { isCut, isFull, type Say } from './connection.js';

/** Redis is away or full, and whoever waited for it was told to end. */
export class Away extends Error {}

/** Tries an action until Redis has room and answers. */
export type Patiently = <T>(action: () => Promise<T>) => Promise<T>;

/** @param stop whoever ends does not wait for a Redis that is away: the action is then given up with `Away`. */
export function patience(redis: Redis, say: Say, stop: AbortSignal): Patiently {
  let full = false;
  const away = async (over: AbortSignal): Promise<never> => {
    for (;;) {
      await sleep(500, undefined, { signal: over });
      if (stop.aborted && redis.status !== 'ready') throw new Away('Redis is away');
    }
  };
  return async (action) => {
    for (let wait = 250; ; wait = Math.min(5000, 2 * wait)) {
      const over = new AbortController();
      try {
        const giveUp = away(over.signal);
        giveUp.catch(() => undefined);
        const under = action();
        under.catch(() => undefined);
        const result = await Promise.race([under, giveUp]);
        if (full) say('info', 'Redis has room again');
        full = false;
        return result;
      } catch (error) {
        if (!isFull(error) && !isCut(error)) throw error;
        if (isFull(error) && stop.aborted) throw new Away('Redis is full');
        if (isFull(error) && !full) say('warn', 'Redis is full: waiting until there is room; nothing is lost');
        full ||= isFull(error);
        await sleep(isFull(error) ? wait : 100);
      } finally {
        over.abort();
      }
    }
  };
}
