import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeRows, requireCells } from './cells.js';
import { encode, featureNames } from './encode.js';
import { type Frame, frameOf } from './frame.js';
import { learnEncoding } from './learn-encoding.js';

const rows = ({ rows: n }: Frame) => Uint32Array.from({ length: n }, (_, i) => i);
const refuse = { missing: 'refuse', unseen: 'refuse' } as const;
const table = (frame: Frame, terms: string[][], policies: Parameters<typeof learnEncoding>[2] = refuse) => {
  const { encoding, notes } = learnEncoding(frame, { experts: terms, gate: null }, policies, rows(frame));
  const { x } = encode(encoding, frame, rows(frame));
  const lists = Array.from({ length: x.rows }, (_, i) => [...x.data.subarray(i * x.cols, (i + 1) * x.cols)]);
  return { encoding, notes, lists, names: featureNames(encoding).experts };
};

describe('numbers', () => {
  it('are standardized by their mean and population deviation', () => {
    const { lists, names } = table(frameOf({ a: [1, 3, 5] }), [['a']]);
    const unit = Math.sqrt(8 / 3);
    expect(names).toEqual(['a']);
    expect(lists.flat()).toEqual([-2 / unit, 0, 2 / unit]);
  });

  it('are multiplied before they are standardized', () => {
    const { lists, names } = table(frameOf({ a: [1, 2, 3], b: [2, 3, 2] }), [['a', 'b']]);
    const center = 14 / 3;
    const unit = Math.sqrt([2, 6, 6].reduce((sum, v) => sum + (v - center) ** 2, 0) / 3);
    expect(names).toEqual(['a:b']);
    lists.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(([2, 6, 6][i]! - center) / unit, 14);
    });
  });

  it('that do not vary are left out, and said so', () => {
    const { notes, names } = table(frameOf({ a: [1, 2], b: [7, 7] }), [['a'], ['b']]);
    expect([names, notes]).toEqual([['a'], ['b does not vary, and is left out']]);
  });

  it('are refused where none is left', () => {
    expect(() => table(frameOf({ b: [7, 7] }), [['b']])).toThrow('no column of the experts varies over the 2 rows');
  });

  it('that are combinations of others are said so', () => {
    expect(table(frameOf({ a: [1, 2, 4], b: [3, 5, 9] }), [['a'], ['b']]).notes).toEqual([
      'b is a combination of the columns before it',
    ]);
  });
});

describe('categories', () => {
  const frame = frameOf({ origin: ['b', 'c', 'a', 'b'], year: [1, 2, 3, 4] });

  it('have an indicator for each level but the first in order', () => {
    const { lists, names } = table(frame, [['origin']]);
    expect(names).toEqual(['origin=b', 'origin=c']);
    expect(lists).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
      [1, 0],
    ]);
  });

  it('that are numbers are in the order of these', () => {
    expect(table(frameOf({ a: ['10', '9', '2'] }), [['a']]).names).toEqual(['a=9', 'a=10']);
  });

  it('multiply numbers level by level', () => {
    expect(table(frame, [['origin', 'year']]).names).toEqual(['origin=b:year', 'origin=c:year']);
  });

  it('of one level are left out, and said so', () => {
    const { names, notes } = table(frameOf({ a: ['x', 'x'], b: [1, 2] }), [['a'], ['b']]);
    expect([names, notes]).toEqual([['b'], ['a does not vary, and is left out']]);
  });

  it('that were not there are refused, taken for the base, or for a missing cell', () => {
    const other = frameOf({ origin: ['d'] });
    const learned = (unseen: 'refuse' | 'base' | 'missing', missing: 'refuse' | 'mean') =>
      learnEncoding(frame, { experts: [['origin']], gate: null }, { missing, unseen }, rows(frame)).encoding;
    const message = 'data.origin[0] "origin" must be one of a, b, c, as learned from; got "d"';
    expect(() => encode(learned('refuse', 'refuse'), other, rows(other))).toThrow(message);
    expect(() => encode(learned('missing', 'refuse'), other, rows(other))).toThrow(message);
    expect([...encode(learned('base', 'refuse'), other, rows(other)).x.data]).toEqual([0, 0]);
    expect([...encode(learned('missing', 'mean'), other, rows(other)).x.data]).toEqual([1, 0]); // b is most frequent
  });
});

