/**
 * A run on a queue, to which things happen: kill -9 of each part, a worker that stands still, a connection that is cut, a
 * Redis that is full, messages that are damaged. The bytes are those of a run without a queue.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startMoe } from '../cli/process.fixture.js';
import { type Rng, uniform } from '../math/random.js';
import { mutate } from './mutate.fixture.js';
import { openProxy } from './proxy.fixture.js';
import { needsRedis, startRedis, type TestRedis } from './redis.fixture.js';
import { patience, rounds } from './rounds.fixture.js';
import { expectClean, undisturbed, workplace } from './victim.fixture.js';

const folder = workplace();
let clean: ReturnType<typeof undisturbed>;
beforeAll(() => {
  clean = undisturbed(folder);
}, patience);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Process = ReturnType<typeof startMoe>;

/** A coordinator and workers of one queue. */
interface Fleet {
  readonly redis: TestRedis;
  readonly workers: Process[];
  coordinator: Process;
  /** The command of the coordinator, once more. */
  again(): void;
  /** One more worker. */
  join(): void;
}

interface Setting {
  /** How many there are at first. */
  readonly workers?: number;
  /** Of Redis. */
  readonly flags?: readonly string[];
  /** Where they connect, instead of Redis itself. */
  readonly url?: (redis: TestRedis) => string;
}

const durable = ['--appendonly', 'yes', '--appendfsync', 'everysec'];

/** Runs the grid on a queue while the fault is done to it; both must come to an end. */
async function onQueue(
  name: string,
  { workers = 2, flags = durable, url = ({ url }) => url }: Setting,
  fault: (fleet: Fleet) => Promise<void>,
): Promise<void> {
  const redis = await startRedis(join(folder, `${name}-redis`), ...flags);
  const start = (...args: readonly string[]) =>
    startMoe(args, { cwd: folder, env: { MOE_QUEUE: url(redis), MOE_QUEUE_FILE: '' } });
  const worker = () => start('worker', '--queue', '-j', '1', '--lock', '2s');
  const coordinator = () => start('run', 'victim.yaml', '--queue', '-q', '--out', name);
  const fleet: Fleet = {
    redis,
    workers: Array.from({ length: workers }, worker),
    coordinator: coordinator(),
    again() {
      fleet.coordinator = coordinator();
    },
    join() {
      fleet.workers.push(worker());
    },
  };
  let over = false;
  try {
    await fault(fleet);
    // Workers that were refused leave a coordinator that waits, as it should.
    void Promise.all(fleet.workers.map(({ ended }) => ended)).then(() => {
      if (!over) fleet.join();
    });
    const first = await fleet.coordinator.ended;
    // Before it has begun, a queue that does not answer is refused; so it is by a worker.
    const refused = first.status === 2 && /^moe: redis:/.test(first.stderr);
    if (refused) {
      fleet.again();
      fleet.join();
    }
    const { status, stderr } = await fleet.coordinator.ended;
    over = true;
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringMatching(/^ {4}at |--debug/m) });
    expectClean(join(folder, name, 'victim'), clean.digests);
    // A chunk that is done leaves Redis.
    expect(redis.ask('--scan', '--pattern', 'bull:*t-*')).toBe('');
    for (const { child } of fleet.workers) child.kill('SIGTERM');
    for (const { ended } of fleet.workers) {
      const { status, stderr } = await ended;
      expect([0, 130, 'SIGKILL', 'SIGTERM', ...(/^moe: redis:/m.test(stderr) ? [2] : [])]).toContain(status);
      expect(stderr).not.toMatch(/^ {4}at |--debug/m);
    }
  } finally {
    over = true;
    for (const { child } of [...fleet.workers, fleet.coordinator]) child.kill('SIGKILL');
    await redis.kill();
  }
}

/** Some moment of the run, or a little after it. */
const someTime = (rng: Rng) => sleep(uniform(rng, 0, 1500 * clean.seconds));
const beside = { beside: true, needs: needsRedis };

