import { expect, it } from 'vitest';
import { tanh } from './tanh.js';

it('is tanh to 1e-13 of 1, odd, and 1 far out', () => {
  for (let x = -40; x <= 40; x += 0.0137) {
    expect(Math.abs(tanh(x) - Math.tanh(x))).toBeLessThan(1e-13);
    expect(tanh(-x)).toBe(-tanh(x));
  }
  expect([tanh(0), tanh(1e300), tanh(Number.NEGATIVE_INFINITY), tanh(Number.NaN)]).toEqual([0, 1, -1, Number.NaN]);
});
