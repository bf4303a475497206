import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { InputError } from '../errors.js';
import type { Matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { dense } from '../math/sparse.js';
import type { Task } from './contract.js';
import { table } from './table.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-table-'));
const path = join(folder, 'data.csv');
afterAll(() => rmSync(folder, { recursive: true }));

const given = (path: string, more: PlainParameters = {}) =>
  parseParameters(table, { path, ...(more.formula === undefined ? { target: 'y' } : {}), ...more });

function load(content: string | Buffer, more: PlainParameters = {}): Task & { readonly x: Matrix } {
  writeFileSync(path, content);
  const task = table.load(given(path, more), stream(0));
  return { ...task, x: dense(task.x, 'the test') };
}

function message(content: string | Buffer, given: PlainParameters = {}): string {
  try {
    load(content, given);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.replaceAll(folder, '');
  }
  return 'nothing was thrown';
}

const raw = { standardize: false };

describe('a table has', () => {
  it('its target and all other columns as features, in the order of the file', () => {
    const task = load('a,y,b\n1,10,-2.5\n3e2,20,.5\n', raw);
    expect([...task.x.data]).toEqual([1, -2.5, 300, 0.5]);
    expect([task.x.rows, task.x.cols, ...task.y]).toEqual([2, 2, 10, 20]);
    expect(task.target).toEqual({ kind: 'regression' });
    expect([task.groups, task.gateX, task.weights]).toEqual([undefined, undefined, undefined]);
  });

  it('features of mean 0 and deviation 1, and a target in its own units', () => {
    const task = load('a,y\n1,10\n3,20\n5,60\n');
    const step = Math.sqrt(3 / 2);
    expect([...task.x.data]).toEqual([-step, 0, step].map((value) => expect.closeTo(value, 14)));
    expect([...task.y]).toEqual([10, 20, 60]);
  });

  it('the columns of a formula, in its order, products and indicators of categories among them', () => {
    const task = load('a,b,c,y\n1,2,u,3\n4,5,v,6\n7,9,w,8\n', { ...raw, formula: 'y ~ b + a:b + c' });
    expect([...task.x.data]).toEqual([2, 2, 0, 0, 5, 20, 1, 0, 9, 63, 0, 1]);
  });

  it('features of the gate where the formula has a bar', () => {
    const task = load('a,b,y\n1,2,3\n4,5,6\n', { ...raw, formula: 'y ~ a | b' });
    expect([...task.x.data]).toEqual([1, 4]);
    expect([...dense(task.gateX!, 'the test').data]).toEqual([2, 5]);
  });

  it('numbers as categories where told so, sorted by value', () => {
    const task = load('a,y\n10,1\n9,2\n10,4\n', { ...raw, categories: ['a'] });
    expect([...task.x.data]).toEqual([1, 0, 1]);
  });

  it('dates as days', () => {
    expect([...load('a,y\n1970-01-03,1\n1970-02-01,2\n', raw).x.data]).toEqual([2, 31]);
  });

  it.each<[string, number[]]>([
    ['drop', [1, 5]],
    ['mean', [1, 3, 5]],
    ['own-level', [1, 0, 3, 1, 5, 0]],
  ])('missing cells as it is told: %s', (missing, expected) => {
    expect([...load('a,y\n1,1\nNA,2\n5,3\n', { ...raw, missing }).x.data]).toEqual(expected);
  });

  it('the cells of gzipped text, and of tabs and semicolons', () => {
    expect([...load(gzipSync('a,y\n1,2\n3,4\n'), raw).y]).toEqual([2, 4]);
    expect([...load('a\ty\n1\t2\n3\t4\n', raw).y]).toEqual([2, 4]);
    expect([...load('a;y\n1;2\n3;4\n', raw).y]).toEqual([2, 4]);
  });

  it('the cells beside a byte order mark, CRLF, blank lines, quotes and padding', () => {
    const task = load('\uFEFF"a","y"\r\n 1 ,"2"\r\n\r\n3,4', raw);
    expect([...task.x.data, ...task.y]).toEqual([1, 3, 2, 4]);
  });

  it.each([
    'a,y\r\n1,2\n3,4\n',
    'a,y\n1,2\r\n3,4\r\n',
    'a,y\n1,2\r3,4\r\n',
    'a,y\r1,2\n\r\n3,4',
  ])('the cells between line ends of several kinds: %j', (content) => {
    const task = load(content, raw);
    expect([...task.x.data, ...task.y]).toEqual([1, 3, 2, 4]);
  });

  it('text targets as classes, sorted', () => {
    const task = load('a,y\n1,van\n2,bus\n3,van\n');
    expect(task.target).toEqual({ kind: 'classes', labels: ['bus', 'van'] });
    expect([...task.y]).toEqual([1, 0, 1]);
  });

  it('numbers as regression, and as classes sorted by value where told so', () => {
    const content = 'a,y\n1,10\n2,-1\n3,9\n';
    expect(load(content).target.kind).toBe('regression');
    expect(load(content, { kind: 'classes' }).target).toEqual({ kind: 'classes', labels: ['-1', '9', '10'] });
  });

  it('known groups, which are no feature unless the formula names them, in order of appearance', () => {
    const content = 'a,g,y\n1,v,3\n2,u,4\n3,v,5\n';
    const task = load(content, { group: 'g' });
    expect([task.x.cols, [...task.groups!], task.groupNames]).toEqual([1, [0, 1, 0], ['v', 'u']]);
    expect(load(content, { group: 'g', formula: 'y ~ a + g' }).x.cols).toBe(2);
  });

  it('the groups of the rows that are not left out', () => {
    const task = load('a,g,y\n,v,3\n2,7,4\n3,v,5\n', { group: 'g', missing: 'drop' });
    expect([[...task.groups!], task.groupNames]).toEqual([
      [0, 1],
      ['7', 'v'],
    ]);
  });

  it('its path as the one file it depends on', () => expect(table.files?.(given('p.csv'))).toEqual(['p.csv']));
});

