import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moe } from '../process.fixture.js';

const task = '{ data: { name: piecewise-linear, n: 30 }, k: 2, expert: linear, metrics: [stable, error] }';
const spec = `name: own
title: Own
tasks:
  t: ${task}
methods:
  argmin: { trials: 6, learn: alternating, assign: argmin }
  softmax: { trials: 3, learn: alternating, assign: softmax, iterations: 5 }
sweeps:
  - over: {}
  - { methods: [softmax], over: { noise: { set: data.noise, to: [0.5, 1] } } }
quick: { methods: { argmin: { trials: 2 } } }
`;

describe('moe trace', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-trace-'));
    writeFileSync(join(folder, 'own.yaml'), spec);
    expect(moe(['run', 'own.yaml', '-q', '-j', '1'], folder)).toMatchObject({ status: 0, stderr: '' });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const trace = (...args: readonly string[]) => moe(['trace', 'own.yaml', ...args], folder);
  const argmin = ['--method', 'argmin'] as const;

  it('prints an iteration a line, why it stopped, its metrics, and that its row is the one of the results', () => {
    const { status, stdout, stderr } = trace(...argmin, '--trial', '1');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^own t\/argmin\/1: 30 samples, 2 experts \(linear\), seed \d+$/);
    expect(lines[2]).toMatch(/^ {2}step +sizes +█0 ░1 +what happened$/);
    expect(lines[3]).toMatch(/^ +0 +\d+ +\d+ +█+░+ +Start: the experts hold \d+ and \d+ samples\.$/);
    expect(lines.at(-7)).toMatch(
      /^ +\d+ +\d+ +\d+ +█+░+ +No sample changed expert; the mean loss .* It has converged\.$/,
    );
    expect(lines.at(-5)).toBe(`✓ converged after ${lines.length - 10} iterations`);
    expect(lines.at(-4)).toMatch(/^stable 1, error [\d.e-]+$/);
    expect(lines.at(-3)).toBe('✓ matches its row in results/own/trials.csv');
    expect(lines.at(-1)).toMatch(
      /^ {2}next {2}moe trace own\.yaml --task t --method argmin --trial 1 --out trial\.html /,
    );
  });

  it('says in which columns a row differs from the results, and where there are none', () => {
    const path = join(folder, 'changed', 'own', 'trials.csv');
    mkdirSync(join(folder, 'changed'));
    cpSync(join(folder, 'results'), join(folder, 'changed'), { recursive: true });
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/^(t\/argmin\/1,.*,)[^,\n]*$/m, '$10.25'));
    const { status, stdout } = trace(...argmin, '--trial', '1', '--results', 'changed');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /differs from its row in changed\/own\/trials.csv:\n {2}- error: [\d.e-]+ here, 0\.25 there\n/,
    );
    expect(trace(...argmin, '--results', 'none').stdout).toMatch(
      /none\/own\/trials\.csv is missing: nothing to compare/,
    );
    expect(trace('--quick', ...argmin).stdout).toMatch(/^own-quick t\/argmin\/0:/);
  });

  it('as JSON is the trace, versioned, and the same twice', () => {
    const { stdout } = trace('--json', ...argmin);
    const parsed = JSON.parse(stdout);
    expect(parsed).toMatchObject({
      ...{ version: 1, experiment: 'own', k: 2, n: 30, d: 1, target: { kind: 'regression' } },
      row: { id: 't/argmin/0', status: 'ok' },
      committed: { file: 'results/own/trials.csv', state: 'equal', differences: [] },
    });
    expect(parsed.steps[0].picture.assignment).toHaveLength(30);
    expect(trace('--json', ...argmin).stdout === stdout).toBe(true);
  });

  it('writes a page where asked to, and says where', () => {
    const { stdout } = trace(...argmin, '--out', 'one.html');
    expect(stdout).toMatch(/\n {2}wrote {2}one\.html\n$/);
    expect(readFileSync(join(folder, 'one.html'), 'utf8')).toMatch(/^<!doctype html>\n[\s\S]*<\/html>\n$/);
    expect(trace(...argmin, '--out', 'two.html', '-q').stdout).toBe('');
  });

  it.each([
    [[], '--method must be one of argmin, softmax; got nothing'],
    [['--method', 'softmax', '--at', 'noise=2'], '--at noise must be one of 0.5, 1; got "2"'],
    [['--method', 'softmax', '--at', 'noise'], '--at must be name=value[,name=value...], such as k=5; got "noise"'],
    [
      ['--method', 'softmax', '--at', 'noise=1', '--trial', '3'],
      '--trial must be a whole number from 0 to 2 for t/softmax/noise=1; got 3',
    ],
    [['--trial', '-1'], '--trial must be a whole number from 0 to 999999; got "-1"'],
    [[...argmin, '--out', 'one.pdf'], '--out must be a file that ends with .html; got "one.pdf"'],
    [[...argmin, '--out', 'no/such/one.html'], 'cannot write no/such/one.html: the folder does not exist (ENOENT)'],
  ])('%j is refused: %s', (args, message) => {
    const { status, stdout, stderr } = trace(...args);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `moe: ${message}\n` });
    expect(existsSync(join(folder, 'one.pdf'))).toBe(false);
  });
});
