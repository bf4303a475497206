import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawExperiment, toJson } from '../charts/draw.js';
import { readTables } from '../charts/tables.js';
import { type PlainParameters, registry } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { parseTable } from '../tables/csv.js';
import { paperCharts } from './registry.js';
import { table1 } from './table1.js';

const folder = join(import.meta.dirname, '..', 'charts', 'fixtures', 'inference');
const tables = readTables(folder, 'moe run inference');
const given = {
  methods: ['logistic', 'kmeans', 'kmeans-alternating-literal', 'parametric'],
  cells: ['smiley=test_accuracy', 'mnist=test_accuracy', 'smile-features=test_accuracy'],
  paper: ['smiley/kmeans=0.84', 'smiley/kmeans-alternating-literal=0.8616', 'mnist/logistic=0.9232'],
};
const render = (parameters: PlainParameters) => toJson(table1.render(tables, parseParameters(table1, parameters)));
const texts = (parameters: PlainParameters) => table1.texts!(tables, parseParameters(table1, parameters));

test('a cell of the Markdown has mean, interval and the paper in percent with two digits', () => {
  const lines = texts(given).md.split('\n');
  expect(lines[0]).toBe(
    '| method | smiley (test accuracy) | mnist (test accuracy, n = 3) | smile-features (test accuracy, n = 4) |',
  );
  expect(lines[3]).toMatch(/^\| kmeans \| 84\.57 % \[84\.10, 85\.05\], n = 4 \(paper 84\.00\) \| 95\.05 % \[/);
});

test('equal trials have no interval, trials without a result no mean, and a cell without trials says so', () => {
  const [, , logistic, , literal, parametric] = texts(given).md.split('\n');
  expect(logistic).toMatch(/\| 92\.58 % \(paper 92\.32\) \|/);
  expect(literal).toMatch(/n = 3 \(paper 86\.16\) .*\| no trial with a result \|$/);
  expect(parametric).toMatch(/\| not run \|$/);
});

test('the CSV has the numbers as summary.csv has them, task by task', () => {
  const table = parseTable(texts(given).csv, 'table1.csv');
  expect(table.columns).toEqual(['task', 'metric', 'method', 'paper', 'value', 'ci_low', 'ci_high', 'n']);
  expect(table.rows).toHaveLength(12);
  const summary = readFileSync(join(folder, 'summary.csv'), 'utf8');
  const kmeans = table.rows.find((row) => row.text('task') === 'smiley' && row.text('method') === 'kmeans')!;
  expect(summary).toContain(`smiley,kmeans,,,,test_accuracy,${kmeans.text('n')},${kmeans.text('value')},`);
  expect(kmeans.number('paper')).toBe(0.84);
  expect(table.rows.at(-1)!.numberOrNull('n')).toBeNull();
});

test('a trial is a tick, and swept trials of the method are none', () => {
  const { rows } = tables.get('trials.csv', ['task', 'method', 'steps', 'test_accuracy']);
  const own = rows.filter((row) => row.text('task') === 'smiley' && row.text('method') === 'parametric');
  const ended = own.filter((row) => row.text('test_accuracy') !== '');
  const json = render({ ...given, cells: ['smiley=test_accuracy'] });
  const drawn = ended.filter((row) => {
    const percent = Number((100 * Number(row.text('test_accuracy'))).toPrecision(6));
    return json.includes(`{"method":"parametric","at":${percent}}`);
  });
  const plain = ended.filter((row) => row.text('steps') === '');
  expect([plain.length > 0, plain.length < ended.length]).toEqual([true, true]);
  expect(drawn).toEqual(plain);
});

test('tasks and methods that were not run are named, not drawn', () => {
  const named = { ...given, methods: ['kmeans', 'other'], cells: ['smiley=test_accuracy', 'later=test_accuracy'] };
  expect(render(named)).toContain('Not in these results: later, other.');
  expect(texts(named).md).toContain('Not in these results: later, other.');
  expect(texts(named).md.split('\n')[0]).toBe('| method | smiley (test accuracy, n = 4) |');
});

test('without cells each task shows its test accuracy, or its training accuracy where it has no other', () => {
  const [head] = texts({}).md.split('\n');
  expect(head).toMatch(/smiley \(test accuracy.*pendulum \(training accuracy/);
});

test('none of the cells in the results, and lists that are no pairs, are refused', () => {
  expect(() => render({ cells: ['smiley=return'] })).toThrow(
    'table1: the results of inference have none of its cells: return of smiley',
  );
  expect(() => render({ cells: ['smiley'] })).toThrow('cells of table1 must be a list of name=value; got "smiley"');
  expect(() => render({ cells: ['a=b', 'a=c'] })).toThrow('cells of table1 must name each once; got "a" twice');
  expect(() => render({ paper: ['smiley/kmeans=much'] })).toThrow(
    'paper of table1: smiley/kmeans must be a number; got "much"',
  );
});

test('the texts are written beside the picture, whatever the formats', async () => {
  const out = mkdtempSync(join(tmpdir(), 'table1-'));
  try {
    const files = await drawExperiment(tables, out, [{ name: 'table1', ...given }], registry('chart', paperCharts), [
      'json',
    ]);
    expect(files).toEqual(['vl.json', 'csv', 'md'].map((ending) => join(out, 'inference', `table1.${ending}`)));
    expect(readdirSync(join(out, 'inference')).toSorted()).toEqual(['table1.csv', 'table1.md', 'table1.vl.json']);
    expect(readFileSync(files[2]!, 'utf8')).toBe(texts(given).md);
  } finally {
    rmSync(out, { recursive: true });
  }
});
