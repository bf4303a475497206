import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgetFiles, moe } from '../process.fixture.js';

const task = '{ data: { name: piecewise-linear, n: 30 }, k: 2, expert: linear, metrics: [stable, error] }';
const spec = `name: own
title: Own
tasks:
  t: ${task}
methods:
  argmin: { trials: 6, learn: alternating, assign: argmin }
  softmax: { trials: 3, learn: alternating, assign: softmax, iterations: 5 }
record: { history: 1, examples: [{ task: t, trials: [0, 1] }] }
figures: [{ name: lines, task: t }, { name: convergence }]
quick: { methods: { argmin: { trials: 2 } } }
`;

describe('moe plot', () => {
  let parent: string;
  /** Made once; each test gets a copy. */
  let made: string;
  let folder: string;

  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'moe-plot-'));
    made = join(parent, 'made');
    mkdirSync(made);
    writeFileSync(join(made, 'own.yaml'), spec);
    expect(moe(['run', 'own.yaml', '-q', '-j', '1'], made)).toMatchObject({ status: 0, stderr: '' });
    expect(moe(['run', 'own.yaml', '-q', '-j', '1', '--quick'], made)).toMatchObject({ status: 0, stderr: '' });
  });
  afterAll(() => rmSync(parent, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(parent, 'test-'));
    cpSync(made, folder, { recursive: true });
  });

  const plot = (...args: readonly string[]) => moe(['plot', ...args, '--format', 'json'], folder);
  const alter = (file: string, change: (text: string) => string): void => {
    const path = join(folder, 'results/own', file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  };

  function expectRefused(message: string | RegExp, ...args: readonly string[]): void {
    const { status, stdout, stderr } = plot(...(args.length > 0 ? args : ['own.yaml']));
    expect(stderr).toEqual(typeof message === 'string' ? `moe: ${message}\n` : expect.stringMatching(message));
    expect(stdout).toBe('');
    expect(status).toBe(2);
    expect(existsSync(join(folder, 'plots'))).toBe(false);
  }

  it('draws the figures of a run and of a quick one, each into its folder', () => {
    const files = (name: string) =>
      ['lines', 'convergence'].map((chart) => `plots/${name}/${chart}.vl.json\n`).join('');
    expect(plot('own.yaml')).toEqual({ status: 0, stdout: files('own'), stderr: '' });
    expect(plot('own.yaml', '--quick')).toEqual({ status: 0, stdout: files('own-quick'), stderr: '' });
    expect(readdirSync(join(folder, 'plots')).sort()).toEqual(['own', 'own-quick']);
  });

  it('draws a method that lacks one of the trials of the others as an empty panel that says so', () => {
    writeFileSync(join(folder, 'few.yaml'), spec.replace('name: own', 'name: few').replace('trials: 3', 'trials: 1'));
    expect(moe(['run', 'few.yaml', '-q', '-j', '1'], folder)).toMatchObject({ status: 0, stderr: '' });
    const drawn = moe(['plot', 'few.yaml', '--format', 'svg'], folder);
    expect(drawn).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'plots/few/lines.svg'), 'utf8').split('>not recorded<')).toHaveLength(2);
  });

  describe('without results tells the command that makes them', () => {
    it.each([
      [['fixed-data'], 'fixed-data', 'results', 'moe run fixed-data'],
      [['fixed-data', '--quick'], 'fixed-data-quick', 'results', 'moe run fixed-data --quick'],
      [['./own.yaml', '--results', 'no where'], 'own', 'no where', "moe run ./own.yaml --out 'no where'"],
      [['own.yaml', '--quick', '--results', 'X'], 'own-quick', 'X', 'moe run own.yaml --quick --out X'],
    ])('%j', (args, name, results, command) => {
      const missing = `${results}/${name} is missing; \`${command}\` makes it`;
      expectRefused(`no results of ${name}: ${missing}`, ...args);
    });

    it('also where a run was interrupted, and where a file is gone', () => {
      rmSync(join(folder, 'results/own-quick/history.csv'));
      forgetFiles(join(folder, 'results/own-quick'));
      const { status, stderr } = plot('own.yaml', '--quick');
      const made = '`moe run own.yaml --quick` makes it, for a spec with record.history';
      expect(stderr).toBe(`moe: results/own-quick/history.csv is missing; ${made}\n`);
      expect(status).toBe(2);
      rmSync(join(folder, 'plots'), { recursive: true });
      rmSync(join(folder, 'results/own/trials.csv'));
      expectRefused('no results of own: results/own/trials.csv is missing; `moe run own.yaml` makes it');
    });
  });

  it('draws an overview of a spec without figures', () => {
    writeFileSync(join(folder, 'bare.yaml'), spec.replace(/figures: .*\n/, ''));
    expect(plot('bare.yaml')).toEqual({ status: 0, stdout: 'plots/own/overview.vl.json\n', stderr: '' });
  });

  describe('refuses results that are not those of the spec', () => {
    it("a quick run's in the place of the full one's", () => {
      cpSync(join(folder, 'results/own-quick'), join(folder, 'results/own'), { recursive: true });
      expectRefused('results/own holds results of own-quick, not of own');
    });

    it('a run.json that says nothing', () => {
      alter('run.json', () => 'null');
      expectRefused('results/own/run.json cannot be read as provenance of a run: it is no object');
    });

    it('of a method that it does not have', () => {
      writeFileSync(join(folder, 'own.yaml'), spec.replace('softmax:', 'soft:'));
      const { status, stderr } = plot('own.yaml');
      expect(stderr).toMatch(/trials\.csv .*t\/softmax\/0.* method "softmax" is not in own/);
      expect(status).toBe(2);
    });
  });

  describe('refuses tables that contradict each other', () => {
    const anew = '`moe run own.yaml` makes the file anew';
    const lines = (from: number, to?: number) => (text: string) =>
      `${text.trimEnd().split('\n').slice(from, to).join('\n')}\n`;

    it.each([
      [
        'half a summary',
        'summary.csv',
        lines(0, 3),
        `summary.csv lacks t/softmax/stable, which its trials give (and 1 more cell differs); ${anew}`,
      ],
      [
        'a summary without a metric',
        'summary.csv',
        (text: string) => text.replace(/t,argmin,error,.*\n/, ''),
        `summary.csv lacks t/argmin/error, which its trials give; ${anew}`,
      ],
      [
        'a header alone',
        'summary.csv',
        lines(0, 1),
        `summary.csv lacks t/argmin/stable, which its trials give (and 3 more cells differ); ${anew}`,
      ],
      [
        'a cell without trials',
        'summary.csv',
        (text: string) => text.replaceAll('softmax', 'lap'),
        `summary.csv lacks t/softmax/stable, which its trials give (and 3 more cells differ); ${anew}`,
      ],
      [
        'another number of trials',
        'summary.csv',
        (text: string) => text.replace('t,softmax,stable,3', 't,softmax,stable,4'),
        `summary.csv:4 n of t/softmax/stable must be "3", as its trials give; got "4"; ${anew}`,
      ],
      [
        'another mean',
        'summary.csv',
        (text: string) => text.replace(/(t,softmax,error,\d+),[^,]*/, '$1,1'),
        /summary\.csv:5 mean of t\/softmax\/error must be "[\d.]+", as its trials give; got "1";/,
      ],
      [
        'a line twice',
        'summary.csv',
        (text: string) => text.replace(/(t,softmax,stable,.*\n)/, '$1$1'),
        `summary.csv:4 t/softmax/stable must have 1 row, as its trials give; got 2 rows; ${anew}`,
      ],
      [
        'other times',
        'timings_summary.csv',
        (text: string) => text.replace(/(t,argmin,seconds,\d+),[^,]*/, '$1,1'),
        /timings_summary\.csv:2 mean of t\/argmin\/seconds must be "[\d.e-]+", as its trials give; got "1";/,
      ],
      [
        'half of the times',
        'timings_summary.csv',
        lines(0, 2),
        `timings_summary.csv lacks t/softmax/seconds, which its trials give; ${anew}`,
      ],
    ])('%s', (_, file, change, message) => {
      alter(file, change);
      expectRefused(typeof message === 'string' ? `results/own/${message}` : message);
    });

    it('no trials', () => {
      forgetFiles(join(folder, 'results/own'));
      alter('trials.csv', lines(0, 1));
      alter('timings.csv', lines(0, 1));
      expectRefused('results/own/trials.csv has no trials; `moe run own.yaml` makes it anew');
    });
  });
});
