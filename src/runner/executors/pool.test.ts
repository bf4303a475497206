import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome, Trial } from '../../experiment/contract.js';
import type { Executor } from './contract.js';
import { localPool } from './pool.js';
import { threadLane } from './thread.js';

/** A worker whose trials do what their task is called, as the real one does by accident. */
const misbehaving = `
import { existsSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
parentPort.on('message', async ({ trials, clock }) => {
  const outcomes = [];
  for (const [index, trial] of trials.entries()) {
    clock[1] = performance.timeOrigin + performance.now();
    clock[0] = index;
    if (trial.cell.task === 'never loads') {
      clock[1] = Number.POSITIVE_INFINITY;
      await new Promise(() => {});
    }
    if (trial.cell.task === 'dies') process.exit(7);
    if (trial.cell.task === 'throws') throw new Error('out of luck');
    while (trial.cell.task === 'hangs');
    if (trial.cell.task === 'sleeps') await new Promise((wake) => setTimeout(wake, 30));
    if (trial.cell.task === 'waits') {
      writeFileSync(new URL('waiting', import.meta.url), '');
      while (!existsSync(new URL('go', import.meta.url))) await new Promise((wake) => setTimeout(wake, 5));
    }
    outcomes.push({ key: trial.key, row: { id: trial.id, status: 'ok' }, seconds: 0 });
  }
  parentPort.postMessage(outcomes);
});
parentPort.postMessage('loaded');
`;

/** Of its threads the first is loaded at once, the others much later; each leaves a file when it begins and ends to load. */
const slowToLoad = `
import { writeFileSync } from 'node:fs';
import { parentPort, threadId } from 'node:worker_threads';
const note = (name, flag) => writeFileSync(new URL(name, import.meta.url), '', { flag });
note('loading-' + threadId, 'w');
const first = await new Promise((resolve) => resolve(note('first', 'wx'))).then(() => true, () => false);
if (!first) await new Promise((wake) => setTimeout(wake, 300));
note('loaded-' + threadId, 'w');
parentPort.on('message', ({ trials, clock }) => {
  clock[0] = 0;
  parentPort.postMessage(trials.map(({ key, id }) => ({ key, row: { id, status: 'ok' }, seconds: 0 })));
});
parentPort.postMessage('loaded');
`;

interface Options {
  readonly jobs: number;
  readonly worker: URL;
  readonly check?: () => void;
  /** Seconds. */
  readonly loadWithin?: number;
}

/** One run of a pool of threads that is closed after it. */
async function runOnce({ jobs, worker, check, loadWithin = 120 }: Options, ...run: Parameters<Executor['run']>) {
  const start = () => threadLane({ worker, loadWithin });
  const pool = localPool({ jobs, start, loadWithin, ...(check && { check }) });
  await pool.run(...run).finally(() => pool.close());
}

function trials(tasks: readonly string[], timeout = 30): Trial[] {
  return tasks.map((task, trial) => {
    const cell = { task, method: 'm', sweep: {}, trials: 1, metrics: ['error'] } as unknown as Trial['cell'];
    return { id: `${task}/m/${trial}`, key: `cell/${trial}`, cell, trial, seed: 1, keep: [], timeout, digests: [] };
  });
}

