import { describe, expect, it } from 'vitest';
import { adam } from './adam.js';

describe('adam', () => {
  it('first moves each parameter by the rate, against the sign of its gradient, whatever its size', () => {
    const theta = Float64Array.of(1, 1, 1);
    adam(3).step(theta, Float64Array.of(1000, -0.001, 0), 0.1);
    expect(theta[0]).toBeCloseTo(0.9, 8);
    expect(theta[1]).toBeCloseTo(1.1, 5);
    expect(theta[2]).toBe(1);
  });

  it('follows the recurrences of Kingma and Ba over two steps', () => {
    const theta = Float64Array.of(0);
    const optimizer = adam(1, { beta1: 0.5, beta2: 0.75, epsilon: 0.1 });
    optimizer.step(theta, Float64Array.of(2), 1);
    // m = 1, v = 1; corrected 2 and 4: a step of 2 / (2 + .1)
    expect(theta[0]).toBeCloseTo(-2 / 2.1, 14);
    optimizer.step(theta, Float64Array.of(-1), 2);
    // m = .5 - .5 = 0: no step, whatever the rate
    expect(theta[0]).toBeCloseTo(-2 / 2.1, 14);
    optimizer.step(theta, Float64Array.of(4), 1);
    // m = 2 / (1 - 1/8), v = (.75 (.75 + .25) + 4) / (1 - 27/64)
    expect(theta[0]).toBeCloseTo(-2 / 2.1 - 2 / 0.875 / (Math.sqrt(4.75 / (37 / 64)) + 0.1), 14);
  });

  it('finds the minimum of a badly scaled quadratic, and leaves the gradient alone', () => {
    const theta = Float64Array.of(5, -3);
    const optimizer = adam(2);
    for (let t = 0; t < 2000; t++) {
      const gradient = Float64Array.of(100 * (theta[0]! - 1), 0.01 * (theta[1]! - 2));
      const before = [...gradient];
      optimizer.step(theta, gradient, 0.1 * 0.995 ** t);
      expect([...gradient]).toEqual(before);
    }
    expect(theta[0]).toBeCloseTo(1, 3);
    expect(theta[1]).toBeCloseTo(2, 3);
  });
});
