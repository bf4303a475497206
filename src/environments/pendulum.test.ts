import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.js';
import { stream } from '../math/random.js';
import { pendulum } from './pendulum.js';

/** Where many steps of the same torque lead, all states on the way. */
function path(theta: number, thetaDot: number, steps: number): { theta: number; thetaDot: number }[] {
  const states = [{ theta, thetaDot }];
  for (let t = 0; t < steps; t++) states.push(pendulum.step(states[t]!, 0));
  return states;
}

describe('a step of Pendulum-v0', () => {
  // Gym's formula in Python 3.11 with the C library's sine: theta, thetaDot, torque -> theta, thetaDot, reward.
  it.each([
    [0, 0, 1, 0.007499999999999996, 0.1499999999999999, -0.001],
    [Math.PI / 2, 0, 0, 1.6082963267948966, 0.75, -2.4674011002723395],
    [Math.PI, 0, 0, Math.PI, 1.8369701987210302e-16, -9.869604401089358],
    [1, -0.5, -2, 0.9915551619302961, -0.16889676139407772, -1.029],
    [0.3, 0.7, 1.25, 0.3554570077498002, 1.1091401549960045, -0.1405624999999999],
    [-2.5, 7.9, 2, -2.1124427054038986, 7.751145891922033, -12.495],
    [2, 8, 2, 2.4490986535059633, 8, -10.404],
    [2, 8, 50, 2.4490986535059633, 8, -10.404],
    [-1.2, -8, -3, -1.649951465723771, -8, -7.843999999999999],
    [4, 1, 0.5, 4.0253699064259525, 0.5073981285190539, -5.313185146920741],
    [-10, -3, -1.5, -10.140849208341649, -2.8169841668329725, -7.488508130246276],
    [100, 2.5, 0.1, 100.10676128845839, 2.135225769167683, -0.9069337408264916],
  ])('from (%d, %d) under torque %d is Gym\u2019s to the last digit', (theta, thetaDot, torque, ...expected) => {
    const next = pendulum.step({ theta, thetaDot }, torque);
    expect([next.theta, next.thetaDot, next.reward]).toEqual(expected);
  });

  it('stays Gym\u2019s over 200 steps, but for the rounding that they add up', () => {
    let state = { theta: 1, thetaDot: -0.5 };
    let sum = 0;
    for (let t = 0; t < pendulum.steps; t++) {
      const { reward, ...next } = pendulum.step(state, t % 40 < 20 ? 2 : -2);
      state = next;
      sum += reward;
    }
    expect(state.theta).toBeCloseTo(13.001484848997928, 10);
    expect(state.thetaDot).toBeCloseTo(-1.806279308410846, 10);
    expect(sum).toBeCloseTo(-1321.9784141262505, 9);
  });

  it('moves the angle by the new speed before that is clipped to 8', () => {
    // Downwards from the side at 8: 8 + 15 * 0.05 = 8.75 moves the angle, 8 remains.
    const next = pendulum.step({ theta: Math.PI / 2, thetaDot: 8 }, 0);
    expect(next.theta).toBe(Math.PI / 2 + 8.75 * 0.05);
    expect(next.thetaDot).toBe(8);
  });

  it('pays for the state before it and for the clipped torque', () => {
    expect(pendulum.step({ theta: 0, thetaDot: 0 }, 0).reward).toBe(0);
    expect(pendulum.step({ theta: 0, thetaDot: 0 }, -9).reward).toBe(-0.004);
    expect(pendulum.step({ theta: 0, thetaDot: 2 }, 0).reward).toBe(-0.4);
    expect(pendulum.step({ theta: Math.PI, thetaDot: 0 }, 0).reward).toBe(-Math.PI * Math.PI);
  });

  it('is the same mirrored, and the same after full turns', () => {
    const state = fc.record({
      theta: fc.double({ min: -3, max: 3, noNaN: true }),
      speed: fc.integer({ min: -8, max: 8 }),
    });
    fc.assert(
      fc.property(state, fc.integer({ min: -3, max: 3 }), ({ theta, speed }, torque) => {
        const one = pendulum.step({ theta, thetaDot: speed }, torque);
        const mirrored = pendulum.step({ theta: -theta, thetaDot: -speed }, -torque);
        const turned = pendulum.step({ theta: theta + 6 * Math.PI, thetaDot: speed }, torque);
        expect(mirrored.theta).toBeCloseTo(-one.theta, 12);
        expect(mirrored.thetaDot).toBeCloseTo(-one.thetaDot, 12);
        expect(mirrored.reward).toBeCloseTo(one.reward, 12);
        expect(turned.thetaDot).toBeCloseTo(one.thetaDot, 12);
        expect(turned.reward).toBeCloseTo(one.reward, 11);
      }),
      { seed: 5 },
    );
  });
});

