import { expect, test } from 'vitest';
import { markdown } from '../documents/markdown.js';
import { parseTable } from '../tables/csv.js';
import { hostile, report } from './assignment.fixture.js';
import { csvOf, documentOf, remarks, scalingRows } from './assignment-report.js';

test('a row a size, a column a solver: CPU ms, how often the first solver’s, or why there is none', () => {
  expect(scalingRows(report)).toEqual([
    ['n', 'quick', 'square', 'odd', 'gone'],
    ['100', '0.0125', '4320 (350000)', '1.25 (100) differs', 'absent'],
    ['300', '0.05', 'beyond', 'failed', 'absent'],
  ]);
});

test('the remarks name the limit, the machine, who is absent with what to install, and each trouble once', () => {
  const lines = remarks(report);
  expect(lines).toContain('gone is absent: python3 lacks gone (apt-get install python3-gone).');
  expect(lines.filter((line) => line.includes('absent'))).toHaveLength(1);
  expect(lines).toContain('odd differs at n = 100: its total loss is off by 1e-1.');
  expect(lines).toContain(`odd failed at n = 300: ${hostile}.`);
  expect(lines.join(' ')).toMatch(/more than 3 CPU s a call.*a processor, Node 20, Square 1\.0/);
});

test('without troubles nothing but the reading of the table is said', () => {
  const results = report.results.filter(({ status }) => status === 'ok' || status === 'beyond');
  expect(remarks({ ...report, results })).toEqual(remarks(report).slice(0, -3));
});

test('the CSV holds every result, numbers in full, hostile texts as they are', () => {
  const { columns, rows } = parseTable(csvOf(report), 'assignment.csv');
  expect(columns).toEqual(['solver', 'n', 'k', 'cpu_ms', 'ratio', 'calls', 'objective', 'status', 'note']);
  expect(rows).toHaveLength(report.results.length);
  expect(rows[1]!.number('cpu_ms')).toBe(4321.4);
  expect(rows[5]!.numberOrNull('cpu_ms')).toBeNull();
  expect(rows[6]!.text('note')).toBe(hostile);
});

test('the Markdown has the same cells; hostile texts add no column and no tag', () => {
  const text = markdown(documentOf(report));
  expect(text).toContain('| 100 | 0.0125 | 4320 (350000) | 1.25 (100) differs | absent |\n');
  expect(text).toContain('- odd: &#60;script&#62;&#124;&#92;"a",b\n');
  expect(text.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(4);
});
