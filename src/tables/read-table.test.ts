import { gzipSync } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from './file.js';
import { placeOf } from './frame.js';
import { readTable } from './read-table.js';
import { cells, columnsOf, read, refusal, streamed, written } from './table-file.fixture.js';

describe('columns are read with their kinds', () => {
  it('numbers, dates, and categories, booleans among them', async () => {
    const text = 'n,d,t,c,b\n1,2024-05-31,1970-01-02T12:00Z,x,true\n-.5e1,1970-01-01,1970-01-02 00:00,1,false\n';
    expect(await read(text)).toEqual({
      n: { kind: 'number', cells: [1, -5] },
      d: { kind: 'date', cells: [19874, 0] },
      t: { kind: 'date', cells: [1.5, 1] },
      c: { kind: 'category', cells: ['x', '1'] },
      b: { kind: 'category', cells: ['true', 'false'] },
    });
  });

  it('a day that there is not is refused, a hexadecimal number is no number', async () => {
    for (const day of ['2024-02-30', '2023-02-29', '2024-13-01', '2024-01-01T25:00', '2024-01-01 10:61'])
      expect(await refusal(`d\n${day}\n`)).toBe(`x.csv:2 "d" must be a day and a time that there are; got "${day}"`);
    expect(await read('x,b\n0x10,0b1\n')).toEqual({
      x: { kind: 'category', cells: ['0x10'] },
      b: { kind: 'category', cells: ['0b1'] },
    });
    expect(await refusal('x\n1\n0x10\n')).toContain('x.csv:3 "x" must be a number');
  });

  it('missing marks are missing cells whatever the column holds, and say nothing of its kind', async () => {
    expect(await read('n,c,d,no\nNA,?,NaT,\n1,a,2024-01-01,NA\n,null,N/A,NaN\n')).toEqual({
      n: { kind: 'number', cells: [null, 1, null] },
      c: { kind: 'category', cells: [null, 'a', null] },
      d: { kind: 'date', cells: [null, 19723, null] },
      no: { kind: 'number', cells: [null, null, null] },
    });
  });

  it('numbers are categories where that is asked for, as they are written', async () => {
    const kinds = new Map([['zip', 'category']] as const);
    expect(await read('zip\n02139\n2139\n', { kinds })).toEqual({
      zip: { kind: 'category', cells: ['02139', '2139'] },
    });
  });

  it('columns that are not asked for may hold anything', async () => {
    const { frame } = await readTable(written('a,b,c\n1,1,2\n2,x,3\n'), (names) => ({
      only: new Set(names.filter((name) => name !== 'b')),
    }));
    expect(columnsOf([frame])).toEqual({ a: { kind: 'number', cells: [1, 2] }, c: { kind: 'number', cells: [2, 3] } });
    expect(frame.unread).toEqual(['b']);
  });
});

