import type { Component, ParametersOf, ParameterTable, ParsedParameters } from '../components/contract.js';
import type { Target, Task } from '../datasets/contract.js';
import type { BoundExpert } from '../experts/contract.js';
import type { BoundGate } from '../gates/contract.js';
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
  /** Keep in the history the assignment of every iteration, and the experts that produced it. */
  readonly keepCourse: boolean;
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
  /** The k mean responsibilities over all samples, where they are not those of the assignment. */
  readonly shares?: Float64Array;
  /** The n labels, where asked for. */
  readonly assignment?: Uint32Array;
  /**
   * The experts that produced the assignment, as in `Mixture.experts`, where asked for; empty at iteration 0, and where the
   * experts are learnt together with their gate.
   */
  readonly experts?: readonly unknown[];
}

/** Why a mixture cannot be used: `empty`, an expert holds no sample; `single-class`, it cannot tell classes apart. */
export interface Degeneracy {
  readonly kind: 'empty' | 'single-class';
  readonly reason: string;
}

/** All that prediction needs of an expert. */
export type Predictor<S = unknown> = Pick<BoundExpert<S>, 'name' | 'losses' | 'predict'>;

/** A gate with its state, plain data: which expert is responsible for samples that were not seen. */
export interface FittedGate<S = unknown> {
  readonly bound: Pick<BoundGate<S>, 'name' | 'responsibilities'>;
  readonly state: S;
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
  /** What the experts are, where the method brings its own kind; the problem's kind when absent. */
  readonly expert?: Predictor<S>;
  /**
   * Absent where the method is for fixed data only. With a gate the mixture can be used whatever the clusters are, and is
   * not degenerate.
   */
  readonly gate?: FittedGate;
  /**
   * How often an expert was evaluated on a sample while it was learnt: a pass over m samples, forth or forth and back,
   * counts m. Absent where the experts or the method do not count.
   */
  readonly evaluations?: number;
  readonly history: readonly Step[];
}

/** A way to learn a mixture. References among its parameters (an assignment rule, a gate) arrive bound. */
export interface Method<T extends ParameterTable = ParameterTable> extends Component<T> {
  /** Learns only experts that are smooth functions of their parameters (`Expert.relaxable`). */
  readonly needsRelaxable: boolean;
  /** The only kind of target that it learns; any when absent. */
  readonly target?: Target['kind'];
  /** @throws InputError, with the arithmetic, where the parameters cannot hold for k experts. */
  check?(parameters: ParsedParameters<T>, k: number): void;
  /** The states in the mixture are the problem's S, unless the mixture names an `expert` of its own. */
  learn<S>(problem: Problem<S>, parameters: ParametersOf<T>): Mixture;
}
