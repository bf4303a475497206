import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Component, registry } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { table } from '../datasets/table.js';
import { matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { readBits } from '../tables/bits.js';
import { dataFiles, sha256 } from '../tables/file.js';
import { catalogOf, columnsOf } from './catalog.js';
import type { Spec, Trial } from './contract.js';
import { cellsOf } from './grid.js';
import { parseSpec } from './spec/read.js';
import { shuffledFor, trialRunner } from './trial.js';
import { trialsOf } from './trials.js';

const catalog = catalogOf();
const vocabulary = { ...catalog, charts: registry<Component>('chart', []) };
const line = (slope: number) =>
  `x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${slope * i + (i % 3)}`).join('\n')}\n`;

describe('the metrics of a trial', () => {
  const text = (metrics: string) => `name: s
tasks: { t: { data: { name: piecewise-linear, n: 40, noise: 1 }, k: 2, expert: linear, metrics: ${metrics} } }
methods: { m: { learn: alternating, trials: 1, iterations: 3 } }
`;
  const read = (metrics: string) => parseSpec(text(metrics), 's.yaml', vocabulary);
  const run = async (metrics: string) => {
    const spec = read(metrics);
    const [trial] = trialsOf(spec, cellsOf(spec, catalog), catalog, { runtime: '', digestOf: (name) => name });
    const { row } = await trialRunner(catalog, () => 0, dataFiles).run(trial!);
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

describe('shuffled labels', () => {
  const text = (data: string, given: string, methods: string) => `name: s
tasks: { t: { data: ${data}, ${given}k: 3, metrics: [] } }
methods: ${methods}
record: { examples: [{ task: t, trials: [0] }], correct: [${data.includes('smiley') ? '{ task: t }' : ''}] }
`;
  const smiley = '{ name: smiley, n: 60, test: 40 }';
  const two = '{ a: { learn: kmeans, trials: 2 }, b: { learn: single, trials: 2 } }';
  const run = async (data: string, given: string, methods = two) => {
    const spec = parseSpec(text(data, given, methods), 's.yaml', vocabulary);
    const trials = [...trialsOf(spec, cellsOf(spec, catalog), catalog, { runtime: '', digestOf: (name) => name })];
    const runner = trialRunner(catalog, () => 0, dataFiles);
    const outcomes = [];
    for (const trial of trials) outcomes.push(await runner.run(trial));
    return { trials, outcomes };
  };
  const logistic = 'expert: logistic, ';
  const control = `shuffleLabels: true, ${logistic}`;

  it('are the same labels in another order, the same for each method, another in each trial; features stay', async () => {
    const [plain, shuffled] = [await run(smiley, logistic), await run(smiley, control)];
    const [a, , b] = shuffled.outcomes;
    const [before] = plain.outcomes;
    expect(a!.example!.x).toEqual(before!.example!.x);
    expect(a!.example!.y).not.toEqual(before!.example!.y);
    expect(a!.example!.y.toSorted()).toEqual(before!.example!.y.toSorted());
    expect(b!.example!.y).toEqual(a!.example!.y);
    const orders = shuffled.trials.slice(0, 2).map((trial) => {
      const y = Float64Array.from({ length: 60 }, (_, i) => i);
      return shuffledFor(trial, { x: matrix(60, 0), y, target: { kind: 'regression' } }).y;
    });
    expect(orders[1]).not.toEqual(orders[0]);
    expect(orders[1]!.toSorted()).toEqual(Float64Array.from({ length: 60 }, (_, i) => i));
  });

  it('are in the key, and leave that of a task that says nothing as it is', async () => {
    const keys = await Promise.all(
      [logistic, `shuffleLabels: false, ${logistic}`, control].map(
        async (given) => (await run(smiley, given)).trials[0]!.key,
      ),
    );
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('are those of a regression, too; a fixed data set is as it was for the next trial', async () => {
    const line = '{ name: piecewise-linear, n: 30 }';
    const methods = '{ m: { learn: alternating, trials: 1, assign: argmin } }';
    const [plain, shuffled] = [
      await run(line, 'expert: linear, ', methods),
      await run(line, 'shuffleLabels: true, expert: linear, ', methods),
    ];
    expect(shuffled.outcomes[0]!.example!.y.toSorted()).toEqual(plain.outcomes[0]!.example!.y.toSorted());
    expect(shuffled.outcomes[0]!.example!.y).not.toEqual(plain.outcomes[0]!.example!.y);
    const task = { x: matrix(3, 0), y: Float64Array.of(1, 2, 3), target: { kind: 'regression' } } as const;
    for (let seed = 0; seed < 9; seed++) shuffledFor({ cell: shuffled.trials[0]!.cell, seed }, task);
    expect([...task.y]).toEqual([1, 2, 3]);
  });

  it('leave the test part alone: what is right there is judged by its own labels', async () => {
    const methods = '{ a: { learn: single, trials: 1 } }';
    const spec = parseSpec(
      text(smiley, control, methods).replace('metrics: []', 'metrics: [test_accuracy]'),
      's.yaml',
      vocabulary,
    );
    const [trial] = trialsOf(spec, cellsOf(spec, catalog), catalog, { runtime: '', digestOf: () => '' });
    const task = catalog.datasets.get('smiley').load(trial!.cell.data, stream(trial!.seed, 'data'));
    expect(shuffledFor(trial!, task).test).toBe(task.test);
  });
});

describe('per-sample correctness', () => {
  const text = `name: s
