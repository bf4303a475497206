import { expect, it } from 'vitest';
import { bandOf, intervalAbout, setsOf } from './intervals.js';

const intervals = { coverage: 0.9, rows: 300, all: 2, experts: [0.5, null] };

it('an interval reaches as far to both sides as the score of its expert, or of those without one', () => {
  expect(intervalAbout(intervals, 0, 10)).toEqual({ low: 9.5, high: 10.5 });
  expect(intervalAbout(intervals, 1, 10)).toEqual({ low: 8, high: 12 });
  const { low, high } = bandOf(intervals, Float64Array.of(10, 10, -1), Uint32Array.of(0, 1, 0));
  expect([...low]).toEqual([9.5, 8, -1.5]);
  expect([...high]).toEqual([10.5, 12, -0.5]);
});

it('a set has the classes of which 1 - p is at most the score, and the predicted one whatever its p', () => {
  const scores = { ...intervals, all: 0.75, experts: [0.5, null] };
  const shares = [0.5, 0.25, 0.25, 0.4, 0.35, 0.25, 0.2, 0.7, 0.1].flat();
  const sets = setsOf(scores, Float64Array.of(0, 0, 1), Uint32Array.of(0, 1, 0), Float64Array.from(shares));
  expect([...sets]).toEqual([1, 0, 0, 1, 1, 1, 0, 1, 0]);
  const none = setsOf({ ...scores, all: 0.1 }, Float64Array.of(2), Uint32Array.of(1), Float64Array.of(0.3, 0.3, 0.4));
  expect([...none]).toEqual([0, 0, 1]);
});
