/** Tables and formulas of a user, damaged: every reader gives what is valid, or an InputError; nothing else, and soon. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../cli/process.fixture.js';
import { vocabulary } from '../cli/vocabulary.js';
import { parseParameters } from '../components/parameters.js';
import { idxBytes } from '../datasets/idx.fixture.js';
import { readIdx } from '../datasets/idx-file.js';
import { table } from '../datasets/table.js';
import { InputError, messageOf } from '../errors.js';
import { parseSpec } from '../experiment/spec/read.js';
import { stream } from '../math/random.js';
import { parseTable } from '../tables/csv.js';
import { columnsOf, parseFormula, resolve } from '../tables/formula.js';
import type { Frame } from '../tables/frame.js';
import { readTable } from '../tables/read-table.js';
import { streamTable } from '../tables/stream-table.js';
import { mutate } from './mutate.fixture.js';
import { parsed, parser } from './parsed.fixture.js';
import { rounds } from './rounds.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-tables-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The bytes as a file of its own, which is taken away afterwards. */
async function withFile<T>(bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const path = join(folder, 'given.file');
  rmSync(path, { force: true });
  writeFileSync(path, bytes);
  return use(path);
}

/** A table in parts, or the error that refuses it. */
async function inParts(path: string): Promise<readonly Frame[] | InputError> {
  const parts: Frame[] = [];
  try {
    for await (const part of (await streamTable(path)).parts(() => ({}))) parts.push(part);
    return parts;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
}

/** A table; in parts it is the same, or refused, too. @param packed where the one may meet the damage to the packing, the other that to the text. */
async function readBothWays(path: string, packed = false): Promise<Frame> {
  const parts = await inParts(path);
  try {
    const { frame } = await readTable(path);
    expect(parts).toEqual([frame]);
    return frame;
  } catch (error) {
    expect(messageOf(parts)).toEqual(packed ? expect.any(String) : messageOf(error));
    throw error;
  }
}

describe('tables of a user', () => {
  const rows = Array.from(
    { length: 12 },
    (_, i) => `${i / 7},"l""${i % 3}",2024-0${1 + (i % 9)}-03,${i % 4 === 0 ? 'NA' : -i}e-3,0${i}`,
  );
  const text = `n,"c, d",day,x,code\r\n${rows.join('\r\n')}\r\n`;
  parser(
    'tables of a user',
    () => Buffer.from(text),
    (bytes) => withFile(bytes, (path) => readBothWays(path)),
    300,
  );
  parser(
    'packed tables of a user',
    () => gzipSync(text),
    (bytes) => withFile(bytes, (path) => readBothWays(path, true)),
    300,
  );

  const columns = ['mpg', 'weight', 'horsepower', 'year', 'origin', 'model name', '`'];
  parser(
    'formulas',
    () => Buffer.from('mpg ~ weight + horsepower:year + `model name` - ```` | . - origin'),
    (bytes) => {
      const formula = bytes.toString('utf8');
      try {
        const terms = resolve(parseFormula(formula), 'cars.csv', columns);
        for (const name of columnsOf(terms)) expect(columns).toContain(name);
        return terms;
      } catch (error) {
        // What is wrong, the formula about the place, and a caret.
        expect(messageOf(error)).toMatch(/^formula: [^\n]+\n {2}[^\n]*\n {2} *\^$/);
        throw error;
      }
    },
  );
});

describe('Parquet', () => {
  const many = Array.from({ length: 90 }, (_, i) => i);
  const column = <T>(name: string, type: 'DOUBLE' | 'STRING' | 'BOOLEAN' | 'INT64', of: (i: number) => T) => ({
    ...{ name, type, data: many.map(of) as unknown as (number | null)[] },
  });
  const columnData = [
    column('n', 'DOUBLE', (i) => (i % 5 === 0 ? null : i / 3)),
    column('c', 'STRING', (i) => `level ${i % 3}`),
    column('b', 'BOOLEAN', (i) => (i % 7 === 0 ? null : i % 2 === 0)),
    column('i', 'INT64', (i) => BigInt(i * i)),
  ];
  const gzip = {
    codec: 'GZIP' as const,
    compressors: { GZIP: (input: Uint8Array) => new Uint8Array(gzipSync(input)) },
  };
  const files = [{ codec: 'UNCOMPRESSED' as const }, { codec: 'SNAPPY' as const }, gzip].map((options) =>
    Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 40, ...options })),
  );
  // Some send the decoder into a loop without an end, which its thread does not outlive.
  rounds({ fault: 'Parquet, damaged, in process', sample: 40, all: 400 }, async (rng, index) => {
    const damaged = mutate(files[index % files.length]!, rng);
    const read = await parsed(() => withFile(damaged, async (path) => (await readTable(path)).frame), 20);
    return read === undefined ? 'refused' : 'read';
  });
});

describe('data', () => {
  const given = parseParameters(table, { path: 'x', target: 'y' });
  const rows = Array.from({ length: 20 }, (_, i) => `${i / 7},"${i % 3}",${-i}e-3`).join('\n');
  parser(
    'CSV data',
    () => Buffer.from(`a,y,"b, c"\n${rows}\n`),
    (bytes) => table.load(given, stream(0), () => bytes),
  );
  const images = idxBytes(
    [3, 2, 2],
    Array.from({ length: 12 }, (_, i) => i),
  );
  parser(
    'idx data',
    () => images,
    (bytes) => readIdx('x', undefined, () => bytes),
  );
  parser(
    'packed idx data',
    () => gzipSync(images),
    (bytes) => readIdx('x.gz', undefined, () => bytes),
  );
});

describe('what is large is read or refused soon', () => {
  const many = (count: number, of: (i: number) => string) => Array.from({ length: count }, (_, i) => of(i)).join(',');
  const header = many(100_000, (i) => `c${i}`);
  const row = many(100_000, () => '1');
  const given = parseParameters(table, { path: 'x', target: 'c0' });
  const swept = readFileSync(join(root, 'src/cli/fixtures/tiny.yaml'), 'utf8').replace(
    'to: [0, 0.5]',
    `to: [${many(100_000, String)}]`,
  );
  it.each<[string, () => unknown]>([
    ['a table of 100000 columns', () => parseTable(`${header}\n${row}\n`, 'x').rows],
    ['a sweep of 100000 values', () => parseSpec(swept, 'x', vocabulary)],
  ])('%s', async (_, parse) => {
    expect(await parsed(parse)).toBeDefined();
  });
  it('data of 100000 columns: refused, unless the formula takes some of them', async () => {
    const file = Buffer.from(`${header}\n${row}\n${many(100_000, () => '2')}\n`);
    const load = (more: object) => table.load({ ...given, ...more }, stream(0), () => file);
    expect(() => load({})).toThrow('10000');
    const few = parseParameters(table, { path: 'x', formula: 'c0 ~ c1' });
    expect(table.load(few, stream(0), () => file)).toMatchObject({ x: { rows: 2, cols: 1 } });
  });
});
