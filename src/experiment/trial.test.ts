import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Component, registry } from '../components/contract.js';
import { sha256 } from '../tables/file.js';
import { catalogOf, columnsOf } from './catalog.js';
import type { Spec, Trial } from './contract.js';
import { cellsOf, trialsOf } from './grid.js';
import { parseSpec } from './spec/read.js';
import { trialRunner } from './trial.js';

const catalog = catalogOf();
const line = (slope: number) =>
  `x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${slope * i + (i % 3)}`).join('\n')}\n`;

describe('the metrics of a trial', () => {
  const text = (metrics: string) => `name: s
tasks: { t: { data: { name: piecewise-linear, n: 40, noise: 1 }, k: 2, expert: linear, metrics: ${metrics} } }
methods: { m: { learn: alternating, trials: 1, iterations: 3 } }
`;
  const read = (metrics: string) =>
    parseSpec(text(metrics), 's.yaml', { ...catalog, charts: registry<Component>('chart', []) });
  const run = async (metrics: string) => {
    const spec = read(metrics);
    const [trial] = trialsOf(spec, cellsOf(spec, catalog), catalog, { runtime: '', digestOf: (name) => name });
    const { row } = await trialRunner(catalog, () => 0).run(trial!);
    return { key: trial!.key, values: row.metrics };
  };

  it('are computed with their parameters, in columns of the names that they are given', async () => {
    const { values } = await run('[recovered, { name: recovered, as: loosely, tolerance: 1000 }, starved]');
    expect(values).toEqual({ recovered: 0, loosely: 1, starved: 0 });
  });

  it('are part of its key, as what they are set to', async () => {
    const keys = [
      '[starved]',
      '[{ name: starved, share: 0.01 }]',
      '[{ name: starved, share: 0.9 }]',
      '[{ name: starved, as: few }]',
    ].map(async (metrics) => (await run(metrics)).key);
    const [plain, same, ...others] = await Promise.all(keys);
    expect(same).toBe(plain);
    expect(new Set([plain, ...others]).size).toBe(3);
  });

  it('mean what the metric behind the column means', () => {
    const columns = columnsOf([read('[{ name: recovered, as: loosely, tolerance: 1 }]')], catalog);
    expect(columns.at(-1)).toMatchObject({ name: 'loosely', summary: 'share', unit: 'share of trials' });
    expect(columns.slice(0, -1)).toEqual(catalog.metrics.all);
  });
});

describe('a trial on files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function planned(path: string, timeout = 60): Trial {
    const spec: Spec = {
      ...{ name: 's', title: 'S', about: '', seed: 1, timeout, sweeps: [], figures: [], claims: [], times: [] },
      tasks: {
        own: {
          ...{ about: '', data: { name: 'csv', path, target: 'y', kind: 'auto', group: '' }, k: 2 },
          ...{ expert: { name: 'linear', ridge: 0 }, metrics: ['error'], learn: {} },
        },
      },
      methods: { argmin: { about: '', learn: 'alternating', trials: 1, parameters: {} } },
      record: { history: 0, examples: [], clusters: [], responsibilities: [], correct: [] },
    };
    return trialsOf(spec, cellsOf(spec, catalog), catalog, { runtime: '', digestOf: () => '' })[0]!;
  }

  it('carries its time limit and the digest of its data, and is the same trial wherever the file lies', () => {
    const paths = ['a.csv', 'b.csv'].map((name) => join(folder, name));
    for (const path of paths) writeFileSync(path, line(2));
    const [a, b] = [planned(paths[0]!, 5), planned(paths[1]!, 9)];
    expect([a.timeout, a.digests]).toEqual([5, [sha256(line(2))]]);
    expect(b.key).toBe(a.key);
    writeFileSync(paths[1]!, line(3));
    expect(planned(paths[1]!).key).not.toBe(a.key);
  });

  it('fails with the reason when a file was changed after the plan, and is well again when it is as it was', async () => {
    const path = join(folder, 'own.csv');
    writeFileSync(path, line(2));
    const trial = planned(path);
    const whole = await trialRunner(catalog, () => 0).run(trial);
    writeFileSync(path, line(3));
    const changed = await trialRunner(catalog, () => 0).run(trial);
    expect(changed.row).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/own\.csv is not the file that this run was planned with/),
      metrics: { error: null },
    });
    writeFileSync(path, line(2));
    expect(await trialRunner(catalog, () => 0).run(trial)).toEqual(whole);
    expect(whole.row.status).toBe('ok');
  });

  it('fails, too, where a data set reads its files by other means', async () => {
    const path = join(folder, 'own.csv');
    writeFileSync(path, line(2));
    const trial = planned(path);
    writeFileSync(path, line(3));
    const csv = catalog.datasets.get('csv');
    const careless = { ...csv, load: (...[given, rng]: Parameters<typeof csv.load>) => csv.load(given, rng) };
    const datasets = { ...catalog.datasets, get: () => careless };
    const { row } = await trialRunner({ ...catalog, datasets }, () => 0).run(trial);
    expect(row.reason).toMatch(/own\.csv is not the file/);
  });
});
