import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.js';
import { stream, uniform } from '../math/random.js';
import type { Environment, Policy } from './contract.js';
import { pendulum } from './pendulum.js';
import { energyPump, noisyPump } from './pendulum-expert.js';
import { demonstrate, rollout, rolloutTogether } from './rollout.js';

/** Walks by its action from a random start; the reward is the position before the step. */
const walk: Environment<{ readonly at: number }> = {
  name: 'walk',
  about: 'a line',
  observed: ['at', 'twice'],
  steps: 3,
  reset: (rng) => ({ at: uniform(rng) }),
  step: ({ at }, action) => ({ at: at + action, reward: at }),
  observe: ({ at }) => [at, 2 * at],
  plane: {
    axes: [
      { name: 'at', range: [0, 1] },
      { name: 'twice', range: [0, 2] },
    ],
    place: (observation) => [observation[0]!, observation[1]!],
    observation: (at, twice) => [at, twice],
  },
};

describe('rollout', () => {
  it('sums the rewards of each episode, from its own start', () => {
    const { returns, mean, sd } = rollout(walk, () => 10, { episodes: 2, seed: 4 });
    const starts = [0, 1].map((e) => uniform(stream(4, 'episode', e)));
    const expected = starts.map((at) => at + (at + 10) + (at + 20));
    expect([...returns]).toEqual(expected);
    expect(mean).toBeCloseTo((expected[0]! + expected[1]!) / 2, 12);
    expect(sd).toBeCloseTo(Math.abs(expected[0]! - expected[1]!) / Math.SQRT2, 12);
  });

  it('has no deviation of a single episode', () => {
    expect(rollout(walk, () => 0, { episodes: 1, seed: 4 }).sd).toBeNull();
  });

  it('asks the policy about what is observed', () => {
    const seen: number[] = [];
    const note: Policy = ([at, twice]) => {
      seen.push(twice! / at!);
      return 1;
    };
    rollout(walk, note, { episodes: 2, seed: 4 });
    expect(seen).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it('gives the first of more episodes where there are fewer, also of a random policy', () => {
    const [few, many] = [3, 5].map((episodes) => pendulum.rollout(noisyPump(0.5), { episodes, seed: 1 }));
    expect([...few!.returns]).toEqual([...many!.returns.subarray(0, 3)]);
    expect([...pendulum.rollout(noisyPump(0.5), { episodes: 3, seed: 2 }).returns]).not.toEqual([...few!.returns]);
  });

  it('is the same for a policy that is asked for all episodes at once', () => {
    const options = { episodes: 4, seed: 7 };
    const together = rolloutTogether(
      walk,
      ({ data, rows, cols }, actions) => {
        for (let e = 0; e < rows; e++) actions[e] = data[e * cols]! ** 2;
      },
      options,
    );
    expect(together).toEqual(rollout(walk, ([at]) => at! ** 2, options));
  });

  it.each([
    [{ episodes: 0, seed: 1 }, 'walk rollout episodes must be a whole number of at least 1; got 0'],
    [{ episodes: 2.5, seed: 1 }, 'walk rollout episodes must be a whole number of at least 1; got 2.5'],
    [{ episodes: 1, seed: Number.NaN }, 'walk rollout seed must be a whole number; got NaN'],
  ])('refuses %o', (options, message) => {
    expect(() => rollout(walk, () => 0, options)).toThrow(new InputError(message));
  });

  it('refuses a policy that says NaN', () => {
    expect(() => pendulum.rollout(() => Number.NaN, { episodes: 1, seed: 1 })).toThrow(/torque must be .* got NaN/);
  });
});

describe('demonstrations', () => {
  it('are the observations and actions of all steps, episode by episode', () => {
    const { observations, actions } = demonstrate(walk, ([at]) => at!, 2, stream(3));
    const rng = stream(3);
    const doubled = [uniform(rng), uniform(rng)].flatMap((at) => [at, 2 * at, 4 * at]);
    expect([...actions]).toEqual(doubled);
    expect([...observations.data]).toEqual(doubled.flatMap((at) => [at, 2 * at]));
    expect([observations.rows, observations.cols]).toEqual([6, 2]);
  });
});

describe('the energy pump', () => {
  const at = (theta: number, thetaDot: number): number => energyPump(pendulum.observe({ theta, thetaDot }), stream(0));

  it('pushes along the motion below the energy of the rod upright at rest, and against it above', () => {
    expect([at(Math.PI, 1), at(Math.PI, -1)]).toEqual([2, -2]);
    expect([at(Math.PI, 7.8), at(Math.PI, -7.8)]).toEqual([-2, 2]); // 7.8^2 / 2 = 30.42 > 30
    expect([at(1, 3.5), at(1, 3.9)]).toEqual([2, -2]); // 6.125 and 7.605 beside 15 (1 - cos 1) = 6.896
  });

  it('pushes to the positive side from rest', () => expect(at(Math.PI, 0)).toBe(2));

  it('pulls back where |theta| < 0.5 and |thetaDot| < 3, by the sign of 10 theta + 2 thetaDot', () => {
    expect([at(0.1, 0), at(-0.1, 0), at(0.1, -0.6), at(0.1, -0.4), at(2 * Math.PI + 0.1, 0)]).toEqual([
      -2, 2, 2, -2, -2,
    ]);
    expect([at(0.49, 0.1), at(0.51, 0.1), at(-0.1, 2.9), at(-0.1, 3.1)]).toEqual([-2, 2, -2, -2]);
  });

  it('has a mean return of -151', () => {
    const { mean, sd } = pendulum.rollout(energyPump, { episodes: 1000, seed: 1 });
    expect(Math.abs(mean + 151)).toBeLessThan((3 * sd!) / Math.sqrt(1000));
    expect(sd! / Math.sqrt(1000)).toBeLessThan(4);
  });

  it('does the contrary in half of the noise', () => {
    const policy = noisyPump(0.2);
    const { observations, actions } = demonstrate(pendulum, policy, 100, stream('noise'));
    const n = actions.length;
    const contrary = actions.filter((action, i) => {
      const observation = [...observations.data.subarray(3 * i, 3 * i + 3)];
      return action !== energyPump(observation, stream(0));
    });
    expect(Math.abs(contrary.length / n - 0.1)).toBeLessThan(3 * Math.sqrt((0.1 * 0.9) / n));
  });

  it('is the clean one without noise, from the same starts', () => {
    const [none, some] = [0, 0.2].map((noise) => demonstrate(pendulum, noisyPump(noise), 2, stream(1)));
    const start = 3 * pendulum.steps;
    expect(none!.observations.data.subarray(start, start + 3)).toEqual(
      some!.observations.data.subarray(start, start + 3),
    );
    none!.actions.forEach((action, i) => {
      expect(action).toBe(energyPump([...none!.observations.data.subarray(3 * i, 3 * i + 3)], stream(0)));
    });
  });
});
