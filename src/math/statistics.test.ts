import { describe, expect, test } from 'vitest';
import { mean, median, standardDeviation, statisticOf } from './statistics.js';

describe('mean, median and standard deviation', () => {
  test('of 1, 2, 4, 9 are 4, 3 and sqrt(38 / 3)', () => {
    expect(mean([9, 1, 4, 2])).toBe(4);
    expect(median([9, 1, 4, 2])).toBe(3);
    expect(median([9, 1, 4])).toBe(4);
    expect(standardDeviation([9, 1, 4, 2])).toBeCloseTo(Math.sqrt(38 / 3), 14);
    expect(statisticOf('mean', [1, 1, 4])).toBe(2);
    expect(statisticOf('median', [1, 1, 4])).toBe(1);
  });

  test('are null where they do not exist, and exact on equal values', () => {
    expect([mean([]), median([]), standardDeviation([]), standardDeviation([3])]).toEqual([null, null, null, null]);
    expect(mean([0.1, 0.1, 0.1])).toBe(0.1);
    expect(standardDeviation([0.1, 0.1, 0.1])).toBe(0);
  });

  test('the mean loses nothing to cancellation: 1e16 + 1 - 1e16 over 3 is 1 / 3', () => {
    expect(mean([1e16, 1, -1e16])).toBe(1 / 3);
  });

  test('leave their argument as it was', () => {
    const values = Object.freeze([3, 1, 2]);
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});