describe('kill -9 on a queue', () => {
  rounds({ fault: 'kill -9 of a queue worker', sample: 1, all: 6, ...beside }, async (rng, index) => {
    await onQueue(`worker-${index}`, {}, async ({ workers }) => {
      await someTime(rng);
      workers[0]!.child.kill('SIGKILL');
    });
    return 'same bytes';
  });

  rounds({ fault: 'kill -9 of the coordinator', sample: 1, all: 6, ...beside }, async (rng, index) => {
    await onQueue(`coordinator-${index}`, {}, async (fleet) => {
      await someTime(rng);
      fleet.coordinator.child.kill('SIGKILL');
      await fleet.coordinator.ended;
      fleet.again();
    });
    return 'same bytes';
  });

  for (const [which, flags] of [
    ['that writes a log every second', durable],
    ['that keeps nothing', []],
  ] as const) {
    rounds({ fault: `kill -9 of a Redis ${which}`, sample: 1, all: 5, ...beside }, async (rng, index) => {
      await onQueue(`redis-${which.at(-1)}-${index}`, { flags }, async ({ redis }) => {
        await someTime(rng);
        await redis.kill();
        await sleep(uniform(rng, 0, 1000));
        await redis.start();
      });
      return 'same bytes';
    });
  }
});

describe('on a queue', () => {
  rounds({ fault: 'a worker stopped for longer than its lock', sample: 1, all: 5, ...beside }, async (rng, index) => {
    await onQueue(`stopped-${index}`, {}, async ({ workers }) => {
      await someTime(rng);
      workers[0]!.child.kill('SIGSTOP');
      await sleep(6000);
      workers[0]!.child.kill('SIGCONT');
    });
    return 'same bytes';
  });

  rounds(
    { fault: 'Ctrl-C of the coordinator, a worker lost before', sample: 1, all: 5, ...beside },
    async (rng, index) => {
      let status: unknown;
      await onQueue(`interrupted-${index}`, {}, async (fleet) => {
        await someTime(rng);
        fleet.workers[0]!.child.kill('SIGKILL');
        fleet.coordinator.child.kill('SIGINT');
        ({ status } = await fleet.coordinator.ended);
        expect([0, 130, 'SIGINT']).toContain(status);
        if (status !== 0) fleet.again();
      });
      return status === 0 ? 'had ended, same bytes' : 'interrupted, then same bytes';
    },
  );

  rounds({ fault: 'a connection cut for 10 s', sample: 1, all: 5, ...beside }, async (rng, index) => {
    const proxy = await openProxy();
    try {
      await onQueue(`cut-${index}`, { url: ({ port }) => proxy.to(port) }, async () => {
        await someTime(rng);
        await proxy.cut(10_000);
      });
    } finally {
      await proxy.close();
    }
    return 'same bytes';
  });

  rounds({ fault: 'a Redis that is full for 4 s', sample: 1, all: 5, ...beside }, async (rng, index) => {
    await onQueue(`full-${index}`, {}, async ({ redis }) => {
      await someTime(rng);
      redis.ask('config', 'set', 'maxmemory', '1');
      await sleep(4000);
      redis.ask('config', 'set', 'maxmemory', '0');
    });
    return 'same bytes';
  });

  rounds({ fault: 'damaged messages', sample: 1, all: 20, ...beside }, async (rng, index) => {
    let damaged = 0;
    await onQueue(`damaged-${index}`, { workers: 0 }, async ({ redis: { port }, coordinator, join }) => {
      const redis = new Redis({ port, replyMapping: 'legacy' });
      const jobs = () => redis.keys('bull:moe:t-*');
      while ((await jobs()).length === 0) await sleep(50);
      for (const job of await jobs()) {
        const data = await redis.hgetBuffer(job, 'data');
        if (data !== null) await redis.hset(job, 'data', mutate(data, rng));
        damaged += 1;
      }
      join();
      join();
      await someTime(rng);
      // While it stands still, outcomes wait for it.
      coordinator.child.kill('SIGSTOP');
      await sleep(2000);
      for (const key of await redis.keys('bull:moe:outcomes:*')) {
        for (const [at, batch] of (await redis.lrangeBuffer(key, 0, -1)).entries()) {
          await redis.lset(key, at, mutate(batch, rng));
          damaged += 1;
        }
      }
      coordinator.child.kill('SIGCONT');
      redis.disconnect();
    });
    expect(damaged).toBeGreaterThan(0);
    return 'computed again, same bytes';
  });
});
