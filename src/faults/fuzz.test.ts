/**
 * Damaged files, given to `moe` as a process: it ends within 5 s of CPU time, with the bytes of a clean run, or with the
 * exit code for bad input and one message; no stack, no other code, and never another number without a word.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { moe, startMoe } from '../cli/process.fixture.js';
import { below, type Rng } from '../math/random.js';
import { mutate } from './mutate.fixture.js';
import { patience, rounds } from './rounds.fixture.js';
import { leftovers } from './victim.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-fuzz-'));
const at = (...names: readonly string[]) => join(folder, ...names);
/** As little as has something of everything. */
const tiny = `name: tiny
tasks:
  line: { data: { name: piecewise-linear, n: 20 }, k: 2, expert: linear, metrics: [stable, error] }
methods:
  argmin: { trials: 6, learn: alternating, assign: argmin }
  softmax: { trials: 4, learn: alternating, assign: { name: softmax, temperature: 0.5 }, iterations: 5 }
sweeps:
  - { over: { noise: { set: data.noise, to: [0, 0.5] } } }
record: { history: 1 }
claims:
  - id: T1
    sentence: softmax never empties a cluster
    section: "3.3"
    paper: none
    expected: reproduced
    why: every expert keeps a chance
    tests: [{ task: line, method: softmax, metric: stable, at: { noise: 0 }, atLeast: 0 }]
`;
const data = Array.from({ length: 30 }, (_, i) => `${i / 7},${(i * 5) % 7},${(i % 3) - i / 9}`).join('\n');
const own = `name: own
tasks: { t: { data: { name: table, path: data.csv, target: y }, k: 2, expert: linear, metrics: [stable, error] } }
methods: { argmin: { trials: 3, learn: alternating, assign: argmin } }
`;
const tables = ['trials.csv', 'summary.csv', 'claims.csv', 'tests.csv'] as const;

beforeAll(() => {
  writeFileSync(at('tiny.yaml'), tiny);
  for (const more of [['--out', 'clean'], ...['1/2', '2/2'].map((shard) => ['--out', 'parts', '--shard', shard])])
    expect(moe(['run', 'tiny.yaml', '-q', ...more], folder)).toMatchObject({ status: 0, stderr: '' });
}, patience);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that must end; `ulimit` ends one that computes for too long, and the clock one that waits. */
async function ends(args: readonly string[], cwd: string) {
  const { child, ended } = startMoe(args, { cwd, after: 'ulimit -t 5' });
  const late = sleep(120_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
  const { status, stdout, stderr } = (await Promise.race([ended, late.then(() => ended)])) as Awaited<typeof ended>;
  return { status, stdout, stderr };
}

/** What a process may say of bad input: a message that begins with its name, with no stack in it. */
function expectRefusal({ status, stderr }: { readonly status: unknown; readonly stderr: string }): void {
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^moe: \S/) });
  expect(stderr).not.toMatch(/^ {4}at |--debug|undefined|\[object|node:internal/m);
}

interface Victim {
  /** What is damaged; one of these. */
  readonly files: readonly string[];
  /** Lays out the folder. */
  prepare(place: string): void;
  readonly args: readonly string[];
  /** What it came to, where it was not refused; fails for a wrong number. */
  accepted(ended: Awaited<ReturnType<typeof ends>>, place: string, damaged: string): string;
}

function fuzz(fault: string, share: number, victim: Victim): void {
  rounds({ fault, sample: share, all: 10 * share, lanes: 2 }, async (rng: Rng, index) => {
    const place = at(`${fault.replace(/\W/g, '-')}-${index}`);
    cpSync(at('tiny.yaml'), join(place, 'tiny.yaml'));
    victim.prepare(place);
    const name = victim.files[below(rng, victim.files.length)]!;
    const file = join(place, name);
    writeFileSync(file, mutate(readFileSync(file), rng));
    const ended = await ends(victim.args, place);
    if (ended.status === 2) expectRefusal(ended);
    const outcome = ended.status === 2 ? 'refused' : victim.accepted(ended, place, name);
    expect(leftovers(place)).toEqual([]);
    rmSync(place, { recursive: true });
    return outcome;
  });
}

