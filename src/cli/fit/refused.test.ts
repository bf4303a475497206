/** What `moe fit` refuses, as a process: each in one message that says where and what, with exit code 2 and nothing written. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moe } from '../process.fixture.js';

const rows = (n: number, of: (i: number) => string) => Array.from({ length: n }, (_, i) => of(i)).join('\n');
const good = `x,z,y\n${rows(12, (i) => `${(i * i) % 7},${(i * 5) % 3},${(i * 3) % 4}`)}\n`;

const tables: Readonly<Record<string, string | Uint8Array>> = {
  'good.csv': good,
  'lines.csv': `x,y\n${rows(8, (i) => `${i % 4},${i}`)}`,
  'four.csv': 'x,y\n0,1\n1,2\n2,2\n3,5\n',
  'constant.csv': 'x,y\n1,5\n2,5\n3,5\n',
  'header.csv': 'x,y\n',
  'row.csv': 'x,y\n1,2\n',
  'weights.csv': 'x,y,w\n1,2,1\n2,3,-1\n3,5,1\n',
  'missing.csv': 'x,y\n1,2\n,3\n3,5\n',
  'rare.csv': ['x,c', ...Array.from({ length: 9 }, (_, i) => `${i},${i < 5 ? 'low' : 'high'}`), '9,rare'].join('\n'),
  'texts.csv': 'x,w,y\n1,low,2\n2,high,3\n',
  'splits.csv': 'split0\n0\n1\n',
  'same.csv': `id,x,y\n${rows(12, (i) => `${i},7,${i % 5}`)}\n`,
};

/** Tables that cannot be read, or not be learned from; `--target y` of each. */
const bad: [what: string, content: string | Uint8Array, message: string][] = [
  ['an empty file', '', 'x.csv is empty; it must have a line of column names, and rows below it'],
  ['binary data', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0), 'it is binary'],
  ['an Excel workbook', 'PK\x03\x04\x14', 'it is a zip file or an Excel workbook: unpack it, or save it as CSV'],
  ['a PDF', '%PDF-1.7\n', 'it is a PDF'],
  ['HTML', '<!doctype html><p>404</p>\n', 'it is HTML or XML'],
  ['JSON', '[{"x":1,"y":2}]', 'it is JSON: write it as CSV'],
  ['UTF-16', Buffer.from('\ufeffx,y\n1,2\n', 'utf16le'), 'it is UTF-16 text: save it as UTF-8'],
  ['Latin 1', Buffer.from('x,y\n1,2\n\xe4,3\n', 'latin1'), 'x.csv:3 must be UTF-8 text; got the byte 0xe4'],
  ['gzip that is cut', gzipSync(good).subarray(0, -9), 'must be a whole gzip file; it is cut, damaged or too large'],
  ['gzip of gzip', gzipSync(gzipSync(good)), 'it is packed twice: unpack it once'],
  ['Parquet that is cut', 'PAR1....', 'must be a whole Parquet file; it is cut or damaged'],
  ['a row too long', 'x,y\n1,2\n1,5,2\n', 'x.csv:3 must have 2 fields, as the header; got 3 (a cell that holds'],
  ['a row too short', 'x,y\n1,2\n1\n', 'x.csv:3 must have 2 fields, as the header; got 1'],
  ['mixed delimiters', 'x;y\n1,2\n', 'x.csv:2 must have 2 fields, as the header; got 1: it has commas in the place of'],
  ['other delimiters', 'x|y\n1|2\n', 'x.csv has no column "y"; it has only "x|y": commas, tabs or semicolons must'],
  ['no header', '1,2\n3,4\n', 'x.csv has no column "y"; it has 1, 2: the first line must name the columns'],
  ['a name twice', 'x,x,y\n1,2,3\n', 'x.csv:1 a column\'s name must stand there once; got "x" twice'],
  ['no name', 'x,,y\n1,2,3\n', 'x.csv:1 column 2 must have a name; got ""'],
  ['a quote that is not closed', 'x,y\n1,"2\n3,4\n', 'x.csv:2 a quote that is opened here, or below, must be closed'],
  ['a lone quote', 'x,y\n1,2\n3",4\n', 'x.csv:3 a cell with a quote in it must stand in quotes'],
  ['decimal commas', 'x;y\n1,5;2\n', 'x.csv:2 "x" must be a number with a decimal point and no commas, such as 1234.5'],
  [
    'commas between thousands',
    'x,y\n1,2\n"1,000",3\n',
    'x.csv:3 "x" must be a number with a decimal point and no commas',
  ],
  ['infinity', 'x,y\n1,2\n-inf,3\n', 'x.csv:3 "x" must be a finite number; got "-inf"'],
  ['a number that is too large', 'x,y\n1e400,2\n', 'x.csv:2 "x" must be a finite number; got "1e400"'],
  ['a text below numbers', 'x,y\n1,2\n0x10,3\n', 'x.csv:3 "x" must be a number, as in the rows above'],
  [
    'a day that there is not',
    'x,y\n2023-02-30,2\n',
    'x.csv:2 "x" must be a day and a time that there are; got "2023-02-30"',
  ],
  ['mixed dates', 'x,y\n2023-02-03,2\n04.02.2023,1\n', 'x.csv:3 "x" must be a date such as 2024-05-31, as in the rows'],
  [
    'a category for each row',
    `x,y\n${rows(12_000, (i) => `l${i},${i % 5}`)}`,
    'must make at most 10000 features; got 11999',
  ],
  [
    '100 000 columns',
    `y,${rows(100_000, (i) => `c${i}`).replaceAll('\n', ',')}\n1${',1'.repeat(100_000)}\n2${',2'.repeat(100_000)}\n`,
    'must make at most 10000 features; got 100000: name fewer columns',
  ],
];

