import { describe, expect, it } from 'vitest';
import { frameOf } from '../tables/frame.js';
import { expectedBy, prepare } from './prepare.js';

const n = 12;
const of = (cell: (row: number) => number) => Array.from({ length: n }, (_, row) => cell(row));
const frame = frameOf({ id: of((row) => row + 1), y: of((row) => row ** 2), x: of((row) => row % 5) });
const prepared = (formula: string) =>
  prepare(frame, 'f.csv', { formula, missing: 'refuse', weights: '' }, 'regression');

describe('columns that name rows', () => {
  it('are no part of ., and that is noted', () => {
    const { terms, notes } = prepared('y ~ .');
    expect(terms.experts).toEqual([['x']]);
    expect(notes).toEqual(['id counts the rows, and is left out: name it in the formula to use it']);
  });

  it('are used by who names them', () => {
    for (const formula of ['y ~ . + id', 'y ~ id + x', 'y ~ . | id']) {
      const { terms, notes } = prepared(formula);
      expect([...terms.experts, ...(terms.gate ?? [])], formula).toContainEqual(['id']);
      expect(notes, formula).toEqual([]);
    }
  });
});

describe('what is read of a table', () => {
  const names = ['y', 'a', 'b', 'w', 'note'];
  const only = (formula: string, weights = '') => [...expectedBy({ formula, weights }, 'f.csv')(names).only!];

  it('is what the formula and the weights use', () => {
    expect(only('y ~ a')).toEqual(['y', 'a']);
    expect(only('y ~ . - note', 'w')).toEqual(['y', 'a', 'b', 'w']);
    expect(only('y ~ a | a:b')).toEqual(['y', 'a', 'b']);
  });

  it('is refused for weights and categories that are not there', () => {
    expect(() => only('y ~ a', 'v')).toThrow('f.csv has no column "v"');
    expect(() => expectedBy({ formula: 'y ~ a', categories: ['aa'] }, 'f.csv')(names)).toThrow(
      'f.csv has no column "aa" (did you mean "a"?)',
    );
  });
});

it('a column that was not read may be dropped', () => {
  const read = { ...frame, unread: ['note'] };
  const { terms } = prepare(read, 'f.csv', { formula: 'y ~ . - note', missing: 'refuse', weights: '' }, 'regression');
  expect(terms.experts).toEqual([['x']]);
});

describe('rows with missing cells', () => {
  const holes = (...at: number[]) => of((row) => (at.includes(row) ? Number.NaN : row ** 2));
  const some = frameOf({ y: holes(2), x: holes(3, 4), w: holes(), z: holes() });
  const by = (missing: 'drop' | 'mean' | 'own-level', weights = '') =>
    prepare(some, 'f.csv', { formula: 'y ~ x + z', missing, weights }, 'regression');

  it('are dropped as asked, and that is noted', () => {
    const { rows, notes } = by('drop');
    expect([...rows]).toEqual([0, 1, 5, 6, 7, 8, 9, 10, 11]);
    expect(notes).toEqual(['left out: 3 rows with a missing cell in y, x']);
  });

  it.each(['mean', 'own-level'] as const)('are kept where they can be filled in, never without a target: %s', (how) => {
    const { rows, notes } = by(how, 'w');
    expect([...rows]).toEqual([0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(notes).toEqual(['left out: 1 row with a missing cell in y']);
  });
});
