import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { toJson } from './draw.js';
import type { Summary } from './summary.js';
import { sweep } from './sweep.js';
import { sweepsOf } from './sweep-cells.js';
import { readTables } from './tables.js';

const tables = readTables(join(import.meta.dirname, 'fixtures', 'inference'), 'moe run inference');
const render = (given: PlainParameters) => toJson(sweep.render(tables, parseParameters(sweep, given)));

const cell = (sweep: Record<string, string>, mean: number | null, method = 'm'): Summary => ({
  ...{ task: 't', method, sweep, metric: 'test_accuracy', n: mean === null ? 0 : 3 },
  ...{ mean, sd: null, median: mean, low: null, high: null },
});

test('the first swept column is the axis, each value of the second a line', () => {
  const rows = [cell({ a: '1', b: 'x' }, 0.1), cell({ a: '1', b: 'y' }, 0.2), cell({ a: '2', b: 'x' }, 0.3)];
  const [found, ...more] = sweepsOf(rows, new Map());
  expect(more).toEqual([]);
  expect(found!.column).toBe('a');
  expect(found!.courses.map(({ label, spots }) => [label, spots.map(({ at, mean }) => [at, mean])])).toEqual([
    [
      'b = x',
      [
        ['1', 0.1],
        ['2', 0.3],
      ],
    ],
    ['b = y', [['1', 0.2]]],
  ]);
});

test('other columns and other methods are other panels', () => {
  const rows = [cell({ a: '1' }, 0.1), cell({ b: '1' }, 0.1), cell({ a: '1' }, 0.1, 'other')];
  expect(sweepsOf(rows, new Map()).map(({ method, column }) => [method, column])).toEqual([
    ['m', 'a'],
    ['m', 'b'],
    ['other', 'a'],
  ]);
});

test('the cell that is not swept stands at its defaults unless a swept cell does', () => {
  const spots = (rows: readonly Summary[], defaults: readonly (readonly [string, string])[]) =>
    sweepsOf(rows, new Map(defaults))[0]!.courses[0]!.spots.map(({ at, preset }) => [at, preset]);
  const plain = cell({}, 0.5);
  expect(spots([plain, cell({ a: '2' }, 0.1)], [['a', '1']])).toEqual([
    ['2', false],
    ['1', true],
  ]);
  expect(spots([plain, cell({ a: '2' }, 0.1)], [])).toEqual([['2', false]]);
  expect(spots([plain, cell({ a: '0.0001' }, 0.1)], [['a', '1e-4']])).toEqual([['0.0001', false]]);
  expect(spots([plain, cell({ a: '2', b: '3' }, 0.1)], [['a', '1']])).toEqual([['2', false]]);
});

test('a cell without a result is no mark, and is said', () => {
  const [found] = sweepsOf([cell({ a: '1' }, 0.1), cell({ a: '2' }, null)], new Map());
  expect(found!.empty).toEqual(['a = 2']);
  expect(found!.courses[0]!.spots).toHaveLength(1);
  expect(render({})).toContain('no result at steps = 40000, learning_rate = 0.001');
});

test('levels stand in all panels, or in those of the task that they name', () => {
  const count = (json: string, text: string) => json.split(`"text":"${text}"`).length - 1;
  const levels = ['smiley/chance=0.5', 'all=0.95'];
  expect(count(render({ levels }), 'chance 50 %')).toBe(1);
  expect(count(render({ levels }), 'all 95 %')).toBe(2);
  expect(count(render({ levels, tasks: ['mnist'] }), 'chance 50 %')).toBe(0);
});

test('values over more than a factor of ten stand on a logarithmic axis', () => {
  expect(render({ tasks: ['mnist'] })).toContain('C (logarithmic)');
  expect(render({ tasks: ['mnist'] })).toContain('"values": [0.001,0.01,0.1,10]');
});

test('no swept cells with the metric are refused', () => {
  expect(() => render({ metric: 'return' })).toThrow(
    'sweep: the results of inference have no swept cells with the metric return',
  );
  expect(() => render({ defaults: ['C'] })).toThrow('defaults of sweep must be a list of name=value; got "C"');
});
