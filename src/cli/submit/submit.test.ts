import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moe, root } from '../process.fixture.js';
import { many } from './many.fixture.js';

describe('moe submit', () => {
  let parent: string;
  /** Made once: shards 1 and 3 of 3. */
  let made: string;
  let folder: string;
  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'moe-submit-'));
    made = join(parent, 'made');
    cpSync(many(parent), made, { recursive: true });
    for (const shard of ['1/3', '3/3'])
      expect(moe(['run', 'many.yaml', '--out', 'o', '-q', '-j', '1', '--shard', shard], made).status).toBe(0);
  });
  afterAll(() => rmSync(parent, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(parent, 'test-'));
    cpSync(made, folder, { recursive: true });
  });

  const submit = (...flags: readonly string[]) => moe(['submit', 'many.yaml', '--engine', 'slurm', ...flags], folder);
  const arrayOf = (script: string) => /^#SBATCH --array=(.*)$/m.exec(script)?.[1];

  it('prints a script and nothing else, says why it asks for so much, and writes no file', () => {
    const before = readdirSync(folder);
    const { status, stdout, stderr } = submit('--out', 'fresh', '--tasks', '4', '--trials', '9');
    expect(status).toBe(0);
    expect(spawnSync('sh', ['-n'], { input: stdout }).status).toBe(0);
    expect(stdout).toMatch(/^#!\/bin\/sh\n# many: 4 shards\. /);
    expect(stdout).toContain('run many.yaml --trials 9 --out fresh -j 1 --shard "$SLURM_ARRAY_TASK_ID"/4 ||');
    expect(stderr).toContain('many: 4 shards, each about ');
    expect(stderr).toContain('assuming 1 s per trial, because nothing like it was timed (--expect sets it)');
    expect(stderr).toMatch(/slurm: each task requests \d+ MiB and \d+ minutes\n/);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('sizes tasks to half an hour by what trials are expected to take', () => {
    // 60 trials of 2 minutes on 1 thread, and on 4.
    expect(arrayOf(submit('--out', 'fresh', '--expect', '2m').stdout)).toBe('1-4%4');
    expect(arrayOf(submit('--out', 'fresh', '--expect', '2m', '-j', '4').stdout)).toBe('1-1%1'.replace('1-1', '1'));
  });

  it('gives components from outside the share of the memory that each thread has', () => {
    writeFileSync(
      join(folder, 'own.js'),
      "export const own = { kind: 'metric', name: 'own', about: 'x', summary: 'mean', unit: 'x', parameters: {}, better: 'higher', compute: () => 1 };",
    );
    const { stdout, stderr } = submit('--out', 'fresh', '--use', './own.js', '--memory', '1GiB', '-j', '2');
    expect(stderr).not.toContain('moe:');
    expect(stdout).toContain('#SBATCH --mem=1024M\n');
    expect(stdout).toContain('run many.yaml --use ./own.js --out fresh --memory 384MiB -j 2 ');
  });

  it('asks for the shards that are missing, cut as those that are there', () => {
    const { status, stdout, stderr } = submit('--out', 'o');
    expect([status, arrayOf(stdout)]).toEqual([0, '2%1']);
    expect(stdout).toContain('"$SLURM_ARRAY_TASK_ID"/3 ');
    expect(stderr).toContain('many: 3 shards, 1 of them missing, ');
  });

  it('asks again for a shard that is damaged, and says so', () => {
    const path = join(folder, 'o/many/shards/3-of-3.ndjson');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"seconds":\d/, '"seconds":7'));
    const { stdout, stderr } = submit('--out', 'o');
    expect(arrayOf(stdout)).toBe('2-3%2');
    expect(stderr).toMatch(/WARN: o\/many\/shards\/3-of-3\.ndjson.* it is computed again\n/);
  });

  it('cuts as the tasks did that have begun and were killed', () => {
    for (const index of [1, 3]) rmSync(join(folder, `o/many/shards/${index}-of-3.ndjson`));
    expect(arrayOf(submit('--out', 'o').stdout)).toBe('1-3%3');
    expect(arrayOf(submit('--out', 'o', '--tasks', '5').stdout)).toBe('1-5%5');
  });

  it('has nothing to ask for once all shards are there, and once they are merged', () => {
    expect(moe(['run', 'many.yaml', '--out', 'o', '-q', '--shard', '2/3'], folder).status).toBe(0);
    const all = submit('--out', 'o', '--go');
    expect(all).toMatchObject({ status: 2, stdout: '' });
    expect(all.stderr).toBe(
      'moe: many: no shards left: all 3 are in o/many/shards; `node ' +
        `${/node (\S+) merge/.exec(all.stderr)?.[1]} merge many.yaml --out o\` puts them together\n`,
    );
    expect(moe(['merge', 'many.yaml', '--out', 'o', '-q'], folder).status).toBe(0);
    rmSync(join(folder, 'o/many/shards'), { recursive: true });
    expect(submit('--out', 'o')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'moe: many: no trials left: all 60 are in the journal of o/many\n',
    });
  });

  it.each([
    [
      ['--engine', 'slrm'],
      '--engine must be one of slurm, parallel, kubernetes, github; got "slrm" (did you mean "slurm"?)',
    ],
    [['--tasks', '0'], '--tasks must be a whole number from 1 to 1000000; got "0"'],
    [['--tasks', '61'], '--tasks must be at most 60, as a shard has one trial at least; got 61'],
    [
      ['--tasks', '1001', '--trials', '5000'],
      '--tasks must be at most 1000 for slurm: an index of an array must be below MaxArraySize',
    ],
    [['--tasks', '20', '--limit', '10'], '--tasks must be at most 10 for slurm: as --limit says; got 20'],
    [['--out', 'o', '--tasks', '4'], '--tasks must be 3, as o/many/shards has 2 shards of 3; got 4'],
    [['--out', 'o', '--seed', '5'], 'o/many/shards/1-of-3.ndjson is of another grid than many.yaml here: seed '],
    [['--set', 'partitio=x'], 'slurm: unknown key "partitio" (did you mean "partition"?); allowed: partition, account'],
    [['--memory', '300MiB'], '--memory must be at least 512MiB for -j 1; got 300 MiB'],
    [['--filter', 'task=none'], '--filter task must be '],
    [
      ['--engine', 'kubernetes', '--out', '../o'],
      'paths must lie in the current folder for kubernetes, whose tasks run elsewhere; got "../o"',
    ],
    [['--engine', 'github', '--go'], '--go: GitHub starts it: '],
    [['--out', 'a\nb'], 'what goes into a script must have no line breaks or control characters; got "a\\nb"'],
    [['--go', '--out', '/dev/null'], 'cannot read /dev/null/many/shards'],
  ])('refuses %j', (flags, message) => {
    const { status, stdout, stderr } = submit('--out', 'fresh', ...flags);
    expect(stderr.split('\n').find((line) => !line.startsWith('INFO'))).toContain(`moe: ${message}`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('says what is lacking where the engine is not installed', () => {
    const words = [
      join(root, 'bin/moe.js'),
      'submit',
      'many.yaml',
      '--engine',
      'slurm',
      '--go',
      '-q',
      '--out',
      'fresh',
    ];
    const { status, stderr } = spawnSync(process.execPath, words, {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: folder },
    });
    expect([status, stderr]).toEqual([
      2,
      'moe: --go needs sbatch, which is not installed here: it comes with Slurm (Debian: slurm-client)\n',
    ]);
  });
});