tasks: { t: { data: { name: smiley, n: 80, test: 50 }, k: 3, expert: logistic, metrics: [test_accuracy] } }
methods: { a: { learn: kmeans, trials: 1 }, b: { learn: parametric, trials: 1, steps: 20 }, none: { learn: alternating, trials: 1, assign: argmin } }
record: { correct: [{ task: t, methods: [a, none] }] }
`;

  it('has a flag for each test sample, whose mean is the test accuracy; none for other methods and without a gate', async () => {
    const spec = parseSpec(text, 's.yaml', vocabulary);
    const trials = [...trialsOf(spec, cellsOf(spec, catalog), catalog, { runtime: '', digestOf: (name) => name })];
    expect(trials.map(({ keep }) => keep)).toEqual([['correct'], [], ['correct']]);
    const runner = trialRunner(catalog, () => 0, dataFiles);
    const [a, b, none] = [await runner.run(trials[0]!), await runner.run(trials[1]!), await runner.run(trials[2]!)];
    const right = readBits(a.correct!.bits, 50)!;
    expect(a.correct!.samples).toBe(50);
    expect(right.reduce((sum, one) => sum + one, 0) / 50).toBe(a.row.metrics.test_accuracy);
    expect([b.correct, none.correct]).toEqual([undefined, undefined]);
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
      ...{
        name: 's',
        title: 'S',
        about: '',
        seed: 1,
        timeout,
        sweeps: [],
        figures: [],
        claims: [],
        times: [],
        notJudged: [],
      },
      tasks: {
        own: {
          ...{
            about: '',
            data: { name: 'table', ...parseParameters(table, { path, target: 'y', standardize: false }) },
            k: 2,
          },
          ...{ expert: { name: 'linear', ridge: 0 }, metrics: ['error'], learn: {} },
        },
      },
      methods: { argmin: { about: '', learn: 'alternating', trials: 1, parameters: {} } },
      record: { history: 0, examples: [], clusters: [], responsibilities: [], correct: [] },
    };
    return trialsOf(spec, cellsOf(spec, catalog), catalog, { runtime: '', digestOf: () => '' }).at(0)!;
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
    const whole = await trialRunner(catalog, () => 0, dataFiles).run(trial);
    writeFileSync(path, line(3));
    const changed = await trialRunner(catalog, () => 0, dataFiles).run(trial);
    expect(changed.row).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/own\.csv is not the file that this run was planned with/),
      metrics: { error: null },
    });
    writeFileSync(path, line(2));
    expect(await trialRunner(catalog, () => 0, dataFiles).run(trial)).toEqual(whole);
    expect(whole.row.status).toBe('ok');
  });

  it('fails, too, where a data set reads its files by other means', async () => {
    const path = join(folder, 'own.csv');
    writeFileSync(path, line(2));
    const trial = planned(path);
    writeFileSync(path, line(3));
    const own = catalog.datasets.get('table');
    const careless = { ...own, load: (...[given, rng]: Parameters<typeof own.load>) => own.load(given, rng) };
    const datasets = { ...catalog.datasets, get: () => careless };
    const { row } = await trialRunner({ ...catalog, datasets }, () => 0, dataFiles).run(trial);
    expect(row.reason).toMatch(/own\.csv is not the file/);
  });
});
