import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseRun } from '../../results/provenance.js';
import { sha256 } from '../../tables/file.js';
import { moe, root } from '../process.fixture.js';

const spec = `name: own
title: Own
tasks:
  t: { data: { name: piecewise-linear, n: 30 }, k: 2, expert: linear, metrics: [stable, error] }
methods:
  argmin: { trials: 5, learn: alternating, assign: argmin }
  softmax: { trials: 9, learn: alternating, assign: softmax, iterations: 5 }
  direct: { trials: 4, learn: direct, steps: 20 }
record: { history: 1, examples: [{ task: t, trials: median of error }] }
quick: { methods: { argmin: { trials: 2 }, softmax: { trials: 2 }, direct: { trials: 1 } } }
`;
const times = ['timings.csv', 'timings_summary.csv'];

describe('moe merge', () => {
  let parent: string;
  /** Made once: a whole run, and three shards of another. */
  let made: string;
  let folder: string;

  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'moe-merge-'));
    made = join(parent, 'made');
    mkdirSync(made);
    writeFileSync(join(made, 'own.yaml'), spec);
    expect(moe(['run', 'own.yaml', '-q', '-j', '1', '--out', 'whole'], made)).toMatchObject({ status: 0, stderr: '' });
    for (const index of [2, 3, 1]) {
      const { status, stdout } = moe(['run', 'own.yaml', '-j', '1', '--out', 'o', '--shard', `${index}/3`], made);
      expect(stdout).toMatch(`own, shard ${index}/3: 6 trials in `);
      expect(stdout).toMatch(`wrote  o/own/shards/${index}-of-3.ndjson\n`);
      expect(status).toBe(0);
    }
  });
  afterAll(() => rmSync(parent, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(parent, 'test-'));
    cpSync(made, folder, { recursive: true });
  });

  const run = (...flags: readonly string[]) =>
    moe(['run', 'own.yaml', '-j', '1', '-q', '--out', 'o', ...flags], folder);
  const merge = (...flags: readonly string[]) => moe(['merge', 'own.yaml', '--out', 'o', ...flags], folder);
  const shard = (index: number, of = 3) => join(folder, 'o/own/shards', `${index}-of-${of}.ndjson`);
  const refused = (message: string | RegExp) => {
    const { status, stdout, stderr } = merge();
    expect(stderr).toMatch(message);
    expect(stderr.split('\n')).toHaveLength(2);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(readdirSync(join(folder, 'o/own'))).toEqual(['shards']);
  };
  /** The files whose bytes are promised. */
  const digests = (results: string) =>
    Object.fromEntries(
      readdirSync(join(folder, results))
        .filter((name) => name.endsWith('.csv') && !times.includes(name))
        .map((name) => [name, sha256(readFileSync(join(folder, results, name)))]),
    );

  it('writes the bytes of one run of all, and names the machines', () => {
    const { status, stdout, stderr } = merge();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^own: 18 trials of 3 shards from 1 machine, in .*\n[\s\S]*\n {2}wrote {2}o\/own\/\n/);
    expect(Object.keys(digests('whole/own'))).toContain('examples.csv');
    expect(digests('o/own')).toEqual(digests('whole/own'));
    const { machines, jobs, trials, started, ended, files } = parseRun(
      readFileSync(join(folder, 'o/own/run.json'), 'utf8'),
      'run.json',
    );
    expect(machines!.map((one) => [one.shard, one.trials, one.jobs])).toEqual([
      ['1/3', 6, 1],
      ['2/3', 6, 1],
      ['3/3', 6, 1],
    ]);
    expect([jobs, trials]).toEqual([3, { computed: 18, fromJournal: 0 }]);
    expect(started < ended).toBe(true);
    expect(Object.keys(files!)).toContain('trials.csv');
  });

  it('may be done again, and leaves a folder on which a run goes on', () => {
    merge('-q');
    const before = readFileSync(join(folder, 'o/own/run.json'), 'utf8');
    expect(merge().status).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'o/own/run.json'), 'utf8'))).toEqual(JSON.parse(before));
    rmSync(join(folder, 'o/own/shards'), { recursive: true });
    expect(moe(['run', 'own.yaml', '-n', '--json', '--out', 'o'], folder).stdout).toMatch(/"pending": 0/);
    expect(digests('o/own')).toEqual(digests('whole/own'));
  });

  it('takes shards of the quick section where there are no others, and of another seed, filter and number of trials', () => {
    rmSync(join(folder, 'o'), { recursive: true });
    for (const index of [1, 2]) expect(run('--quick', '--shard', `${index}/2`).status).toBe(0);
    expect(merge()).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(join(folder, 'o'))).toEqual(['own-quick']);
    const flags = ['--seed', '5', '--trials', '2', '--filter', 'method=argmin,direct'];
    for (const index of [1, 2]) expect(run('--shard', `${index}/2`, ...flags).status).toBe(0);
    expect(merge()).toMatchObject({ status: 0, stderr: '' });
    moe(['run', 'own.yaml', '-q', '--out', 'p', ...flags], folder);
    expect(digests('o/own')).toEqual(digests('p/own'));
  });

  it('names what is missing, and what computes it', () => {
    rmSync(shard(2));
    refused('moe: shard 2 of 3 is missing in o/own/shards; `moe run own.yaml --shard 2/3 --out o` computes it\n');
    rmSync(shard(1));
    refused(/shards 1, 2 of 3 are missing .*`moe run own.yaml --shard 1\/3 --out o` computes the first of them/);
    rmSync(shard(3));
    refused(
      'moe: no shards of own: o/own/shards has none; `moe run own.yaml --shard 1/4 --out o` makes the first of four\n',
    );
  });

  it('says with which flags a missing shard is computed', () => {
    rmSync(join(folder, 'o'), { recursive: true });
    run('--shard', '2/2', '--seed', '5', '--trials', '2', '--filter', 'method=argmin,direct', '--timeout', '30s');
    refused(
      'moe run own.yaml --shard 1/2 --seed 5 --trials 2 --filter method=argmin,direct --timeout 30s --out o` computes it',
    );
  });

  it('refuses a shard that was changed by one digit, and writes nothing', () => {
    writeFileSync(shard(1), readFileSync(shard(1), 'utf8').replace(/"error":\d/, '"error":9'));
    refused(/^moe: o\/own\/shards\/1-of-3\.ndjson:\d+ was changed, damaged or cut short\n$/);
  });

  it('refuses shards of two specs', () => {
    writeFileSync(join(folder, 'own.yaml'), spec.replace('n: 30', 'n: 31'));
    run('--shard', '2/3');
    refused(/2-of-3\.ndjson is of another grid .*: the spec's tasks\.t\.data\.n is 31, not 30\n$/);
  });

  it.each([
    ['0/0'],
    ['5/4'],
    ['0/4'],
    ['1/1e9'],
    ['1.5/3'],
    ['a/b'],
    ['1/'],
    ['-1/2'],
    ['1/1000001'],
  ])('refuses --shard %s', (given) => {
    expect(run('--shard', given)).toMatchObject({
      status: 2,
      stderr: `moe: --shard must be i/n, whole numbers with 1 <= i <= n <= 1000000, such as 3/8; got "${given}"\n`,
    });
  });

  it('refuses a shard of what a queue computes', () => {
    const { status, stderr } = run('--shard', '1/2', '--queue', 'redis://127.0.0.1:1');
    expect(status).toBe(2);
    expect(stderr).toMatch(/'--shard <i\/n>' cannot be used with option '--queue \[url\]'/);
  });

  it('refuses more shards than there are trials', () => {
    expect(run('--shard', '1/19')).toMatchObject({
      status: 2,
      stderr: 'moe: --shard 1/19: own has 18 trials, so at most as many shards\n',
    });
  });

  it('says beforehand what a shard has, and parts alike whatever was computed', () => {
    rmSync(join(folder, 'o'), { recursive: true });
    const facts = (shard: string) =>
      JSON.parse(moe(['run', 'own.yaml', '-n', '--json', '--out', 'o', '--shard', shard], folder).stdout)[0];
    const before = [1, 2].map((index) => facts(`${index}/2`));
    expect(before).toMatchObject([
      { shard: '1/2', trials: 9, cached: 0, pending: 9 },
      { shard: '2/2', trials: 9, cached: 0, pending: 9 },
    ]);
    run('--shard', '1/2');
    expect([1, 2].map((index) => facts(`${index}/2`))).toMatchObject([
      { trials: 9, cached: 9, pending: 0 },
      { trials: 9, cached: 0, pending: 9 },
    ]);
  });

  it('keeps failed trials as rows, ends with 4, and takes what became of them when they were run again', () => {
    rmSync(join(folder, 'o'), { recursive: true });
    writeFileSync(join(folder, 'moody.mjs'), moody);
    writeFileSync(join(folder, 'own.yaml'), spec.replace('assign: argmin', 'assign: moody'));
    const use = ['--use', './moody.mjs'];
    writeFileSync(join(folder, 'mood'), '');
    for (const index of [1, 2]) expect(run('--shard', `${index}/2`, ...use).status).toBe(4);
    expect(merge('-q', ...use).status).toBe(4);
    const rows = () => readFileSync(join(folder, 'o/own/trials.csv'), 'utf8').match(/,failed,/g)?.length ?? 0;
    expect(rows()).toBe(5);
    rmSync(join(folder, 'mood'));
    expect(run('--shard', '1/2', ...use).status).toBe(4);
    for (const index of [1, 2]) expect(run('--shard', `${index}/2`, '--retry-failed', ...use).status).toBe(0);
    expect(merge('-q', ...use).status).toBe(0);
    expect(rows()).toBe(0);
    moe(['run', 'own.yaml', '-q', '--out', 'p', ...use], folder);
    expect(digests('o/own')).toEqual(digests('p/own'));
  });

  it('never runs code that a shard names', () => {
    writeFileSync(join(folder, 'moody.mjs'), moody);
    writeFileSync(join(folder, 'own.yaml'), spec.replace('assign: argmin', 'assign: moody'));
    for (const index of [1, 2, 3]) run('--shard', `${index}/3`, '--use', './moody.mjs');
    const { status, stderr } = merge();
    expect(status).toBe(2);
    expect(stderr).toMatch(/own\.yaml:.*assign must be one of .*; got "moody"/);
  });
});

