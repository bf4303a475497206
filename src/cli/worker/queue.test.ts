/** `moe run --queue`, `moe worker`, `moe status` and `moe cancel` as processes, with a Redis of their own. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/redis.js';
import { startRedis, type TestRedis, withoutRedis } from '../../faults/redis.fixture.js';
import { parseLine } from '../../runner/lines.js';
import { machineHere } from '../../runner/provenance.js';
import { leastRights } from '../../runner/queue/connection.js';
import { readDescription } from '../../runner/queue/description.js';
import { mostLosses } from '../../runner/queue/handout.js';
import { keys } from '../../runner/queue/keys.js';
import { writeBatch } from '../../runner/queue/messages.js';
import { moe, startMoe } from '../process.fixture.js';

const spec = `name: queued
title: Queued
timeout: 600
tasks:
  line: { data: piecewise-linear, k: 2, expert: linear, metrics: [stable, error] }
methods:
  argmin: { trials: 40, learn: alternating, assign: argmin }
  softmax: { trials: 40, learn: alternating, assign: softmax }
`;
/** What is measured with it takes 50 ms, and waits as long as there is a file `hold` beside it; `held` says that it does. */
const slow = `import { existsSync, writeFileSync } from 'node:fs';
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
// Files that are named beside code are part of it; these are not.
const folder = new URL('.', import.meta.url);
const hold = new URL('hold', folder);
export default { kind: 'metric', name: 'patience', about: 'takes its time', parameters: {}, summary: 'mean',
  better: 'none', unit: 'of nothing', ofTestSamples: false, needs: [],
  async compute() {
    for (await pause(); existsSync(hold); await pause()) writeFileSync(new URL('held', folder), '');
    return 1;
  } };
`;

