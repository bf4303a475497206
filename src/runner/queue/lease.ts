/** One coordinator a queue: a key that says who it is, renewed while it lives, gone when it does not. */
import type { Redis } from 'ioredis';
import * as z from 'zod/mini';
import { InputError } from '../../errors.js';
import { sealJson, unsealJson } from '../lines.js';
import { type Holder, ourselves, stateOf } from '../lock.js';
import type { Say } from './connection.js';
import { keys } from './keys.js';

/** A lease that is not renewed lasts so long, milliseconds. */
export const leaseTime = 15_000;

const count = z.int().check(z.minimum(0));

/** How far a run is. */
const progress = z.strictObject({
  done: count,
  total: count,
  failed: count,
  timeout: count,
  /** Some of what failed or timed out: which trial, and why. */
  reasons: z.array(z.tuple([z.string(), z.string()])),
  /** Trials that have come back in the last minute, each second. */
  rate: z.number(),
  /** Seconds; null where it cannot be told yet. */
  left: z.nullable(z.number()),
  /** Chunks that wait or are computed. */
  chunks: count,
});
export type QueueProgress = z.infer<typeof progress>;

const shape = z.strictObject({
  /** Of one run of the command. */
  session: z.string(),
  holder: z.looseObject({ pid: z.number(), host: z.string() }),
  moe: z.string(),
  run: z.string(),
  experiment: z.string(),
  /** When it began, ISO 8601. */
  since: z.string(),
  progress,
});
export type Lease = Omit<z.infer<typeof shape>, 'holder'> & { readonly holder: Holder };

/** Removes what stands where the lease should, and never runs out by itself as one does. @returns whether it was there. */
export async function removeLasting(redis: Redis): Promise<boolean> {
  return (await redis.pttl(keys.lease)) === -1 && (await redis.del(keys.lease)) === 1;
}

/** The lease at hand; undefined without a coordinator. */
export async function readLease(redis: Redis): Promise<Lease | undefined> {
  const text = await redis.get(keys.lease);
  return text === null ? undefined : parse(text);
}

function parse(text: string): Lease | undefined {
  const sealed = text.slice(text.indexOf(' ') + 1);
  const lease = shape.safeParse(unsealJson(Buffer.from(sealed))).data as Lease | undefined;
  return lease !== undefined && text.startsWith(`${lease.session} `) ? lease : undefined;
}

/** The session stands first, so that a script can see whose it is. */
const write = (lease: Lease): string => `${lease.session} ${sealJson(lease)}`;

/** Sets the lease if it is ours or nobody's; where memory is full it is prolonged as it is. 1: ours, 0: another's, -1: it was gone. */
const renewScript = `
local held = redis.call('get', KEYS[1])
if held and string.sub(held, 1, #ARGV[1]) ~= ARGV[1] then return 0 end
local set = redis.pcall('set', KEYS[1], ARGV[2], 'px', ARGV[3])
if type(set) == 'table' and set.err then
  if not held then return redis.error_reply(set.err) end
  redis.call('pexpire', KEYS[1], ARGV[3])
end
if held then return 1 end
return -1`;

const releaseScript = `
local held = redis.call('get', KEYS[1])
if held and string.sub(held, 1, #ARGV[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0`;

/**
 * Renews the lease, or takes it where nobody has it.
 * @returns `kept`; `new` where there was none; `lost` where another session has it.
 */
export async function renewLease(redis: Redis, lease: Lease): Promise<'kept' | 'new' | 'lost'> {
  const answer = await redis.eval(renewScript, 1, keys.lease, lease.session, write(lease), leaseTime);
  return answer === 1 ? 'kept' : answer === -1 ? 'new' : 'lost';
}

export async function releaseLease(redis: Redis, { session }: Pick<Lease, 'session'>): Promise<void> {
  await redis.eval(releaseScript, 1, keys.lease, session);
}

/**
 * Takes the lease. That of a process of this machine which is gone is taken over; one of another machine is watched
 * until it is renewed or runs out.
 * @throws InputError where another coordinator lives, with what it does, and for a key that is no lease.
 */
export async function takeLease(
  redis: Redis,
  lease: Lease,
  say: Say,
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  let before = Number.POSITIVE_INFINITY;
  let watched = false;
  for (;;) {
    if ((await renewLease(redis, lease)) !== 'lost') return;
    const [text, left] = await Promise.all([redis.get(keys.lease), redis.pttl(keys.lease)]);
    // It ran out meanwhile.
    if (text === null || left === -2) continue;
    const held = parse(text);
    const state = held === undefined ? 'unseen' : stateOf(held.holder, ourselves());
    if (state === 'gone') await releaseLease(redis, held!);
    else if (state === 'alive' || left > before) throw inUse(held, lease);
    else if (left < 0)
      throw new InputError(`${keys.lease} in Redis is no lease of moe: it never runs out; moe cancel removes it`);
    else {
      if (!watched)
        say('info', `${whoseOf(held)} may be at the queue: waiting up to ${Math.ceil(left / 1000)} s to see`);
      watched = true;
      await wait(Math.min(left, 500));
    }
    before = left;
  }
}

const whoseOf = (held: Lease | undefined): string =>
  held === undefined
    ? 'a coordinator of another version of moe'
    : `process ${held.holder.pid} on ${held.holder.host}, which runs ${held.experiment},`;

function inUse(held: Lease | undefined, { run }: Lease): InputError {
  if (held === undefined) return new InputError('the queue is in use by a coordinator of another version of moe');
  const { holder, experiment, since, progress } = held;
  const which = held.run === run ? 'this very run' : `a run of ${experiment}`;
  return new InputError(
    `the queue is in use by ${which}: process ${holder.pid} on ${holder.host}, since ${since}, ` +
      `${progress.done} of ${progress.total} trials are done. Wait for it, or end it with moe cancel`,
  );
}
