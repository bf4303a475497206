/** Connections to Redis that come back when they were cut, and what is wrong with a queue in one sentence. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { InputError, messageOf } from '../../errors.js';
import type { Address } from './address.js';

/** Of ioredis, whose types ask for this one to be said. */
export type Options = RedisOptions & { readonly replyMapping: 'legacy' };

export type Say = (level: 'warn' | 'info' | 'debug', text: string) => void;

/** What moe needs of an ACL user. */
export const leastRights =
  '~bull:* -@all +@read +@write +@keyspace +@connection +@scripting +@transaction +@blocking +@stream -@dangerous +info';

/** A queue that does not answer within this time is given up, seconds. */
const patience = 8;
/** What BullMQ and the commands used here need. */
const oldest = [6, 2] as const;

/** What the server says of itself; null where the user may not ask. */
export interface Facts {
  readonly version: string;
  readonly persistent: boolean;
  readonly eviction: string;
}

/**
 * Asks a queue once whether it can be used.
 * @throws InputError within some seconds, with what is wrong.
 */
export async function probe(address: Address): Promise<Facts | null> {
  const redis = new Redis({
    ...optionsOf(address),
    ...{ lazyConnect: true, enableReadyCheck: false, retryStrategy: null, maxRetriesPerRequest: 0 },
  });
  let problem: unknown;
  redis.on('error', (error) => {
    problem ??= error;
  });
  try {
    const late = sleep(patience * 1000, undefined, { ref: false }).then(() => {
      throw new InputError(`${address.shown} does not answer within ${patience} s`);
    });
    return await Promise.race([ask(redis), late]);
  } catch (error) {
    throw queueProblem(problem ?? error, address);
  } finally {
    redis.disconnect();
  }
}

async function ask(redis: Redis): Promise<Facts | null> {
  await redis.connect();
  const info = await redis.info().catch((error: unknown) => {
    if (messageOf(error).startsWith('NOPERM')) return null;
    throw error;
  });
  if (info === null) return null;
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  const version = field('redis_version');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (version === '') throw new InputError('what answers there is not Redis: INFO names no version');
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    throw new InputError(`Redis must be of version ${oldest.join('.')} or later; got ${version}`);
  return { version, persistent: field('aof_enabled') === '1', eviction: field('maxmemory_policy') };
}

/** What a user should know before much is computed. */
export function warnings(facts: Facts | null): string[] {
  if (facts === null)
    return ['whether Redis keeps its data could not be looked at: its user may not call INFO (+info allows it)'];
  const { persistent, eviction } = facts;
  return [
    ...(persistent
      ? []
      : [
          'Redis writes no append-only file (appendonly no): when it ends, what waits in it is enqueued and computed again',
        ]),
    ...(eviction === 'noeviction' || eviction === ''
      ? []
      : [`Redis drops keys when its memory is full (maxmemory-policy ${eviction}): it should be noeviction`]),
  ];
}

/** Options of a connection that lasts. @param facts as `probe` gives them. */
export function lasting(address: Address, facts: Facts | null): Options {
  return {
    ...optionsOf(address),
    // It asks whether Redis still loads its data; who may not ask is told so by each command.
    enableReadyCheck: facts !== null,
    maxLoadingRetryTime: 500,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(2000, 50 * 2 ** Math.min(times, 8)),
    reconnectOnError: (error) => (/^(LOADING|READONLY)/.test(error.message) ? 2 : false),
  };
}

/** A connection that says when it was cut and when it is there again. */
export function connect(options: Options, address: Address, say: Say): Redis {
  const redis = new Redis(options);
  let cut = false;
  redis.on('error', (error) => say('debug', `queue: ${messageOf(queueProblem(error, address))}`));
  redis.on('reconnecting', () => {
    if (!cut) say('warn', `queue: the connection to ${address.shown} was cut; trying again until it is back`);
    cut = true;
  });
  redis.on('ready', () => {
    if (cut) say('info', 'queue: connected again');
    cut = false;
  });
  return redis;
}

function optionsOf({ host, port, db, username, password, tls, ca }: Address): Options {
  return {
    ...{ host, port, db, replyMapping: 'legacy' as const, connectTimeout: 5000, connectionName: 'moe' },
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: { ...(ca === undefined ? {} : { ca }) } } : {}),
  };
}

const answers: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'nothing listens there (connection refused)'],
  [/ENOTFOUND|EAI_AGAIN/, 'no host of that name is known'],
  [/EHOSTUNREACH|ENETUNREACH/, 'the host cannot be reached'],
  [/Unknown RESP type/, 'what answers there is not Redis'],
  [/WRONGPASS|invalid username-password/, 'the user or the password is wrong'],
  [
    /NOAUTH/,
    'it asks for a password: put the URL with it into MOE_QUEUE, or into a file that MOE_QUEUE_FILE names, and give --queue without a value',
  ],
  [
    /self.signed certificate|unable to (get|verify)/i,
    'its certificate is not signed by a trusted authority: --ca FILE or MOE_QUEUE_CA names one to trust',
  ],
  [/certificate has expired/i, 'its certificate has expired'],
  [/altnames/i, 'its certificate is of another host'],
  [/wrong version number|packet length too long|record layer/i, 'it does not speak TLS: redis://, not rediss://?'],
  [
    /Protocol error|ECONNRESET|Connection is closed|EPIPE/,
    'it ends the connection; is it Redis, and does it ask for TLS (rediss://)?',
  ],
  [/DB index is out of range|invalid DB index/i, 'it has no database of that number'],
];

/** What went wrong with a queue, as an InputError where the user can mend it. */
export function queueProblem(error: unknown, { shown, tls }: Pick<Address, 'shown' | 'tls'>): Error {
  if (error instanceof InputError && error.message.startsWith(shown)) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const message = messageOf(error);
  const denied = /NOPERM.*?(?:run the '([^']+)' command|access|channel)/i.exec(message);
  if (denied !== null) {
    const what = denied[1] === undefined ? 'use keys below bull:' : `call ${denied[1]}`;
    return new InputError(`${shown}: its user may not ${what}. What suffices: ${leastRights}`);
  }
  if (code === 'ETIMEDOUT') {
    const silent = tls ? 'it does not answer as TLS asks for: redis://, not rediss://?' : 'the host does not answer';
    return new InputError(`${shown}: ${silent}`);
  }
  const known = answers.find(([pattern]) => pattern.test(`${code} ${message}`));
  return new InputError(`${shown}: ${known?.[1] ?? message}`);
}

/** Whether Redis refused to write because its memory is full. */
export function isFull(error: unknown): boolean {
  return /OOM command not allowed|-OOM|used memory > 'maxmemory'/.test(messageOf(error));
}

/** Whether the connection was cut while a command was under way. */
export function isCut(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return (
    /ECONN|EPIPE|ETIMEDOUT/.test(code) ||
    /Connection is closed|Command aborted|closed state|max retries per request/i.test(messageOf(error))
  );
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