describe.skipIf(withoutRedis('a queue of trials'))('a queue', { timeout: 300_000 }, () => {
  let redis: TestRedis;
  let client: Redis;
  let folder: string;
  let local: string;
  const started: ReturnType<typeof startMoe>[] = [];
  const tables = (out: string, name: string) =>
    ['trials.csv', 'summary.csv'].map((file) => fs.readFileSync(join(folder, out, name, file), 'utf8'));

  beforeAll(async () => {
    folder = fs.mkdtempSync(join(tmpdir(), 'moe-queue-'));
    fs.writeFileSync(join(folder, 'queued.yaml'), spec);
    fs.writeFileSync(join(folder, 'slow.mjs'), slow);
    const slowSpec = spec.replace('name: queued', 'name: slow').replace('[stable, error]', '[stable, error, patience]');
    fs.writeFileSync(join(folder, 'slow.yaml'), slowSpec.replaceAll('trials: 40', 'trials: 20'));
    redis = await startRedis(join(folder, 'redis'), '--appendonly', 'yes');
    client = new Redis({
      port: redis.port,
      replyMapping: 'legacy',
      maxRetriesPerRequest: null,
      retryStrategy: () => 50,
    });
    client.on('error', () => undefined);
    expect(moe(['run', 'queued.yaml', '--out', 'local', '-q'], folder)).toMatchObject({ status: 0 });
    expect(moe(['run', 'slow.yaml', '--use', 'slow.mjs', '--out', 'local', '-q'], folder)).toMatchObject({
      status: 0,
    });
    local = 'local';
  });
  afterEach(async () => {
    release();
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    await client.flushall();
  });
  afterAll(async () => {
    client?.disconnect();
    await redis?.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const start = (args: readonly string[]) => {
    const process = startMoe(args, { cwd: folder });
    started.push(process);
    return process;
  };
  const startWorker = (...flags: string[]) => start(['worker', '--queue', redis.url, '-j', '1', ...flags]);
  const startRun = (name: string, out: string, ...flags: string[]) =>
    start(['run', `${name}.yaml`, '--out', out, '--queue', redis.url, ...flags]);
  const release = () => fs.rmSync(join(folder, 'hold'), { force: true });
  const until = async (what: () => Promise<boolean> | boolean) => {
    while (!(await what())) await sleep(50);
  };
  const hold = () => {
    fs.rmSync(join(folder, 'held'), { force: true });
    fs.writeFileSync(join(folder, 'hold'), '');
  };
  /** Until a trial waits. */
  const held = () => until(() => fs.existsSync(join(folder, 'held')));
  const status = () =>
    JSON.parse(moe(['status', '--queue', redis.url, '--json'], folder).stdout) as {
      readonly run: { readonly experiment: string; readonly done: number; readonly total: number } | null;
      readonly workers: readonly { readonly lanes: number }[];
    };

  it('gives the bytes of a run without one, and says who computed', async () => {
    startWorker();
    startWorker();
    const run = startRun('queued', 'two');
    expect(await run.ended).toMatchObject({ status: 0 });
    expect(tables('two', 'queued')).toEqual(tables(local, 'queued'));
    const { machines } = JSON.parse(fs.readFileSync(join(folder, 'two/queued/run.json'), 'utf8'));
    expect(machines.map(({ host }: { readonly host: string }) => host)).toContain(hostname());
    const computed = machines.map(({ trials }: { readonly trials: number }) => trials);
    expect(computed.reduce((sum: number, trials: number) => sum + trials, 0)).toBe(80);
    // What is left in Redis is neither of the run nor grows.
    expect((await client.keys('*')).filter((key) => /outcomes|t-|:run|coordinator/.test(key))).toEqual([]);
  });

  it('loses nothing when a worker, and then Redis, is killed', async () => {
    hold();
    const flags = ['--use', 'slow.mjs', '--lock', '2s'];
    const first = startWorker(...flags);
    const run = startRun('slow', 'killed', '--use', 'slow.mjs');
    await held();
    first.child.kill('SIGKILL');
    const others = [startWorker(...flags), startWorker(...flags)];
    await until(() => others.every(({ said }) => said.stderr.includes('waits for a run')));
    await redis.kill();
    await redis.start();
    release();
    expect(await run.ended).toMatchObject({ status: 0 });
    expect(tables('killed', 'slow')).toEqual(tables(local, 'slow'));
  });

  it('makes failed rows of trials that kill every worker, and of no other ones', async () => {
    const kills =
      "if (seed === 247688413031446 && process.ppid === parent) process.kill(parent, 'SIGKILL');\n    return 1;";
    // A lane whose worker is gone already has another parent, which is none of its business.
    const parent = 'const parent = process.ppid;\n';
    const deadly = parent + slow.replace('compute()', 'compute({ seed })').replace('return 1;', kills);
    fs.writeFileSync(join(folder, 'deadly.mjs'), deadly);
    const run = startRun('slow', 'deadly', '--use', 'deadly.mjs');
    let running = true;
    void run.ended.then(() => {
      running = false;
    });
    let deaths = -1;
    while (running) {
      deaths += 1;
      await Promise.race([startWorker('--use', 'deadly.mjs', '--lock', '2s', '-j', '2').ended, run.ended]);
    }
    expect(await run.ended).toMatchObject({ status: 4 });
    const [trials] = tables('deadly', 'slow');
    expect(trials!.match(/^.*failed.*$/gm)).toEqual(
      ['argmin', 'softmax'].map((method) =>
        expect.stringMatching(`^line/${method}/7,.*,failed,every worker that ran it died,`),
      ),
    );
    // For each of the two: with its chunk, perhaps with a part of it, and by itself.
    expect(deaths).toBeLessThanOrEqual(2 * (2 + mostLosses));
  });

  it('enqueues again what a Redis has lost that kept nothing', async () => {
    hold();
    const flags = ['--use', 'slow.mjs', '--lock', '2s'];
    startWorker(...flags);
    const run = startRun('slow', 'emptied', '--use', 'slow.mjs');
    await held();
    await client.flushall();
    release();
    expect(await run.ended).toMatchObject({ status: 0 });
    expect(tables('emptied', 'slow')).toEqual(tables(local, 'slow'));
  });

  it('waits for a Redis that is full, and comes back when all connections were cut', async () => {
    hold();
    const worker = startWorker('--use', 'slow.mjs', '--lock', '2s');
    const run = startRun('slow', 'full', '--use', 'slow.mjs');
    await held();
    await client.config('SET', 'maxmemory', '1');
    release();
    // Who meets it first: the worker with outcomes, or the coordinator with chunks.
    await until(() => [worker, run].some(({ said }) => said.stderr.includes('Redis is full')));
    await client.config('SET', 'maxmemory', '0');
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    expect(await run.ended).toMatchObject({ status: 0 });
    expect(tables('full', 'slow')).toEqual(tables(local, 'slow'));
  });

  it('goes on with the same command when the coordinator was killed; a second one is refused while it lives', async () => {
    hold();
    startWorker('--use', 'slow.mjs');
    const first = startRun('slow', 'taken', '--use', 'slow.mjs');
    await held();
    const { status: code, stderr } = moe(['run', 'queued.yaml', '--out', 'second', '--queue', redis.url], folder);
    expect(stderr).toMatch(
      new RegExp(
        `the queue is in use by a run of slow: process ${first.child.pid} on ${hostname()}, since .*Z, \\d+ of 40 trials`,
      ),
    );
    expect(code).toBe(2);
    first.child.kill('SIGKILL');
    await first.ended;
    release();
    const again = startRun('slow', 'taken', '--use', 'slow.mjs');
    expect(await again.ended).toMatchObject({ status: 0 });
    expect(tables('taken', 'slow')).toEqual(tables(local, 'slow'));
  });

  it('believes neither of two results that differ: the same command computes the trial again', async () => {
    const lines = fs
      .readFileSync(join(folder, local, 'queued/.journal.ndjson'), 'utf8')
      .trim()
      .split('\n');
    const right = parseLine(Buffer.from(lines[0]!))!;
    const wrong = { ...right, row: { ...right.row, metrics: { ...right.row.metrics, error: 0.123 } } };
    const given = { node: process.versions.node, jobs: 1, started: new Date(0).toISOString(), trials: 1 };
    /** Begins a run, and leaves it an outcome of each of these machines. */
    const runWith = async (outcomes: Readonly<Record<string, typeof right>>) => {
      const run = startRun('queued', 'disputed');
      await until(async () => (await client.exists(keys.run)) === 1);
      const { run: id } = readDescription((await client.get(keys.run))!)!;
      const batches = Object.entries(outcomes).map(([host, outcome]) =>
        writeBatch({
          worker: host,
          machine: { ...given, host, machine: machineHere() },
          seconds: 1,
          outcomes: [outcome],
        }),
      );
      await client.rpush(keys.outcomes(id), ...batches);
      return run;
    };
    const first = await runWith({ beta: wrong });
    await until(async () => /"done":1\b/.test((await client.get(keys.lease)) ?? ''));
    first.child.kill('SIGINT');
    expect(await first.ended).toMatchObject({ status: 130 });
    const disputed = { status: 1, stderr: expect.stringMatching(/in an earlier session and on alpha .*--fresh/) };
    expect(await (await runWith({ alpha: right })).ended).toMatchObject(disputed);
    const again = { status: 1, stderr: expect.stringMatching(/on beta .* and on alpha .*--fresh/) };
    expect(await (await runWith({ beta: wrong, alpha: right })).ended).toMatchObject(again);
    startWorker();
    expect(await startRun('queued', 'disputed').ended).toMatchObject({ status: 0 });
    expect(tables('disputed', 'queued')).toEqual(tables(local, 'queued'));
  });

  it('refuses a worker whose trials would not be the same, with the reason', async () => {
    const other = join(folder, 'other.mjs');
    fs.writeFileSync(other, slow.replace('return 1', 'return 2'));
    startRun('slow', 'refused', '--use', 'slow.mjs');
    await until(async () => (await client.exists(keys.run)) === 1);
    const lacking = moe(['worker', '--queue', redis.url], folder);
    expect(lacking.stderr).toContain(
      'this worker cannot compute slow: it runs components from outside: start the worker with --use slow.mjs',
    );
    const changed = moe(['worker', '--queue', redis.url, '--use', 'other.mjs'], folder);
    expect(changed.stderr).toContain("the code of metrics/patience of slow.mjs differs from the run's");
    expect([lacking.status, changed.status]).toEqual([2, 2]);
  });

  it('tells how far the run is, and ends it when asked to', async () => {
    hold();
    expect(status()).toMatchObject({ version: 1, run: null, workers: [] });
    expect(moe(['cancel', '--queue', redis.url], folder)).toMatchObject({
      status: 0,
      stdout: /no run is under way; nothing is left/,
    });
    startWorker('--use', 'slow.mjs');
    const run = startRun('slow', 'ended', '--use', 'slow.mjs');
    await held();
    expect(status()).toMatchObject({ run: { experiment: 'slow', total: 40 }, workers: [{ lanes: 1 }] });
    const shown = moe(['status', '--queue', redis.url], folder);
    expect(shown.stdout).toMatch(/^slow: \d+ of 40 trials \(\d+%\), .* per second, /);
    const cancelled = start(['cancel', '--queue', redis.url]);
    await until(() => run.said.stderr.includes('moe cancel was called'));
    release();
    expect((await cancelled.ended).stdout).toMatch(
      /^slow, process \d+ on .*: stopped; \d+ of 40 trials were done when it was asked/,
    );
    expect(await run.ended).toMatchObject({ status: 130, stderr: expect.stringContaining('moe cancel was called') });
    expect(status().run).toBeNull();
  });

  it('is reached with TLS and by a user with the least rights; what a password is for is said, it never', async () => {
    const tls = ['server.key', 'server.crt', 'ca.key', 'ca.crt'].map((file) => join(folder, file));
    const [serverKey, serverCertificate, caKey, ca] = tls as [string, string, string, string];
    const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'pipe', cwd: folder });
    const key = (file: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', file];
    openssl('req', '-x509', ...key(caKey), '-out', ca, '-days', '2', '-subj', '/CN=a test');
    openssl('req', ...key(serverKey), '-out', 'server.csr', '-subj', '/CN=localhost');
    fs.writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1');
    const signed = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2', '-extfile', 'names'];
    openssl('x509', '-req', '-in', 'server.csr', ...signed, '-out', serverCertificate);
    const port = await freePort();
    const certificates = ['--tls-cert-file', serverCertificate, '--tls-key-file', serverKey, '--tls-ca-cert-file', ca];
    const user = ['--user', 'moe', 'on', '>secret', ...leastRights.split(' ')];
    const encrypted = ['--tls-port', String(port), ...certificates, '--tls-auth-clients', 'no'];
    const guarded = await startRedis(join(folder, 'guarded-redis'), ...encrypted, ...user);
    try {
      const url = join(folder, 'guarded.url');
      fs.writeFileSync(url, `rediss://moe:secret@127.0.0.1:${port}\n`);
      const env = { MOE_QUEUE_FILE: url, MOE_QUEUE_CA: ca };
      const words = [
        ['worker', '-j', '1', '-v'],
        ['run', 'queued.yaml', '--out', 'guarded', '--queue', '-v'],
      ];
      const [worker, run] = words.map((args) => startMoe(args, { cwd: folder, env }));
      started.push(worker!);
      const ended = await run!.ended;
      expect(ended).toMatchObject({ status: 0 });
      expect(tables('guarded', 'queued')).toEqual(tables(local, 'queued'));
      worker!.child.kill('SIGTERM');
      const { status: code, stderr } = await worker!.ended;
      expect(code).toBe(130);
      const said = `${ended.stderr}${ended.stdout}${stderr}${fs.readFileSync(join(folder, 'guarded/queued/run.json'))}`;
      expect(said).not.toContain('secret');
      expect(said).toContain(`rediss://moe@127.0.0.1:${port}`);
      const untrusted = startMoe(['status'], { cwd: folder, env: { MOE_QUEUE_FILE: url } });
      expect(await untrusted.ended).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('its certificate is not signed by a trusted authority: --ca FILE'),
      });
    } finally {
      await guarded.kill();
    }
  });

  it('says what is wrong with it in one line, within seconds', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    const chatty = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
    const old = createServer((socket) => {
      const info = 'redis_version:5.0.3\r\n';
      socket.setEncoding('utf8').on('data', (text: string) => {
        for (const [, name] of text.matchAll(/^\*\d+\r\n\$\d+\r\n(\w+)/gm)) {
          if (name === 'hello') socket.write("-ERR unknown command 'hello'\r\n");
          else socket.write(name === 'info' ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n');
        }
      });
    }).listen(0, '127.0.0.1');
    const portOf = (server: typeof silent) => (server.address() as { readonly port: number }).port;
    const user = ['--user', 'moe', 'on', '>secret', '~bull:*', '-@all', '+@connection'];
    const locked = await startRedis(join(folder, 'locked-redis'), ...user);
    const problem = async (url: string) => {
      const asked = startMoe(['status'], { cwd: folder, env: { MOE_QUEUE: url } });
      started.push(asked);
      const { status: code, stderr } = await asked.ended;
      expect(code).toBe(2);
      return stderr.trim().replace(/^moe: redis\S* ?/, '');
    };
    const at = '127.0.0.1';
    const found = await Promise.all([
      problem(`redis://${at}:${await freePort()}`),
      problem(`redis://${at}:${portOf(silent)}`),
      problem(`redis://${at}:${portOf(chatty)}`),
      problem(`redis://${at}:${portOf(old)}`),
      problem(`rediss://${at}:${redis.port}`),
      problem('redis://nowhere.invalid'),
      problem(`redis://moe:wrongsecret@${at}:${locked.port}`),
      problem(`redis://moe:secret@${at}:${locked.port}`),
    ]);
    expect(found).toEqual([
      'nothing listens there (connection refused)',
      'does not answer within 8 s',
      'what answers there is not Redis',
      'Redis must be of version 6.2 or later; got 5.0.3',
      'it does not answer as TLS asks for: redis://, not rediss://?',
      'no host of that name is known',
      'the user or the password is wrong',
      expect.stringMatching(/^its user may not call \w+\. What suffices: ~bull:\* -@all/),
    ]);
    for (const server of [silent, chatty, old]) server.close();
    await locked.kill();
  });
});
