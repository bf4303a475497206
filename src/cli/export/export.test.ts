import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgetFiles, moe } from '../process.fixture.js';

const spec = `name: own
tasks:
  t: { data: { name: piecewise-linear, n: 30 }, k: 2, expert: linear, metrics: [stable, error] }
  u: { data: { name: piecewise-linear, n: 20 }, k: 3, expert: linear, metrics: [stable] }
methods:
  argmin: { trials: 6, learn: alternating, assign: argmin }
sweeps:
  - { tasks: [t] }
  - { tasks: [u], over: { noise: { set: data.noise, to: [0.25, 1] } } }
claims:
  - id: C
    sentence: It | <b>holds</b>, 100 % of the time
    section: "1"
    paper: "1"
    expected: reproduced
    why: so
    tests: [{ task: t, method: argmin, metric: stable, atLeast: 0 }]
`;

interface Exported {
  readonly version: number;
  readonly experiments: readonly {
    readonly experiment: string;
    readonly trials: readonly Record<string, unknown>[];
    readonly summary: readonly Record<string, unknown>[];
    readonly claims: readonly Record<string, unknown>[];
  }[];
}

describe('moe export', () => {
  let parent: string;
  let made: string;
  let folder: string;

  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'moe-export-'));
    made = join(parent, 'made');
    mkdirSync(made);
    writeFileSync(join(made, 'own.yaml'), spec);
    expect(moe(['run', 'own.yaml', '-q', '-j', '1'], made)).toMatchObject({ status: 0, stderr: '' });
  });
  afterAll(() => rmSync(parent, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(parent, 'test-'));
    cpSync(made, folder, { recursive: true });
  });

  const run = (...args: readonly string[]) => moe(['export', 'own.yaml', ...args], folder);
  const cellsOf = (file: string) =>
    readFileSync(join(folder, 'results/own', file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));

  it('prints a Markdown table of the summary per task, with the sweeps of that task alone', () => {
    const { status, stdout, stderr } = run();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const tables = stdout.split('**own: ').slice(1);
    expect(tables.map((text) => text.split('\n')[0])).toEqual(['t**', 'u**']);
    expect(tables[0]).toContain('| method | trials | stable | error |\n| --- | --: | --: | --: |\n| argmin | 6 | ');
    expect(tables[1]).toMatch(
      /\| method \| noise \| trials \| stable \|\n.*\n\| argmin \| 0\.25 \| 6 \| .*\n\| argmin \| 1 \| 6 \| /,
    );
  });

  it('prints JSON with numbers as exact as the files have them, null where a cell is empty', () => {
    const { stdout } = run('--format', 'json', '--table', 'trials,summary,claims');
    const { version, experiments } = JSON.parse(stdout) as Exported;
    expect(version).toBe(1);
    const [own] = experiments;
    expect(own).toMatchObject({ experiment: 'own', seed: 0, spec: { file: 'own.yaml' } });
    const text = (value: unknown) => (value === null ? '' : String(value));
    const [head, ...rows] = cellsOf('trials.csv');
    expect(Object.keys(own!.trials[0]!)).toEqual(head);
    expect(own!.trials.map((trial) => Object.values(trial).map(text))).toEqual(rows);
    expect(own!.trials[0]).toMatchObject({ trial: 0, noise: null, converged: true });
    const [, ...lines] = cellsOf('summary.csv');
    expect(own!.summary.map((line) => Object.values(line).map(text))).toEqual(lines);
    expect(own!.claims[0]).toMatchObject({ id: 'C', sentence: 'It | <b>holds</b>, 100 % of the time', n: 6 });
  });

  it('writes claims so that nothing in a sentence is markup', () => {
    expect(run('--table', 'claims').stdout).toMatch(
      /\| C \| It &#124; &#60;b&#62;holds&#60;\/b&#62;, 100 % of the time \| 1 \| /,
    );
    expect(run('--table', 'claims', '--format', 'latex').stdout).toContain(
      'C & It \\textbar{} \\textless{}b\\textgreater{}holds\\textless{}/b\\textgreater{}, 100 \\% of the time & 1 & ',
    );
  });

  it('writes to a file, the chosen metrics at the chosen digits', () => {
    const { status, stdout } = run('--format', 'latex', '--metrics', 'stable', '--digits', '2', '--out', 'table.tex');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    const text = readFileSync(join(folder, 'table.tex'), 'utf8');
    expect(text).toContain('    method & trials & stable \\\\');
    expect(text).toMatch(/\\label\{tab:own-u\}/);
    expect(text).toMatch(/^% Needs in the preamble:\n%.*fontenc/);
  });

  it('writes the bytes of a table as CSV, of tests also where the results are from before they were kept', () => {
    const file = (name: string) => readFileSync(join(made, 'results/own', name), 'utf8');
    for (const name of ['trials', 'summary', 'claims', 'tests']) {
      expect(run('--format', 'csv', '--table', name), name).toEqual({
        ...{ status: 0, stderr: '' },
        stdout: file(`${name}.csv`),
      });
    }
    rmSync(join(folder, 'results/own/tests.csv'));
    expect(run('--table', 'tests').stderr).toMatch(/own\/tests\.csv is missing: it was changed since, or a run ended/);
    forgetFiles(join(folder, 'results/own'));
    expect(run('--table', 'tests', '--format', 'csv', '--out', 'results/own/tests.csv').status).toBe(0);
    expect(readFileSync(join(folder, 'results/own/tests.csv'), 'utf8')).toBe(file('tests.csv'));
    expect(run('--format', 'csv', '--table', 'claims,tests').stderr).toBe(
      'moe: --format csv writes one table of one experiment; got claims, tests of 1\n',
    );
  });

  it('shows the tests of claims', () => {
    expect(run('--table', 'tests').stdout).toMatch(
      /\| C \| stated \| stable of t\/argmin: mean, at least 0 \| \S+ \[.*\] % \| 6 \| holds \|/,
    );
  });

  it('has no claims to show for a spec without claims', () => {
    rmSync(join(folder, 'results/own/claims.csv'));
    forgetFiles(join(folder, 'results/own'));
    const text = readFileSync(join(folder, 'own.yaml'), 'utf8');
    writeFileSync(join(folder, 'own.yaml'), text.slice(0, text.indexOf('claims:')));
    expect(run('--table', 'claims')).toEqual({ status: 0, stdout: '', stderr: '' });
    const { experiments } = JSON.parse(run('--table', 'claims', '--format', 'json').stdout) as Exported;
    expect(experiments[0]!.claims).toEqual([]);
  });

  it('refuses claims whose verdicts are not those of the trials', () => {
    const file = join(folder, 'results/own/claims.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace(',reproduced,', ',not reproduced,'));
    const { status, stderr } = run('--table', 'claims');
    expect(stderr).toMatch(
      /claims\.csv:2 verdict of C must be "reproduced", as its trials give; got "not reproduced"; `moe run own\.yaml`/,
    );
    expect(status).toBe(2);
  });

  describe('refuses', () => {
    it.each([
      [
        ['--format', 'latx'],
        '--format must be one of json, csv, markdown, latex, js, python, sql; got "latx" (did you mean "latex"?)',
      ],
      [
        ['--table', 'sumary'],
        '--table must be one or more of trials, summary, claims, tests, headline, findings; got "sumary" (did you mean "summary"?)',
      ],
      [['--metrics', 'eror'], '--metrics must be one or more of stable, error; got "eror" (did you mean "error"?)'],
      [['--digits', '0'], '--digits must be a whole number from 1 to 17; got "0"'],
      [['--results', 'none'], 'no results of own: none/own is missing; `moe run own.yaml --out none` makes it'],
      [['--out', 'no/where.md'], 'cannot write no/where.md: the folder does not exist (ENOENT)'],
      [['--out', 'results'], 'cannot write results: a folder of that name is in the way (EISDIR)'],
    ])('%j', (args, message) => {
      expect(run(...args)).toEqual({ status: 2, stdout: '', stderr: `moe: ${message}\n` });
      expect(readdirSync(folder).sort()).toEqual(['own.yaml', 'results']);
    });

    it('an experiment that there is not, and none at all', () => {
      const { status, stderr } = moe(['export', 'fixd-data', '--out', 'x'], folder);
      expect(stderr).toMatch(/^moe: experiment must be one of .*; got "fixd-data" \(did you mean "fixed-data"\?\)\n$/);
      expect(status).toBe(2);
      expect(existsSync(join(folder, 'x'))).toBe(false);
      expect(moe(['export'], folder)).toMatchObject({ status: 2, stdout: '' });
    });

    it('a number that is none, and a summary that is not that of its trials', () => {
      const path = join(folder, 'results/own/summary.csv');
      const whole = readFileSync(path, 'utf8');
      writeFileSync(path, whole.replace(/stable,6,/, 'stable,six,'));
      expect(run()).toMatchObject({ status: 2, stdout: '' });
      expect(run().stderr).toMatch(
        /^moe: results\/own\/summary\.csv:2 n of t\/argmin\/stable must be "6", .* got "six";/,
      );
      writeFileSync(path, whole.replace(/stable,6,/, 'stable,5,'));
      expect(run().stderr).toMatch(
        /^moe: results\/own\/summary\.csv:2 n of t\/argmin\/stable must be "6", .* got "5";/,
      );
    });
  });
});
