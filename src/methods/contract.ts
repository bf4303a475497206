import type { Component, Loaded, ParametersOf, ParameterTable, ParsedParameters } from '../components/contract.js';
import type { Memory } from '../components/memory.js';
import type { Target, Task, TaskSize } from '../datasets/contract.js';
import type { BoundExpert } from '../experts/contract.js';
import type { Rng } from '../math/random.js';
import type { Degeneracy } from '../model/clusters.js';
import type { Model } from '../model/contract.js';

/** What a method is given: the data, how many experts of which kind, and where its randomness comes from. */
export interface Problem<S = unknown> {
  readonly task: Task;
  readonly k: number;
  readonly expert: Loaded<BoundExpert<S>>;
  /**
   * The random stream of a stage. The stream `init` is the same for every method on a task and trial, so all methods
   * start from the same draws.
   */
  stream(stage: string): Rng;
  /** Keep in the history the assignment of every iteration, and the experts that produced it. */
  readonly keepCourse: boolean;
  /** Called by methods of many starts after each of them. */
  readonly progress?: (done: StartsDone) => void;
  /** Whether to end now with the best so far; asked by methods of many starts after each iteration of each. */
  readonly stop?: () => boolean;
}

/** How far a method of many starts has come. */
export interface StartsDone {
  readonly done: number;
  readonly of: number;
  /** The least objective so far. */
  readonly best: number;
}

/** How one of many starts ended. */
export interface StartEnd {
  /** Where it began, such as `planes`. */
  readonly from: string;
  readonly objective: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** It was left on its way after a few iterations, as others were better by then. */
  readonly dropped?: true;
  /** Its mean loss after each iteration, as in `Step`, where the course is asked for. */
  readonly losses?: readonly number[];
}

/** One iteration as it was. The first entry of a history is iteration 0, the initial assignment. */
export interface Step {
  /** Counted as `Log.iterations` is; a method of many cheap steps may keep only some of them. */
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
   * The experts that produced the assignment, as in `Model.experts`, where asked for; empty at iteration 0, and where the
   * experts are learnt together with their gate.
   */
  readonly experts?: readonly unknown[];
  /** What was done in it, where that is no iteration like the others, as a clause; where the course is asked for. */
  readonly done?: string;
}

/** How a mixture was learnt. */
export interface Log {
  readonly degenerate: Degeneracy | null;
  readonly iterations: number;
  /** Whether it ended where it was to end, the experts' own fits included, and not because it was to go on no longer. */
  readonly converged: boolean;
  /** Share of the experts whose last fit converged; absent where the method has no fits of single experts. */
  readonly fitsConverged?: number;
  /**
   * The greatest entry in size of the gradient of the whole objective, where it ended: 0 at a stationary point. For
   * methods that descend one; a pass over all samples, when it is called.
   */
  gradientNorm?(): number;
  /**
   * How often an expert was evaluated on a sample while it was learnt: a pass over m samples, forth or forth and back,
   * counts m. Absent where the experts or the method do not count.
   */
  readonly evaluations?: number;
  /** Of methods that begin several times: how each start ended, in their order. */
  readonly starts?: readonly StartEnd[];
  /** The least objective that they found, which is below that of each start where they went on from these. */
  readonly objective?: number;
  /** The method was told to stop (`Problem.stop`). */
  readonly stopped?: true;
  readonly history: readonly Step[];
}

/** What a method learnt. */
export interface Learnt<S = unknown> {
  /**
   * Its k experts are those that produced the assignment, also where that is degenerate; null where none was fitted, as the
   * initial assignment was degenerate. With a gate a mixture can be used whatever the clusters are, and is not degenerate.
   */
  readonly model: Model<S> | null;
  /** The expert of each sample, n labels. */
  readonly assignment: Uint32Array;
  /** n flags, 1 for each sample that no expert had to fit, where the method leaves some out; the assignment has an expert for these, too. */
  readonly outside?: Uint8Array;
  readonly log: Log;
}

/** Where a method ended, as a fit to resamples goes on from there. */
export interface Fitted {
  /** The k states of the experts, and that of the gate; null without one. */
  readonly experts: readonly unknown[];
  readonly gate: unknown;
  /** The expert of each sample, n labels. */
  readonly assignment: Uint32Array;
}

/** The samples of a problem as they were drawn anew. */
export interface Resample extends Pick<Problem, 'stream'> {
  /** A weight for each sample, n values; 0 for one that was not drawn. */
  readonly weights: Float64Array;
}

/** A way to learn a mixture. References among its parameters (an assignment rule, a gate) arrive bound. */
export interface Method<T extends ParameterTable = ParameterTable> extends Component<T> {
  /** Learns only experts that are smooth functions of their parameters (`Expert.relaxable`). */
  readonly needsRelaxable: boolean;
  /** Goes back and forth between an assignment and the experts fitted to it, an entry of its history each time. */
  readonly alternates: boolean;
  /** Its models have a gate; else they are for the samples learnt from. */
  readonly gated: boolean;
  /** Learns experts of its own kind, together with their gate; the problem's expert is not used. */
  readonly ownExperts: boolean;
  /** What the objective of its starts is: a sum of losses, in their unit, or minus a log likelihood; losses when absent. */
  readonly objective?: 'losses' | 'likelihood';
  /** The only kind of target that it learns; any when absent. */
  readonly target?: Target['kind'];
  /** @throws InputError, with the arithmetic, where the parameters cannot hold for k experts, or for this kind of target. */
  check?(parameters: ParsedParameters<T>, k: number, target: Target['kind']): void;
  /**
   * Values of parameters among which a fit to a table chooses by held-out rows: nothing else says which suits the data. Those
   * that hold the experts back most stand first. A spec sets them like any others.
   */
  readonly tunes?: Readonly<Record<string, readonly number[]>>;
  /** What it holds beside the task, the model and the losses; nothing worth telling when absent. */
  memory?(parameters: ParsedParameters<T>, size: TaskSize, k: number): Memory;
  learn<S>(problem: Problem<S>, parameters: ParametersOf<T>): Learnt;
  /**
   * The same for other weights of the samples, from where it ended, by its own way down alone: what resamples are learned by.
   * Absent where there is no such way: then the method begins anew. What is learned has a degenerate log where some expert was
   * left without samples, also if it got others then.
   * @returns learns from one resample; whatever others it learned from before.
   */
  resume?<S>(problem: Problem<S>, parameters: ParametersOf<T>, fitted: Fitted): (resample: Resample) => Learnt;
}