describe('moe fit refuses', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-refused-'));
    for (const [name, text] of Object.entries(tables)) writeFileSync(join(folder, name), text);
    symlinkSync('loop', join(folder, 'loop'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Fails unless it is refused, with exit code 2, no stack, and nothing written. */
  function refused(args: readonly string[], message: string): void {
    const before = readdirSync(folder);
    const { status, stdout, stderr } = moe(['fit', ...args], folder);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
    expect(stderr).toMatch(/^moe: \S/);
    expect(stderr).not.toMatch(/^ {4}at |--debug|undefined|\[object|node:internal/m);
    expect(readdirSync(folder)).toEqual(before);
  }

  it.each(bad)('%s', (_, content, message) => {
    writeFileSync(join(folder, 'x.csv'), content);
    refused(['x.csv', '--target', 'y', '--experts', '1', '--out', 'refused.json'], message);
  });

  it.each<[what: string, args: readonly string[], message: string]>([
    [
      'a target that does not vary',
      ['constant.csv', '--target', 'y'],
      'constant.csv column "y" must vary, to be predicted; all 3 rows have 5',
    ],
    ['a header without rows', ['header.csv', '--target', 'y'], 'header.csv has a header but no rows'],
    ['one row', ['row.csv', '--target', 'y'], 'row.csv must have two or more rows to learn from; got 1'],
    ['more experts than rows', ['four.csv', '--target', 'y', '--experts', '9'], 'k = 9 experts exceed n = 4 samples'],
    [
      'no target',
      ['four.csv'],
      'a formula such as "mpg ~ weight", or --target with the column to predict, must be given',
    ],
    ['a target that is not there', ['four.csv', '--target', 'q'], 'moe: four.csv has no column "q"; it has x, y\n'],
    [
      'a target in other letters',
      ['four.csv', '--target', 'Y'],
      'has no column "Y" (did you mean "y"?); it has x, y\n',
    ],
    [
      'columns that do not vary',
      ['same.csv', 'y ~ x'],
      'same.csv has no column that varies, to predict from: x is the same in all 12 rows',
    ],
    ['weights that are the target', ['four.csv', '--target', 'y', '--weights', 'y'], 'weights must be another column'],
    [
      'weights that are texts',
      ['texts.csv', '--target', 'y', '--weights', 'w'],
      'texts.csv:2 "w" must be a number; got "low"',
    ],
    [
      'a share with a half row',
      ['four.csv', '--target', 'y', '--min-share', '1.5'],
      '--min-share must be a share below 1, or',
    ],
    [
      'unseen categories as missing ones that are refused',
      ['four.csv', '--target', 'y', '--unseen', 'missing'],
      '--unseen can be missing where --missing is mean or own-level; got "refuse"',
    ],
    [
      'intervals that would have no rows to calibrate by',
      ['good.csv', '--target', 'y', '--intervals', '0.9'],
      'intervals: coverage 0.9 needs 9 rows to calibrate by, one of 4 of at least 36; got 12 rows',
    ],
    [
      'intervals without a gate',
      ['good.csv', '--target', 'y', '--experts', '2', '--gate', 'none', '--intervals', '0.9'],
      '--intervals needs a gate, for without one nothing says which expert predicts a new row; got --gate none',
    ],
    [
      'a coverage in percent',
      ['good.csv', '--target', 'y', '--intervals', '90'],
      '--intervals must be a share above 0, such as 0.9, and at most 0.9995, or none; got 90',
    ],
    [
      'a coverage that is none',
      ['good.csv', '--target', 'y', '--intervals', 'wide'],
      '--intervals must be a share above 0, such as 0.9, and at most 0.9995, or none; got "wide"',
    ],
    [
      'a split without its column',
      ['four.csv', '--target', 'y', '--validate', 'lines.csv:s'],
      'lines.csv must have 4 rows',
    ],
    ['a file that is not there', ['no.csv', '--target', 'y'], 'no.csv does not exist'],
    [
      'standard input',
      ['-', '--target', 'y'],
      '- does not exist: standard input is not read, write it to a file first',
    ],
    ['a folder', ['.', '--target', 'y'], '. is a directory; a table is needed'],
    ['a device', ['/dev/zero', '--target', 'y'], '/dev/zero is no regular file; a table is needed'],
    ['a loop of links', ['loop', '--target', 'y'], 'cannot read loop: the path is a loop of links (ELOOP)'],
    ['no name of a file', ['', '--target', 'y'], '"" does not exist'],
    ['two targets', ['four.csv', 'y ~ x', '--target', 'x'], '--target must be that of the formula, "y"; got "x"'],
    ['a target among the inputs', ['four.csv', 'y ~ x + y'], '\n  y ~ x + y\n          ^'],
    ['a formula that does not parse', ['four.csv', 'y ~ log(x)'], '\n  y ~ log(x)\n      ^'],
    [
      'a missing cell',
      ['missing.csv', '--target', 'y'],
      'missing.csv:3 "x" is missing; --missing drop, mean or own-level',
    ],
    [
      'a weight below 0',
      ['weights.csv', '--target', 'y', '--weights', 'w'],
      '"w" must be a weight of at least 0; got -1',
    ],
    [
      'splits of another length',
      ['four.csv', '--target', 'y', '--validate', 'splits.csv:split0'],
      'splits.csv must have 4 rows, as the table; got 2',
    ],
    ['splits that are not there', ['four.csv', '--target', 'y', '--validate', 'no.csv:a'], 'no.csv does not exist'],
    [
      'a split that is none',
      ['four.csv', '--target', 'y', '--validate', '1.5'],
      '--validate must be a share such as 0.3, folds such as 5fold, or FILE:COLUMN',
    ],
    [
      'more folds than rows',
      ['four.csv', '--target', 'y', '--validate', '5fold'],
      'validate: 5 folds need 5 rows; got 4',
    ],
    [
      'rows held out without a gate',
      ['four.csv', '--target', 'y', '--gate', 'none', '--experts', '2', '--validate', '2fold'],
      '--validate needs a gate, for without a gate nothing says',
    ],
    [
      'a choice of k without a gate',
      ['four.csv', '--target', 'y', '--gate', 'none', '--experts', '1..2'],
      '--experts must be one number with --gate none',
    ],
    [
      'too few simulations',
      ['four.csv', '--target', 'y', '--needed', '5'],
      '--needed must be a whole number from 19 to 100000; got "5"',
    ],
    [
      'simulations that a time limit would end',
      ['four.csv', '--target', 'y', '--needed', '--time-limit', '9s'],
      '--needed repeats the fit as it is, which --time-limit would end at any point: give one of them',
    ],
    [
      'simulations of few rows',
      ['four.csv', '--target', 'y', '--needed'],
      '--needed needs 25 rows or more for 2 experts, so that four folds of five have 10 for each; got 4',
    ],
    [
      'no experts',
      ['four.csv', '--target', 'y', '--experts', '0'],
      '--experts must be a number from 1 to 1000 such as 3, a range such as 2..6, or auto; got "0"',
    ],
    ['a range from the end', ['four.csv', '--target', 'y', '--experts', '3..2'], 'or auto; got "3..2"'],
    ['experts in words', ['four.csv', '--target', 'y', '--experts', 'a lot'], 'or auto; got "a lot"'],
    [
      'an expert that is not there',
      ['four.csv', '--target', 'y', '--expert', 'liner'],
      '--expert must be one of auto, linear,',
    ],
    ['a near name', ['four.csv', '--target', 'y', '--expert', 'liner'], 'got "liner" (did you mean "linear"?)'],
    [
      'experts of numbers for classes',
      ['rare.csv', '--target', 'c', '--expert', 'linear'],
      'rare.csv:2 "c" must be a number, for experts of a regression; got "low"',
    ],
    ['a gate that is not there', ['four.csv', '--target', 'y', '--gate', 'softmac'], '(did you mean "softmax"?)'],
    ['a rule that is not there', ['four.csv', '--target', 'y', '--rule', 'lpa'], '--rule must be one of argmin,'],
    [
      'starts of a method that has none',
      ['four.csv', '--target', 'y', '--method', 'single', '--starts', '3'],
      '--starts: --method single has none; it is for --method ',
    ],
    [
      'a ridge of experts that have none',
      ['four.csv', '--target', 'y', '--expert', 'rbf-svm', '--ridge', '1'],
      '--ridge: --expert rbf-svm has none; it is for --expert linear',
    ],
    [
      'bounds of a rule that keeps none',
      ['four.csv', '--target', 'y', '--rule', 'argmin', '--min-share', '.3'],
      '--min-share: --rule argmin has none; it is for --rule lp',
    ],
    [
      'shares that cannot hold',
      ['lines.csv', '--target', 'y', '--experts', '3', '--min-share', '.5'],
      'k x min = 12 exceeds n = 8',
    ],
    [
      'numbers that cannot hold',
      ['lines.csv', '--target', 'y', '--experts', '2', '--max-share', '3'],
      'k x max = 6 is below n = 8',
    ],
    [
      'a share below 0',
      ['four.csv', '--target', 'y', '--min-share=-1'],
      '--min-share must be a number of at least 0; got "-1"',
    ],
    [
      'outliers beyond half',
      ['four.csv', '--target', 'y', '--outliers', '.7'],
      '--outliers must be a number from 0 to 0.5; got ".7"',
    ],
    [
      'another way with missing cells',
      ['four.csv', '--target', 'y', '--missing', 'zero'],
      '--missing must be one of refuse, drop, mean, own-level; got "zero"',
    ],
  ])('%s', (_, args, message) => refused([...args, '--out', 'refused.json'], message));

  it.each<[what: string, out: string, message: string]>([
    ['the table itself', 'good.csv', '--out must be another file than good.csv, which is read; got good.csv'],
    ['the table by another path', './good.csv', '--out must be another file than good.csv, which is read'],
    ['the splits', 'halves.csv', '--out must be another file than halves.csv, which is read; got halves.csv'],
    ['a folder', '.', 'cannot write .: a folder of that name is in the way (EISDIR)'],
    ['a folder that is not there', 'no/m.json', 'cannot write no/m.json: the folder does not exist (ENOENT)'],
    ['the path of a folder', 'm/', 'cannot write m/: it is the path of a folder; name a file'],
    ['a device', '/dev/full', 'cannot write /dev/full: it is no regular file'],
    ['nothing', '', '--out must be a path; got ""'],
  ])('a model that would be written to %s, before it is fitted', (_, out, message) => {
    writeFileSync(join(folder, 'halves.csv'), `s\n${rows(12, (i) => String(i % 2))}\n`);
    const halves = readFileSync(join(folder, 'halves.csv'), 'utf8');
    refused(['good.csv', '--target', 'y', '--validate', 'halves.csv:s', '--out', out], message);
    expect(readFileSync(join(folder, 'good.csv'), 'utf8')).toBe(good);
    expect(readFileSync(join(folder, 'halves.csv'), 'utf8')).toBe(halves);
  });
});
