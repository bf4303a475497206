/** Ctrl-C where Redis is away, or another has the queue: `moe run --queue` and `moe worker` as processes. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, type TestRedis, withoutRedis } from '../../faults/redis.fixture.js';
import { keys } from '../../runner/queue/keys.js';
import { moe, startMoe } from '../process.fixture.js';

const spec = `name: long
title: Long
timeout: 600
tasks:
  line: { data: piecewise-linear, k: 2, expert: linear, metrics: [patience] }
methods:
  argmin: { trials: 400, learn: alternating, assign: argmin }
`;
const slow = `export default { kind: 'metric', name: 'patience', about: 'takes its time', parameters: {}, summary: 'mean',
  better: 'none', unit: 'of nothing', ofTestSamples: false, needs: [],
  compute: () => new Promise((resolve) => setTimeout(resolve, 200, 1)) };
`;

describe.skipIf(withoutRedis('Ctrl-C on a queue'))('Ctrl-C', { timeout: 300_000 }, () => {
  let redis: TestRedis;
  let folder: string;
  const started: ReturnType<typeof startMoe>[] = [];
  beforeAll(async () => {
    folder = fs.mkdtempSync(join(tmpdir(), 'moe-stop-'));
    fs.writeFileSync(join(folder, 'long.yaml'), spec);
    fs.writeFileSync(join(folder, 'slow.mjs'), slow);
    redis = await startRedis(join(folder, 'redis'));
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    if (redis.ask('ping') !== 'PONG') await redis.start();
    redis.ask('flushall');
  });
  afterAll(async () => {
    await redis?.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const start = (...args: string[]) => {
    const process = startMoe([...args, '--queue', redis.url, '--use', 'slow.mjs'], { cwd: folder });
    started.push(process);
    return process;
  };
  const until = async (what: () => boolean) => {
    while (!what()) await sleep(50);
  };

  it('ends a run and its worker while Redis is away', async () => {
    const run = start('run', 'long.yaml', '--out', 'away');
    const worker = start('worker', '-j', '1');
    await until(() => Number(/"done":(\d+)/.exec(redis.ask('get', keys.lease))?.[1]) > 0);
    await until(() => run.said.stderr.includes('joined'));
    expect(run.said.stderr).toMatch(/1 worker joined: \d+ on \S+ \(1 lane\); 1 lane in all/);
    await redis.kill();
    for (const { said } of [run, worker]) await until(() => said.stderr.includes('was cut'));
    // Until the worker has outcomes that nobody takes.
    await sleep(1500);
    for (const { child } of [run, worker]) child.kill('SIGINT');
    expect(await run.ended).toMatchObject({ status: 130, stderr: expect.stringContaining('Redis is away, so') });
    expect(await worker.ended).toMatchObject({ status: 130, stderr: expect.stringContaining('Redis is away: what') });
  });

  it('ends a run that waits to see whether the coordinator of another machine lives', async () => {
    redis.ask('set', keys.lease, 'another', 'px', '60000');
    const run = start('run', 'long.yaml', '--out', 'watching');
    await until(() => /may be at the queue: waiting up to \d+ s to see/.test(run.said.stderr));
    run.child.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ status: 130 });
  });

  it('is not needed where a key stands in the place of the lease that is none: it is refused, and cancel removes it', async () => {
    redis.ask('set', keys.lease, 'x');
    const { status, stderr } = await start('run', 'long.yaml', '--out', 'never').ended;
    expect(stderr).toContain(
      `moe: ${keys.lease} in Redis is no lease of moe: it never runs out; moe cancel removes it`,
    );
    expect(status).toBe(2);
    expect(moe(['cancel', '--queue', redis.url], folder).stdout).toContain(
      'removed something that was no lease from where the lease belongs',
    );
    expect(redis.ask('exists', keys.lease)).toBe('0');
  });
});
