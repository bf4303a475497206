import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.js';
import { readBytes } from './file.js';
import { readTable } from './read-table.js';
import { streamTable } from './stream-table.js';
import { folder, refusal, written } from './table-file.fixture.js';

describe('what is no table is refused in one sentence, the same whole and in parts', () => {
  it.each([
    ['nothing', '', 'x.csv is empty; it must have a line of column names, and rows below it'],
    ['blank lines', '\n \n', 'x.csv is empty; it must have a line of column names, and rows below it'],
    ['a header only', 'a,b\n', 'x.csv has a header but no rows'],
    [
      'a row too long',
      'a,b\n1,2\n3,4,5\n',
      'x.csv:3 must have 2 fields, as the header; got 3 (a cell that holds the delimiter must stand in quotes)',
    ],
    [
      'another delimiter below the header',
      'a;b;c\n1,2,3\n',
      `x.csv:2 must have 3 fields, as the header; got 1: it has commas in the place of the header's`,
    ],
    ['a row too short', 'a,b\n"1\n",2\n\n3\n', 'x.csv:5 must have 2 fields, as the header; got 1'],
    ['a name twice', 'a,b,a\n1,2,3\n', `x.csv:1 a column's name must stand there once; got "a" twice`],
    ['no name', '\na,,b\n1,2,3\n', 'x.csv:2 column 2 must have a name; got ""'],
    ['no name at the end', 'a,b,\n1,2,\n', 'x.csv:1 column 3 must have a name; got ""'],
    ['Inf', 'a\n1\nInf\n', 'x.csv:3 "a" must be a finite number; got "Inf"'],
    ['Inf at first', 'a\n-inf\n', 'x.csv:2 "a" must be a finite number; got "-inf"'],
    ['overflow', 'a\n1e999\n', 'x.csv:2 "a" must be a finite number; got "1e999"'],
    [
      'decimal commas',
      'a;b\n1,5;2\n',
      'x.csv:2 "a" must be a number with a decimal point and no commas, such as 1234.5; got "1,5"',
    ],
    [
      'commas between thousands',
      'a\n1\n"-1,234,567.5"\n',
      'x.csv:3 "a" must be a number with a decimal point and no commas, such as 1234.5; got "-1,234,567.5"',
    ],
    [
      'a text below numbers',
      'a,b\n1,2\n1,x\n',
      'x.csv:3 "b" must be a number, as in the rows above (for categories: --categories b); got "x"',
    ],
    [
      'a text below dates',
      'a\n2024-01-01\nJanuary\n',
      'x.csv:3 "a" must be a date such as 2024-05-31, as in the rows above; got "January"',
    ],
    [
      'a quote that is never closed',
      'a,b\n1,2\n3,"4\n5,6\n',
      'x.csv:3 a quote that is opened here, or below, must be closed; got the end of the file',
    ],
    [
      'a lone quote',
      'a,b\n"1\r\n",2\n3,4"\n',
      'x.csv:4 a cell with a quote in it must stand in quotes, and its own be doubled; got a lone quote',
    ],
    ['more behind a quote', 'a,b\n"1"x,2\n', 'x.csv:2 a closing quote must end the cell; got more of it'],
    ['bytes', Uint8Array.of(1, 2, 0, 3), 'x.csv must be a table as text, gzipped text, or Parquet; it is binary'],
    [
      'UTF-16',
      Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'),
      'x.csv must be a table as text, gzipped text, or Parquet; it is UTF-16 text: save it as UTF-8',
    ],
    [
      'a workbook',
      Uint8Array.of(0x50, 0x4b, 3, 4, 20),
      'x.csv must be a table as text, gzipped text, or Parquet; it is a zip file or an Excel workbook: unpack it, or save it as CSV',
    ],
    [
      'Latin 1',
      Buffer.from('a,b\n1,\xe4\n', 'latin1'),
      'x.csv:2 must be UTF-8 text; got the byte 0xe4: save the table as UTF-8',
    ],
    [
      'Latin 1 far below',
      Buffer.concat([Buffer.from(`a,b\n${'1,ä\n'.repeat(300_000)}`), Buffer.from('1,\xe4\n', 'latin1')]),
      'x.csv:300002 must be UTF-8 text; got the byte 0xe4: save the table as UTF-8',
    ],
    [
      'a letter cut at the end',
      Buffer.from('a,b\n1,ä').subarray(0, -1),
      'x.csv:2 must be UTF-8 text; got the byte 0xc3: save the table as UTF-8',
    ],
    [
      'gzip that is cut',
      gzipSync(`a,b\n${'1,2\n'.repeat(100)}`).subarray(0, -12),
      'x.csv must be a whole gzip file; it is cut, damaged or too large: unexpected end of file',
    ],
    ['gzip of nothing', gzipSync(''), 'x.csv is empty; it must have a line of column names, and rows below it'],
  ])('%s', async (_, content, message) => {
    expect(await refusal(content)).toBe(message);
  });

  it('a cell of another kind than expected, without a hint at what the rows above hold', async () => {
    expect(await refusal('a\nx\n', { kinds: new Map([['a', 'number']]) })).toBe(
      'x.csv:2 "a" must be a number; got "x"',
    );
    expect(await refusal('a\n1\n', { kinds: new Map([['a', 'date']]) })).toBe(
      'x.csv:2 "a" must be a date such as 2024-05-31; got "1"',
    );
  });

  it('a file that is not there, or a folder', async () => {
    for (const call of [readTable, streamTable]) {
      await expect(call(join(folder, 'none'))).rejects.toThrow(
        new InputError(`${join(folder, 'none')} does not exist`),
      );
      await expect(call(folder)).rejects.toThrow(new InputError(`${folder} is a directory; a table is needed`));
    }
  });

  it('a file that is changed while it is read', async () => {
    const path = written('a\n1\n');
    const changing = readTable(path, undefined, (file, what) => {
      const bytes = readBytes(file, what);
      appendFileSync(file, '2\n');
      return bytes;
    });
    await expect(changing).rejects.toThrow(new InputError(`${path} was changed while it was read`));

    const { parts } = await streamTable(path);
    const change = async () => {
      for await (const _ of parts(() => ({}))) appendFileSync(path, '3\n');
    };
    await expect(change()).rejects.toThrow(new InputError(`${path} was changed while it was read`));
  });
});
