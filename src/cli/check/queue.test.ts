/** `moe check --queue` as a process, with a worker and a Redis of its own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, type TestRedis, withoutRedis } from '../../faults/redis.fixture.js';
import { readDescription } from '../../runner/queue/description.js';
import { keys } from '../../runner/queue/keys.js';
import { moe, startMoe } from '../process.fixture.js';

const spec = `name: own
title: Own
tasks:
  t: { data: { name: piecewise-linear, n: 30 }, k: 2, expert: linear, metrics: [stable, error] }
methods:
  argmin: { trials: 6, learn: alternating, assign: argmin }
  softmax: { trials: 6, learn: alternating, assign: softmax }
`;

describe.skipIf(withoutRedis('moe check --queue'))('moe check --queue', { timeout: 300_000 }, () => {
  let redis: TestRedis;
  let client: Redis;
  let folder: string;
  const started: ReturnType<typeof startMoe>[] = [];
  const start = (...args: readonly string[]) => {
    const process = startMoe([...args, '--queue', redis.url], { cwd: folder });
    started.push(process);
    return process;
  };
  const check = () => start('check', 'own.yaml', '--all', '-q');
  /** The run that a check has begun. */
  const begun = async (but?: string): Promise<string> => {
    for (;;) {
      const run = readDescription((await client.get(keys.run)) ?? '')?.run;
      if (run !== undefined && run !== but) return run;
      await sleep(50);
    }
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'moe-check-queue-'));
    writeFileSync(join(folder, 'own.yaml'), spec);
    expect(moe(['run', 'own.yaml', '-q', '-j', '1'], folder)).toMatchObject({ status: 0, stderr: '' });
    redis = await startRedis(join(folder, 'redis'));
    client = new Redis({ port: redis.port, replyMapping: 'legacy' });
    client.on('error', () => undefined);
  });
  afterAll(async () => {
    for (const { child, ended } of started) {
      child.kill('SIGKILL');
      await ended;
    }
    client?.disconnect();
    await redis?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes only what was computed for it, and finds a number that was changed', async () => {
    const killed = check();
    const first = await begun();
    killed.child.kill('SIGKILL');
    await killed.ended;
    const again = check();
    const second = await begun(first);
    expect((await client.get(keys.run)) ?? '').not.toContain(first);
    start('worker', '-j', '1');
    expect(await again.ended).toMatchObject({ status: 0, stdout: '' });
    expect(await client.exists(keys.run, keys.outcomes(second))).toBe(0);

    const file = join(folder, 'results/own/trials.csv');
    const text = readFileSync(file, 'utf8');
    const changed = text.replace(/\d(?=\n$)/, (digit) => (digit === '1' ? '2' : '1'));
    expect(changed).not.toBe(text);
    writeFileSync(file, changed);
    const found = await check().ended;
    writeFileSync(file, text);
    expect(found.stdout).toMatch(/committed/);
    expect(found.status).toBe(3);
    expect((await client.keys('*')).filter((key) => key.includes('outcomes'))).toEqual([]);
  });

  it('when killed leaves outcomes of no use, which moe cancel deletes; it keeps those of a run', async () => {
    const left = async (...args: readonly string[]) => {
      for (const worker of started.splice(0)) {
        worker.child.kill('SIGKILL');
        await worker.ended;
      }
      await client.flushall();
      const killed = start(...args);
      const run = await begun();
      killed.child.kill('SIGKILL');
      await killed.ended;
      await client.rpush(keys.outcomes(run), 'an outcome');
      await client.del(keys.lease);
      const { stdout } = moe(['cancel', '--queue', redis.url], folder);
      return { stdout, there: await client.exists(keys.outcomes(run)) };
    };
    expect(await left('check', 'own.yaml', '--all', '-q')).toEqual({
      stdout: expect.stringContaining('deleted outcomes of an earlier check'),
      there: 0,
    });
    expect(await left('run', 'own.yaml', '--out', 'other', '-q')).toEqual({
      stdout: expect.stringContaining('kept, for a week, outcomes of an earlier run'),
      there: 1,
    });
  });
});
