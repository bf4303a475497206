import { describe, expect, it } from 'vitest';
import type { ClaimTest } from '../../experiment/claim-contract.js';
import type { Cell } from '../../experiment/contract.js';
import { cellsOfTest, shortfall } from './cells.js';
import { testOf } from './claim.fixture.js';

const cell = (trials: number, more: Partial<Cell> = {}): Cell => ({
  ...{ task: 't', method: 'm', sweep: {}, trials, data: { name: 'lines', n: 90 }, k: 3 },
  ...{ expert: { name: 'linear' }, learn: { name: 'alternating' }, metrics: ['error'] },
  ...more,
});

describe('the cells of a test', () => {
  const grid = ['plain', 'other'].flatMap((method) => [
    ...[1, 2].flatMap((C) => [10, 20].map((g) => ({ task: 't', method, sweep: { C, g } }))),
    ...[1, 2, 3].map((C) => ({ task: 't', method, sweep: { C } })),
    { task: 't', method, sweep: {} },
  ]);
  const found = (test: Partial<ClaimTest>) =>
    cellsOfTest(testOf({ methods: ['plain'], metric: 'error', ...test }), grid).map(({ method, sweep }) =>
      `${method} ${Object.entries(sweep).join(' ')}`.trim(),
    );

  it.each<[string, Partial<ClaimTest>, string[]]>([
    ['that is not swept: the plain one', {}, ['plain']],
    ['at a value: the one with no other sweep', { at: { C: 2 } }, ['plain C,2']],
    ['across a sweep: all along it', { across: 'C' }, ['plain C,1', 'plain C,2', 'plain C,3']],
    ['against a method: both', { against: { method: 'other', by: 'ratio' } }, ['plain', 'other']],
    [
      'against another place of its own',
      { at: { C: 1 }, against: { at: { C: 3 }, by: 'difference' } },
      ['plain C,1', 'plain C,3'],
    ],
    [
      'of an effect: both levels, over the other sweep',
      { effect: { C: [1, 2] } },
      ['plain C,1 g,10', 'plain C,1 g,20', 'plain C,2 g,10', 'plain C,2 g,20', 'plain C,1', 'plain C,2'],
    ],
  ])('%s', (_, test, cells) => {
    expect(found(test)).toEqual(cells);
  });
});

describe('a cell of a run', () => {
  it.each([
    ['as many trials', cell(10), ''],
    ['more trials', cell(20), ''],
    ['fewer trials', cell(9), 't/m has 9 of 10 trials'],
    ['other data', cell(10, { data: { name: 'lines', n: 30 } }), 't/m has another data than the whole grid'],
    [
      'another k and learning',
      cell(9, { k: 2, learn: { name: 'direct' } }),
      't/m has another k, learn than the whole grid',
    ],
    ['fewer metrics, which are seen by what is missing', cell(10, { metrics: [] }), ''],
  ])('with %s', (_, run, lack) => {
    expect(shortfall([run], [cell(10)])(run)).toBe(lack);
  });

  it('is found by its swept values, whatever their order', () => {
    const [grid, run] = [cell(5, { sweep: { a: 1, b: 'x' } }), cell(4, { sweep: { b: 'x', a: 1 } })];
    expect(shortfall([run], [grid])(grid)).toBe('t/m/b=x/a=1 has 4 of 5 trials');
  });

  it('lacks nothing that its rows do not tell where it was not run, or is not of the grid', () => {
    expect(shortfall([], [cell(10)])(cell(10))).toBe('');
    expect(shortfall([cell(1)], [])(cell(1))).toBe('');
  });
});
