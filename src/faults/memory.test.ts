/** A run of many trials holds no more at its end than at its quarter: what it keeps of each was there from the start. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect } from 'vitest';
import { registry } from '../components/contract.js';
import { catalogOf } from '../experiment/catalog.js';
import { readSpec } from '../experiment/spec/read.js';
import { trialRunner } from '../experiment/trial.js';
import type { Executor } from '../runner/executors/contract.js';
import { planRun } from '../runner/plan.js';
import { sourceOf } from '../runner/provenance.js';
import { executePlan } from '../runner/run.js';
import { dataFiles } from '../tables/file.js';
import { rounds, soak } from './rounds.fixture.js';

const catalog = catalogOf();
const folder = mkdtempSync(join(tmpdir(), 'moe-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is held after a collection, bytes. */
function held(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Computes in this thread, so that what a worker holds counts, too. */
const here: Executor = {
  async run(trials, onOutcomes, drain) {
    const runner = trialRunner(catalog, () => 0, dataFiles);
    for (const trial of trials) {
      if (drain.aborted) break;
      onOutcomes([await runner.run(trial)]);
    }
    return [];
  },
  close: async () => undefined,
};

describe('memory', () => {
  rounds({ fault: 'many trials in one run, what is held after GC', sample: 1, all: 1 }, async () => {
    const trials = soak ? 20_000 : 2000;
    const path = join(folder, 'soak.yaml');
    const text = `name: soak
tasks:
  face: { data: { name: smile, n: 12 }, k: 2, expert: logistic, metrics: [stable, error] }
methods:
  lap: { trials: ${trials}, learn: alternating, assign: lap }
`;
    writeFileSync(path, text);
    const out = join(folder, 'out');
    const plan = planRun({
      spec: readSpec(path, { ...catalog, charts: registry('chart', []) }).spec,
      ...{ catalog, source: sourceOf(path, text, out), folder: out, filter: {}, seedGiven: false },
      ...{ fresh: false, retryFailed: false, behavior: { runtime: '', digestOf: () => '' }, timesIn: [] },
    });
    const at = new Map<number, number>();
    const provenance = {
      ...{ used: [], build: { version: '0', code: '', behavior: {} }, jobs: 1, started: new Date(0) },
      ...{ now: () => new Date(0), cpuSeconds: () => 0 },
    };
    const note = ({ done }: { readonly done: number }) => {
      if (done === trials / 4 || done === trials) at.set(done, held());
    };
    await executePlan(plan, here, provenance, note, new AbortController().signal);
    const [quarter, end] = [at.get(trials / 4)!, at.get(trials)!];
    // A key alone has 30 bytes, an outcome some 600; what is loaded late counts more where the trials are few.
    expect((end - quarter) / trials).toBeLessThan(soak ? 20 : 400);
    return `${trials} trials: ${(quarter / 2 ** 20).toFixed(1)} MiB at ${trials / 4}, ${(end / 2 ** 20).toFixed(1)} MiB at ${trials}`;
  });
});
