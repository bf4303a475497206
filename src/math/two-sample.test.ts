import { expect, test } from 'vitest';
import { twoSided } from './significance.js';
import { leastTwoSample, twoSample } from './two-sample.js';

test('four times 0, 0, 1 against 1, 2, 2: s^2 = 16/23, so that z = (5/3 - 1/3) / sqrt(16/23 (1/12 + 1/12))', () => {
  const four = (values: readonly number[]) => [...values, ...values, ...values, ...values];
  expect(twoSample(four([0, 0, 1]), four([1, 2, 2]))).toBeCloseTo(twoSided(4 / 3 / Math.sqrt((16 / 23) * (1 / 6))), 12);
});

test('of shares it is the N - 1 chi-squared test: 10 of 40 against 20 of 40', () => {
  const share = (ones: number) => Array.from({ length: 40 }, (_, i) => (i < ones ? 1 : 0));
  const chi2 = (79 * (10 * 20 - 20 * 30) ** 2) / (40 * 40 * 30 * 50);
  expect(twoSample(share(10), share(20))).toBeCloseTo(twoSided(Math.sqrt(chi2)), 12);
});

test('is 1 where nothing differs or a sample is empty', () => {
  expect([twoSample([], [1, 2]), twoSample([1], []), twoSample([3, 3], [3]), twoSample([0], [0])]).toEqual([
    1, 1, 1, 1,
  ]);
});

test('has the same p in both directions and at any scale', () => {
  const [a, b] = [
    [1, 4, 2, 2],
    [3, 9, 4],
  ];
  expect(twoSample(b, a)).toBe(twoSample(a, b));
  for (const scale of [1e-300, 1e300]) {
    expect(
      twoSample(
        a.map((x) => x * scale),
        b.map((x) => x * scale),
      ),
    ).toBeCloseTo(twoSample(a, b), 12);
  }
});

test('is never below what the most extreme of all permutations gives', () => {
  expect([leastTwoSample(1, 20), leastTwoSample(3, 3), leastTwoSample(2, 3)]).toEqual([1 / 21, 2 / 20, 1 / 10]);
  expect(twoSample([0, 0, 0], [1, 1, 1])).toBe(0.1);
  expect(
    twoSample(
      Array.from({ length: 20 }, (_, i) => i / 20),
      [100],
    ),
  ).toBe(1 / 21);
});
