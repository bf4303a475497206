/** Whatever a terminal gets, it obeys none of it: each way out of moe as a process, with texts that want to be obeyed. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { widthOf } from '../documents/text-width.js';
import { printFile } from './output.js';
import { forgetFiles, moe, root } from './process.fixture.js';

/** A title of the window, a clearing of the screen by C0 and by C1, a bell, a turn of the direction. */
const hostile = '\u001b]0;owned\u0007 \u001b[2J \u009b2J \u202Eabc\u2066 ok';
const text = JSON.stringify(hostile);
/** The same with half a letter, which no argument, file name or table can hold. */
const half = JSON.stringify(`${hostile} \ud800`);
const obeyed = /[^\P{Cc}\n]|\p{Bidi_C}|\p{Cs}/u;

const spec = `name: own
title: ${half}
tasks:
  t: { about: ${text}, data: { name: table, path: data.csv, target: y }, k: 2, expert: linear, metrics: [stable, error] }
methods:
  argmin: { about: ${text}, trials: 3, learn: alternating, assign: argmin }
claims:
  - id: C1
    sentence: ${text}
    section: ${text}
    paper: ${text}
    expected: not reproduced
    why: ${text}
    tests: [{ task: t, method: argmin, metric: error, atLeast: 0, under: ${text} }]
quick: { methods: { argmin: { trials: 2 } } }
`;
const data = `x,y,${hostile}\n${Array.from({ length: 20 }, (_, i) => `${i},${(i * 7) % 5},${i % 3}`).join('\n')}\n`;

