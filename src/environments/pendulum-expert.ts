import { below, uniform } from '../math/random.js';
import type { Policy } from './contract.js';

/** The two torques of the demonstrations, N m: class 0 and class 1. */
export const torques = [-2, 2] as const;

/** Energy of the rod at rest upright, in the units of thetaDot^2 / 2. */
const upright = 15;

/**
 * Swings the pendulum up by its energy E = thetaDot^2 / 2 + 15 cos theta (Astrom and Furuta 2000): pushes along the
 * motion while E is too low and against it while too high, and near the top (|theta| < 0.5, |thetaDot| < 3) pulls
 * back to upright. Always at full torque; where no side is better, +2. Mean return about -151.
 */
export const energyPump: Policy = ([cos, sin, thetaDot]) => {
  const theta = Math.atan2(sin!, cos!);
  const speed = thetaDot!;
  if (Math.abs(theta) < 0.5 && Math.abs(speed) < 3) return push(-(10 * theta + 2 * speed));
  const energy = (speed * speed) / 2 + upright * cos!;
  return push((speed === 0 ? 1e-9 : speed) * (upright - energy));
};

function push(side: number): number {
  return side < 0 ? torques[0] : torques[1];
}

/**
 * The energy pump, but with probability `noise` either torque alike. Takes two draws a step, whatever the noise, so
 * demonstrations that differ in noise alone start from the same states.
 */
export function noisyPump(noise: number): Policy {
  return (observation, rng) => {
    const slips = uniform(rng) < noise;
    const slip = torques[below(rng, torques.length)]!;
    return slips ? slip : energyPump(observation, rng);
  };
}
