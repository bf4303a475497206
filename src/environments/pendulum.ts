import { InputError, shown } from '../errors.js';
import { type Rng, uniform } from '../math/random.js';
import type { Environment, Policy } from './contract.js';
import { type BatchPolicy, type Rollout, type RolloutOptions, rollout, rolloutTogether } from './rollout.js';

/** Seconds a step, m/s^2, kg and m. */
const [dt, g, m, l] = [0.05, 10, 1, 1];
/** Largest torque (N m) and speed (rad/s). */
const [maxTorque, maxSpeed] = [2, 8];

/** Where the rod is, and how fast it turns. */
export interface PendulumState {
  /** Angle in rad, 0 upright, not wrapped. */
  readonly theta: number;
  /** rad/s. */
  readonly thetaDot: number;
}

/** The pendulum as an environment, and what plays it. */
export interface Pendulum extends Environment<PendulumState> {
  /** Plays episodes of a policy, torque in N m; see `rollout`. */
  rollout(policy: Policy, options: RolloutOptions): Rollout;
  /** The same for a policy that is asked for all episodes at once; see `rolloutTogether`. */
  rolloutTogether(policy: BatchPolicy, options: RolloutOptions): Rollout;
}

/**
 * OpenAI Gym's Pendulum-v0: swing a rod up and hold it there, with a torque too weak to lift it at once. An episode is
 * 200 steps from theta ~ U(-pi, pi), thetaDot ~ U(-1, 1); observed are cos, sin and speed; the reward of a step is
 * -(theta^2 + 0.1 thetaDot^2 + 0.001 torque^2) of the state *before* it, theta wrapped to [-pi, pi).
 *
 * As in Gym, torque is clipped to 2 N m, and the new speed moves the angle before it is clipped to 8 rad/s.
 */
export const pendulum: Pendulum = {
  name: 'pendulum',
  about: 'Pendulum-v0 of OpenAI Gym: swing up a rod and hold it, with a weak torque',
  observed: ['cos theta', 'sin theta', 'thetaDot'],
  steps: 200,
  reset: (rng: Rng) => ({ theta: uniform(rng, -Math.PI, Math.PI), thetaDot: uniform(rng, -1, 1) }),
  step({ theta, thetaDot }, torque) {
    checkFinite('theta', theta);
    checkFinite('thetaDot', thetaDot);
    checkFinite('torque', torque);
    const u = clip(torque, maxTorque);
    const angle = wrapped(theta);
    const cost = angle * angle + 0.1 * (thetaDot * thetaDot) + 0.001 * (u * u);
    const speed = thetaDot + (((-3 * g) / (2 * l)) * Math.sin(theta + Math.PI) + (3 / (m * l * l)) * u) * dt;
    // 0 - cost, since -cost would be -0 where nothing is to pay.
    return { theta: theta + speed * dt, thetaDot: clip(speed, maxSpeed), reward: 0 - cost };
  },
  observe: ({ theta, thetaDot }) => [Math.cos(theta), Math.sin(theta), thetaDot],
  plane: {
    axes: [
      { name: 'theta (rad)', range: [-Math.PI, Math.PI] },
      { name: 'thetaDot (rad/s)', range: [-maxSpeed, maxSpeed] },
    ],
    place: (observation) => [Math.atan2(observation[1]!, observation[0]!), observation[2]!],
    observation: (theta, thetaDot) => [Math.cos(theta), Math.sin(theta), thetaDot],
  },
  rollout: (policy, options) => rollout(pendulum, policy, options),
  rolloutTogether: (policy, options) => rolloutTogether(pendulum, policy, options),
};

function clip(value: number, limit: number): number {
  return Math.min(Math.max(value, -limit), limit);
}

/** The angle in [-pi, pi), with the operations of Gym's `angle_normalize`: Python's % is never negative. */
function wrapped(theta: number): number {
  const turn = 2 * Math.PI;
  const rest = (theta + Math.PI) % turn;
  return (rest < 0 ? rest + turn : rest) - Math.PI;
}

function checkFinite(what: string, value: number): void {
  if (!Number.isFinite(value)) throw new InputError(`pendulum ${what} must be a finite number; got ${shown(value)}`);
}
