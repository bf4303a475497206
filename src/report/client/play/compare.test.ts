import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveRow } from '../../../experiment/live-contract.js';
import { compare, comparedText, together } from './compare.js';
import { pack, unpack } from './packed.js';

const ok = (error: number): LiveRow => ['ok', '', 3, true, error, null];

describe('rows beside the committed ones', () => {
  const committed = [ok(0.1), ok(0.2), ok(0.3)];

  it('are equal to the last digit, or are not', () => {
    expect(compare(committed, committed)).toEqual({ rows: 3, equal: 3, farthest: 0 });
    const last = compare([ok(0.1), ok(0.2 + 2 ** -55)], committed);
    expect(last).toMatchObject({ rows: 2, equal: 1 });
    expect(last.farthest).toBeCloseTo(2 ** -55 / 0.2, 20);
  });

  it('begin at a trial, and end where no more are committed', () => {
    expect(compare([ok(0.3), ok(0.4)], committed, 2)).toEqual({ rows: 1, equal: 1, farthest: 0 });
  });

  it('differ where they ended otherwise, by no number', () => {
    expect(compare([['degenerate', 'expert 0 holds no sample', 3, false, null, null]], committed)).toEqual({
      ...{ rows: 1, equal: 0, farthest: 0 },
    });
  });

  it('are told together, and never as equal when one is not', () => {
    const both = together(compare([ok(0.1)], committed), compare([ok(0.4)], committed, 1));
    expect(both).toEqual({ rows: 2, equal: 1, farthest: 0.5 });
    expect(comparedText(both)).toBe(
      '1 of 2 rows equals the committed one; 1 differs. The largest relative difference is 0.50. Another browser may ' +
        'round functions such as exp and log differently.',
    );
    expect(comparedText(compare(committed, committed))).toBe(
      '3 of 3 rows equal the committed ones, to the last digit.',
    );
  });

  it('are unpacked as they were packed', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true }).filter((x) => !Object.is(x, -0)),
      fc.constantFrom(null, true, 'ok', ''),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value)), (rows) => {
        expect(unpack(JSON.parse(JSON.stringify(pack(rows))))).toEqual(rows);
      }),
      { seed: 1 },
    );
  });
});
