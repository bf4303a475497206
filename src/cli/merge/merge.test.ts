import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseRun } from '../../results/provenance.js';
import { sha256 } from '../../tables/file.js';
import { moe } from '../process.fixture.js';

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
      expect(stdout).toMatch(`-> o/own/shards/${index}-of-3.ndjson\n`);
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
    expect(stdout).toMatch(/^own: 18 trials of 3 shards from 1 machine, in .* -> o\/own\/\n/);
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

  it('refuses a shard that is there twice, under its own name or another', () => {
    copyFileSync(shard(1), join(folder, 'o/own/shards/copy.ndjson'));
    refused(/copy\.ndjson holds shard 1\/3; o\/own\/shards\/1-of-3\.ndjson holds it, too: one of them must go/);
    rmSync(join(folder, 'o/own/shards/copy.ndjson'));
    copyFileSync(shard(1), shard(2));
    refused(/2-of-3\.ndjson holds shard 1\/3; o\/own\/shards\/1-of-3\.ndjson holds it, too/);
  });

  it.each<[string, RegExp, (path: string) => void]>([
    ['empty', /1-of-3\.ndjson is empty, so no shard/, (path) => writeFileSync(path, '')],
    [
      'a folder',
      /cannot read the shard .*1-of-3\.ndjson: it is no regular file/,
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
    [
      'a pipe',
      /cannot read the shard .*1-of-3\.ndjson: it is no regular file/,
      (path) => {
        rmSync(path);
        spawnSync('mkfifo', [path]);
      },
    ],
    [
      'cut in the middle of a line',
      /1-of-3\.ndjson:\d+ was changed, damaged or cut short/,
      (path) => truncateSync(path, readFileSync(path).length - 800),
    ],
    [
      'cut after a line',
      /1-of-3\.ndjson is cut short: it ends after 4 of its 6 trials/,
      (path) => writeFileSync(path, lines(path).slice(0, 5).join('')),
    ],
    [
      'without its last line',
      /1-of-3\.ndjson is cut short: it ends after 6 of its 6 trials/,
      (path) => writeFileSync(path, lines(path).slice(0, -1).join('')),
    ],
    [
      'edited by one digit',
      /1-of-3\.ndjson:3 was changed, damaged or cut short/,
      (path) =>
        writeFileSync(
          path,
          lines(path)
            .map((line, l) =>
              l === 2 ? line.replace(/("error":\d\.\d+)(\d)/, (_, all, d) => all + ((Number(d) + 1) % 10)) : line,
            )
            .join(''),
        ),
    ],
    [
      'edited in its first line',
      /1-of-3\.ndjson:1 is not what `moe run --shard` wrote/,
      (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('"index":1', '"index":2')),
    ],
    [
      'reordered',
      /1-of-3\.ndjson was changed: its 6 trials are not those that were written, or in another order/,
      (path) => {
        const [header, one, two, ...rest] = lines(path);
        writeFileSync(path, [header, two, one, ...rest].join(''));
      },
    ],
    [
      'one trial short',
      /1-of-3\.ndjson:7 is its last line too early: trials were taken out/,
      (path) => {
        writeFileSync(path, lines(path).toSpliced(3, 1).join(''));
      },
    ],
    [
      'longer',
      /1-of-3\.ndjson:9 comes after the last line of the shard/,
      (path) => writeFileSync(path, [...lines(path), ...lines(path).slice(1, 2)].join('')),
    ],
    ['no shard', /1-of-3\.ndjson:1 is not what `moe run --shard` wrote/, (path) => writeFileSync(path, '{"a": 1}\n')],
  ])('refuses a shard that is %s', (_, message, damage) => {
    damage(shard(1));
    refused(message);
  });
  const lines = (path: string) => readFileSync(path, 'utf8').split(/(?<=\n)/);

  it.each<[string, RegExp, () => void]>([
    [
      'another number of shards',
      /1-of-2\.ndjson is one of 2 shards and .*1-of-3\.ndjson one of 3/,
      () => void run('--shard', '1/2'),
    ],
    [
      'another seed',
      /2-of-3\.ndjson is of another grid than .*1-of-3\.ndjson: seed 5, not 0/,
      () => void run('--shard', '2/3', '--seed', '5'),
    ],
    [
      'fewer trials',
      /2-of-3\.ndjson is of another grid .*: --trials 3, not null/,
      () => void run('--shard', '2/3', '--trials', '3'),
    ],
    [
      'another filter',
      /2-of-3\.ndjson is of another grid .*: --filter \{"method":\["softmax"\]\}, not \{\}/,
      () => void run('--shard', '2/3', '--filter', 'method=softmax'),
    ],
    [
      'an edited spec',
      /2-of-3\.ndjson is of another grid .*: the spec's tasks\.t\.data\.n is 31, not 30/,
      () => {
        writeFileSync(join(folder, 'own.yaml'), spec.replace('n: 30', 'n: 31'));
        run('--shard', '2/3');
      },
    ],
    [
      'a spec edited since',
      /1-of-3\.ndjson is of another grid than own\.yaml here: the spec's tasks\.t\.k is 2, not 3/,
      () => writeFileSync(join(folder, 'own.yaml'), spec.replace('k: 2', 'k: 3')),
    ],
  ])('refuses shards of %s', (_, message, change) => {
    change();
    refused(message);
  });

  it('says so where shards were cut by different times', () => {
    mkdirSync(join(folder, 'results'));
    cpSync(join(folder, 'whole/own'), join(folder, 'results/own'), { recursive: true });
    const summary = join(folder, 'results/own/timings_summary.csv');
    writeFileSync(summary, readFileSync(summary, 'utf8').replace(/^(t,direct,seconds,4,)[^,]*/m, '$11000'));
    run('--shard', '2/3', '--fresh');
    refused(
      /the shards do not make up the grid: \d+ trials? (is|are) missing \(t\/.*They were cut by different times of earlier runs \(1\/3, 3\/3 \| 2\/3\)/,
    );
  });
});