/** A rule that throws as long as there is a file called mood. */
const moody = `import { existsSync } from 'node:fs';
export const moody = {
  kind: 'rule', name: 'moody', about: 'the least loss, or none', parameters: {},
  async bind() {
    return ({ data, rows, cols }, rng, labels) => {
      if (existsSync('mood')) throw new Error('in no mood');
      for (let i = 0; i < rows; i++) {
        const losses = data.subarray(i * cols, (i + 1) * cols);
        labels[i] = losses.indexOf(Math.min(...losses));
      }
    };
  },
};
`;

describe('the quick run of fixed-data in shards', () => {
  it('has the committed bytes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'moe-merge-'));
    try {
      for (const index of [1, 2, 3]) {
        const { status } = moe(['run', 'fixed-data', '--quick', '-q', '--out', folder, '--shard', `${index}/3`]);
        expect(status).toBe(0);
      }
      expect(moe(['merge', 'fixed-data', '-q', '--out', folder])).toMatchObject({ status: 0, stderr: '' });
      for (const name of ['trials.csv', 'summary.csv', 'history.csv', 'examples.csv']) {
        const digest = (results: string) => sha256(readFileSync(join(results, 'fixed-data-quick', name)));
        expect([name, digest(folder)]).toEqual([name, digest(join(root, 'results'))]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
