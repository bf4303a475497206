import { expect, it } from 'vitest';
import { decay } from './exp.js';
import { stream, uniform } from './random.js';

it('decay(x) = exp(-x) to 2e-13 of itself, where exp(-x) is a normal number', () => {
  const rng = stream('decay');
  for (let q = 0; q < 20_000; q++) {
    const x = uniform(rng) ** 4 * 708;
    expect(Math.abs(decay(x) / Math.exp(-x) - 1)).toBeLessThan(2e-13);
  }
});

it('decay(0) = 1 exactly, and decay is 0 from 745 on', () => {
  expect(decay(0)).toBe(1);
  expect(decay(744.9)).toBeLessThan(1e-320);
  expect([745, 1e300, Infinity].map(decay)).toEqual([0, 0, 0]);
  expect(decay(Number.NaN)).toBeNaN();
});