describe('what moe writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'moe-output-'));
  const bad = `${hostile}.yaml`;
  beforeAll(() => {
    mkdirSync(join(folder, 'experiments'));
    for (const name of ['experiments/own.yaml', bad]) writeFileSync(join(folder, name), spec);
    for (const name of ['experiments/data.csv', 'data.csv']) writeFileSync(join(folder, name), data);
    writeFileSync(
      join(folder, 'half.yaml'),
      spec.replaceAll(`about: ${text}`, () => `about: ${half}`),
    );
    writeFileSync(join(folder, 'broken.yaml'), `name: ${text}\n${text}: 1\n`);
    expect(moe(['run', 'own', '-q', '-j', '1'], folder)).toMatchObject({ status: 0, stderr: '' });
    cpSync(join(folder, 'results'), join(folder, `results ${hostile}`), { recursive: true });
    const trials = join(folder, 'results/own/trials.csv');
    const other = readFileSync(trials, 'utf8').replace(/ok,,/, `degenerate,${hostile},`);
    mkdirSync(join(folder, 'changed'));
    cpSync(join(folder, 'results/own'), join(folder, 'changed/own'), { recursive: true });
    forgetFiles(join(folder, 'changed/own'));
    writeFileSync(join(folder, 'changed/own/trials.csv'), other);
    writeFileSync(join(folder, 'changed/own/claims.csv'), `id,verdict\nC1,${hostile}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[what: string, args: readonly string[], told: RegExp]>([
    [
      'claims at the end of a run, and a folder',
      ['run', 'half.yaml', '--out', `o ${hostile}`, '-j', '1'],
      /here .*paper \?\]0;owned[\s\S]* ok[\s\S]*wrote {2}o \?\]0;owned\?/,
    ],
    ['what a run would do', ['run', bad, '-n', '--out', hostile], /\?\]0;owned\?/],
    ['a run as JSON', ['run', 'own', '--json', '-q', '-j', '1'], /\\u001b\]0;owned\\u0007/],
    ['titles of experiments', ['list', 'experiments'], /own +\?\]0;owned\?/],
    ['titles as JSON', ['list', 'experiments', '--json'], /\\u009b2J \\u202eabc\\u2066 ok \\ud800/],
    ['a check', ['check', 'own', '--results', 'changed', '-j', '1'], /committed \?\]0;owned\?/],
    ['a check as JSON', ['check', 'own', '--results', 'changed', '--no-run', '--json'], /\\u202e/],
    ['a check for JUnit', ['check', 'own', '--results', 'changed', '--no-run', '--format', 'junit'], /owned/],
    ['a check as Markdown', ['check', 'own', '--results', 'changed', '--no-run', '--format', 'markdown'], /owned/],
    ['a comparison', ['compare', `results ${hostile}`, 'changed'], /A {2}results \?\]0;owned\?/],
    ['a comparison as Markdown', ['compare', `results ${hostile}`, 'results', '--format', 'markdown'], /owned/],
    ['a trace', ['trace', 'own', '--trial', '0', '--results', 'changed'], /reason: .*\?\]0;owned\?/],
    ['a trace as JSON', ['trace', 'own', '--json'], /\\u202e/],
    ['an exported table', ['export', 'own', '--table', 'claims,trials'], /owned/],
    ['an exported table as LaTeX', ['export', 'own', '--table', 'claims', '--format', 'latex'], /owned/],
    ['an exported table as JSON', ['export', 'own', '--table', 'claims', '--format', 'json'], /\\u202e/],
    ['names of pictures', ['plot', 'own', '--out', `p ${hostile}`, '--format', 'json'], /^p \?\]0;owned\?/],
    ['the name of a page', ['report', 'own', '--out', `r ${hostile}.html`], /^r \?\]0;owned\?/],
    ['what to do with a spec', ['init', 'next', '--out', `i ${hostile}`], /^ {2}wrote {2}i \?\]0;owned\?/],
    ['where results would go', ['doctor', '--results', `d ${hostile}`], /d \?\]0;owned\?/],
  ])('%s', (_, args, told) => {
    const { stdout, stderr } = moe(args, folder);
    expect(stderr).not.toMatch(obeyed);
    expect(stdout).not.toMatch(obeyed);
    expect(stdout).toMatch(told);
  });

  it.each<[what: string, args: readonly string[]]>([
    ['an experiment that there is not', ['run', hostile]],
    ['a file that there is not', ['run', `${hostile}/x.yaml`]],
    ['a file of that name that is no spec', ['run', 'broken.yaml']],
    ['a folder of that name', ['run', 'own', '--results', hostile]],
    ['a command', [hostile]],
    ['an option', ['run', `--${hostile}`]],
    ['a filter', ['run', 'own', '-n', '--filter', `method=${hostile}`]],
    ['a revision', ['compare', hostile, 'results']],
    ['results that there are not', ['report', 'own', '--results', hostile]],
    ['a file that cannot be written', ['report', 'own', '--out', `experiments/own.yaml/${hostile}`]],
    ['a stack', ['run', hostile, '--debug']],
  ])('an error about %s', (_, args) => {
    const { status, stdout, stderr } = moe(args, folder);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(obeyed);
    expect(stderr.length).toBeGreaterThan(20);
    expect(status).toBe(2);
  });

  it.each<[args: readonly string[]]>([
    [['list']],
    [['doctor']],
    [['run', 'own', '-j', '1']],
    [['run', 'own', '-n']],
    [['check', 'own', '--results', 'changed', '-j', '1']],
    [['compare', 'results', 'changed', '--all']],
    [['trace', 'own', '--results', 'changed']],
  ])('fits 80 and 120 columns, without a broken word: %j', (args) => {
    const wide = linesAt('', args);
    const words = new Set(wide.join(' ').split(/\s+/));
    for (const columns of [80, 120]) {
      const lines = linesAt(String(columns), args);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      // Times and free space differ from run to run.
      const other = lines
        .join(' ')
        .split(/\s+/)
        .filter((word) => !words.has(word) && !/^[\d.]+$/.test(word));
      expect(other).toEqual([]);
    }
  });

  /** What is printed, by the line, where the environment says how wide it may be. */
  function linesAt(columns: string, args: readonly string[]): string[] {
    const env = { ...process.env, NO_COLOR: '1', COLUMNS: columns };
    const { stdout } = spawnSync(process.execPath, [join(root, 'bin/moe.js'), ...args], {
      ...{ cwd: folder, encoding: 'utf8', env },
    });
    expect(stdout).not.toBe('');
    return stdout.split('\n');
  }

  it.each([
    [true, 'a,?]0;x? ?\n'],
    [undefined, 'a,\u001b]0;x\u0007 \u202e\n'],
  ])('is to the byte what a file would hold, but for a terminal (%s)', (isTTY, expected) => {
    const before = Object.getOwnPropertyDescriptor(process.stdout, 'isTTY');
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    Object.defineProperty(process.stdout, 'isTTY', { value: isTTY, configurable: true });
    try {
      printFile('a,\u001b]0;x\u0007 \u202e\n');
      expect(write.mock.calls).toEqual([[expected]]);
    } finally {
      write.mockRestore();
      if (before === undefined) Reflect.deleteProperty(process.stdout, 'isTTY');
      else Object.defineProperty(process.stdout, 'isTTY', before);
    }
  });

  it('goes through one file', () => {
    const files = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' });
    const writers = files.filter(
      (file) =>
        /(?<!\.test|\.fixture|\.d)\.ts$/.test(file) &&
        !file.startsWith('bench/') &&
        /process\.std(out|err)\.write|console\./.test(readFileSync(join(import.meta.dirname, '..', file), 'utf8')),
    );
    expect(writers).toEqual(['cli/output.ts']);
  });
});
