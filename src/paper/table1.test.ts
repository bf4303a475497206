import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { charts, tablesIn } from '../charts/charts.fixture.js';
import { drawExperiment, toJson } from '../charts/draw.js';
import type { PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { table1 } from './table1.js';

const folder = join(import.meta.dirname, '..', 'charts', 'fixtures', 'inference');
const tables = tablesIn(folder);
const given = {
  methods: ['logistic', 'kmeans', 'kmeans-alternating-literal', 'parametric'],
  cells: { smiley: 'test_accuracy', mnist: 'test_accuracy', 'smile-features': 'test_accuracy' },
  paper: { smiley: { kmeans: 0.84, 'kmeans-alternating-literal': 0.8616 }, mnist: { logistic: 0.9232 } },
};
const render = (parameters: PlainParameters) => toJson(table1.render(tables, parseParameters(table1, parameters)));
const readable = (parameters: PlainParameters) => table1.table!(tables, parseParameters(table1, parameters));

test('a cell has mean, interval and the paper in percent with two digits', () => {
  const { columns, rows } = readable(given);
  expect(columns).toEqual([
    ...['method', 'smiley (test accuracy)', 'mnist (test accuracy, n = 3)', 'smile-features (test accuracy, n = 4)'],
  ]);
  expect(rows[1]!.slice(0, 2)).toEqual(['kmeans', '84.57% [84.10, 85.05], n = 4 (paper 84.00)']);
  expect(rows[1]![2]).toMatch(/^95\.05% \[/);
});

test('equal trials have no interval, trials without a result no mean, and a cell without trials says so', () => {
  const [logistic, , literal, parametric] = readable(given).rows;
  expect(logistic).toContain('92.58% (paper 92.32)');
  expect(literal![1]).toMatch(/n = 3 \(paper 86\.16\)$/);
  expect(literal!.at(-1)).toBe('no trial with a result');
  expect(parametric!.at(-1)).toBe('not run');
});

test('the CSV has the numbers as summary.csv has them, task by task', () => {
  const { columns, rows: lines } = table1.sheet!(tables, parseParameters(table1, given));
  const rows = [...lines];
  expect(columns).toEqual(['task', 'metric', 'method', 'paper', 'value', 'ci_low', 'ci_high', 'n']);
  expect(rows).toHaveLength(12);
  const summary = readFileSync(join(folder, 'summary.csv'), 'utf8');
  const [, , , paper, value, , , n] = rows.find(([task, , method]) => task === 'smiley' && method === 'kmeans')!;
  expect(summary).toContain(`smiley,kmeans,,,,test_accuracy,${n},${value},`);
  expect(paper).toBe(0.84);
  expect(rows.at(-1)!.at(-1)).toBeNull();
});

test('a trial is a tick, and swept trials of the method are none', () => {
  const own = tables.lines('trials.csv').filter(({ task, method }) => task === 'smiley' && method === 'parametric');
  const ended = own.filter(({ metrics }) => metrics.test_accuracy !== null);
  const json = render({ ...given, cells: { smiley: 'test_accuracy' } });
  const drawn = ended.filter(({ metrics }) => {
    const percent = Number((100 * metrics.test_accuracy!).toPrecision(6));
    return json.includes(`{"method":"parametric","value":${percent}}`);
  });
  const plain = ended.filter(({ sweep }) => Object.keys(sweep).length === 0);
  expect([plain.length > 0, plain.length < ended.length]).toEqual([true, true]);
  expect(drawn).toEqual(plain);
});

test('tasks and methods that were not run are named, not drawn', () => {
  const named = {
    ...{ ...given, methods: ['kmeans', 'other'] },
    cells: { smiley: 'test_accuracy', later: 'test_accuracy' },
  };
  expect(render(named)).toContain('Not in these results: later, other.');
  expect(readable(named).note).toContain('Not in these results: later, other.');
  expect(readable(named).columns).toEqual(['method', 'smiley (test accuracy, n = 4)']);
});

test('without cells each task shows its test accuracy, or its training accuracy where it has no other', () => {
  const heads = readable({}).columns.join();
  expect(heads).toMatch(/smiley \(test accuracy.*pendulum \(train accuracy/);
});

test('none of the cells in the results, and what is no mapping, are refused', () => {
  expect(() => render({ cells: { smiley: 'return' } })).toThrow(
    'table1: the results of inference have none of its cells: return of smiley',
  );
  expect(() => render({ cells: ['smiley'] })).toThrow('table1.cells must be a mapping from names to texts');
  expect(() => render({ paper: { smiley: { kmeans: 'much' } } })).toThrow('table1.paper.smiley.kmeans must be');
});

test('it is written as CSV and for readers beside the picture, whatever the formats', async () => {
  const out = mkdtempSync(join(tmpdir(), 'table1-'));
  try {
    const figures = [{ chart: { name: 'table1', ...given } }];
    const wanted = { formats: ['json'], markdown: ({ note }: { readonly note: string }) => note } as const;
    const files = await drawExperiment(tables, out, figures, charts, wanted);
    expect(files).toEqual(['vl.json', 'csv', 'md'].map((ending) => join(out, 'inference', `table1.${ending}`)));
    expect(readdirSync(join(out, 'inference')).toSorted()).toEqual(['table1.csv', 'table1.md', 'table1.vl.json']);
    expect(readFileSync(files[2]!, 'utf8')).toBe(readable(given).note);
  } finally {
    rmSync(out, { recursive: true });
  }
});

test('what passes is shaded, by the stated test of a cell alone; chance stands where it is near', () => {
  const json = render({ cells: { smiley: 'test_accuracy' }, chance: { smiley: 0.5 } });
  expect(json).toContain('{"method":"kmeans","from":81.89,"to":86.11}');
  expect(json.match(/"from":/g)).toHaveLength(1);
  expect(json).toContain('{"method":"kmeans","value":50}');
});