describe('a table refuses, saying where', () => {
  it.each<[string, string, RegExp, PlainParameters]>([
    ['an empty file', '', /^\/data\.csv is empty/, {}],
    ['blank lines alone', '\n \n', /^\/data\.csv is empty/, {}],
    ['a header alone', 'a,y\n', /^\/data\.csv has a header but no rows/, {}],
    ['a repeated column', 'a,y,a\n1,2,3\n', /^\/data\.csv:1\D.*must stand there once; got "a" twice/, {}],
    ['an unnamed column', 'a,,y\n1,2,3\n', /^\/data\.csv:1\D.*column 2 must have a name/, {}],
    ['a short row', 'a,b,y\n1,2,3\n4,5\n', /^\/data\.csv:3\D.*3 fields, as the header.*; got 2/, {}],
    ['a long row', 'a,y\n1,2\n4,5,66', /^\/data\.csv:3\D.*2 fields, as the header.*; got 3/, {}],
    [
      'a missing target',
      'a,Speed\n1,2\n',
      /data\.csv has no column "sped" \(did you mean "Speed"\?\)/,
      { target: 'sped' },
    ],
    ['a missing feature', 'a,y\n1,2\n', /data\.csv has no column "quite"/, { formula: 'y ~ quite' }],
    ['neither formula nor target', 'a,y\n1,2\n', /must have a formula .*, or a target; got neither/, { target: '' }],
    [
      'another target than that of the formula',
      'a,y\n1,2\n',
      /must have the target of its formula, "y"; got "a"/,
      { formula: 'y ~ a', target: 'a' },
    ],
    ['the target as a feature', 'a,y\n1,2\n', /"y" is what is to be predicted/, { formula: 'y ~ a + y' }],
    ['text in a column of numbers', 'a,y\n1,2\n33,4\nxy,6\n', /^\/data\.csv:4\D.*"a" must be a number.*; got "xy"/, {}],
    ['a missing cell', 'a,b,y\n1,1,2\n1,,2\n', /^\/data\.csv:3\D.*"b" is missing/, {}],
    ['Inf', 'a,y\n-inf,2\n', /^\/data\.csv:2\D.*"a" must be a finite number; got "-inf"/, {}],
    ['a number too large', 'a,y\n1,2\n1e999,2\n', /^\/data\.csv:3\D.*"a" must be .*number.*; got "1e999"/, {}],
    ['hexadecimal', 'a,y\n1,2\n0x1F,2\n', /^\/data\.csv:3\D.*"a" must be a number.*; got "0x1F"/, {}],
    ['a missing label', 'a,y\n1,p\n3,\n', /^\/data\.csv:3\D.*"y" is missing/, { kind: 'classes' }],
    [
      'a regression of texts',
      'a,y\n1,p\n3,q\n',
      /"y" must be a number, for experts of a regression/,
      { kind: 'regression' },
    ],
    ['one class', 'a,y\n1,p\n3,p\n', /"y" must have two or more classes; all 2 rows have "p"/, {}],
    ['a constant target', 'a,y\n1,2\n3,2.0\n', /"y" must vary, to be predicted; all 2 rows have 2/, {}],
    ['no feature left', 'y,g\n1,2\n', /no column is left for the experts/, { group: 'g' }],
    ['the target as group', 'a,y\n1,2\n3,4\n', /^\/data\.csv group and target must differ; got "y"/, { group: 'y' }],
    ['a missing group', 'a,g,y\n1,,2\n2,h,3\n', /^\/data\.csv:2\D.*"g" is missing/, { group: 'g' }],
    ['an open quote', 'a,y\n1,"2\n', /^\/data\.csv:2 a quote that is opened/, {}],
    ['Parquet', 'PAR1....', /must be a table as text here; it is Parquet: write it as CSV first/, {}],
  ])('%s', (_, content, expected, given) => {
    expect(message(content, given)).toMatch(expected);
  });

  it('bytes that are not UTF-8', () =>
    expect(message(Buffer.from([0x61, 0xff, 0x0a]))).toMatch(/^\/data\.csv:1 must be UTF-8 text/));

  it('what is no regular file, and a file above 500 MB, before it reads them', () => {
    expect(() => table.load(given('/dev/zero'), stream(0))).toThrow(
      new InputError('/dev/zero is no regular file; a table is needed'),
    );
    const large = join(folder, 'large.csv');
    writeFileSync(large, 'a,y\n');
    truncateSync(large, 500_000_001);
    expect(() => table.load(given(large), stream(0))).toThrow(
      new InputError(`${large} must be at most 500000000 bytes; got 500000001`),
    );
  });

  it('a missing file, and a directory', () => {
    expect(() => table.load(given(join(folder, 'none.csv')), stream(0))).toThrow(/none\.csv does not exist$/);
    expect(() => table.load(given(folder), stream(0))).toThrow(/ is a directory; a table is needed$/);
  });
});
