import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PlainParameters, SweepValue } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import type { SummaryLine } from '../results/summary.js';
import { fixtures, tablesIn } from './charts.fixture.js';
import { methodSweeps, sweep } from './sweep.js';
import { settingAxis } from './sweeps.js';

const tables = tablesIn(join(fixtures, 'inference'));
const render = (given: PlainParameters) => JSON.stringify(sweep.render(tables, parseParameters(sweep, given)));

const cell = (sweep: Readonly<Record<string, SweepValue>>, mean: number | null, method = 'm'): SummaryLine => ({
  ...{ task: 't', method, sweep, metric: 'test_accuracy', n: mean === null ? 0 : 3 },
  ...{ mean, sd: null, median: mean, low: null, high: null },
});

test('the first swept column is the axis, each value of the second a line', () => {
  const rows = [cell({ a: 1, b: 'x' }, 0.1), cell({ a: 1, b: 'y' }, 0.2), cell({ a: 2, b: 'x' }, 0.3)];
  const [found, ...more] = methodSweeps(rows, {});
  expect(more).toEqual([]);
  expect(found!.column).toBe('a');
  expect(found!.courses.map(({ label, spots }) => [label, spots.map(({ at, line }) => [at, line.mean])])).toEqual([
    [
      'b = x',
      [
        [1, 0.1],
        [2, 0.3],
      ],
    ],
    ['b = y', [[1, 0.2]]],
  ]);
});

test('other columns and other methods are other panels', () => {
  const rows = [cell({ a: '1' }, 0.1), cell({ b: '1' }, 0.1), cell({ a: '1' }, 0.1, 'other')];
  expect(methodSweeps(rows, {}).map(({ method, column }) => [method, column])).toEqual([
    ['m', 'a'],
    ['m', 'b'],
    ['other', 'a'],
  ]);
});

test('the cell that is not swept stands at its defaults unless a swept cell does', () => {
  const spots = (rows: readonly SummaryLine[], defaults: Readonly<Record<string, SweepValue>>) =>
    methodSweeps(rows, defaults)[0]!.courses[0]!.spots.map(({ at, preset = false }) => [at, preset]);
  const plain = cell({}, 0.5);
  expect(spots([plain, cell({ a: 2 }, 0.1)], { a: 1 })).toEqual([
    [2, false],
    [1, true],
  ]);
  expect(spots([plain, cell({ a: 2 }, 0.1)], {})).toEqual([[2, false]]);
  expect(spots([plain, cell({ a: 1 }, 0.1)], { a: 1 })).toEqual([[1, false]]);
  expect(spots([plain, cell({ a: 2, b: 3 }, 0.1)], { a: 1 })).toEqual([[2, false]]);
  expect(spots([cell({}, null), cell({ a: 2 }, 0.1)], { a: 1 })).toEqual([[2, false]]);
});

test('a default with another second value is a course of its own', () => {
  const rows = [cell({}, 0.5), cell({ a: 2, b: 3 }, 0.1)];
  expect(methodSweeps(rows, { a: 1, b: 4 })[0]!.courses.map(({ label }) => label)).toEqual(['b = 3', 'b = 4']);
});

test('a cell without a result is no mark, and is said', () => {
  expect(render({})).toContain('no result at steps = 40000, learning rate = 0.001');
});

test('levels stand in the panels of their task', () => {
  const count = (json: string, text: string) => json.split(`"text":"${text}"`).length - 1;
  const levels = { smiley: { chance: 0.5 }, mnist: { paper: 0.95 } };
  expect(count(render({ levels }), 'chance 50%')).toBe(1);
  expect(count(render({ levels }), 'paper 95%')).toBe(1);
  expect(count(render({ levels, tasks: ['mnist'] }), 'chance 50%')).toBe(0);
});

test('numbers stand at their place, labeled where there is room, the ends first; other values side by side', () => {
  const axisOf = (values: readonly SweepValue[]) => {
    const spots = values.map((at) => ({ at, line: cell({ a: at }, 0.5) }));
    return settingAxis({ task: 't', column: 'a', courses: [{ label: '', spots }] }, 238);
  };
  expect(axisOf([0, 1, 2, 9, 10])).toMatchObject({
    numeric: true,
    axis: { type: 'quantitative', scale: { type: 'linear' }, axis: { title: 'a', values: [0, 1, 2, 9, 10] } },
  });
  // With a 0, logarithmic beyond the least above it.
  expect(axisOf([0, 0.01, 0.1, 0.3])).toMatchObject({
    axis: { scale: { type: 'symlog', constant: 0.01 }, axis: { values: [0, 0.01, 0.1, 0.3] } },
  });
  expect(axisOf([1, 100])).toMatchObject({ axis: { scale: { type: 'log' }, axis: { title: 'a (logarithmic)' } } });
  expect(axisOf([false, true])).toMatchObject({ numeric: false, axis: { scale: { domain: ['false', 'true'] } } });
});

test('values over more than a factor of ten stand on a logarithmic axis', () => {
  expect(render({ tasks: ['mnist'] })).toContain('C (logarithmic)');
  expect(render({ tasks: ['mnist'] })).toContain('"values":[0.001,0.01,0.1,10]');
});

test('no swept cells with the metric are refused', () => {
  expect(() => render({ metric: 'return' })).toThrow(
    'sweep: the results of inference have no swept cells with the metric return',
  );
  expect(() => render({ defaults: ['C'] })).toThrow('sweep.defaults must be a mapping from names to');
});