describe('the free pendulum', () => {
  const energy = ({ theta, thetaDot }: { theta: number; thetaDot: number }): number =>
    thetaDot ** 2 / 2 + 15 * Math.cos(theta);
  /** What the symplectic Euler method keeps to second order in the step: E - h/2 E_p E_q (Hairer et al. 2006, IX.3). */
  const kept = (state: { theta: number; thetaDot: number }): number =>
    energy(state) + (0.05 / 2) * state.thetaDot * 15 * Math.sin(state.theta);
  const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

  it('keeps its energy to first order in the time step, and the modified energy to second', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.3, max: 2.5, noNaN: true }), (swing) => {
        const states = path(Math.PI - swing, 0, 1000);
        const range = 15 * (1 - Math.cos(swing));
        expect(spread(states.map(energy))).toBeLessThan(0.2 * range);
        expect(spread(states.map(kept))).toBeLessThan(0.02 * range);
      }),
      { seed: 5, numRuns: 30 },
    );
  });

  it('hangs still, and falls when upright only for the rounding of pi', () => {
    expect(Math.abs(path(Math.PI, 0, 200).at(-1)!.thetaDot)).toBeLessThan(1e-13);
    expect(Math.abs(path(0, 0, 20).at(-1)!.theta)).toBeLessThan(1e-13);
    expect(Math.abs(path(1e-3, 0, 40).at(-1)!.theta)).toBeGreaterThan(0.5);
  });
});

describe('an episode', () => {
  it('starts from an angle in [-pi, pi) and a speed in [-1, 1), evenly', () => {
    const rng = stream('reset');
    const starts = Array.from({ length: 2000 }, () => pendulum.reset(rng));
    for (const [values, limit] of [
      [starts.map(({ theta }) => theta), Math.PI],
      [starts.map(({ thetaDot }) => thetaDot), 1],
    ] as const) {
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit);
      const quarter = values.filter((value) => value < -limit / 2).length / values.length;
      expect(Math.abs(quarter - 0.25)).toBeLessThan(0.03); // three standard errors
    }
  });

  it('shows cosine, sine and speed', () => {
    expect(pendulum.observe({ theta: 0, thetaDot: 3 })).toEqual([1, 0, 3]);
    expect(pendulum.observe({ theta: 2, thetaDot: -1 })).toEqual([Math.cos(2), Math.sin(2), -1]);
    expect(pendulum.observed.length).toBe(3);
  });
});

it.each([
  [{ theta: Number.NaN, thetaDot: 0 }, 0, 'pendulum theta must be a finite number; got NaN'],
  [{ theta: 0, thetaDot: Number.POSITIVE_INFINITY }, 0, 'pendulum thetaDot must be a finite number; got Infinity'],
  [{ theta: 0, thetaDot: 0 }, Number.NaN, 'pendulum torque must be a finite number; got NaN'],
])('refuses %o under torque %d', (state, torque, message) => {
  expect(() => pendulum.step(state, torque)).toThrow(new InputError(message));
});
