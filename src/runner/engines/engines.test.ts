import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { load as parse } from 'js-yaml';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../components/parameters.js';
import type { Engine, Submission } from './contract.js';
import { matrixShard } from './github.js';
import { engines } from './registry.js';
import { ranges } from './task.js';
import { textOf } from './text.js';

/** Tasks print what they would run. */
const submission: Submission = {
  name: 'try',
  folder: 'out/try/shards',
  program: 'echo',
  run: 'run try.yaml --out out',
  merge: 'merge try.yaml --out out',
  shards: 7,
  missing: [1, 2, 3, 4, 5, 6, 7],
  atOnce: null,
  expected: 0.5,
  threads: 2,
  memory: 1500,
  minutes: 95,
  node: 20,
  version: '1.2.3',
};

const write = (name: string, changed: Partial<Submission> = {}, given: Record<string, string> = {}) => {
  const engine: Engine = engines.get(name);
  return textOf(engine, { ...submission, ...changed }, parseParameters(engine, given));
};

/** What a shell makes of a script. */
const shell = (script: string, env: Record<string, string> = {}) => {
  const { status, stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env: { ...process.env, ...env } });
  return { status, stdout };
};

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      { strategy?: { matrix: { shard: number[] } }; steps: { run?: string; with?: Record<string, unknown> }[] }
    >
  >;
}
const workflow = (text: string) => parse(text) as Workflow;

/** What the tasks of a text are: a script of one task, by the values that the engine gives to each. */
const tasks: Readonly<Record<string, (text: string) => { status: number | null; stdout: string }[]>> = {
  slurm(text) {
    const [, array] = /^#SBATCH --array=([\d,-]+)%\d+$/m.exec(text)!;
    const indices = array!.split(',').flatMap((range) => {
      const [first, last = first] = range.split('-').map(Number);
      return Array.from({ length: last! - first! + 1 }, (_, i) => first! + i);
    });
    return indices.map((index) => shell(text, { SLURM_ARRAY_TASK_ID: String(index) }));
  },
  // Its own program is put in its place: it gets the task and the values.
  parallel(text) {
    const stub =
      'parallel() { while [ "$1" != ::: ]; do task=$1; shift; done; shift; for i; do echo "$i|$task"; done; }';
    const { stdout } = shell(`mkdir() { :; }; ${stub}; ${text}`);
    return stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [index, task] = line.split(/\|(.*)/s);
        return shell(task!.replaceAll('{}', index!));
      });
  },
  kubernetes(text) {
    const { spec } = parse(text) as InstanceType<typeof Job>;
    const [, , script] = spec!.template.spec!.containers[0]!.command!;
    return Array.from({ length: spec!.completions! }, (_, index) =>
      shell(script!, { JOB_COMPLETION_INDEX: String(index) }),
    );
  },
  github(text) {
    const { strategy, steps } = workflow(text).jobs.shard!;
    const { run } = steps.findLast((step) => step.run !== undefined)!;
    return strategy!.matrix.shard.map((shard) => shell(run!.replaceAll(matrixShard, String(shard))));
  },
};

describe.each(engines.all.map(({ name }) => name))('%s', (name) => {
  it('computes every shard that is missing, once', () => {
    for (const missing of [submission.missing, [2, 3, 7]]) {
      expect(tasks[name]!(write(name, { missing })).map(({ stdout }) => stdout)).toEqual(
        missing.map((index) => `run try.yaml --out out -j 2 --shard ${index}/7\n`),
      );
    }
  });

  it('takes a shard with failed trials, exit code 4, for done, and no other code', () => {
    const ended = (code: number) => tasks[name]!(write(name, { program: `sh -c 'exit ${code}' --`, missing: [5] }));
    expect([0, 4, 1, 2, 137].map((code) => ended(code)[0]!.status)).toEqual([0, 0, 1, 2, 137]);
  });

  it('runs again where an attempt left its lock on another machine, if that can be', () => {
    const folder = mkdtempSync(join(tmpdir(), 'moe engines-'));
    const lock = join(folder, '.5-of-7.lock');
    writeFileSync(lock, '');
    tasks[name]!(write(name, { folder, missing: [5] }));
    expect(existsSync(lock)).toBe(!['slurm', 'kubernetes'].includes(name));
    rmSync(folder, { recursive: true });
  });

  it('says what it is and what comes after it', () => {
    expect(write(name)).toContain('# try: 7 shards. ');
    expect(write(name, { missing: [4] })).toContain('# try: 1 of 7 shards; the others are there. ');
    expect(write(name)).toContain('# Afterwards: echo merge try.yaml --out out\n');
  });
});

