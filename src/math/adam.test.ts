import { describe, expect, it } from 'vitest';
import { adam } from './adam.js';
import { normal, stream } from './random.js';

describe('adam', () => {
  it('first moves each parameter by the rate, against the sign of its gradient, whatever its size', () => {
    const { theta, gradient, step } = adam(3);
    theta.fill(1);
    gradient.set([1000, -0.001, 0]);
    step(0.1);
    expect(theta[0]).toBeCloseTo(0.9, 8);
    expect(theta[1]).toBeCloseTo(1.1, 5);
    expect(theta[2]).toBe(1);
  });

  it('follows the recurrences of Kingma and Ba over three steps', () => {
    const { theta, gradient, step } = adam(1, { beta1: 0.5, beta2: 0.75, epsilon: 0.1 });
    gradient[0] = 2;
    step(1);
    // m = 1, v = 1; corrected 2 and 4: a step of 2 / (2 + .1)
    expect(theta[0]).toBeCloseTo(-2 / 2.1, 14);
    gradient[0] = -1;
    step(2);
    // m = .5 - .5 = 0: no step, whatever the rate
    expect(theta[0]).toBeCloseTo(-2 / 2.1, 14);
    gradient[0] = 4;
    step(1);
    // m = 2 / (1 - 1/8), v = (.75 (.75 + .25) + 4) / (1 - 27/64)
    expect(theta[0]).toBeCloseTo(-2 / 2.1 - 2 / 0.875 / (Math.sqrt(4.75 / (37 / 64)) + 0.1), 14);
  });

  it('finds the minimum of a badly scaled quadratic, and leaves the gradient alone', () => {
    const { theta, gradient, step } = adam(2);
    theta.set([5, -3]);
    for (let t = 0; t < 2000; t++) {
      const slopes = [100 * (theta[0]! - 1), 0.01 * (theta[1]! - 2)];
      gradient.set(slopes);
      step(0.1 * 0.995 ** t);
      expect([...gradient]).toEqual(slopes);
    }
    expect(theta[0]).toBeCloseTo(1, 3);
    expect(theta[1]).toBeCloseTo(2, 3);
  });

  it('takes steps in single precision that are those in double precision, rounded', () => {
    const rng = stream('adam in single precision');
    const [single, double] = [adam(50, { precision: 'single' }), adam(50)];
    for (let t = 0; t < 30; t++) {
      for (let at = 0; at < 50; at++) single.gradient[at] = double.gradient[at] = normal(rng) * 10 ** (at / 5 - 8);
      for (const one of [single, double]) one.step(0.1);
    }
    double.theta.forEach((entry, at) => {
      expect(Math.abs(entry - single.theta[at]!)).toBeLessThan(30 * 0.1 * 5e-7);
    });
  });

  it.each([1, 2, 7])('treats each of %i parameters as if it were alone', (size) => {
    const rng = stream('adam', size);
    const [together, alone] = [adam(size), Array.from({ length: size }, () => adam(1))];
    for (let t = 0; t < 5; t++) {
      for (let at = 0; at < size; at++) together.gradient[at] = alone[at]!.gradient[0] = normal(rng);
      for (const one of [together, ...alone]) one.step(0.1);
    }
    expect([...together.theta]).toEqual(alone.map(({ theta }) => theta[0]));
  });
});
