/** `moe inspect` as a process: what it tells, what it writes, and what it refuses in one line. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel, encodeModel } from '../../model/codec.js';
import { csvOf, fitFile, rowsOf } from '../predict/model-file.fixture.js';
import { moe } from '../process.fixture.js';
import { vocabulary } from '../vocabulary.js';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'moe-inspect-'));
  writeFileSync(join(folder, 'table.csv'), csvOf(rowsOf(60, 1)));
  writeFileSync(join(folder, 'other.csv'), csvOf(rowsOf(60, 2)));
  await fitFile(folder, 'model.json', 'table.csv', { formula: 'y ~ x + c | z', gate: 'softmax' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const inspect = (...args: readonly string[]) => moe(['inspect', ...args], folder);

describe('a model is told', () => {
  it('without its data: what it is, and each expert', () => {
    const { status, stdout, stderr } = inspect('model.json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^2 experts for y\n/);
    expect(stdout).toMatch(/formula +y ~ x \+ c \| z\n/);
    expect(stdout).toMatch(/rows +60 rows of a table with SHA-256 [0-9a-f]{64}\n/);
    expect(stdout).toMatch(/\n {2}share +\d+(\.\d)?% +\d+(\.\d)?%\n/);
    expect(stdout).toMatch(/\n {2}x +-?\d[\d.]* +-?\d[\d.]*\n/);
    expect(stdout).toContain('moe inspect model.json --data TABLE');
    expect(inspect('model.json', '-q')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('with its data: whether experts pay, what sets their rows apart, and each number of them', () => {
    const { status, stdout, stderr } = inspect('model.json', '--data', 'table.csv');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/✓ Experts pay\. They predict rows held out better than one does\. R2 on rows held out: /);
    expect(stdout).toMatch(/who decides +expert +rows\n(.*\n)+What sets their rows apart\n {2}expert 0 +\S/);
    expect(stdout).toMatch(/\n {2}2 \(this model\) +[\d.]+/);
    expect(inspect('model.json', '--data', 'table.csv', '-j', '1').stdout).toBe(stdout);
  });

  it('as a page, the same twice, whose path alone is printed', () => {
    const { status, stdout, stderr } = inspect('model.json', '--data', 'table.csv', '-o', 'model.html');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^model\.html \(\d+ kB\)\n$/);
    const page = readFileSync(join(folder, 'model.html'), 'utf8');
    expect(page).toContain('<h1>2 experts for y</h1>');
    expect(inspect('model.json', '--data', 'table.csv', '-o', 'again.html', '-q').stdout).toBe('');
    expect(readFileSync(join(folder, 'again.html'), 'utf8') === page).toBe(true);
    expect(inspect('model.json', '-o', 'bare.html', '-q').status).toBe(0);
    expect(readFileSync(join(folder, 'bare.html'), 'utf8')).toContain('This page has no rows');
  });

  it('that was not learned from a table', () => {
    const model = decodeModel(readFileSync(join(folder, 'model.json'), 'utf8'), vocabulary);
    writeFileSync(join(folder, 'plain.json'), JSON.stringify(encodeModel({ ...model, origin: null }, vocabulary)));
    const { status, stdout } = inspect('plain.json');
    expect(status).toBe(0);
    expect(stdout).toMatch(/origin +not learned from a table/);
    expect(inspect('plain.json', '-o', 'plain.html').status).toBe(0);
    expect(inspect('plain.json', '--data', 'table.csv')).toEqual({
      ...{ status: 2, stdout: '' },
      stderr: 'moe: plain.json was not learned from a table, so --data can show nothing of it\n',
    });
  });
});

describe('it is refused in one line, and nothing is written, where', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['there is no model', ['none.json'], /^moe: none\.json does not exist/],
    ['the model is a table', ['table.csv'], /^moe: table\.csv: a model file must be whole JSON/],
    ['there is no table', ['model.json', '--data', 'none.csv'], /none\.csv/],
    [
      'the table is another one',
      ['model.json', '--data', 'other.csv'],
      /^moe: other\.csv must be the table that the model was learned from \(SHA-256 [0-9a-f]{64}\); got [0-9a-f]{64}; moe predict tells how another table does\n$/,
    ],
    [
      'the page would replace the model',
      ['model.json', '-o', 'model.json'],
      /--out must be another file than model\.json/,
    ],
    [
      'the page would replace the table',
      ['model.json', '--data', 'table.csv', '-o', 'table.csv'],
      /--out must be another file than table\.csv/,
    ],
  ])('%s', (_, args, message) => {
    const [model, table] = ['model.json', 'table.csv'].map((name) => readFileSync(join(folder, name), 'utf8'));
    const { status, stdout, stderr } = inspect(...args, ...(args.includes('-o') ? [] : ['-o', 'refused.html']));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, 'refused.html'))).toBe(false);
    expect(readFileSync(join(folder, 'model.json'), 'utf8')).toBe(model);
    expect(readFileSync(join(folder, 'table.csv'), 'utf8')).toBe(table);
  });
});

it('a page of many rows stays small: it draws a part of those learned from, and says so', () => {
  writeFileSync(join(folder, 'many.csv'), csvOf(rowsOf(100_000, 3)));
  const args = ['many.csv', 'y ~ x + c | z', '--experts', '2', '--starts', '2', '-q', '--out', 'many.json'];
  expect(moe(['fit', ...args], folder)).toMatchObject({ status: 0, stderr: '' });
  expect(inspect('many.json', '--data', 'many.csv', '-o', 'many.html', '-q').status).toBe(0);
  expect(statSync(join(folder, 'many.html')).size).toBeLessThan(2e6);
  const page = readFileSync(join(folder, 'many.html'), 'utf8');
  expect(page).toContain('5000 of the 98,000 rows, drawn at random by the seed of the fit. 2000 more rows, by which');
  expect(page).toContain('From 5000 of the 98,000 rows, drawn at random');
});
