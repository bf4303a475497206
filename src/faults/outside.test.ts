/** Components from outside that do their worst: the run goes on, and each such trial is a row with its reason. */
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moe, startMoe } from '../cli/process.fixture.js';
import { needsRedis, startRedis } from './redis.fixture.js';
import { rounds } from './rounds.fixture.js';
import { workplace } from './victim.fixture.js';

const spec = (does: string, trials = 8, timeout = 60) => `name: own
timeout: ${timeout}
tasks:
  lines: { data: { name: unruly, does: ${does} }, k: 2, expert: linear, metrics: [stable, error] }
methods:
  argmin: { learn: alternating, trials: ${trials}, iterations: 5, assign: argmin }
`;

/** For a machine that has much else to do, milliseconds. */
const patience = 600_000;

const folder = workplace();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const flags = ['--use', './unruly.mjs', '-j', '2', '--memory', '400MiB'];
const words = (out: string) => ['run', `${out}.yaml`, '--out', out, ...flags];
const rowsOf = (out: string) =>
  readFileSync(join(folder, out, 'own/trials.csv'), 'utf8')
    .trimEnd()
    .split('\n');

/** Which trials go wrong, and all rows where none does. */
let wrong: readonly number[];
let right: readonly string[];
beforeAll(() => {
  copyFileSync(join(import.meta.dirname, 'fixtures/unruly.mjs'), join(folder, 'unruly.mjs'));
  const grids = [
    ['nothing', 8, 'nothing', 0],
    ['throw', 8, 'throw', 4],
    ['none', 40, 'nothing', 0],
  ] as const;
  for (const [out, trials, does, status] of grids) {
    writeFileSync(join(folder, `${out}.yaml`), spec(does, trials));
    expect(moe([...words(out), '-q'], folder)).toEqual({ status, stdout: '', stderr: '' });
  }
  right = rowsOf('nothing');
  wrong = rowsOf('throw').flatMap((row, i) => (row.includes(',failed,no luck,') ? [i] : []));
  expect(wrong.length).toBeGreaterThan(1);
  expect(right.length - wrong.length).toBeGreaterThan(3);
}, patience);

/** The rows of the trials that went wrong, as status and reason; the others must be as they are without. */
function faultsOf(out: string): string[] {
  const rows = rowsOf(out);
  expect(rows.filter((_, i) => !wrong.includes(i))).toEqual(right.filter((_, i) => !wrong.includes(i)));
  return wrong.map((i) => rows[i]!.split(',').slice(5, 7).join(': '));
}

const ways: readonly (readonly [does: string, fault: string, row: string])[] = [
  ['hang', 'hangs', 'timeout: took longer than 3 s'],
  ['wait', 'waits for what never comes', 'timeout: took longer than 3 s'],
  ['arrays', 'allocates arrays without end', 'failed: needed more than 400 MiB of memory'],
  ['objects', 'allocates objects without end', 'failed: needed more than 400 MiB of memory'],
  ['throw', 'throws', 'failed: no luck'],
  ['exit', 'exits', 'failed: its worker died: worker exited with code: 7'],
  ['kill', 'kills its process', 'failed: its process died: SIGKILL'],
  ['abort', 'aborts', 'failed: its process died: SIGABRT'],
  ['reject', 'leaves a promise rejected', 'failed: its worker died: nobody waits for this'],
];