describe('Slurm', () => {
  it('asks for what a task needs, and begins a few tasks a minute', () => {
    const text = write('slurm', { shards: 1000, missing: Array.from({ length: 1000 }, (_, i) => i + 1), expected: 30 });
    expect(text.match(/^#SBATCH .*$/gm)).toEqual([
      '#SBATCH --job-name=try',
      // 300 tasks of 30 minutes end, and others begin, at 10 a minute.
      '#SBATCH --array=1-1000%300',
      '#SBATCH --cpus-per-task=2',
      '#SBATCH --mem=1500M',
      '#SBATCH --time=1:35:00',
      '#SBATCH --output=out/try/shards/slurm-%a.log',
      '#SBATCH --open-mode=append',
      '#SBATCH --requeue',
    ]);
  });

  it('takes a partition and an account, and a folder that its lines can hold', () => {
    const text = write('slurm', { folder: 'a b/50%/shards' }, { partition: 'short', account: 'me' });
    expect(text).toContain('#SBATCH --output="a b/50%%/shards/slurm-%a.log"\n');
    expect(text).toContain('#SBATCH --partition=short\n#SBATCH --account=me\n');
    expect(() => write('slurm', { folder: 'a"b' })).toThrow('--output of sbatch must have no quote');
  });
});

describe('Kubernetes', () => {
  const manifest = (changed: Partial<Submission>, given = {}) =>
    parse(write('kubernetes', changed, given)) as ConstructorParameters<typeof Job>[0];

  it('writes a Job that keeps the schema of batch/v1', () => {
    for (const changed of [{}, { missing: [2, 3, 7] }, { name: 'A_name.of-64-characters'.padEnd(64, '.x') }]) {
      expect(() => new Job(manifest(changed)).validate()).not.toThrow();
    }
    const damaged = manifest({}) as { spec: { completionMode: string } };
    damaged.spec.completionMode = 'Index';
    expect(() => new Job(damaged as ConstructorParameters<typeof Job>[0]).validate()).toThrow('completionMode');
  });

  it('counts retries by index, and asks for memory, time, a volume and an image', () => {
    const { metadata, spec } = manifest(
      { name: 'Fixed_Data', missing: [2, 3, 7] },
      { image: 'here/moe:1', claim: 'disk' },
    )!;
    expect(metadata).toMatchObject({ generateName: 'moe-fixed-data-' });
    expect(spec).toMatchObject({
      completionMode: 'Indexed',
      completions: 3,
      backoffLimitPerIndex: 3,
      maxFailedIndexes: 1,
      template: { spec: { activeDeadlineSeconds: 5700, volumes: [{ persistentVolumeClaim: { claimName: 'disk' } }] } },
    });
    expect(spec!.template.spec!.containers[0]).toMatchObject({
      image: 'here/moe:1',
      resources: { requests: { cpu: 2, memory: '1500Mi' }, limits: { memory: '1500Mi' } },
    });
    expect(manifest({})!.spec!.template.spec!.containers[0]!.image).toBe('sparse-moe:1.2.3');
  });
});

describe('GitHub', () => {
  it('merges where all shards are of one workflow, and only there', () => {
    expect(Object.keys(workflow(write('github')).jobs)).toEqual(['shard', 'merge']);
    expect(Object.keys(workflow(write('github', { missing: [4] })).jobs)).toEqual(['shard']);
  });

  it('gathers the artifacts where the shards were written', () => {
    const { shard, merge } = workflow(write('github')).jobs;
    const [, upload] = shard!.steps.flatMap((step) => step.with ?? []);
    const [, download] = merge!.steps.flatMap((step) => step.with ?? []);
    expect(upload).toMatchObject({ name: `shard-${matrixShard}`, path: 'out/try/shards/*.ndjson' });
    expect(download).toMatchObject({ pattern: 'shard-*', path: 'out/try/shards', 'merge-multiple': true });
  });
});

it('ranges are neighbours, first to last', () => {
  expect(ranges([1, 2, 3, 7])).toEqual([
    [1, 3],
    [7, 7],
  ]);
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 50 })), (indices) => {
      const ascending = indices.toSorted((a, b) => a - b);
      const found = ranges(ascending);
      const all = found.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
      expect(all).toEqual(ascending);
      for (const [r, [first]] of found.entries()) expect(first).toBeGreaterThan((found[r - 1]?.[1] ?? -1) + 1);
    }),
    { seed: 11 },
  );
});
