import { expect, it } from 'vitest';
import { expNegative, tanh } from './exp.js';
import { stream, uniform } from './random.js';

it('expNegative(x) = exp(-x) to 2e-13 of itself, where exp(-x) is a normal number', () => {
  const rng = stream('expNegative');
  for (let q = 0; q < 20_000; q++) {
    const x = uniform(rng) ** 4 * 708;
    expect(Math.abs(expNegative(x) / Math.exp(-x) - 1)).toBeLessThan(2e-13);
  }
});

it('expNegative(0) = 1 exactly, and expNegative is 0 from 745 on', () => {
  expect(expNegative(0)).toBe(1);
  expect(expNegative(744.9)).toBeLessThan(1e-320);
  expect([745, 1e300, Infinity].map(expNegative)).toEqual([0, 0, 0]);
  expect(expNegative(Number.NaN)).toBeNaN();
});

it('is tanh to 1e-13 of 1, odd, and 1 far out', () => {
  for (let x = -40; x <= 40; x += 0.0137) {
    expect(Math.abs(tanh(x) - Math.tanh(x))).toBeLessThan(1e-13);
    expect(tanh(-x)).toBe(-tanh(x));
  }
  expect([tanh(0), tanh(1e300), tanh(Number.NEGATIVE_INFINITY), tanh(Number.NaN)]).toEqual([0, 1, -1, Number.NaN]);
});
