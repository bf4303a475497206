import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianTrial } from './median.js';

const cell = (...values: readonly (number | null)[]) => values.map((error, trial) => ({ trial, metrics: { error } }));

describe('the median trial', () => {
  it.each([
    ['the middle of an odd number', [5, 1, 9], 0],
    ['the lower one in the middle of an even number', [4, 1, 3, 2], 3],
    ['the first of equal values', [7, 2, 5, 5, 5], 2],
    ['without those that have no value', [null, 3, null, 1, 2], 4],
  ])('is %s', (_, values, trial) => {
    expect(medianTrial(cell(...values), 'error')).toBe(trial);
  });

  it('is none where no trial has a value, or the metric', () => {
    expect(medianTrial(cell(null, null), 'error')).toBeUndefined();
    expect(medianTrial(cell(1), 'other')).toBeUndefined();
  });

  it('is the same whatever the order of the rows, with half of the others on either side', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(values, (each) => {
        const rows = cell(...each);
        const trial = medianTrial(rows, 'error')!;
        expect(medianTrial(rows.toReversed(), 'error')).toBe(trial);
        const value = each[trial]!;
        expect(each.filter((other) => other < value).length).toBeLessThanOrEqual((each.length - 1) / 2);
        expect(each.filter((other) => other > value).length).toBeLessThanOrEqual(each.length / 2);
        expect(each.indexOf(value)).toBe(trial);
      }),
      { seed: 1 },
    );
  });
});
