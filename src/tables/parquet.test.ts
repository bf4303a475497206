import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.js';
import { type Frame, placeOf } from './frame.js';
import type { Expected } from './frame-builder.js';
import { readTable } from './read-table.js';
import { cells, refusal as refusalOf, streamed, written } from './table-file.fixture.js';

type Options = Partial<Parameters<typeof parquetWriteBuffer>[0]>;
type SchemaElement = NonNullable<Options['schema']>[number];

const fileOf = (columnData: ColumnSource[], options: Options = {}) =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...options }));

/** Kind and cells of each column of some frames, one below the other. */
function columnsOf(frames: readonly Frame[]): Record<string, unknown[]> {
  return Object.fromEntries(
    frames[0]!.columns.map(({ name, kind }, c) => [
      name,
      [kind, ...frames.flatMap(({ columns }) => cells(columns[c]!))],
    ]),
  );
}

/** By either way of reading, which must agree. */
async function read(bytes: Uint8Array, expected: Expected = {}): Promise<Record<string, unknown[]>> {
  const path = written(bytes);
  const whole = columnsOf([(await readTable(path, () => expected)).frame]);
  expect(columnsOf(await streamed(path, () => expected))).toEqual(whole);
  return whole;
}

const refusal = (bytes: Uint8Array, expected?: Expected) => refusalOf(bytes, expected, 'x.parquet');

/** A column with this element of the schema. */
function typed(data: unknown[], element: Partial<SchemaElement>): Uint8Array {
  const schema = [
    { name: 'root', num_children: 1 },
    { name: 'a', ...element },
  ] as SchemaElement[];
  return fileOf([{ name: 'a', data: data as number[] }], { schema });
}

describe('columns of Parquet have the kinds of their types', () => {
  it('texts and booleans are categories, numbers numbers, times days', async () => {
    const day = new Date('2024-05-31');
    const bytes = fileOf([
      { name: 'text', data: ['x', '1', 'NA'], type: 'STRING' },
      { name: 'flag', data: [true, false, true], type: 'BOOLEAN' },
      { name: 'int', data: [1, -2, 3], type: 'INT32' },
      { name: 'long', data: [1n, -2n, 2n ** 53n], type: 'INT64' },
      { name: 'double', data: [0.1, -0, 1e300], type: 'DOUBLE' },
      { name: 'float', data: [0.5, 2, -1], type: 'FLOAT' },
      { name: 'time', data: [day, new Date(0), new Date(12 * 3600 * 1000)], type: 'TIMESTAMP' },
    ]);
    expect(await read(bytes)).toEqual({
      text: ['category', 'x', '1', 'NA'],
      flag: ['category', 'true', 'false', 'true'],
      int: ['number', 1, -2, 3],
      long: ['number', 1, -2, 2 ** 53],
      double: ['number', 0.1, -0, 1e300],
      float: ['number', 0.5, 2, -1],
      time: ['date', 19874, 0, 0.5],
    });
  });

  it('decimals are numbers, dates days, microseconds are not lost', async () => {
    expect(await read(typed([1.25, -3], { type: 'INT32', converted_type: 'DECIMAL', scale: 2, precision: 5 }))).toEqual(
      {
        a: ['number', 1.25, -3],
      },
    );
    expect(await read(typed([new Date('2024-05-31')], { type: 'INT32', converted_type: 'DATE' }))).toEqual({
      a: ['date', 19874],
    });
    const unit = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } as const;
    expect(await read(typed([864n], { type: 'INT64', logical_type: unit }))).toEqual({ a: ['date', 1e-8] });
  });

  it('nulls and NaN are missing cells', async () => {
    const bytes = fileOf([
      { name: 'n', data: [null, 1.5, Number.NaN], type: 'DOUBLE' },
      { name: 'i', data: [7n, null, null], type: 'INT64' },
      { name: 'c', data: ['x', null, ''], type: 'STRING' },
      { name: 'd', data: [null, new Date(0), null], type: 'TIMESTAMP' },
      { name: 'b', data: [null, null, true], type: 'BOOLEAN' },
    ]);
    expect(await read(bytes)).toEqual({
      n: ['number', null, 1.5, null],
      i: ['number', 7, null, null],
      c: ['category', 'x', null, ''],
      d: ['date', null, 0, null],
      b: ['category', null, null, 'true'],
    });
  });

  it('numbers and dates are categories where that is asked for', async () => {
    const bytes = fileOf([
      { name: 'year', data: [1970n, null, 71n], type: 'INT64' },
      { name: 'day', data: [new Date(0), new Date(1), null], type: 'TIMESTAMP' },
    ]);
    const kinds = new Map([
      ['year', 'category'],
      ['day', 'category'],
    ] as const);
    expect(await read(bytes, { kinds })).toEqual({
      year: ['category', '1970', null, '71'],
      day: ['category', '1970-01-01', '1970-01-01T00:00:00.001Z', null],
    });
  });

  it('columns that are not asked for are not read, whatever they hold', async () => {
    const bytes = fileOf([
      { name: 'a', data: [1, 2], type: 'DOUBLE' },
      { name: 'json', data: [{ x: 1 }, [2]], type: 'JSON' },
    ]);
    const only = { only: new Set(['a']) };
    expect(await read(bytes, only)).toEqual({ a: ['number', 1, 2] });
    expect((await readTable(written(bytes), () => only)).frame.unread).toEqual(['json']);
  });
});

