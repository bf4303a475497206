/** Every parser on damaged input, in this process: it gives what is valid, or an InputError; nothing else, and soon. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { moe, root } from '../cli/process.fixture.js';
import { vocabulary } from '../cli/vocabulary.js';
import { InputError } from '../errors.js';
import type { Outcome } from '../experiment/contract.js';
import { cellsOf } from '../experiment/grid.js';
import { readSpec, readTitle } from '../experiment/spec/read.js';
import { trialsOf } from '../experiment/trials.js';
import type { FitData } from '../fit/fit-matrix.js';
import { fitMixture } from '../fit/fit-mixture.js';
import { loadMixture, saveMixture } from '../fit/mixture.js';
import { below } from '../math/random.js';
import { type MachineRun, parseRun } from '../results/provenance.js';
import { once, openResults, type TableName } from '../results/results.js';
import { readJournal } from '../runner/journal.js';
import { formatLine, parseLine } from '../runner/lines.js';
import { lockFolder } from '../runner/lock.js';
import { behaviorWith, readBuild } from '../runner/provenance.js';
import { describe as describeRun, readDescription, writeDescription } from '../runner/queue/description.js';
import { readBatch, readChunk, writeBatch, writeChunk } from '../runner/queue/messages.js';
import { findShards, outcomesOf } from '../runner/shards/read.js';
import { mutate, mutateJson } from './mutate.fixture.js';
import { parsed, parser } from './parsed.fixture.js';
import { patience, rounds } from './rounds.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-parsers-'));
const results = join(folder, 'tiny');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  const run = (...more: readonly string[]) =>
    expect(moe(['run', join(root, 'src/cli/fixtures/tiny.yaml'), '-q', ...more])).toMatchObject({ status: 0 });
  run('--out', folder);
  run('--out', join(folder, 'parts'), '--shard', '1/2', '--filter', 'task=piecewise-linear', '--trials', '2');
}, patience);

/** The bytes as a file. To write over one is slow where the system takes care that a crash loses nothing. */
function asFile(bytes: Buffer, path = join(folder, 'given.file')): string {
  rmSync(path, { force: true });
  writeFileSync(path, bytes);
  return path;
}

const tiny = join(root, 'src/cli/fixtures/tiny.yaml');
const result = (name: string) => readFileSync(join(results, name));
const linesOf = (name: string) => result(name).toString('latin1').trimEnd().split('\n');
/** The head of a table: damage to few lines is met as soon as in many. */
const headOf =
  (name: string, lines = 30) =>
  () =>
    Buffer.from(`${linesOf(name).slice(0, lines).join('\n')}\n`, 'latin1');

describe('specs', () => {
  const spec = () => readFileSync(tiny);
  parser('specs', spec, (bytes) => readSpec(asFile(bytes), vocabulary));
  parser('heads of specs', spec, (bytes) => readTitle(asFile(bytes)));
});

describe('results', () => {
  const run = once(() => result('run.json').toString());
  const tables: readonly TableName[] = [
    ...(['trials.csv', 'summary.csv', 'timings.csv', 'claims.csv', 'tests.csv', 'history.csv'] as const),
    ...(['examples.csv', 'example_regions.csv'] as const),
  ];
  parser(
    'run.json',
    () => result('run.json'),
    (bytes) => parseRun(bytes.toString(), 'run.json'),
  );
  for (const name of tables) {
    const others = once(() => headOf('trials.csv')().toString());
    parser(name, headOf(name), (bytes) => {
      const text = (file: string) => {
        if (file === name) return bytes.toString();
        return file === 'run.json' ? run() : others();
      };
      // As found: its digest in run.json would refuse any of them.
      return openResults({ name: 'tiny', where: 'tiny', text }, true).lines(name);
    });
  }
});

describe('models', () => {
  const x = Array.from({ length: 12 }, (_, i) => [i, (i * 7) % 5]);
  const models = [
    { target: 'regression', y: x.map(([a, b]) => a! / 3 - b!), expert: 'linear', gate: 'softmax' },
    { target: 'classes', y: x.map(([a]) => (a! % 2 === 0 ? 'even' : 'odd')), expert: 'logistic', gate: 'nearest-mean' },
  ];
  for (const { target, y, expert, gate } of models) {
    let text = '';
    beforeAll(async () => {
      const method = { name: 'alternating', assign: 'argmin' };
      text = saveMixture(await fitMixture({ x, y } as FitData, { k: 2, expert, method, gate, seed: 1 }));
    });
    parser(
      `models of ${target}`,
      () => Buffer.from(text),
      async (bytes) => {
        // A digest is of what a file holds: layout may change, a number may not.
        expect(saveMixture(await loadMixture(bytes.toString()))).toBe(text);
        return 'the same model';
      },
    );
    rounds({ fault: `values of models of ${target}, of another kind`, sample: 2000, all: 20_000 }, async (rng) => {
      const other = mutateJson(JSON.parse(text), rng);
      const read = await parsed(async () => saveMixture(await loadMixture(other as object)));
      if (read === undefined) return 'refused';
      expect(read).toBe(text);
      return 'read';
    });
  }
});

