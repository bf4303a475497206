import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.js';
import { frameOf } from '../tables/frame.js';
import { heldOutRows, parseHeldOut, without } from './held-out.js';

const regression = { kind: 'regression', name: 'y' } as const;
const classes = { kind: 'classes', name: 'y', labels: ['a', 'b', 'c'] } as const;
const table = (n: number) => frameOf({ y: Array.from({ length: n }, (_, i) => i) });
const all = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);
const prepared = (n: number, labels?: readonly number[]) => ({
  ...{ rows: all(n), frame: table(n), target: labels === undefined ? regression : classes },
  y: Float64Array.from(labels ?? all(n)),
});

describe('what is held out', () => {
  it.each([
    ['0.3', { kind: 'share', share: 0.3 }],
    ['5fold', { kind: 'folds', folds: 5 }],
    ['10-folds', { kind: 'folds', folds: 10 }],
    ['a:b/splits.csv:split0', { kind: 'column', file: 'a:b/splits.csv', column: 'split0' }],
  ])('%s', (text, held) => {
    expect(parseHeldOut(text)).toEqual(held);
  });

  it.each(['', '0', '1', '1.5', '1fold', 'splits.csv', ':split0', 'splits.csv:', '5 fold'])('is not "%s"', (text) => {
    expect(() => parseHeldOut(text)).toThrow(InputError);
  });

  it('in folds is each row once, ascending, in parts that differ by one at most (property)', () => {
    const cases = fc
      .integer({ min: 2, max: 60 })
      .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 2, max: n })));
    fc.assert(
      fc.property(cases, fc.nat(1000), ([n, folds], seed) => {
        const parts = heldOutRows({ kind: 'folds', folds }, prepared(n), seed, null);
        expect(parts.flatMap((part) => [...part]).sort((a, b) => a - b)).toEqual([...all(n)]);
        const sizes = parts.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        for (const part of parts) {
          expect(part).toEqual(part.toSorted());
          expect([...part, ...without(all(n), part)].sort((a, b) => a - b)).toEqual([...all(n)]);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('has its share of every class, to within one row', () => {
    const labels = Array.from({ length: 100 }, (_, i) => (i < 60 ? 0 : i < 90 ? 1 : 2));
    const count = (part: Uint32Array) => [0, 1, 2].map((c) => part.filter((row) => labels[row] === c).length);
    const parts = heldOutRows({ kind: 'folds', folds: 5 }, prepared(100, labels), 3, null);
    expect(parts.map(count)).toEqual(parts.map(() => [12, 6, 2]));
    const [part] = heldOutRows({ kind: 'share', share: 0.3 }, prepared(100, labels), 3, null);
    expect(count(part!)).toEqual([18, 9, 3]);
  });

  it('is drawn by the seed: the same again, another by another', () => {
    const parts = (seed: number) => heldOutRows({ kind: 'share', share: 0.5 }, prepared(40), seed, null);
    expect(parts(1)).toEqual(parts(1));
    expect(parts(1)).not.toEqual(parts(2));
  });

  it('in a column of a file are the rows with 1, of those that are learned from', () => {
    const splits = frameOf({ a: [0, 1, 1, 0], b: [0, 0, 0, 0], c: [0, 2, 0, 1] });
    const rows = { ...prepared(4), rows: Uint32Array.of(0, 2, 3) };
    const held = (column: string) => heldOutRows({ kind: 'column', file: 's.csv', column }, rows, 1, splits);
    expect(held('a')).toEqual([Uint32Array.of(2)]);
    expect(() => held('b')).toThrow('s.csv column "b" must leave rows on both sides; it holds out 0 of 3');
    expect(() => held('c')).toThrow('"c" must be 0 or 1; got 2');
    expect(() => held('d')).toThrow('has no column "d"');
    const short = frameOf({ a: [0, 1] });
    expect(() => heldOutRows({ kind: 'column', file: 's.csv', column: 'a' }, rows, 1, short)).toThrow(
      's.csv must have 4 rows, as the table; got 2',
    );
  });

  it('must leave rows on both sides', () => {
    expect(() => heldOutRows({ kind: 'share', share: 0.1 }, prepared(5), 1, null)).toThrow(
      'validate: 0.1 of 5 rows leaves none on one side',
    );
    expect(() => heldOutRows({ kind: 'folds', folds: 6 }, prepared(5), 1, null)).toThrow('6 folds need 6 rows; got 5');
  });
});