describe('what cannot be used is refused in one sentence, the same whole and in parts', () => {
  it('nested columns and other types, by name', async () => {
    expect(await refusal(fileOf([{ name: 'j', data: [{ x: 1 }], type: 'JSON' }]))).toBe(
      'x.parquet column "j" must hold numbers, dates, texts or booleans; got cells of type JSON: leave it out of the formula',
    );
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 1 },
      { name: 'tags', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL', type: 'INT32' },
    ];
    expect(await refusal(fileOf([{ name: 'tags', data: [[1], [2, 3]] }], { schema }))).toContain(
      'x.parquet column "tags" must hold numbers, dates, texts or booleans; got nested cells',
    );
  });

  it('a column of another kind than expected', async () => {
    const texts = fileOf([{ name: 'a', data: ['1'], type: 'STRING' }]);
    expect(await refusal(texts, { kinds: new Map([['a', 'number']]) })).toBe(
      'x.parquet column "a" must hold numbers; got texts or booleans',
    );
    const numbers = fileOf([{ name: 'a', data: [1], type: 'DOUBLE' }]);
    expect(await refusal(numbers, { kinds: new Map([['a', 'date']]) })).toBe(
      'x.parquet column "a" must hold dates; got numbers',
    );
  });

  it('infinity, with its row', async () => {
    const bytes = fileOf([{ name: 'a', data: [1, 2, 3, Number.NEGATIVE_INFINITY], type: 'DOUBLE' }], {
      rowGroupSize: 2,
    });
    expect(await refusal(bytes)).toBe('x.parquet row 4 "a" must be a finite number; got -Infinity');
  });

  it('a file without rows', async () => {
    expect(await refusal(fileOf([{ name: 'a', data: [], type: 'DOUBLE' }]))).toBe('x.parquet has columns but no rows');
  });

  it('a file that is cut', async () => {
    const bytes = fileOf([{ name: 'a', data: Array.from({ length: 500 }, (_, i) => i / 3), type: 'DOUBLE' }]);
    for (const length of [4, 11, bytes.length / 2, bytes.length - 1])
      expect(await refusal(bytes.slice(0, length))).toMatch(
        /^x\.parquet must be a whole Parquet file; it is cut or damaged: ./,
      );
  });

  it('a page that sends the decoder into a loop without an end', async () => {
    const bytes = fileOf([{ name: 'a', data: [1, null, 3, 4], type: 'DOUBLE' }], { codec: 'UNCOMPRESSED' });
    // The page's header then lacks the length of its definition levels.
    bytes[17]! ^= 4;
    await expect(readTable(written(bytes))).rejects.toThrow(/cut or damaged: its pages are not decoded within \d+ s$/);
  });

  it('a file with a byte of its footer changed is read, or refused by one InputError', async () => {
    const bytes = fileOf([
      { name: 'a', data: Array.from({ length: 40 }, (_, i) => (i % 5 === 0 ? null : i / 3)), type: 'DOUBLE' },
      { name: 'b', data: Array.from({ length: 40 }, (_, i) => `level ${i % 3}`), type: 'STRING' },
    ]);
    const footer = 8 + new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(footer - 1), fc.nat(254), async (back, by) => {
        const changed = bytes.slice();
        const at = bytes.length - 1 - back;
        changed[at] = (changed[at]! + 1 + by) % 256;
        try {
          await readTable(written(changed));
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          refused++;
        }
      }),
      { seed: 1, numRuns: 100 },
    );
    expect(refused).toBeGreaterThan(15);
  });
});

describe('a table that hyparquet-writer writes', () => {
  const codecs = {
    UNCOMPRESSED: (input: Uint8Array) => input,
    SNAPPY: undefined,
    GZIP: (input: Uint8Array) => new Uint8Array(gzipSync(input)),
    BROTLI: (input: Uint8Array) => new Uint8Array(brotliCompressSync(input)),
  };
  const table = fc.record({
    rows: fc.array(
      fc.tuple(
        fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
        fc.option(fc.string({ unit: 'grapheme' })),
        fc.option(fc.boolean()),
        fc.option(fc.maxSafeInteger()),
      ),
      { minLength: 1, maxLength: 16 },
    ),
    codec: fc.constantFrom(...(Object.keys(codecs) as (keyof typeof codecs)[])),
    rowGroupSize: fc.integer({ min: 3, max: 20 }),
  });

  it('is read back, whole and in parts, from several codecs and groups of rows', async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ rows, codec, rowGroupSize }) => {
        const column = <T>(c: number) => rows.map((row) => row[c] as T);
        const compressor = codecs[codec];
        const bytes = fileOf(
          [
            { name: 'n', data: column<number>(0), type: 'DOUBLE' },
            { name: 'c', data: column<string>(1), type: 'STRING' },
            { name: 'b', data: column<boolean>(2), type: 'BOOLEAN' },
            {
              name: 'i',
              data: column<number | null>(3).map((one) => (one === null ? null : BigInt(one))),
              type: 'INT64',
            },
          ],
          { codec, rowGroupSize, ...(compressor === undefined ? {} : { compressors: { [codec]: compressor } }) },
        );
        const text = (cell: unknown) => (cell === null ? null : String(cell));
        expect(await read(bytes)).toEqual({
          n: ['number', ...column(0)],
          c: ['category', ...column(1)],
          b: ['category', ...column<boolean>(2).map(text)],
          // A bigint has no -0.
          i: ['number', ...column<number | null>(3).map((one) => (one === 0 ? 0 : one))],
        });
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  it('comes in parts of 20 000 rows and less, which know their places', async () => {
    const data = Float64Array.from({ length: 45_000 }, (_, i) => i);
    const path = written(fileOf([{ name: 'a', data, type: 'DOUBLE' }], { rowGroupSize: 25_000 }));
    const parts = await streamed(path);
    expect(parts.map(({ rows }) => rows)).toEqual([20_000, 5000, 20_000]);
    expect(placeOf(parts[2]!, 0)).toBe(`${path} row 25001`);
    expect(columnsOf(parts)).toEqual({ a: ['number', ...data] });
  });
});
