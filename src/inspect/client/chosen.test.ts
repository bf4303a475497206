import { describe, expect, it } from 'vitest';
import type { PairsData } from '../pairs/contract.js';
import { chosenRows, summaryOf } from './chosen.js';

const axis = (name: string, levels: readonly string[] | null = null) => ({
  name,
  low: 0,
  high: 3,
  levels,
  dates: false,
});
const data: PairsData = {
  axes: [axis('x'), axis('kind', ['a', 'b']), axis('y')],
  ...{ k: 2, of: 4, rows: [1, 2, 3, 4], experts: [0, 1, 1, 0], doubts: [0, 0, 0, 0], outliers: [] },
  values: [
    [0, 1, 2, null],
    [0, 1, 1, 0],
    [10, 20, 40, 50],
  ],
};

describe('rows chosen by ranges', () => {
  it('are all where no column has one', () => {
    expect(chosenRows(data, [null, null, null])).toBeNull();
    expect(summaryOf(data, null)).toEqual({ rows: 4, counts: [2, 2], means: [1, null, 30] });
  });

  it('lie within every range, its ends among it, and have a value there', () => {
    expect(chosenRows(data, [[0, 1], null, null])).toEqual([true, true, false, false]);
    expect(chosenRows(data, [[0, 2], [1, 1], null])).toEqual([false, true, true, false]);
  });

  it('are told by expert and by mean', () => {
    expect(summaryOf(data, [false, true, true, false])).toEqual({ rows: 2, counts: [0, 2], means: [1.5, null, 30] });
    expect(summaryOf(data, [false, false, false, true])).toEqual({ rows: 1, counts: [1, 0], means: [null, null, 50] });
  });
});
