import { describe, expect, test } from 'vitest';
import { tQuantile } from './distributions.js';
import { unbounded } from './estimate.js';
import { meanOf } from './intervals.js';
import { normal, stream } from './random.js';
import { crossedMean } from './variance-components.js';

describe('the mean over trials and samples', () => {
  test('of a 2 x 3 table by hand: mean squares 6, 2 and 0.5 (rows 1 2 3; 2 4 6 less its means)', () => {
    // Rows 1 2 3 and 3 4 6: means 2 and 13/3, columns 2, 3, 4.5, all 19/6.
    const rows = [
      [1, 2, 3],
      [3, 4, 6],
    ];
    const mean = 19 / 6;
    const trials = (3 * ((2 - mean) ** 2 + (13 / 3 - mean) ** 2)) / 1;
    const samples = (2 * ((2 - mean) ** 2 + (3 - mean) ** 2 + (4.5 - mean) ** 2)) / 2;
    let rest = 0;
    rows.forEach((row, i) => {
      row.forEach((value, j) => {
        rest += (value - [2, 13 / 3][i]! - [2, 3, 4.5][j]! + mean) ** 2;
      });
    });
    rest /= 2;
    const variance = (trials + samples - rest) / 6;
    const df = (trials + samples - rest) ** 2 / (trials ** 2 / 1 + samples ** 2 / 2 + rest ** 2 / 2);
    const { value, n, interval, bounds } = crossedMean(rows);
    expect([value, n, interval]).toEqual([expect.closeTo(mean, 12), 2, 'variance components']);
    expect(bounds(0.05).high - mean).toBeCloseTo(tQuantile(0.95, df) * Math.sqrt(variance), 10);
    expect(bounds(0.05).high + bounds(0.05).low).toBeCloseTo(2 * mean, 10);
  });

  test('of one trial that draws nothing is the mean of its samples', () => {
    const row = [1, 0, 1, 1, 0, 1];
    const plain = meanOf(row, 'normal').bounds(0.05);
    const crossed = crossedMean([row]).bounds(0.05);
    expect(crossed.low).toBeCloseTo(plain.low, 12);
    expect(crossed.high).toBeCloseTo(plain.high, 12);
  });

  test('where trials alone vary it is the mean of the trials; a share of equal trials still has its samples’ error', () => {
    const trials = [1, 2, 4].map((value) => Array(50).fill(value));
    const plain = meanOf([1, 2, 4], 'normal').bounds(0.05);
    expect(crossedMean(trials).bounds(0.05).low).toBeCloseTo(plain.low, 10);
    const row = Array.from({ length: 400 }, (_, i) => (i % 10 === 0 ? 0 : 1));
    const { low, high } = crossedMean([row, row, row]).bounds(0.05);
    expect((high - low) / 2).toBeCloseTo(1.6487 * Math.sqrt((0.09 * 400) / 399 / 400), 4);
  });

  test('more trials take no error away that is the samples’', () => {
    const rng = stream('samples');
    const hard = Array.from({ length: 200 }, () => normal(rng));
    const rows = Array.from({ length: 4 }, () => hard.map((value) => value + 0.1 * normal(rng)));
    const estimate = crossedMean(rows);
    const half = (n: number) => estimate.withTrials(n).bounds(0.05).high - estimate.value;
    expect(estimate.withTrials(4).bounds(0.05)).toEqual(estimate.bounds(0.05));
    expect(half(1000)).toBeGreaterThan(0.9 * half(4));
  });

  test('has no bounds where all values are equal: they show no spread', () => {
    for (const trials of [3, 10, 7]) {
      expect(crossedMean(Array.from({ length: trials }, () => Array(50).fill(1))).bounds(0.05)).toEqual(unbounded);
    }
  });
});
