/** Episodes of a policy in an environment: their returns, or all that was seen and done. */
import { InputError, shown } from '../errors.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { type Rng, stream } from '../math/random.js';
import { mean, standardDeviation } from '../math/statistics.js';
import type { Environment, Policy } from './contract.js';

/** How many episodes are played, and of which draws. */
export interface RolloutOptions {
  /** How many, at least 1. */
  readonly episodes: number;
  /** Episode e depends on the seed and e alone, so fewer episodes are the first of more. */
  readonly seed: number;
}

/** What episodes earned. */
export interface Rollout {
  /** Sum of the rewards of each episode. */
  readonly returns: Float64Array;
  readonly mean: number;
  /** Sample standard deviation over the episodes; null of a single one. */
  readonly sd: number | null;
}

/** A policy for episodes that run side by side: writes the action for each row of `observations` (episodes x d). */
export type BatchPolicy = (observations: Matrix, actions: Float64Array, rngs: readonly Rng[]) => void;

/** All steps of some episodes, one after the other: n = episodes x steps rows. */
export interface Demonstrations {
  /** n x d. */
  readonly observations: Matrix;
  /** The n actions. */
  readonly actions: Float64Array;
}

/**
 * Plays episodes of a policy, all steps of each. Cost: episodes x steps calls of the policy and of `step`.
 * @throws InputError for a number of episodes or a seed that is not whole, and for an action that is not finite.
 */
export function rollout<S>(environment: Environment<S>, policy: Policy, options: RolloutOptions): Rollout {
  const one: BatchPolicy = ({ data, rows, cols }, actions, rngs) => {
    for (let e = 0; e < rows; e++) actions[e] = policy([...data.subarray(e * cols, (e + 1) * cols)], rngs[e]!);
  };
  return rolloutTogether(environment, one, options);
}

/** `rollout`, with one call of the policy a step for all episodes: for models that predict many rows at once. */
export function rolloutTogether<S>(
  environment: Environment<S>,
  policy: BatchPolicy,
  { episodes, seed }: RolloutOptions,
): Rollout {
  checkWhole(environment.name, 'episodes', episodes, 1);
  checkWhole(environment.name, 'seed', seed, Number.MIN_SAFE_INTEGER);
  const rngs = Array.from({ length: episodes }, (_, e) => stream(seed, 'episode', e));
  const states = rngs.map((rng) => environment.reset(rng));
  const observations = matrix(episodes, environment.observed.length);
  const actions = new Float64Array(episodes);
  const returns = new Float64Array(episodes);
  for (let t = 0; t < environment.steps; t++) {
    states.forEach((state, e) => {
      observations.data.set(environment.observe(state), e * observations.cols);
    });
    policy(observations, actions, rngs);
    for (let e = 0; e < episodes; e++) {
      const next = environment.step(states[e]!, actions[e]!);
      returns[e]! += next.reward;
      states[e] = next;
    }
  }
  const values = [...returns];
  return { returns, mean: mean(values)!, sd: standardDeviation(values) };
}

/** Records episodes of a policy, all from one stream. */
export function demonstrate<S>(
  environment: Environment<S>,
  policy: Policy,
  episodes: number,
  rng: Rng,
): Demonstrations {
  const n = episodes * environment.steps;
  const observations = matrix(n, environment.observed.length);
  const actions = new Float64Array(n);
  for (let i = 0; i < n; ) {
    let state = environment.reset(rng);
    for (const end = i + environment.steps; i < end; i++) {
      const observation = environment.observe(state);
      observations.data.set(observation, i * observations.cols);
      const action = policy(observation, rng);
      actions[i] = action;
      state = environment.step(state, action);
    }
  }
  return { observations, actions };
}

function checkWhole(name: string, what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const allowed = least === 1 ? 'a whole number of at least 1' : 'a whole number';
  throw new InputError(`${name} rollout ${what} must be ${allowed}; got ${shown(value)}`);
}
