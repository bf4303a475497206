import type { Rng } from '../math/random.js';

/** A control task of fixed length; S is its state, plain numbers. One file each. */
export interface Environment<S> {
  readonly name: string;
  readonly about: string;
  /** Names of the d values that a policy observes. */
  readonly observed: readonly string[];
  /** Steps of an episode. */
  readonly steps: number;
  /** Draws the state that an episode starts from. */
  reset(rng: Rng): S;
  /**
   * The state one time step later, and the reward of the step.
   * @throws InputError for a state or an action that is not finite.
   */
  step(state: S, action: number): S & { readonly reward: number };
  /** The d values that a policy sees of a state. */
  observe(state: S): readonly number[];
  readonly plane: Plane;
}

/** Two numbers that tell an observation, to draw it by. */
export interface Plane {
  /** Names with units, and the range of what can be. */
  readonly axes: readonly [PlaneAxis, PlaneAxis];
  /** Where an observation lies. */
  place(observation: ArrayLike<number>): readonly [u: number, v: number];
  /** The observation at a point: `place` backwards. */
  observation(u: number, v: number): readonly number[];
}

export interface PlaneAxis {
  readonly name: string;
  readonly range: readonly [low: number, high: number];
}

/** What to do on an observation of d values. A policy that is random draws from `rng`, its episode's own stream. */
export type Policy = (observation: readonly number[], rng: Rng) => number;
