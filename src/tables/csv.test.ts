import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.js';
import { parseTable, toCsv, toText } from './csv.js';

describe('writing', () => {
  test('numbers are shortest round-trip, flags words, null and what is not finite nothing, texts quoted if they must', () => {
    const rows = [
      [1, 0.1 + 0.2, 1e-31, 1e21],
      [true, false, null, Number.NaN],
      ['a b', 'a,b', 'a"b', 'a\nb'],
      ['', ' a', 'a\rb', Number.POSITIVE_INFINITY],
    ];
    expect(toCsv({ columns: ['a', 'b', 'c', 'd'], rows })).toBe(
      'a,b,c,d\n1,0.30000000000000004,1e-31,1e+21\ntrue,false,,\na b,"a,b","a""b","a\nb"\n," a","a\rb",\n',
    );
  });

  test('half of a surrogate pair is what a file has of it', () => {
    expect(toText('a\ud800b \u{1F600}')).toBe(Buffer.from('a\ud800b \u{1F600}').toString());
  });

  test('a text without quotes is read as csv-parse reads it', () => {
    const plain = fc.string({ unit: fc.constantFrom(',', '\n', ' ', 'a', '1', ';', '\ufeff', '\u2028') });
    fc.assert(
      fc.property(plain, (text) => {
        const cellsOf = (of: string) => {
          try {
            const { columns, rows } = parseTable(of, 'x.csv');
            return [columns, ...rows.map((row) => [row.line, ...columns.map((column) => row.text(column))])];
          } catch (error) {
            return (error as Error).message;
          }
        };
        // A quoted cell at the end sends it through csv-parse.
        const last = `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}`;
        const quoted = cellsOf(`${last}"q"\n`);
        const unquoted = cellsOf(`${last}q\n`);
        expect(unquoted).toEqual(quoted);
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  test('a table without rows is its header', () => {
    expect(toCsv({ columns: ['a', 'b'], rows: [] })).toBe('a,b\n');
  });

  test('two columns of one name, and a row of another length, are refused', () => {
    expect(() => toCsv({ columns: ['n', 'm', 'n'], rows: [] })).toThrow('two columns would be named "n"');
    expect(() => toCsv({ columns: ['a', 'b'], rows: [[1, 2], [1]] })).toThrow('row 2 has 1 values for 2 columns');
  });
});

describe('reading', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('"', ',', '\n', '\r', ' ', '\t', ';', '#', '=', 'é', '\u{1F600}', '\ufeff', 'a'),
    }),
  );

  test('gives back what was written, for hostile texts, any number and 1 to 5 columns', () => {
    const value = fc.oneof(hostile, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
    const tables = fc
      .integer({ min: 1, max: 5 })
      .chain((columns) => fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { maxLength: 8 }));
    fc.assert(
      fc.property(tables, (rows) => {
        const columns = Array.from({ length: rows[0]?.length ?? 2 }, (_, c) => `c${c}`);
        const table = parseTable(toCsv({ columns, rows }), 'x.csv');
        expect(table.columns).toEqual(columns);
        expect(table.rows.map((line) => columns.map((column) => line.text(column)))).toEqual(
          rows.map((row) => row.map(toText)),
        );
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('gives back every finite number to the last bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const table = parseTable(toCsv({ columns: ['x'], rows: [[x]] }), 'x.csv');
        expect(table.rows[0]!.number('x') - x).toBe(0);
      }),
      { seed: 2 },
    );
  });

  test('has typed access; an empty cell is null', () => {
    const [line] = parseTable('\ufeffn,f,e,t\r\n-1.5e3,true,,"x\ny"\r\n', 'x.csv').rows;
    expect(line!.number('n')).toBe(-1500);
    expect(line!.flagOrNull('f')).toBe(true);
    expect([line!.numberOrNull('e'), line!.flagOrNull('e'), line!.text('e')]).toEqual([null, null, '']);
    expect(line!.text('t')).toBe('x\ny');
  });

  test('takes line ends of several kinds', () => {
    const { rows } = parseTable('a,b\r\n1,2\n3,4\r5,6\r\n', 'x.csv');
    expect(rows.map((row) => [row.line, row.number('a'), row.number('b')])).toEqual([
      [2, 1, 2],
      [3, 3, 4],
      [4, 5, 6],
    ]);
  });

  test.each([
    ['', 'x.csv is empty; it must begin with a line of column names'],
    ['a,a\n1,2\n', 'x.csv:1 has two columns "a"'],
    ['a,b\n1,2\n3\n', 'x.csv:3 has 1 cells; the header has 2'],
    ['a,b\n"1\n\n1",2\n3,4,5\n', 'x.csv:5 has 3 cells; the header has 2'],
    ['a,b\n1,"2\n', 'x.csv:2 is not CSV: '],
    ['a,b\n1,2"3\n', 'x.csv:2 is not CSV: '],
  ])('of %j is refused: %s', (text, message) => {
    expect(() => parseTable(text, 'x.csv')).toThrow(InputError);
    expect(() => parseTable(text, 'x.csv')).toThrow(message);
  });

  test('a cell of another kind, and a column that is not there, are said with file, line and column', () => {
    const [line] = parseTable('seed,flag,empty,space\n"\n",yes,, \n', 'x.csv').rows;
    expect(() => line!.flagOrNull('flag')).toThrow('x.csv:2 flag must be true, false or empty; got "yes"');
    expect(() => line!.numberOrNull('flag')).toThrow('x.csv:2 flag must be a number or empty; got "yes"');
    expect(() => line!.numberOrNull('space')).toThrow('x.csv:2 space must be a number or empty; got " "');
    expect(() => line!.number('empty')).toThrow('x.csv:2 empty must be a number; got ""');
    expect(() => line!.text('sed')).toThrow('x.csv has no column "sed" (did you mean "seed"?)');
    expect(() => parseTable('x\nInfinity\n', 'x.csv').rows[0]!.number('x')).toThrow(InputError);
  });
});
