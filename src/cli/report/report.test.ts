import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgetFiles, moe } from '../process.fixture.js';
import { makeOwn, ownSpec } from './report.fixture.js';
import { inReadingOrder } from './report.js';

describe('moe report', () => {
  let parent: string;
  /** Made once; each test gets a copy. */
  let made: string;
  let folder: string;

  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'moe-report-'));
    made = join(parent, 'made');
    makeOwn(made);
  });
  afterAll(() => rmSync(parent, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(parent, 'test-'));
    cpSync(made, folder, { recursive: true });
  });

  const report = (...args: readonly string[]) => moe(['report', ...args], folder);
  const text = (path: string) => readFileSync(join(folder, path), 'utf8');
  const alter = (file: string, change: (text: string) => string): void => {
    const path = `results/own/${file}`;
    const changed = change(text(path));
    expect(changed).not.toBe(text(path));
    writeFileSync(join(folder, path), changed);
  };

  function expectRefused(message: string, ...args: readonly string[]): void {
    const { status, stdout, stderr } = report(...(args.length > 0 ? args : ['own.yaml', '--checklist', 'LIST.md']));
    expect(stderr).toBe(`moe: ${message}\n`);
    expect(stdout).toBe('');
    expect(status).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(['own.yaml', 'results', 'u.csv']);
  }

  it('writes one file, says where and how large, and the same one again', () => {
    const { status, stdout, stderr } = report('own.yaml');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^plots\/report\.html \([\d.]+ [kM]B\)\n$/);
    const page = text('plots/report.html');
    expect(readdirSync(join(folder, 'plots'))).toEqual(['report.html']);
    expect(report('own.yaml', '-q')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(text('plots/report.html') === page).toBe(true);
  });

  it('reads each file of the results once', () => {
    const hook = `
      const fs = require('node:fs');
      const read = fs.readFileSync;
      fs.readFileSync = (path, ...rest) => {
        if (/^results/.test(path)) fs.appendFileSync('reads.txt', path + '\\n');
        return read(path, ...rest);
      };
      require('node:module').syncBuiltinESMExports();
    `;
    writeFileSync(join(folder, 'hook.cjs'), hook);
    const { status } = moe(['report', 'own.yaml', '--checklist', 'LIST.md'], folder, ['--require', './hook.cjs']);
    expect(status).toBe(0);
    const reads = text('reads.txt').trimEnd().split('\n');
    expect(reads.toSorted()).toEqual(
      readdirSync(join(folder, 'results/own'))
        .filter((name) => /\.(csv|json)$/.test(name))
        .map((name) => join('results/own', name)),
    );
  });

  it('computes the trials of a race again, and finds the rows of trials.csv', () => {
    report('own.yaml');
    const page = text('plots/report.html');
    const races = [...page.matchAll(/<strong id="own\.race-\d+\.title">(\w) by ([\w ,]+), trial \d+<\/strong>/g)];
    expect(races.map(([, task, methods]) => [task, methods])).toEqual([
      ['t', 'argmin and softmax'],
      ['u', 'argmin and softmax'],
    ]);
    expect(page.match(/Their rows match trials\.csv/g)).toHaveLength(2);
  });

  it('tells of quick runs, into the file that is named, and writes the checklist beside it', () => {
    const { status, stdout } = report('own.yaml', '--quick', '--out', 'a/b.html', '--checklist', 'a/LIST.md');
    expect(stdout).toMatch(/^a\/b\.html \([\d.]+ [kM]B\)\na\/LIST\.md \(\d+ kB\)\n$/);
    expect(status).toBe(0);
    expect(text('a/b.html')).toContain('<section class="experiment" id="own-quick"');
    expect(text('a/LIST.md')).toMatch(/^# Reproducibility checklist\n/);
  });

  it('says that a trial cannot be computed again where its data is gone', () => {
    rmSync(join(folder, 'u.csv'));
    expect(report('own.yaml').status).toBe(0);
    expect(text('plots/report.html')).toMatch(/<h4>u<\/h4>\n<p>It cannot be recomputed: .*u\.csv/);
  });

  it('needs no figures and no claims', () => {
    const bare = ownSpec.replace(/figures: .*\n/, '').replace(/claims:[\s\S]*?(?=quick:)/, '');
    writeFileSync(join(folder, 'own.yaml'), bare);
    for (const file of ['claims.csv', 'tests.csv']) rmSync(join(folder, 'results/own', file));
    forgetFiles(join(folder, 'results/own'));
    expect(report('own.yaml').status).toBe(0);
    expect(text('plots/report.html')).toContain('Figure 1</strong>: every cell');
  });

  describe('refuses, and writes nothing', () => {
    it('results that are not there', () => {
      expectRefused(
        'no results of fixed-data: results/fixed-data is missing; `moe run fixed-data` makes it',
        ...['own.yaml', 'fixed-data'],
      );
      expectRefused('no experiment has results in nowhere/; moe run makes them', '--results', 'nowhere');
    });

    it('results of another run', () => {
      cpSync(join(folder, 'results/own-quick'), join(folder, 'results/own'), { recursive: true });
      expectRefused('results/own holds results of own-quick, not of own');
    });

    it.each([
      ['a mean', 'summary.csv', /(t,softmax,error,3),([^,]*)()/, ':5 mean of t/softmax/error'],
      ['a deviation', 'summary.csv', /(t,softmax,error,3,[^,]*),([^,]*)()/, ':5 sd of t/softmax/error'],
      ['a median', 'summary.csv', /(t,softmax,error,3(?:,[^,]*){2}),([^,]*)()/, ':5 median of t/softmax/error'],
      ['an end of an interval', 'summary.csv', /(t,softmax,error.*),([^,\n]*)()\n/, ':5 ci_high of t/softmax/error'],
      ['a number of trials', 'summary.csv', /(t,softmax,error),(3)(,)/, ':5 n of t/softmax/error'],
      ['a time', 'timings_summary.csv', /(t,softmax,seconds,3),([^,]*)()/, ':3 mean of t/softmax/seconds'],
      ['a value of a claim', 'claims.csv', /("),(100)(,)/, ':2 value of C1'],
      ['an n of a claim', 'claims.csv', /(,100,[\d.]+,100),(3)(,)/, ':2 n of C1'],
      ['an outcome', 'tests.csv', /(,3),(holds)()/, ':2 outcome of C1/1'],
    ])('%s that was changed', (_, file, cell, where) => {
      let was = '';
      const other = (text: string) => (text === 'holds' ? 'fails' : `${text}1`);
      alter(file, (csv) =>
        csv.replace(cell, (whole, before: string, text: string, after: string) => {
          was = text;
          return `${before},${other(text)}${after}${whole.endsWith('\n') ? '\n' : ''}`;
        }),
      );
      expectRefused(
        `results/own/${file}${where} must be "${was}", as its trials give; got "${other(was)}"; ` +
          '`moe run own.yaml` makes the file anew',
      );
    });

    it('a verdict that was changed', () => {
      alter('claims.csv', (csv) => csv.replace(',reproduced,', ',not reproduced,'));
      expectRefused(
        'results/own/claims.csv:2 verdict of C1 must be "reproduced", as its trials give; got "not reproduced"; ' +
          '`moe run own.yaml` makes the file anew',
      );
    });

    it('a file that no cell is derived from, and that was changed', () => {
      alter('history.csv', (csv) => csv.replace('0,', '1,'));
      expectRefused(
        'results/own/history.csv is not of the run that run.json is of: it was changed since, or a run ended while it ' +
          'wrote its files; `moe run own.yaml` makes it, for a spec with record.history',
      );
    });

    it('a figure without its file', () => {
      rmSync(join(folder, 'results/own/history.csv'));
      forgetFiles(join(folder, 'results/own'));
      expectRefused('results/own/history.csv is missing; `moe run own.yaml` makes it, for a spec with record.history');
    });

    it('a place that cannot be written', () => {
      expectRefused('cannot write into u.csv: it is a file, not a folder', 'own.yaml', '--out', 'u.csv/x.html');
    });

    it('two specs of one name', () => {
      mkdirSync(join(parent, 'other'), { recursive: true });
      writeFileSync(join(parent, 'other/own.yaml'), ownSpec.replace('u.csv', join(folder, 'u.csv')));
      expectRefused('two of the specs are named own; name one of them', 'own.yaml', join(parent, 'other/own.yaml'));
    });
  });

  it('leaves the page that was there where it cannot make a new one', () => {
    report('own.yaml');
    const before = text('plots/report.html');
    alter('summary.csv', (csv) => csv.replace(/(t,softmax,error,\d+),/, '$1,1'));
    expect(report('own.yaml').status).toBe(2);
    expect(text('plots/report.html') === before).toBe(true);
    expect(existsSync(join(folder, 'LIST.md'))).toBe(false);
  });
});

describe('the order of experiments', () => {
  const source = (name: string, ...claims: readonly string[]) => ({
    spec: { name, claims: claims.map((id) => ({ id })) as never },
  });

  it('is that of their first claims, by number, then those without; or as they are named', () => {
    const all = [
      source('plain'),
      source('late', 'I30'),
      source('early', 'I4', 'I40'),
      source('first', 'F1'),
      source('own'),
    ];
    expect(inReadingOrder(all, []).map(({ spec }) => spec.name)).toEqual(['first', 'early', 'late', 'plain', 'own']);
    expect(inReadingOrder(all, ['any'])).toBe(all);
  });
});