describe('a trial from outside', { timeout: patience }, () => {
  for (const [does, fault, row] of ways) {
    rounds({ fault: `a trial from outside that ${fault}`, sample: 1, all: 3 }, (_, index) => {
      const out = `${does}-${index}`;
      writeFileSync(join(folder, `${out}.yaml`), spec(does, 8, row.startsWith('timeout') ? 3 : 60));
      const { status, stdout } = moe([...words(out), '--json'], folder);
      expect(faultsOf(out)).toEqual(wrong.map(() => row));
      expect(status).toBe(4);
      expect(JSON.parse(stdout)[0].experiment).toBe('own');
      return `a row says: ${row}; the other rows have the same bytes`;
    });
  }

  it('that failed stays so until --retry-failed', () => {
    writeFileSync(join(folder, 'throw.yaml'), spec('throw'));
    const computed = (...more: readonly string[]) => {
      expect(moe([...words('throw'), '-q', ...more], folder)).toEqual({ status: 4, stdout: '', stderr: '' });
      return JSON.parse(readFileSync(join(folder, 'throw/own/run.json'), 'utf8')).trials.computed;
    };
    expect([computed(), computed('--retry-failed')]).toEqual([0, wrong.length]);
  });

  it('that ends its thread only when it is over is not to blame, nor are those that come after it', () => {
    writeFileSync(join(folder, 'later.yaml'), spec('later', 40));
    expect(moe([...words('later'), '-q'], folder)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(rowsOf('later')).toEqual(rowsOf('none'));
  });

  // No credential is to be seen in what it logs.
  rounds({ fault: 'a trial from outside that logs megabytes', sample: 1, all: 3 }, async (_, index) => {
    const out = `log-${index}`;
    writeFileSync(join(folder, `${out}.yaml`), spec('log'));
    const env = { MOE_QUEUE: 'redis://me:secret@localhost' };
    const { status, stdout, stderr } = await startMoe([...words(out), '--json'], { cwd: folder, env }).ended;
    expect(status).toBe(0);
    expect(JSON.parse(stdout)[0].experiment).toBe('own');
    expect(rowsOf(out)).toEqual(right);
    expect(stderr).toContain('the queue is undefined\n');
    expect(stderr).not.toContain('secret');
    expect(stderr).toContain('?[31m0 xxx');
    expect(stderr.match(/^moe: .*$/gm)).toEqual([
      'moe: components from outside wrote more than 64 KiB; the rest is left out',
    ]);
    expect(stderr.length).toBeLessThan(70_000);
    return 'stdout stays what it is, stderr has the beginning; all rows have the same bytes';
  });
});

describe('a trial from outside, on a worker of a queue,', { timeout: patience }, () => {
  for (const [does, fault, row] of ways.filter(([way]) => ['hang', 'arrays', 'exit', 'kill'].includes(way))) {
    rounds(
      { fault: `a trial from outside, on a worker, that ${fault}`, sample: 1, all: 3, needs: needsRedis },
      async (_, index) => {
        const out = `worker-${does}-${index}`;
        writeFileSync(join(folder, `${out}.yaml`), spec(does, 8, row.startsWith('timeout') ? 3 : 60));
        const redis = await startRedis(join(folder, `redis-${out}`));
        const queue = ['--queue', redis.url, '-q'];
        const worker = startMoe(['worker', ...flags, ...queue], { cwd: folder });
        const run = await startMoe(['run', `${out}.yaml`, '--out', out, '--use', './unruly.mjs', ...queue], {
          cwd: folder,
        }).ended;
        worker.child.kill();
        await worker.ended;
        await redis.kill();
        expect(run.status).toBe(4);
        expect(faultsOf(out)).toEqual(wrong.map(() => row));
        return `a row says: ${row}; the other rows have the same bytes`;
      },
    );
  }
});

describe.runIf(process.platform === 'linux')('the processes of trials', { timeout: patience }, () => {
  const alive = (pid: number) => existsSync(`/proc/${pid}/stat`);
  /** Starts a run and waits until trials have begun in so many processes. */
  async function started(out: string, does: string, processes: number) {
    const log = join(folder, `${out}.pids`);
    writeFileSync(join(folder, `${out}.yaml`), spec(does, 40));
    // Whole lines: 0, which an empty one would be, is the test's own group of processes.
    const pids = () =>
      [...new Set(existsSync(log) ? (readFileSync(log, 'utf8').match(/\d+(?=\n)/g) ?? []) : [])].map(Number);
    const run = startMoe([...words(out), '-q'], { cwd: folder, env: { UNRULY_LOG: log } });
    for (let over = false; pids().length < processes; await sleep(20)) {
      expect(over).toBe(false);
      void run.ended.then(() => {
        over = true;
      });
    }
    return { ...run, pids };
  }

  it('end when the run is killed, also amid an endless loop', async () => {
    const { child, ended, pids } = await started('endless', 'hang', 2);
    // Until both are in a trial that never ends.
    for (let count = -1, now = 0; now !== count; now = readFileSync(join(folder, 'endless.pids')).length) {
      count = now;
      await sleep(500);
    }
    expect(pids().filter(alive)).toHaveLength(2);
    const killed = performance.now();
    child.kill('SIGKILL');
    expect((await ended).status).toBe('SIGKILL');
    while (pids().some(alive)) await sleep(10);
    // A second, on a machine that has nothing else to do.
    expect(performance.now() - killed).toBeLessThan(20_000);
  });

  it('may be killed from outside once, which costs nothing but time', async () => {
    const { ended, pids } = await started('once', 'slow', 1);
    process.kill(pids()[0]!, 'SIGKILL');
    expect(await ended).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(rowsOf('once')).toEqual(rowsOf('none'));
  });

  it('end at once when Ctrl-C reaches them all twice, also amid an endless loop', async () => {
    const { child, ended, pids } = await started('twice', 'hang', 2);
    const interrupt = () => {
      for (const pid of [child.pid!, ...pids()]) process.kill(pid, 'SIGINT');
    };
    interrupt();
    await new Promise<void>((resolve) => {
      child.stderr!.on('data', (said) => String(said).includes('Ctrl-C again') && resolve());
    });
    interrupt();
    expect((await ended).status).toBe(130);
    // It waited for no limit of time.
    expect(readFileSync(join(folder, 'twice/own/.journal.ndjson'), 'utf8')).not.toContain('timeout');
    while (pids().some(alive)) await sleep(10);
    writeFileSync(join(folder, 'twice.yaml'), spec('nothing', 40));
    expect(moe([...words('twice'), '-q'], folder)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(rowsOf('twice')).toEqual(rowsOf('none'));
  });

  it('let the run end their trials when Ctrl-C reaches them all', async () => {
    const { child, ended, pids } = await started('interrupted', 'slow', 2);
    for (const pid of [child.pid!, ...pids()]) process.kill(pid, 'SIGINT');
    expect((await ended).status).toBe(130);
    expect(moe([...words('interrupted'), '-q'], folder)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(rowsOf('interrupted')).toEqual(rowsOf('none'));
  });
});
