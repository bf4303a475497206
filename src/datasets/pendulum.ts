import type { ParameterTable } from '../components/contract.js';
import { pendulum } from '../environments/pendulum.js';
import { noisyPump, torques } from '../environments/pendulum-expert.js';
import { demonstrate } from '../environments/rollout.js';
import type { Dataset, Target } from './contract.js';
import { denseSize } from './size.js';

const parameters = {
  episodes: { kind: 'integer', default: 25, min: 1, about: 'demonstrated episodes, of 200 steps each' },
  noise: { kind: 'number', default: 0.2, min: 0, max: 1, about: 'probability that a step takes either torque alike' },
} as const satisfies ParameterTable;

const target: Target = { kind: 'classes', labels: torques.map(String) };

/**
 * Demonstrations of the noisy energy pump on Pendulum-v0, new in each trial (section 4.3.1; the expert is ours): a
 * sample is a step, its features cos theta, sin theta and thetaDot, its class the torque that was taken, -2 or 2 N m.
 * Half of the noise contradicts the expert, so with the default a policy that ignores it is right in 90 % of samples.
 */
export const pendulumDemonstrations: Dataset<typeof parameters> = {
  name: 'pendulum',
  about: 'three features, two classes: torques of a noisy expert on Pendulum-v0; new in each trial',
  parameters,
  has: ['classes', 'control', 'plane'],
  fixed: false,
  size: ({ episodes }) => denseSize(episodes * pendulum.steps, 0, pendulum.observed.length, target),
  load: ({ episodes, noise }, rng) => {
    const { observations, actions } = demonstrate(pendulum, noisyPump(noise), episodes, rng);
    const y = actions.map((action) => (action === torques[1] ? 1 : 0));
    return { x: observations, y, target, control: { environment: pendulum, actions: torques } };
  },
};
