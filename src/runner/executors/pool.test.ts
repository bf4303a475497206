import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome, Trial } from '../../experiment/contract.js';
import { localPool } from './pool.js';

/** A worker whose trials do what their task is called, as the real one does by accident. */
const misbehaving = `
export default async function ({ trials, clock }) {
  const outcomes = [];
  for (const [index, trial] of trials.entries()) {
    clock[1] = performance.timeOrigin + performance.now();
    clock[0] = index;
    if (trial.cell.task === 'dies') process.exit(7);
    if (trial.cell.task === 'throws') throw new Error('out of luck');
    while (trial.cell.task === 'hangs');
    if (trial.cell.task === 'sleeps') await new Promise((wake) => setTimeout(wake, 30));
    outcomes.push({ key: trial.key, row: { id: trial.id, status: 'ok' }, seconds: 0 });
  }
  return outcomes;
}`;

function trials(tasks: readonly string[]): Trial[] {
  return tasks.map((task, trial) => {
    const cell = { task, method: 'm', sweep: {}, trials: 1, metrics: ['error'] } as unknown as Trial['cell'];
    return {
      id: `${task}/m/${trial}`,
      key: `cell/${trial}`,
      cell,
      trial,
      seed: 1,
      keep: [],
    };
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
    await localPool({ jobs, timeout, worker }).run(trials(tasks), (outcomes) => seen.push(...outcomes), drain);
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

  it('hands out nothing more once it is drained, and what ran comes out', async () => {
    const drain = new AbortController();
    const seen: Outcome[] = [];
    await localPool({ jobs: 1, timeout: 30, worker }).run(
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
    const run = localPool({ jobs: 3, timeout: 30, worker }).run(
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

  it('fails as a whole when the worker cannot be loaded', async () => {
    const missing = pathToFileURL(join(folder, 'missing.mjs'));
    const run = localPool({ jobs: 1, timeout: 30, worker: missing }).run(
      trials(['works']),
      () => {},
      new AbortController().signal,
    );
    await expect(run).rejects.toThrow(/missing\.mjs/);
  });
});