describe('what a run keeps', () => {
  const grid = once(() => {
    const { spec } = readSpec(tiny, vocabulary);
    const behavior = behaviorWith(readBuild(pathToFileURL(join(root, 'dist/build.json'))), []);
    return trialsOf(spec, cellsOf(spec, vocabulary), vocabulary, behavior);
  });
  const trials = once(() => new Map(Array.from(grid(), (trial) => [trial.key, trial])));
  const journal = headOf('.journal.ndjson', 10);
  const written = once(() => new Set(journal().toString().split('\n')));

  parser('journals', journal, (bytes) => {
    const { outcomes } = readJournal(asFile(bytes), trials());
    // An outcome that is believed is one that was written.
    for (const outcome of outcomes.values()) expect(written()).toContain(formatLine(outcome).trimEnd());
    return outcomes;
  });

  const shard = once(() => readFileSync(join(folder, 'parts/tiny/shards/1-of-2.ndjson')));
  const read = (results: string) => JSON.stringify(findShards(results).map((file) => [...outcomesOf(file)]));
  const whole = once(() => read(join(folder, 'parts/tiny')));
  parser('shards', shard, (bytes) => {
    // A shard that is read through without a complaint is the one that was written.
    mkdirSync(join(folder, 'given/shards'), { recursive: true });
    asFile(bytes, join(folder, 'given/shards/1-of-2.ndjson'));
    const outcomes = read(join(folder, 'given'));
    expect(outcomes).toBe(whole());
    return outcomes;
  });

  rounds({ fault: 'outcomes of another shape, with their digest, in process', sample: 2000, all: 20_000 }, (rng) => {
    const line = linesOf('.journal.ndjson')[below(rng, 20)]!;
    const other = mutateJson(JSON.parse(line)[2], rng) as Outcome;
    const read = parseLine(Buffer.from(formatLine(other).trimEnd()));
    if (read === undefined) return 'refused';
    expect(formatLine(read)).toBe(formatLine(other));
    return 'read';
  });

  /** What stands in Redis, each under a digest: it is as it was written, or none. */
  const list = once(() => [...grid()].slice(0, 6));
  const batch = once(() => {
    const outcomes = linesOf('.journal.ndjson')
      .slice(0, 3)
      .map((line) => parseLine(Buffer.from(line, 'latin1'))!);
    const machine = { host: 'here' } as unknown as MachineRun;
    return writeBatch({ worker: 'w', machine, seconds: 1, outcomes });
  });
  const description = once(() => {
    const build = readBuild(pathToFileURL(join(root, 'dist/build.json')));
    const given = { experiment: 'tiny', build, used: [], catalog: vocabulary };
    return writeDescription(describeRun(given, grid()));
  });
  parser(
    'chunks of a queue',
    () => Buffer.from(writeChunk({ run: 'r', trials: list() })),
    (bytes) => {
      const chunk = readChunk(bytes.toString());
      if (chunk === undefined) throw new InputError('no chunk');
      expect(chunk).toEqual({ run: 'r', trials: list() });
      return chunk;
    },
  );
  parser(
    'outcomes on a queue',
    () => Buffer.from(batch()),
    (bytes) => {
      const { batch: read } = readBatch(bytes.toString());
      if (read === undefined) throw new InputError('no batch');
      for (const outcome of read.outcomes) expect(batch()).toContain(formatLine(outcome));
      return read;
    },
  );
  parser(
    'descriptions of a run on a queue',
    () => Buffer.from(description()),
    (bytes) => {
      const read = readDescription(bytes.toString());
      if (read === undefined) throw new InputError('no description');
      expect(read).toEqual(readDescription(description()));
      return read;
    },
  );

  const lock = once(() => {
    const release = lockFolder(folder);
    const text = readFileSync(join(folder, '.lock'));
    release();
    return text;
  });
  rounds({ fault: 'locks, damaged, in process', sample: 2000, all: 20_000 }, async (rng) => {
    const text = lock();
    writeFileSync(join(folder, '.lock'), mutate(text, rng));
    const taken = await parsed(() => lockFolder(folder));
    rmSync(join(folder, '.lock'), { force: true });
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    return taken === undefined ? 'refused' : 'taken over';
  });
});
