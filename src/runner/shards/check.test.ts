import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registry } from '../../components/contract.js';
import { type Behavior, runtime } from '../../experiment/behavior.js';
import { catalogOf } from '../../experiment/catalog.js';
import type { Outcome } from '../../experiment/contract.js';
import { failedOutcome } from '../../experiment/outcome.js';
import { readSpec } from '../../experiment/spec/read.js';
import { parseRun } from '../../results/provenance.js';
import type { Executor } from '../executors/contract.js';
import { shardReader } from '../executors/shards.js';
import { formatLine, unsealJson } from '../lines.js';
import { type Plan, planRun, type RunRequest } from '../plan.js';
import { sourceOf } from '../provenance.js';
import { executePlan } from '../run.js';
import { checkGrid, checkOutcomes, shardSet } from './check.js';
import { findShards, outcomesOf } from './read.js';

const catalog = catalogOf();
const text = `name: tiny
tasks:
  line: { data: { name: piecewise-linear, n: 30 }, k: 2, expert: linear, metrics: [stable, error] }
  table: { data: { name: table, path: data.csv, target: y }, k: 2, expert: linear, metrics: [error] }
methods:
  argmin: { trials: 5, learn: alternating, assign: argmin }
  direct: { trials: 4, learn: direct }
`;
const data = `a,y\n${Array.from({ length: 20 }, (_, i) => `${i},${2 * i}`).join('\n')}\n`;

/** Says of each trial at once how it ended. */
const instant = (error = 0.25): Executor => ({
  close: async () => undefined,
  async run(trials, onOutcomes) {
    const done = (outcome: Outcome): Outcome => {
      const row = { ...outcome.row, metrics: { ...outcome.row.metrics, error } };
      return { ...outcome, row: { ...row, status: 'ok', reason: '' } };
    };
    onOutcomes(Array.from(trials, (trial) => done(failedOutcome(trial, 'failed', ''))));
    return [];
  },
});

const behavior = (codes: Readonly<Record<string, string>> = {}, on = runtime): Behavior => ({
  runtime: on,
  digestOf: (component) => codes[component] ?? 'code',
});

