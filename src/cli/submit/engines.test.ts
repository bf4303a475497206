/** The engines that can be run here, for real: a task is killed, its shard asked for again, and all are merged. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load as parse } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestsIn, many } from './many.fixture.js';
import { type Slurm, startSlurm, withoutSlurm } from './slurm.fixture.js';

let parent: string;
let folder: string;
let local: Readonly<Record<string, string>>;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'moe-engines-'));
  folder = many(parent);
  // The moe in the path: the first that computes shard 2 of a folder is killed.
  mkdirSync(join(folder, 'bin'));
  writeFileSync(
    join(folder, 'bin/moe'),
    `#!/bin/sh
case "$*" in *'--shard 2/4'*) [ -e killed ] || { : >killed; kill -9 $$; } ;; esac
exec '${process.execPath}' '${join(folder, 'node_modules/.bin/moe')}' "$@"
`,
  );
  chmodSync(join(folder, 'bin/moe'), 0o755);
  expect(moe(['run', 'many.yaml', '-q', '-j', '1', '--out', 'local'])).toMatchObject({ status: 0, stderr: '' });
  local = digestsIn(join(folder, 'local/many'));
});
afterAll(() => rmSync(parent, { recursive: true }));

/** Runs moe as somebody does who has it in his path. */
function moe(words: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'node_modules/.bin/moe'), ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', PATH: `${join(folder, 'bin')}:${process.env.PATH}`, ...env },
  });
  return { status, stdout, stderr };
}

function merged(out: string) {
  expect(moe(['merge', 'many.yaml', '-q', '--out', out])).toMatchObject({ status: 0, stderr: '' });
  return digestsIn(join(folder, out, 'many'));
}

describe.skipIf(withoutSlurm('a Slurm array'))('Slurm', () => {
  let slurm: Slurm;
  beforeAll(async () => {
    slurm = await startSlurm();
  });
  afterAll(() => slurm.stop());

  it('leaves a task that was killed FAILED; the same submit asks for it alone, and the bytes are those of one run', async () => {
    rmSync(join(folder, 'killed'), { force: true });
    const submit = (...flags: readonly string[]) =>
      moe(['submit', 'many.yaml', '--engine', 'slurm', '--go', '--out', 'slurm', ...flags], slurm.env);
    const jobOf = (stdout: string) => /^Submitted batch job (\d+)\n$/.exec(stdout)![1]!;
    const first = submit('--tasks', '4');
    expect(first).toMatchObject({ status: 0, stderr: expect.stringContaining('slurm: each task requests') });
    const done = 'COMPLETED 0:0';
    expect(await slurm.drained(jobOf(first.stdout))).toEqual({ 1: done, 2: 'FAILED 137:0', 3: done, 4: done });
    expect(moe(['merge', 'many.yaml', '--out', 'slurm'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('shard 2 of 4 is missing in slurm/many/shards'),
    });
    // As if the task had been killed on another machine: what follows cannot see that its process is gone.
    const elsewhere = { pid: 1, host: 'elsewhere', machine: 'another', boot: '', space: '', began: '' };
    writeFileSync(join(folder, 'slurm/many/shards/.2-of-4.lock'), JSON.stringify(elsewhere));
    expect(await slurm.drained(jobOf(submit().stdout))).toEqual({ 2: done });
    expect(submit()).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('no shards left') });
    expect(merged('slurm')).toEqual(local);
  }, 600_000);
});

const install = 'apt-get install -y parallel';

/** Whether a test with GNU parallel is left out, as `withoutSlurm`. */
function withoutParallel(what: string): boolean {
  if (/^GNU parallel/.test(spawnSync('parallel', ['--version'], { encoding: 'utf8' }).stdout ?? '')) return false;
  if (process.env.CI === 'true') return false;
  process.stderr.write(`SKIPPED ${what}: it needs GNU parallel (${install})\n`);
  return true;
}

describe.skipIf(withoutParallel('shards by GNU parallel'))('GNU parallel', () => {
  it('tries a task again that was killed, and the bytes are those of one run', () => {
    rmSync(join(folder, 'killed'), { force: true });
    const words = [
      'submit',
      'many.yaml',
      '--engine',
      'parallel',
      '--tasks',
      '4',
      '--at-once',
      '2',
      '--out',
      'parallel',
    ];
    const { status } = moe([...words, '--go']);
    expect(status).toBe(0);
    expect(readdirSync(folder)).toContain('killed');
    expect(merged('parallel')).toEqual(local);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

describe('GitHub', () => {
  /** What its actions do to files, in a folder of artifacts. */
  const actions: Readonly<Record<string, (at: string, artifacts: string, given: Record<string, string>) => void>> = {
    'actions/checkout': () => undefined,
    'actions/setup-node': () => undefined,
    // Of a folder all that is not hidden, or what matches `folder/*.ndjson`.
    'actions/upload-artifact': (at, artifacts, { name, path }) => {
      const [, folder = path!, ending = ''] = /^(.*)\/\*(\.\w+)$/.exec(path!) ?? [];
      for (const file of readdirSync(join(at, folder)))
        if (!file.startsWith('.') && file.endsWith(ending))
          cpSync(join(at, folder, file), join(artifacts, name!, file), { recursive: true });
    },
    'actions/download-artifact': (at, artifacts, { pattern, path }) => {
      expect(pattern).toBe('shard-*');
      for (const name of readdirSync(artifacts))
        if (name.startsWith('shard-')) cpSync(join(artifacts, name), join(at, path!), { recursive: true });
    },
  };

  it('merges what its matrix computed, each job on a machine of its own', () => {
    const { status, stdout } = moe(['submit', 'many.yaml', '--engine', 'github', '--tasks', '3', '--out', 'results']);
    expect(status).toBe(0);
    const { jobs } = parse(stdout) as {
      jobs: { shard: { strategy: { matrix: { shard: number[] } }; steps: Step[] }; merge: { steps: Step[] } };
    };
    const artifacts = join(parent, 'artifacts');
    const runJob = (steps: readonly Step[], shard: number | null) => {
      const filled = (text: string) => text.replaceAll(/\$\{\{ matrix\.shard \}\}/g, String(shard));
      const at = many(parent);
      for (const { uses, run, with: given = {} } of steps) {
        const words = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, filled(String(value))]));
        if (uses !== undefined) actions[uses.split('@')[0]!]!(at, artifacts, words);
        // What that would install is there.
        else if (run!.startsWith('npm install '))
          expect(run).toMatch(/^npm install --no-save \.\/sparse-moe-[\d.]+\.tgz$/);
        else
          expect(spawnSync('bash', ['-e', '-c', filled(run!)], { cwd: at, encoding: 'utf8' })).toMatchObject({
            status: 0,
          });
      }
    };
    expect(jobs.shard.strategy.matrix.shard).toEqual([1, 2, 3]);
    for (const shard of jobs.shard.strategy.matrix.shard) runJob(jobs.shard.steps, shard);
    expect(readdirSync(artifacts)).toEqual(['shard-1', 'shard-2', 'shard-3']);
    runJob(jobs.merge.steps, null);
    expect(digestsIn(join(artifacts, 'many'))).toEqual(local);
  });
});