/** A text apart from how its lines end. */
const unified = (text: string) => text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
const sameTables = (place: string): void => {
  for (const name of tables)
    expect(unified(readFileSync(join(place, 'tiny', name), 'utf8'))).toBe(readFileSync(at('clean/tiny', name), 'utf8'));
};
const withResults = (place: string) => cpSync(at('clean/tiny'), join(place, 'tiny'), { recursive: true });
const clean = (args: readonly string[]) => moe(args, folder);

describe('damaged files', () => {
  fuzz('damaged specs', 50, {
    files: ['tiny.yaml'],
    args: ['run', 'tiny.yaml', '-n'],
    prepare: () => {},
    accepted: ({ status, stdout, stderr }) => {
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/\btrials?\b/);
      return 'planned';
    },
  });

  fuzz('damaged CSV data', 30, {
    files: ['data.csv'],
    args: ['run', 'own.yaml', '-q', '--out', '.', '-j', '1'],
    prepare: (place) => {
      writeFileSync(join(place, 'own.yaml'), own);
      writeFileSync(join(place, 'data.csv'), `a,b,y\n${data}\n`);
    },
    accepted: ({ status, stderr }, place) => {
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(readFileSync(join(place, 'own/trials.csv'), 'utf8').split('\n')).toHaveLength(5);
      return 'read';
    },
  });

  fuzz('damaged journals', 30, {
    files: ['tiny/.journal.ndjson'],
    args: ['run', 'tiny.yaml', '-q', '--out', '.', '-j', '1'],
    prepare: withResults,
    accepted: ({ status, stderr }, place) => {
      expect(status).toBe(0);
      expect(stderr).toMatch(/^$|damaged/);
      sameTables(place);
      return 'same bytes';
    },
  });

  fuzz('damaged shards', 30, {
    files: ['tiny/shards/1-of-2.ndjson', 'tiny/shards/2-of-2.ndjson'],
    args: ['merge', 'tiny.yaml', '-q', '--out', '.'],
    prepare: (place) => cpSync(at('parts/tiny/shards'), join(place, 'tiny/shards'), { recursive: true }),
    accepted: ({ status, stderr }, place) => {
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      sameTables(place);
      return 'same bytes';
    },
  });

  fuzz('damaged results, exported', 30, {
    files: ['tiny/run.json', ...tables.map((name) => `tiny/${name}`)],
    args: ['export', 'tiny.yaml', '--results', '.', '--table', 'claims', '--format', 'csv'],
    prepare: withResults,
    accepted: ({ status, stdout, stderr }) => {
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const args = ['export', 'tiny.yaml', '--results', 'clean', '--table', 'claims', '--format', 'csv'];
      expect(unified(stdout)).toBe(clean(args).stdout);
      return 'same bytes';
    },
  });

  fuzz('damaged results, checked', 15, {
    files: ['tiny/run.json', ...tables.map((name) => `tiny/${name}`)],
    args: ['check', 'tiny.yaml', '--results', '.', '-j', '1'],
    prepare: withResults,
    accepted: ({ status, stdout }, place, damaged) => {
      if (status === 3) {
        expect(stdout).toContain(damaged.replace('tiny/', ''));
        return 'found';
      }
      expect(status).toBe(0);
      sameTables(place);
      return 'same bytes';
    },
  });

  fuzz('damaged results, reported', 5, {
    files: ['tiny/run.json', ...tables.map((name) => `tiny/${name}`), 'tiny/history.csv', 'tiny/timings.csv'],
    args: ['report', 'tiny.yaml', '--results', '.', '--out', 'page.html', '-q'],
    prepare: withResults,
    accepted: ({ status, stderr }, place, damaged) => {
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      if (damaged !== 'tiny/run.json' && damaged !== 'tiny/timings.csv') sameTables(place);
      return 'drawn';
    },
  });
});