describe('shards', () => {
  let folder: string;
  let out: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'moe-shards-'));
    out = join(folder, 'results');
    fs.writeFileSync(join(folder, 'tiny.yaml'), text);
    fs.writeFileSync(join(folder, 'data.csv'), data);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function plan(options: Partial<RunRequest> = {}): Plan {
    const path = join(folder, 'tiny.yaml');
    const source = fs.readFileSync(path, 'utf8');
    const { spec } = readSpec(path, { ...catalog, charts: registry('chart', []) });
    return planRun({
      ...{ spec, catalog, source: sourceOf(path, source, out), folder: out, filter: {} },
      ...{ seedGiven: false, fresh: false, retryFailed: false, behavior: behavior(), timesIn: [], ...options },
    });
  }
  const execute = (planned: Plan, executor = instant()) =>
    executePlan(
      planned,
      executor,
      {
        ...{ build: { version: '0', code: 'code', behavior: {} }, used: [], jobs: 1 },
        ...{ started: new Date(0), now: () => new Date(1000), cpuSeconds: () => 0 },
      },
      () => {},
      new AbortController().signal,
    );
  const compute = async (index: number, of: number, options: Partial<RunRequest> = {}, executor = instant()) => {
    const { file } = await execute(plan({ shard: { index, of }, ...options }), executor);
    return file!;
  };
  const three = async () => {
    for (const index of [3, 1, 2]) await compute(index, 3);
  };
  const at = (index: number, of = 3) => join(out, 'shards', `${index}-of-${of}.ndjson`);
  /** All that a merge looks at. */
  const check = (options: Partial<RunRequest> = {}) => {
    const set = shardSet(findShards(out));
    const whole = plan({ retryFailed: true, ...options });
    checkGrid(set, whole);
    checkOutcomes(set, whole);
    return { set, whole };
  };
  const linesIn = (path: string) => fs.readFileSync(path, 'utf8').split(/(?<=\n)/);

  it('hold each trial of the grid once, and together are a run', async () => {
    await three();
    const { set, whole } = check();
    expect(set).toMatchObject({ of: 3, missing: [] });
    const ids = set.files.flatMap((file) => [...outcomesOf(file)].map(({ row }) => row.id));
    expect(ids.toSorted()).toEqual(Array.from(whole.trials, ({ id }) => id).toSorted());
    const report = await execute(whole, shardReader(set.files, instant()));
    expect(report.machines.map(({ shard, trials }) => [shard, trials])).toEqual([
      ['1/3', 6],
      ['2/3', 6],
      ['3/3', 6],
    ]);
    const merged = fs.readFileSync(join(out, 'trials.csv'), 'utf8');
    out = join(folder, 'whole');
    await execute(plan());
    expect(merged).toBe(fs.readFileSync(join(out, 'trials.csv'), 'utf8'));
  });

  it('are parted alike whatever was computed before, by any of them or by a run of all', async () => {
    const ids = (index: number) => Array.from(plan({ shard: { index, of: 3 } }).trials, ({ id }) => id);
    const before = [1, 2, 3].map(ids);
    await compute(2, 3);
    expect([1, 2, 3].map(ids)).toEqual(before);
    // Killed before it wrote its tables: a journal is all there is.
    await execute(plan());
    for (const name of fs.readdirSync(out)) if (!name.startsWith('.')) fs.rmSync(join(out, name), { recursive: true });
    expect([1, 2, 3].map(ids)).toEqual(before);
    expect(plan({ shard: { index: 1, of: 3 } }).pending).toHaveLength(0);
  });

  it('go on from their own journal, and leave that of another alone', async () => {
    await compute(1, 3);
    fs.rmSync(at(1));
    expect(plan({ shard: { index: 1, of: 3 } }).pending).toHaveLength(0);
    expect(plan({ shard: { index: 2, of: 3 } }).pending).toHaveLength(6);
    expect(fs.readdirSync(join(out, 'shards'))).toEqual(['.1-of-3.attempts.ndjson', '.1-of-3.journal.ndjson']);
  });

  it('name all who computed them: one that was killed, and one that went on', async () => {
    const shard = { index: 1, of: 3 };
    const killed: Executor = {
      ...instant(),
      async run(trials, onOutcomes, drain) {
        await instant().run([trials.at(0)!, trials.at(1)!], onOutcomes, drain);
        throw new Error('killed');
      },
    };
    await expect(execute(plan({ shard }), killed)).rejects.toThrow('killed');
    await compute(1, 3);
    await compute(1, 3);
    const [file] = findShards(out);
    expect(file!.header.machines).toMatchObject([
      { shard: '1/3', trials: 2, jobs: 1 },
      { shard: '1/3', trials: 4, wallSeconds: 1 },
    ]);
    expect(file!.header.machines[0]).not.toHaveProperty('ended');
    for (const index of [2, 3]) await compute(index, 3);
    await execute(plan({ retryFailed: true }), shardReader(findShards(out), instant()));
    const run = parseRun(fs.readFileSync(join(out, 'run.json'), 'utf8'), 'run.json');
    expect(run).toMatchObject({ jobs: 3, trials: { computed: 18, fromJournal: 0 } });
    expect(run.machines!.map(({ trials }) => trials)).toEqual([2, 4, 6, 6]);
  });

  it('are refused where something else has the name of what an attempt writes', async () => {
    fs.mkdirSync(join(out, 'shards'), { recursive: true });
    spawnSync('mkfifo', [join(out, 'shards/.1-of-3.attempts.ndjson')]);
    await expect(compute(1, 3)).rejects.toThrow(/^cannot write .*\.1-of-3\.attempts\.ndjson: it is no regular file$/);
  });

  it('that are missing are named', async () => {
    for (const index of [1, 4]) await compute(index, 5);
    expect(shardSet(findShards(out)).missing).toEqual([2, 3, 5]);
  });

  it('are refused to more than one run at once, each by itself', async () => {
    const planned = plan({ shard: { index: 1, of: 3 } });
    const busy: Executor = {
      ...instant(),
      async run(...given) {
        await expect(execute(planned)).rejects.toThrow(/results\/shards\/1-of-3 is in use by another run/);
        await compute(2, 3);
        return instant().run(...given);
      },
    };
    expect((await execute(planned, busy)).file).toBe(at(1));
  });

  describe('that are damaged are refused', () => {
    beforeEach(three);
    const write = (path: string, lines: readonly string[]) => fs.writeFileSync(path, lines.join(''));
    const changed = (path: string, line: number, change: (text: string) => string) =>
      write(path, linesIn(path).with(line - 1, change(linesIn(path)[line - 1]!)));

    it.each<[string, RegExp, (path: string) => void]>([
      ['empty', /1-of-3\.ndjson is empty, so no shard/, (path) => fs.writeFileSync(path, '')],
      [
        'a folder',
        /cannot read the shard .*1-of-3\.ndjson: it is no regular file/,
        (path) => {
          fs.rmSync(path);
          fs.mkdirSync(path);
        },
      ],
      [
        'a pipe',
        /cannot read the shard .*1-of-3\.ndjson: it is no regular file/,
        (path) => {
          fs.rmSync(path);
          spawnSync('mkfifo', [path]);
        },
      ],
      [
        'cut in the middle of a line',
        /1-of-3\.ndjson:7 was changed, damaged or cut short/,
        (path) => fs.truncateSync(path, linesIn(path).slice(0, 7).join('').length - 20),
      ],
      [
        'cut after a line',
        /1-of-3\.ndjson is cut short: it ends after 4 of its 6 trials/,
        (path) => write(path, linesIn(path).slice(0, 5)),
      ],
      [
        'without its last line',
        /1-of-3\.ndjson is cut short: it ends after 6 of its 6 trials/,
        (path) => write(path, linesIn(path).slice(0, -1)),
      ],
      [
        'with a damaged last line',
        /1-of-3\.ndjson:8 was changed or damaged: it is not the last line of the shard/,
        (path) => changed(path, 8, (line) => line.replace('"outcomes":6', '"outcomes":7')),
      ],
      [
        'edited by one digit',
        /1-of-3\.ndjson:3 was changed, damaged or cut short/,
        (path) => changed(path, 3, (line) => line.replace('0.25', '0.26')),
      ],
      [
        'edited in its first line',
        /1-of-3\.ndjson:1 is not what `moe run --shard` wrote/,
        (path) => changed(path, 1, (line) => line.replace('"index":1', '"index":2')),
      ],
      [
        'reordered',
        /1-of-3\.ndjson was changed: its 6 trials are not those that were written, or in another order/,
        (path) => {
          const [header, one, two, ...rest] = linesIn(path);
          write(path, [header!, two!, one!, ...rest]);
        },
      ],
      [
        'one trial short',
        /1-of-3\.ndjson:7 is its last line too early: trials were taken out/,
        (path) => write(path, linesIn(path).toSpliced(3, 1)),
      ],
      [
        'longer',
        /1-of-3\.ndjson:9 comes after the last line of the shard/,
        (path) => write(path, [...linesIn(path), linesIn(path)[1]!]),
      ],
      [
        'no shard',
        /1-of-3\.ndjson:1 is not what `moe run --shard` wrote/,
        (path) => fs.writeFileSync(path, '{"a": 1}\n'),
      ],
      [
        'of a later format',
        /1-of-3\.ndjson is a shard of format 2, which another version of moe wrote; this one reads 1/,
        (path) => {
          const header = unsealJson(Buffer.from(linesIn(path)[0]!.trimEnd())) as object;
          fs.writeFileSync(path, formatLine({ ...header, format: 2 }));
        },
      ],
      [
        'of more shards than there can be',
        /1-of-3\.ndjson:1 is not what `moe run --shard` wrote/,
        (path) => {
          const header = unsealJson(Buffer.from(linesIn(path)[0]!.trimEnd())) as object;
          fs.writeFileSync(path, formatLine({ ...header, shard: { index: 1, of: 1e12 } }));
        },
      ],
    ])('%s', (_, message, damage) => {
      damage(at(1));
      expect(() => check()).toThrow(message);
      expect(() => check()).toThrow(expect.objectContaining({ name: 'InputError' }));
    });

    it('to the last byte: one that is changed anywhere is what it was, or refused', () => {
      const [before, whole] = [fs.readFileSync(at(2)), plan()];
      const found = (): string => {
        try {
          return JSON.stringify([...outcomesOf(findShards(out)[1]!)]);
        } catch (error) {
          return (error as Error).name;
        }
      };
      const right = found();
      for (let byte = 0; byte < before.length; byte += 7) {
        const damaged = Buffer.from(before);
        damaged[byte] = damaged[byte]! ^ 1;
        fs.writeFileSync(at(2), damaged);
        expect([right, 'InputError']).toContain(found());
      }
      expect(whole.trials).toHaveLength(18);
    });
  });

  describe('of something else are refused', () => {
    beforeEach(three);
    const edit = (file: string, from: string, to: string) =>
      fs.writeFileSync(join(folder, file), fs.readFileSync(join(folder, file), 'utf8').replace(from, to));

    it.each<[string, RegExp, Partial<RunRequest>]>([
      ['fewer trials', /--trials 3, not null/, { trials: 3 }],
      ['another filter', /--filter \{"method":\["direct"\]\}, not \{\}/, { filter: { method: ['direct'] } }],
      ['other code', /other code of methods\/direct$/, { behavior: behavior({ 'methods/direct': 'new' }) }],
      ['another runtime', /computed with "node 18 x64", not "node /, { behavior: behavior({}, 'node 18 x64') }],
    ])('%s', async (_, message, options) => {
      await compute(2, 3, options);
      expect(() => check()).toThrow(/2-of-3\.ndjson is of another grid than .*1-of-3\.ndjson: /);
      expect(() => check()).toThrow(message);
    });

    it('another seed', async () => {
      const { spec } = plan().request;
      await compute(2, 3, { spec: { ...spec, seed: 5 }, seedGiven: true });
      expect(() => check()).toThrow(/2-of-3\.ndjson is of another grid .*: seed 5, not 0/);
    });

    it('an edited spec, when they were computed and when they are merged', async () => {
      edit('tiny.yaml', 'n: 30', 'n: 31');
      expect(() => check()).toThrow(/1-of-3\.ndjson is of another grid than .*tiny\.yaml here: .*n is 30, not 31/);
      await compute(2, 3);
      expect(() => check()).toThrow(
        /2-of-3\.ndjson is of another grid than .*: the spec's tasks\.line\.data\.n is 31, not 30/,
      );
    });

    it('other data under the same name', async () => {
      edit('data.csv', '5,10', '5,11');
      await compute(2, 3);
      expect(() => check()).toThrow(/2-of-3\.ndjson is of another grid .*: other content of the data in data\.csv/);
    });

    it('another number of shards', async () => {
      await compute(1, 2);
      expect(() => check()).toThrow(/1-of-2\.ndjson is one of 2 shards and .*1-of-3\.ndjson one of 3/);
    });

    it('but not where a comment, or a claim, of the spec has changed', () => {
      edit('tiny.yaml', 'name: tiny', '# The same.\nname: tiny');
      expect(check().set.missing).toEqual([]);
    });
  });

  it('twice are refused, under their own name or another', async () => {
    await three();
    const copy = join(out, 'shards', 'copy.ndjson');
    fs.copyFileSync(at(1), copy);
    expect(() => check()).toThrow(/copy\.ndjson holds shard 1\/3; .*1-of-3\.ndjson holds it, too: one of them must go/);
    fs.rmSync(copy);
    fs.copyFileSync(at(1), at(2));
    expect(() => check()).toThrow(/2-of-3\.ndjson holds shard 1\/3; .*1-of-3\.ndjson holds it, too/);
    fs.rmSync(at(1));
    expect(() => check()).toThrow(/2-of-3\.ndjson holds shard 1\/3; its name must be 1-of-3\.ndjson/);
  });

  it('that were cut by different times do not make up a grid, which is said', async () => {
    await three();
    const timed = join(folder, 'timed');
    out = timed;
    await execute(plan());
    const summary = join(timed, 'timings_summary.csv');
    fs.writeFileSync(summary, fs.readFileSync(summary, 'utf8').replace(/^(line,direct,seconds,4,)[^,]*/m, '$11000'));
    out = join(folder, 'results');
    await compute(2, 3, { timesIn: [timed], fresh: true });
    expect(() => check()).toThrow(
      /^the shards do not make up the grid: \d+ trials? (is|are) missing \((line|table)\/.*are in two \(.* in \d\/3 and \d\/3.*They were cut by different times of earlier runs \(1\/3, 3\/3 \| 2\/3\)/,
    );
  });

  it('that contradict the journal of the results folder are refused', async () => {
    await three();
    await execute(plan(), instant(0.5));
    expect(() => check()).toThrow(
      /^line\/\S+ came out otherwise in .*\d-of-3\.ndjson, computed on .*, than in .*results\/\.journal\.ndjson/,
    );
    await execute(plan({ fresh: true }), instant(0.25));
    expect(check().set.missing).toEqual([]);
  });
});
