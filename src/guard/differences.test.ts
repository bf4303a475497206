import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTable, type Sheet, toCsv } from '../tables/csv.js';
import { type Comparison, differences, exactly, within } from './differences.js';

const comparison: Comparison = { file: 'f.csv', from: 'rerun', same: exactly, key: ['id'] };
const sheet: Sheet = {
  columns: ['id', 'x', 'why'],
  rows: [
    ['a', 0.1, ''],
    ['a', 2, 'late'],
    ['b', null, ''],
  ],
};
const table = (text: string) => parseTable(text, 'f.csv');
const committed = () => table(toCsv(sheet));
const where = { file: 'f.csv', from: 'rerun' };

describe('differences', () => {
  it('are none between a table and itself', () => {
    expect(differences(committed(), sheet, comparison)).toEqual([]);
    expect(differences(null, null, comparison)).toEqual([]);
  });

  it('name row, column and both values', () => {
    const changed = table(toCsv(sheet).replace('0.1', '0.2').replace('late', 'early'));
    expect(differences(changed, sheet, comparison)).toEqual([
      { ...where, line: 2, row: 'a', column: 'x', committed: '0.2', now: '0.1' },
      { ...where, line: 3, row: 'a', column: 'why', committed: 'early', now: 'late' },
    ]);
  });

  it('tell of rows that are missing or too many, and of a missing file', () => {
    expect(differences(table('id,x,why\na,0.1,\nc,1,\n'), sheet, comparison)).toEqual([
      { ...where, line: 2, row: 'a', column: '', committed: '1 row', now: '2 rows' },
      { ...where, line: null, row: 'b', column: '', committed: 'no row', now: '1 row' },
      { ...where, line: 3, row: 'c', column: '', committed: '1 row', now: 'no row' },
    ]);
    expect(differences(null, sheet, comparison)).toHaveLength(2);
  });

  it('are looked for in the rows asked for alone', () => {
    const changed = table(toCsv(sheet).replace('0.1', '0.2'));
    expect(differences(changed, sheet, { ...comparison, only: new Set(['b']) })).toEqual([]);
  });

  it('take a column that only one side has as empty in the other', () => {
    expect(differences(table('id,y\na,\na,\nb,1\n'), sheet, comparison)).toEqual([
      { ...where, line: 2, row: 'a', column: 'x', committed: '', now: '0.1' },
      { ...where, line: 3, row: 'a', column: 'x', committed: '', now: '2' },
      { ...where, line: 3, row: 'a', column: 'why', committed: '', now: 'late' },
      { ...where, line: 4, row: 'b', column: 'y', committed: '1', now: '' },
    ]);
  });

  it('find any one cell of any table that was changed', () => {
    const cell = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string());
    const values = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(1), (rows, at, column) => {
        const columns = ['id', 'u', 'v'];
        const now = { columns, rows: rows.map((row, i) => [`r${i}`, ...row]) };
        const row = at % rows.length;
        const was = {
          columns,
          rows: now.rows.map((line, i) => line.map((v, c) => (i === row && c === column + 1 ? `${v}1` : v))),
        };
        const found = differences(table(toCsv(was)), now, comparison);
        expect(found.map((one) => [one.row, one.column])).toEqual([[`r${row}`, columns[column + 1]]]);
      }),
      { seed: 1 },
    );
  });
});

describe('within a tolerance', () => {
  const same = within(1e-6);

  it('numbers may differ by that share of the larger one', () => {
    expect([same('1', '1.0000009'), same('1', '1.0000011'), same('-3.5', '3.5')]).toEqual([true, false, false]);
  });

  it('numbers that are nearly nothing are the same, and others are not nothing', () => {
    expect([same('1e-31', '7e-30'), same('0', '1e-13'), same('0', '1e-11')]).toEqual([true, true, false]);
  });

  it('whole numbers are counts and seeds, and must be the same', () => {
    expect([same('10000000', '10000001'), same('7', '7')]).toEqual([false, true]);
  });

  it('texts, and an empty cell, are compared to the letter', () => {
    expect([same('ok', 'failed'), same('', '0'), same('true', 'true')]).toEqual([false, false, true]);
  });
});
