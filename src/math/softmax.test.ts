import { expect, it } from 'vitest';
import { toProbabilities } from './softmax.js';

it('turns scores (0, log 3) into (1/4, 3/4) where they stand, and gives -log p of the label', () => {
  const scores = Float64Array.of(9, 0, Math.log(3), 9);
  expect(toProbabilities(scores, 1, 2, 0)).toBeCloseTo(Math.log(4), 12);
  expect([scores[0], scores[3]]).toEqual([9, 9]);
  expect(scores[1]).toBeCloseTo(1 / 4, 12);
  expect(scores[2]).toBeCloseTo(3 / 4, 12);
});

it('stays finite where exponentials are not', () => {
  const scores = Float64Array.of(-1e4, 0, 1e4);
  expect(toProbabilities(scores, 0, 3, 0)).toBe(2e4);
  expect([...scores]).toEqual([0, 0, 1]);
});