describe('a text is read', () => {
  const same = { a: { kind: 'number', cells: [1, 3] }, b: { kind: 'category', cells: ['x', 'y,z'] } };
  it.each([
    ['a byte order mark', '\ufeffa,b\n1,x\n3,"y,z"\n'],
    ['CR LF', 'a,b\r\n1,x\r\n3,"y,z"\r\n'],
    ['CR', 'a,b\r1,x\r3,"y,z"\r'],
    ['no end of the last line', 'a,b\n1,x\n3,"y,z"'],
    ['blank lines', '\n\na,b\n\n1,x\n  \n3,"y,z"\n\n'],
    ['tabs', 'a\tb\n1\tx\n3\ty,z\n'],
    ['semicolons', 'a;b\n1;x\n3;y,z\n'],
    ['blanks around cells', 'a , b\n 1 , x\n3,  "y,z"  \n'],
    ['quotes around all', '"a","b"\n"1","x"\n"3","y,z"\n'],
    ['a first column without a name, which names rows', '"","a","b"\n"r1",1,"x"\n"r2",3,"y,z"\n'],
    ['tabs and row names', '\ta\tb\nr1\t1\tx\nr2\t3\ty,z\n'],
    ['gzip', gzipSync('a,b\n1,x\n3,"y,z"\n')],
    ['two gzip members', Buffer.concat([gzipSync('a,b\n1,x\n'), gzipSync('3,"y,z"\n')])],
  ])('with %s', async (_, content) => {
    expect(await read(content)).toEqual(same);
    expect(columnsOf(await streamed(written(content)))).toEqual(same);
  });

  it('its line ends may stand between quotes, in the header too; messages count them as an editor does', async () => {
    const text = '"a\nb";"c,d,e"\n1;"x\r\ny"\n\n\n2;"p\rq"\nz;r\n';
    expect(await read(text.replace('z', '3'))).toEqual({
      'a\nb': { kind: 'number', cells: [1, 2, 3] },
      'c,d,e': { kind: 'category', cells: ['x\r\ny', 'p\rq', 'r'] },
    });
    expect(await refusal(text)).toContain('x.csv:9 "a\\nb" must be a number, as in the rows above');
    const { frame } = await readTable(written(text.replace('z', '3'), 'y.csv'));
    expect([0, 1, 2].map((row) => placeOf(frame, row).split(':').at(-1))).toEqual(['3', '7', '9']);
  });

  it('one row suffices', async () => {
    expect(await read('a,b\n1,x')).toEqual({
      a: { kind: 'number', cells: [1] },
      b: { kind: 'category', cells: ['x'] },
    });
  });

  it('names such as __proto__ are names', async () => {
    const { frame } = await readTable(written('__proto__,constructor\n1,2\n'));
    expect(frame.columns.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
  });

  it('with 100 000 columns, all or two of them', async () => {
    const names = Array.from({ length: 100_000 }, (_, c) => `c${c}`);
    const path = written(`${names.join(',')}\n${names.map((_, c) => c).join(',')}\n`);
    const { frame } = await readTable(path);
    expect(frame.columns.length).toBe(100_000);
    expect(cells(frame.columns[99_999]!)).toEqual([99_999]);
    const [few] = await streamed(path, () => ({ only: new Set(['c7', 'c99999']) }));
    expect(columnsOf([few!])).toEqual({
      c7: { kind: 'number', cells: [7] },
      c99999: { kind: 'number', cells: [99_999] },
    });
  });
});

it('the digest is that of the bytes of the file', async () => {
  const content = gzipSync('a\n1\n');
  expect((await readTable(written(content))).sha256).toBe(sha256(content));
});

describe('a table that csv-stringify writes', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'B', '"', ',', ';', '\t', '\n', '\r', ' ', 'é', '木', '0', '-'),
  });
  const level = text.map((inner) => `x${inner}x`);
  const columns = fc.record({
    numbers: fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 12 }),
    levels: fc.array(level, { minLength: 1, maxLength: 4 }),
    names: fc.tuple(level, level).filter(([a, b]) => a !== b),
    delimiter: fc.constantFrom(',', '\t', ';'),
    record_delimiter: fc.constantFrom('\n', '\r\n', '\r'),
    bom: fc.boolean(),
  });

  it('is read back, whole and in parts', async () => {
    await fc.assert(
      fc.asyncProperty(columns, async ({ numbers, levels, names, ...options }) => {
        const category = numbers.map((_, row) => (row % 3 === 2 ? null : levels[row % levels.length]!));
        const rows = numbers.map((number, row) => [number, category[row]]);
        const path = written(stringify([names, ...rows], { ...options, quoted_string: true }));
        const expected = {
          [names[0]]: { kind: 'number', cells: numbers.map((value) => (value === 0 ? 0 : value)) },
          [names[1]]: { kind: category.some((cell) => cell !== null) ? 'category' : 'number', cells: category },
        };
        const plain = (found: ReturnType<typeof columnsOf>) => JSON.parse(JSON.stringify(found));
        expect(plain(columnsOf([(await readTable(path)).frame]))).toEqual(plain(expected));
        expect(plain(columnsOf(await streamed(path)))).toEqual(plain(expected));
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

describe('a table of more than one part', () => {
  // Lines of 50 bytes and more, so that chunks of a MiB end within letters, quotes and line ends.
  const n = 45_000;
  const filler = 'ä木'.repeat(7);
  const lines = Array.from(
    { length: n },
    (_, i) => `${i},"l${i % 7}\r\n${filler}",${i < 30_000 ? '' : `late${i % 3}`}`,
  );
  const content = `i,c,late\r\n${lines.join('\r\n')}\r\n`;

  it.each([
    ['as text', content],
    ['gzipped', gzipSync(content)],
  ])('has the same columns and places as the whole, %s', async (_, bytes) => {
    const path = written(bytes);
    const { frame } = await readTable(path);
    const parts = await streamed(path);
    expect(parts.map(({ rows }) => rows)).toEqual([20_000, 20_000, 5000]);
    const [inParts, whole] = [columnsOf(parts), columnsOf([frame])];
    for (const name of ['i', 'c', 'late']) expect(inParts[name]!.cells, name).toEqual(whole[name]!.cells);
    expect(parts[2]!.columns.map(({ kind }) => kind)).toEqual(['number', 'category', 'category']);
    expect(placeOf(parts[2]!, 4999)).toBe(placeOf(frame, n - 1));
    expect(placeOf(frame, n - 1)).toBe(`${path}:${2 * n}`);
  });
});
