/** `moe fit --bootstrap` as a process: what comes of it in the model file, in `moe predict` and `moe check`, and what is refused. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { csvOf, header, rowsOf } from '../predict/model-file.fixture.js';
import { moe } from '../process.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-bootstrap-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'table.csv'), csvOf(rowsOf(80, 1)));

const lines = ['fit', 'table.csv', 'y ~ x | z', '--experts', '2', '--starts', '4', '--method', 'gated-alternating'];

it('gives the same file on one thread and on two, which comes out again and tells the stability of rows', () => {
  const fitted = (jobs: string, out: string) => {
    const asked = [...lines, '--bootstrap', '60', '--json', '-j', jobs, '--out', out];
    const { stdout, stderr, status } = moe(asked, folder);
    expect(status, stderr).toBe(0);
    return { report: JSON.parse(stdout), file: readFileSync(join(folder, out), 'utf8') };
  };
  const [one, two] = [fitted('1', 'one.json'), fitted('2', 'two.json')];
  expect(two.file).toBe(one.file);
  const { experts, trust } = one.report;
  expect(trust.bootstrap).toEqual({ resamples: 60, degenerate: 0, level: 0.95, stable: expect.any(Number) });
  for (const { coefficients, stability } of experts) {
    expect(stability).toBeGreaterThan(0.8);
    for (const { low, high } of coefficients) expect(low).toBeLessThan(high);
  }
  const checked = moe(['check', 'one.json', '--data', 'table.csv'], folder);
  expect(checked.status, checked.stderr).toBe(0);
  const said = moe(['predict', 'one.json', 'table.csv', '-q'], folder).stdout.trimEnd().split('\n');
  expect(said[0]).toBe('prediction,expert,share,outside,stability');
  const stability = said.slice(1).map((line) => Number(line.split(',').at(-1)));
  expect(stability).toHaveLength(80);
  expect(stability.every((share) => share >= 0 && share <= 1)).toBe(true);
  expect(Math.max(...stability)).toBe(1);
});

it('adds nothing where nothing is asked for', () => {
  const { stdout, stderr, status } = moe([...lines, '--bootstrap', '0', '--json', '--out', 'none.json'], folder);
  expect(status, stderr).toBe(0);
  const { experts, trust } = JSON.parse(stdout);
  expect(trust?.bootstrap ?? null).toBeNull();
  expect(experts[0]).not.toHaveProperty('stability');
  expect(experts[0].coefficients[0]).not.toHaveProperty('low');
  const [head] = moe(['predict', 'none.json', 'table.csv', '-q'], folder).stdout.split('\n');
  expect(head).not.toContain('stability');
});

it('leaves the cells of rows that are not judged empty', () => {
  const table = `${header}\n${rowsOf(60, 2).join('\n')}\n`;
  writeFileSync(join(folder, 'full.csv'), table);
  writeFileSync(join(folder, 'holes.csv'), 'x,z\n1,\n2,0.5\n');
  const asked = [
    'fit',
    'full.csv',
    ...lines.slice(2),
    '--bootstrap',
    '40',
    '--missing',
    'drop',
    '-q',
    '--out',
    'm.json',
  ];
  expect(moe(asked, folder)).toMatchObject({ status: 0, stderr: '' });
  const [head, left] = moe(['predict', 'm.json', 'holes.csv', '-q'], folder).stdout.split('\n');
  expect(left).toBe(','.repeat(head!.split(',').length - 1));
});

it.each([
  ['1', '--bootstrap must be 0, or a whole number of at least 40, as 95 % intervals need; got 1'],
  ['39', '--bootstrap must be 0, or a whole number of at least 40, as 95 % intervals need; got 39'],
  ['-3', '--bootstrap'],
  ['1e9', '--bootstrap'],
  ['40.5', '--bootstrap'],
  ['many', '--bootstrap'],
])('--bootstrap %s is refused', (value, message) => {
  const { stderr, stdout, status } = moe([...lines, `--bootstrap=${value}`, '--out', 'never.json'], folder);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
});
