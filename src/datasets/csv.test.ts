import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { InputError } from '../errors.js';
import type { Matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { dense } from '../math/sparse.js';
import type { Task } from './contract.js';
import { csv } from './csv.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-csv-'));
const path = join(folder, 'data.csv');
afterAll(() => rmSync(folder, { recursive: true }));

const given = (path: string, more: PlainParameters = {}) => parseParameters(csv, { path, target: 'y', ...more });

function load(content: string | Buffer, more: PlainParameters = {}): Task & { readonly x: Matrix } {
  writeFileSync(path, content);
  const task = csv.load(given(path, more), stream(0));
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

describe('csv reads', () => {
  it('the target column and all others as features, in the order of the file', () => {
    const task = load('a,y,b\n1,10,-2.5\n3e2,20,.5\n');
    expect([...task.x.data]).toEqual([1, -2.5, 300, 0.5]);
    expect([task.x.rows, task.x.cols, ...task.y]).toEqual([2, 2, 10, 20]);
    expect(task.target).toEqual({ kind: 'regression' });
    expect(task.groups).toBeUndefined();
  });

  it('the named features only, in the order given', () => {
    expect([...load('a,b,note,y\n1,2,x,3\n4,5,z,6\n', { features: ['b', 'a'] }).x.data]).toEqual([2, 1, 5, 4]);
  });

  it('a byte order mark, CRLF, blank lines, quotes and padding', () => {
    const task = load('\uFEFF"a","y"\r\n 1 ,"2"\r\n\r\n3,4');
    expect([...task.x.data, ...task.y]).toEqual([1, 3, 2, 4]);
  });

  it.each([
    'a,y\r\n1,2\n3,4\n',
    'a,y\n1,2\r\n3,4\r\n',
    'a,y\n1,2\r3,4\r\n',
    'a,y\r1,2\n\r\n3,4',
  ])('line ends of several kinds: %j', (content) => {
    const task = load(content);
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

  it('known groups, which are no feature, in order of appearance', () => {
    const task = load('a,g,y\n1,v,3\n2,u,4\n3,v,5\n', { group: 'g' });
    expect([task.x.cols, [...task.groups!], task.groupNames]).toEqual([1, [0, 1, 0], ['v', 'u']]);
  });

  it('its path as the one file it depends on', () => expect(csv.files?.(given('p.csv'))).toEqual(['p.csv']));
});

describe('csv refuses, saying where', () => {
  it.each<[string, string, string, PlainParameters]>([
    ['an empty file', '', '/data.csv is empty: it must have a header line and rows below it', {}],
    ['blank lines alone', '\n \n', '/data.csv is empty: it must have a header line and rows below it', {}],
    ['a header alone', 'a,y\n', '/data.csv has a header but no rows', {}],
    ['a repeated column', 'a,y,a\n1,2,3\n', '/data.csv:1:5 column "a" stands in the header twice', {}],
    ['an unnamed column', 'a,,y\n1,2,3\n', '/data.csv:1:3 column 2 has no name', {}],
    ['a short row', 'a,b,y\n1,2,3\n4,5\n', '/data.csv:3:4 a row must have 3 fields, as the header has; got 2', {}],
    ['a long row', 'a,y\n1,2\n\n4,5,66', '/data.csv:4:5 a row must have 2 fields, as the header has; got 3', {}],
    [
      'a missing target',
      'a,Speed\n1,2\n',
      '/data.csv has no target column "sped" (did you mean "Speed"?); it has a, Speed',
      { target: 'sped' },
    ],
    [
      'a missing feature',
      'a,y\n1,2\n',
      '/data.csv has no feature column "quite"; it has a, y',
      { features: ['quite'] },
    ],
    ['text in a feature', 'a,y\n1,2\n33,4\nxy,6\n', '/data.csv:4:1 "a" must be a finite number; got "xy"', {}],
    ['text after a byte order mark', '\uFEFFa,y\nx,2\n', '/data.csv:2:1 "a" must be a finite number; got "x"', {}],
    ['text behind quotes', 'a,b,y\n"1,1",b,2\n', '/data.csv:2:1 "a" must be a finite number; got "1,1"', {}],
    [
      'text behind a quoted line break',
      'n,a,y\n"p\nq",1,2\n"r\ns",u,2\n',
      '/data.csv:5:4 "a" must be a finite number; got "u"',
      { features: ['a'] },
    ],
    ['text after mixed line ends', 'a,y\r\n1,2\nx,4', '/data.csv:3:1 "a" must be a finite number; got "x"', {}],
    ['an empty feature', 'a,b,y\n1,,2\n', '/data.csv:2:3 "b" must be a finite number; got nothing', {}],
    ['NaN', 'a,y\n1,2\nNaN,3\n', '/data.csv:3:1 "a" must be a finite number; got "NaN"', {}],
    ['Inf', 'a,y\n-inf,2\n', '/data.csv:2:1 "a" must be a finite number; got "-inf"', {}],
    ['a number too large', 'a,y\n1e999,2\n', '/data.csv:2:1 "a" must be a finite number; got "1e999"', {}],
    ['hexadecimal', 'a,y\n0x1F,2\n', '/data.csv:2:1 "a" must be a finite number; got "0x1F"', {}],
    [
      'a text among numeric targets',
      'a,y\n1,2\n3,4o\n',
      '/data.csv:3:3 "y" must be a finite number; got "4o" (labels? then set kind: classes)',
      {},
    ],
    [
      'a missing numeric target',
      'a,y\n1,2\n3,\n',
      '/data.csv:3:3 "y" must be a finite number; got nothing',
      { kind: 'regression' },
    ],
    ['a missing label', 'a,y\n1,p\n3,\n', '/data.csv:3:3 "y" must be a class label; got nothing', { kind: 'classes' }],
    ['one class', 'a,y\n1,p\n3,p\n', '/data.csv target "y" must have two or more values; got only "p"', {}],
    ['a constant target', 'a,y\n1,2\n3,2.0\n', '/data.csv target "y" must have two or more values; got only "2"', {}],
    ['no feature left', 'y,g\n1,2\n', '/data.csv has no column left to be a feature', { group: 'g' }],
    [
      'the target as a feature',
      'a,y\n1,2\n',
      '/data.csv column "y" is target or group, so no feature',
      { features: ['y'] },
    ],
    [
      'a feature given twice',
      'a,y\n1,2\n',
      '/data.csv column "a" is given as a feature twice',
      { features: ['a', 'a'] },
    ],
    ['the target as group', 'a,y\n1,2\n', '/data.csv group and target must differ; got "y"', { group: 'y' }],
    ['a missing group', 'a,g,y\n1,,2\n1,h,3\n', '/data.csv:2:3 "g" must name a group; got nothing', { group: 'g' }],
  ])('%s', (_, content, expected, given) => {
    expect(message(content, given)).toBe(expected);
  });

  it('an open quote', () =>
    expect(message('a,y\n1,"2\n')).toMatch(/^\/data\.csv:\d is not valid CSV: Quote Not Closed/));

  it('bytes that are not UTF-8', () =>
    expect(message(Buffer.from([0xff, 0xfe, 0x61]))).toBe('/data.csv is not UTF-8 text'));

  it('what is no regular file, and a file above 500 MB, before it reads them', () => {
    expect(() => csv.load(given('/dev/zero'), stream(0))).toThrow(
      new InputError('/dev/zero is no regular file; a CSV file is needed'),
    );
    const large = join(folder, 'large.csv');
    writeFileSync(large, 'a,y\n');
    truncateSync(large, 500_000_001);
    expect(() => csv.load(given(large), stream(0))).toThrow(
      new InputError(`${large} must be at most 500000000 bytes; got 500000001`),
    );
  });

  it('a missing file, and a directory', () => {
    expect(() => csv.load(given(join(folder, 'none.csv')), stream(0))).toThrow(/none\.csv does not exist$/);
    expect(() => csv.load(given(folder), stream(0))).toThrow(/ is a directory; a CSV file is needed$/);
  });
});
