import type { Component, PlainParameters } from '../component.js';
import type { Task } from '../datasets/contract.js';
import type { BoundExpert } from '../experts/contract.js';
import type { Rng } from '../math/random.js';

/** What a method is given: the data, how many experts of which kind, and where its randomness comes from. */
export interface Problem<S = unknown> {
  readonly task: Task;
  readonly k: number;
  readonly expert: BoundExpert<S>;
  /**
   * The random stream of a stage. The stream `init` is the same for every method on a task and trial, so all methods
   * start from the same draws.
   */
  stream(stage: string): Rng;
  /** Keep the assignment of every iteration in the history. */
  readonly keepAssignments: boolean;
}

/** One iteration as it was. The first entry of a history is iteration 0, the initial assignment. */
export interface Step {
  /** Counted as `Mixture.iterations` is; a method of many cheap steps may keep only some of them. */
  readonly iteration: number;
  /**
   * Mean loss over all n samples under this step's assignment, which `direct` takes softly (its relaxed loss). NaN
   * where it is not known: at iteration 0.
   */
  readonly loss: number;
  /** The k cluster sizes. */
  readonly sizes: Uint32Array;
  /** The n labels, where asked for. */
  readonly assignment?: Uint32Array;
}

/** Why a mixture cannot be used: `empty`, an expert holds no sample; `single-class`, it cannot tell classes apart. */
export interface Degeneracy {
  readonly kind: 'empty' | 'single-class';
  readonly reason: string;
}

/** What a method learnt. */
export interface Mixture<S = unknown> {
  readonly degenerate: Degeneracy | null;
  readonly iterations: number;
  readonly converged: boolean;
  /** The expert of each sample, n labels. */
  readonly assignment: Uint32Array;
  /** The k experts that produced the assignment; empty when none was fitted. */
  readonly experts: readonly S[];
  readonly history: readonly Step[];
}

/** A way to learn a mixture. References among its parameters (an assignment rule, a gate) arrive bound. */
export interface Method extends Component {
  /** Learns only experts that are smooth functions of their parameters (`Expert.relaxable`). */
  readonly needsRelaxable: boolean;
  learn<S>(problem: Problem<S>, parameters: PlainParameters): Mixture<S>;
}