describe('missing cells', () => {
  const frame = frameOf({ a: [1, null, 3], c: ['x', 'y', null], y: [1, 2, 3] });

  it('are refused with their place', () => {
    expect(() => requireCells(frame, ['y', 'a'], rows(frame))).toThrow(
      'data.a[1] "a" is missing; options.missing drop',
    );
  });

  it('have their rows left out', () => {
    expect([...completeRows(frame, ['a', 'c'], rows(frame))]).toEqual([0]);
    expect([...completeRows(frame, ['y'], rows(frame))]).toEqual([0, 1, 2]);
  });

  it('are the mean of the others, and the most frequent level', () => {
    const more = frameOf({ a: [1, null, 3, 5], c: ['x', 'y', null, 'y'] });
    const { lists, names } = table(more, [['a'], ['c']], { ...refuse, missing: 'mean' });
    expect(names).toEqual(['a', 'c=y']);
    expect(lists[1]![0]).toBe(0);
    expect(lists[2]![1]).toBe(1);
  });

  it('are a level of their own, beside the mean of numbers', () => {
    const { lists, names } = table(frame, [['a'], ['c']], { ...refuse, missing: 'own-level' });
    expect(names).toEqual(['a', 'a missing', 'c=y', 'c=(missing)']);
    expect(lists.map((row) => row.slice(1))).toEqual([
      [0, 0, 0],
      [1, 1, 0],
      [0, 0, 1],
    ]);
  });

  it('in a column that had none are refused, for there is nothing to take them for', () => {
    const whole = frameOf({ a: [1, 2, 3] });
    const { encoding } = learnEncoding(
      whole,
      { experts: [['a']], gate: null },
      { ...refuse, missing: 'own-level' },
      rows(whole),
    );
    const other = frameOf({ a: [null, 2] });
    expect(() => encode(encoding, other, rows(other))).toThrow(
      'the model was learned from a table without such cells of it',
    );
  });
});

describe('more features than can be fitted are refused', () => {
  it('of 100 000 columns', () => {
    const names = Array.from({ length: 100_000 }, (_, c) => `c${c}`);
    const frame = frameOf(Object.fromEntries(names.map((name, c) => [name, [c, c + 1]])));
    const terms = names.map((name) => [name]);
    expect(() => learnEncoding(frame, { experts: terms, gate: null }, refuse, rows(frame))).toThrow(
      'the formula must make at most 10000 features; got 100000: name fewer columns',
    );
  });

  it('of a category, and of products', () => {
    const a = Array.from({ length: 12_000 }, (_, row) => `a${row}`);
    const b = a.map((_, row) => `b${row % 200}`);
    expect(() => table(frameOf({ a }), [['a']])).toThrow('got 11999, 11999 of them levels of a: name fewer columns');
    const [c, d] = [b.slice(0, 400), b.slice(0, 400).map((_, row) => `d${row % 100}`)];
    expect(() => table(frameOf({ c, d }), [['c'], ['c', 'd']])).toThrow('got 19900, 19701 of them levels of c:d');
  });
});

it('columns are found by their names, whatever their order; the same rows give the same features', () => {
  const cell = fc.integer({ min: -1e6, max: 1e6 }).map((value) => value / 64);
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 3, maxLength: 20 }), (pairs) => {
      const [a, b] = [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
      fc.pre(new Set(a).size > 1 && new Set(b).size > 1);
      const frame = frameOf({ a, b });
      const { encoding } = learnEncoding(frame, { experts: [['a']], gate: [['b']] }, refuse, rows(frame));
      const turned = frameOf({ extra: a, b, a });
      expect(encode(encoding, turned, rows(frame))).toEqual(encode(encoding, frame, rows(frame)));
    }),
    { seed: 1 },
  );
});
