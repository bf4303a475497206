import { describe, expect, test } from 'vitest';
import { kmeansPlusPlus } from './kmeans-plus-plus.js';
import { fromRows } from './matrix.js';
import { stream } from './random.js';
import { sparseOf } from './sparse.js';

describe('kmeansPlusPlus (k-means++)', () => {
  const rng = stream('spread');
  const runs = 20_000;

  /** How often each pair of samples was drawn, first and second. */
  function pairs(rows: readonly (readonly number[])[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (let run = 0; run < runs; run++) {
      const key = [...kmeansPlusPlus(fromRows(rows), 2, rng).data].join(' ');
      counts.set(key, (counts.get(key) ?? 0) + 1 / runs);
    }
    return counts;
  }

  test('of 0, 1, 3: the first is uniform, the second in proportion to its squared distance', () => {
    const found = pairs([[0], [1], [3]]);
    const expected = { '0 1': 1 / 10, '0 3': 9 / 10, '1 0': 1 / 5, '1 3': 4 / 5, '3 0': 9 / 13, '3 1': 4 / 13 };
    for (const [pair, share] of Object.entries(expected)) {
      expect(Math.abs(found.get(pair)! - share / 3)).toBeLessThan(0.012);
    }
    expect(found.size).toBe(6);
  });

  test('the third goes by the distance to the nearest of two: 0 and 10 chosen, 4 weighs 16 and 9 weighs 1', () => {
    const rows = fromRows([[0], [10], [4], [9]]);
    const thirds = { 4: 0, 9: 0 };
    for (let run = 0; run < runs; run++) {
      const [a, b, c] = kmeansPlusPlus(rows, 3, rng).data;
      if (a! + b! === 10 && a! * b! === 0) thirds[c as 4 | 9]++;
    }
    expect(Math.abs(thirds[4] / (thirds[4] + thirds[9]) - 16 / 17)).toBeLessThan(0.012);
  });

  test('never takes a sample twice while others stand elsewhere', () => {
    const rows = fromRows([[5], [5], [5], [5], [6], [7]]);
    for (let run = 0; run < 100; run++) expect([...kmeansPlusPlus(rows, 3, rng).data].sort()).toEqual([5, 6, 7]);
  });

  test('takes any where all stand on the chosen ones', () => {
    expect([...kmeansPlusPlus(fromRows([[2], [2], [2]]), 3, rng).data]).toEqual([2, 2, 2]);
    expect([...kmeansPlusPlus(sparseOf([[2], [2], [2]], 1), 3, rng).data]).toEqual([2, 2, 2]);
  });
});
