/** Lanes that are processes, when one is stopped: with the compiled child, and a worker that does as it is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Outcome, Trial } from '../../experiment/contract.js';
import { localPool } from './pool.js';
import { processLane } from './process.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The trials of `stops` stop their process, which no limit of time inside it sees: those of `once` only the first time. */
const worker = join(folder, 'worker.mjs');
writeFileSync(
  worker,
  `import { existsSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

function compute({ trial, key, id }) {
  const before = workerData.before + trial;
  if (workerData.stops.includes(trial) || (workerData.once.includes(trial) && !existsSync(before))) {
    writeFileSync(before, '');
    process.kill(process.pid, 'SIGSTOP');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  }
  return { key, row: { id, trial, status: 'ok', reason: '' }, seconds: 0 };
}

parentPort.on('message', ({ trials }) => parentPort.postMessage(trials.map(compute)));
parentPort.postMessage('loaded');
`,
);

function trialsOf(count: number): Trial[] {
  const cell = { task: 't', method: 'm', sweep: {}, trials: count, metrics: ['error'] } as unknown as Trial['cell'];
  return Array.from({ length: count }, (_, trial) => {
    return { id: `t/m/${trial}`, key: `cell/${trial}`, cell, trial, seed: 1, keep: [], timeout: 30, digests: [] };
  });
}

const silence = 3;

async function rows(count: number, stops: readonly number[], once: readonly number[]): Promise<string[]> {
  const start = () =>
    processLane({
      entry: new URL('../../../dist/child.js', import.meta.url),
      worker: pathToFileURL(worker).href,
      workerData: { stops, once, before: join(folder, `${stops.join()}-${once.join()}-`) },
      ...{ loadWithin: 30, memory: 2 ** 31, silence, onOutput: () => undefined },
    });
  const pool = localPool({ jobs: 2, start, loadWithin: 60 });
  const seen: Outcome[] = [];
  await pool.run(trialsOf(count), (outcomes) => seen.push(...outcomes), new AbortController().signal);
  await pool.close();
  return seen
    .sort((a, b) => a.row.trial - b.row.trial)
    .map(({ row: { status, reason } }) => (reason === '' ? status : `${status}: ${reason}`));
}

describe.skipIf(process.platform === 'win32')('the process of a lane that is stopped', { timeout: 300_000 }, () => {
  it('is ended, and its trials run again', async () => {
    expect(await rows(20, [], [3, 11])).toEqual(new Array(20).fill('ok'));
  });

  it('is blamed on the trial that stops one in which nothing else ran, and on no other', async () => {
    const reason = `failed: its process said nothing for ${silence} s`;
    expect(await rows(6, [4], [])).toEqual(['ok', 'ok', 'ok', 'ok', reason, 'ok']);
  });
});