describe('the local pool', () => {
  let folder: string;
  let worker: URL;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-'));
    writeFileSync(join(folder, 'worker.mjs'), misbehaving);
    worker = pathToFileURL(join(folder, 'worker.mjs'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function run(tasks: readonly string[], options: { jobs?: number; timeout?: number; drain?: AbortSignal } = {}) {
    const seen: Outcome[] = [];
    const { jobs = 2, timeout = 30, drain = new AbortController().signal } = options;
    await runOnce({ jobs, worker }, trials(tasks, timeout), (outcomes) => seen.push(...outcomes), drain);
    return seen;
  }

  const statuses = (outcomes: readonly Outcome[]) =>
    Object.fromEntries(outcomes.map(({ row }) => [row.id, row.reason ? `${row.status}: ${row.reason}` : row.status]));

  it.each([1, 4])('gives each trial exactly one outcome, with %i threads', async (jobs) => {
    const tasks = Array.from({ length: 200 }, () => 'works');
    const keys = (await run(tasks, { jobs })).map(({ key }) => key);
    expect(keys.length).toBe(200);
    expect(new Set(keys).size).toBe(200);
  });

  it.each([1, 2])('replaces a worker that dies, names its trial, and goes on (%i threads)', async (jobs) => {
    const seen = await run(['works', 'works', 'dies', 'works', 'throws', 'works'], { jobs });
    expect(statuses(seen)).toEqual({
      'works/m/0': 'ok',
      'works/m/1': 'ok',
      'dies/m/2': 'failed: its worker died: worker exited with code: 7',
      'works/m/3': 'ok',
      'throws/m/4': 'failed: its worker died: out of luck',
      'works/m/5': 'ok',
    });
  });

  it('ends a trial that hangs at the time limit, and goes on', async () => {
    const seen = await run(['works', 'hangs', 'works'], { jobs: 1, timeout: 0.3 });
    expect(statuses(seen)).toEqual({
      'works/m/0': 'ok',
      'hangs/m/1': 'timeout: took longer than 0.3 s',
      'works/m/2': 'ok',
    });
    expect(seen.find(({ row }) => row.status === 'timeout')?.row.metrics).toEqual({ error: null });
  });

  it.runIf(process.platform !== 'win32')('does not count the time for which the process was stopped', async () => {
    const running = run(['waits', 'works'], { jobs: 1, timeout: 2 });
    while (!existsSync(join(folder, 'waiting'))) await sleep(5);
    // As Ctrl-Z and fg would, from outside: this process stands still meanwhile.
    const stopper = spawn('sh', ['-c', `kill -STOP ${process.pid}; sleep 3; kill -CONT ${process.pid}`]);
    await once(stopper, 'exit');
    await sleep(500);
    writeFileSync(join(folder, 'go'), '');
    expect(statuses(await running)).toEqual({ 'waits/m/0': 'ok', 'works/m/1': 'ok' });
  });

  it('hands out nothing more once it is drained, and what ran comes out', async () => {
    const drain = new AbortController();
    const seen: Outcome[] = [];
    await runOnce(
      { jobs: 1, worker },
      trials(Array.from({ length: 50 }, () => 'sleeps')),
      (outcomes) => {
        seen.push(...outcomes);
        drain.abort();
      },
      drain.signal,
    );
    expect(seen.length).toBe(1);
  });

  it('reports nothing more once an outcome could not be taken, and blames no trial for it', async () => {
    const seen: Outcome[] = [];
    const full = () => {
      throw new Error('no space left');
    };
    const run = runOnce(
      { jobs: 3, worker },
      trials(['works', ...Array.from({ length: 20 }, () => 'sleeps')]),
      (outcomes) => {
        seen.push(...outcomes);
        full();
      },
      new AbortController().signal,
    );
    await expect(run).rejects.toThrow('no space left');
    expect(seen.map(({ row }) => row.status)).toEqual(['ok']);
  });

  it('ends no thread amid its import, which would end the whole process', async () => {
    writeFileSync(join(folder, 'slow.mjs'), slowToLoad);
    const slow = pathToFileURL(join(folder, 'slow.mjs'));
    const run = runOnce(
      { jobs: 4, worker: slow },
      trials(['works', 'works', 'works', 'works']),
      () => {
        throw new Error('no space left');
      },
      new AbortController().signal,
    );
    await expect(run).rejects.toThrow('no space left');
    const names = readdirSync(folder);
    const loaded = names.filter((name) => name.startsWith('loaded-'));
    expect(loaded.map((name) => name.replace('loaded', 'loading'))).toEqual(
      names.filter((name) => name.startsWith('loading-')),
    );
    expect(loaded.length).toBeGreaterThan(0);
  });

  it('ends a trial whose parts never load, and goes on', async () => {
    const seen: Outcome[] = [];
    await runOnce(
      { jobs: 1, worker, loadWithin: 5 },
      trials(['never loads', 'works'], 0.1),
      (outcomes) => seen.push(...outcomes),
      new AbortController().signal,
    );
    expect(seen.map(({ row }) => [row.id, row.status, row.reason])).toEqual([
      ['never loads/m/0', 'timeout', 'what it runs was not loaded within 5 s'],
      ['works/m/1', 'ok', undefined],
    ]);
  });

  it('ends where a thread never loads', async () => {
    writeFileSync(join(folder, 'never.mjs'), "import 'node:worker_threads';\nsetInterval(() => {}, 1000);\n");
    const never = pathToFileURL(join(folder, 'never.mjs'));
    const run = runOnce(
      { jobs: 1, worker: never, loadWithin: 0.1 },
      trials(['works']),
      () => {},
      new AbortController().signal,
    );
    await expect(run).rejects.toThrow('a thread was not loaded within 0.1 s');
  }, 20_000);

  it('ends with what is thrown when a thread has loaded', async () => {
    const check = () => {
      throw new Error('another build');
    };
    const run = runOnce({ jobs: 2, worker, check }, trials(['works']), () => {}, new AbortController().signal);
    await expect(run).rejects.toThrow('another build');
  });

  it('fails as a whole when the worker cannot be loaded', async () => {
    const missing = pathToFileURL(join(folder, 'missing.mjs'));
    const run = runOnce({ jobs: 1, worker: missing }, trials(['works']), () => {}, new AbortController().signal);
    await expect(run).rejects.toThrow(/missing\.mjs/);
  });
});
