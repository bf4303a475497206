import type { Component, ParametersOf, ParameterTable } from '../components/contract.js';
import type { Memory } from '../components/memory.js';
import type { Environment } from '../environments/contract.js';
import type { Rng } from '../math/random.js';
import type { Features } from '../math/sparse.js';
import type { ReadFile } from '../tables/file-contract.js';

/** What y holds: numbers, or class indices 0..classes-1. */
export type Target = { readonly kind: 'regression' } | { readonly kind: 'classes'; readonly labels: readonly string[] };

/** One learning problem: n samples of d features with their targets. */
export interface Task {
  /** n x d features; whoever needs them dense takes them through `dense`. */
  readonly x: Features;
  /** n targets; class indices where the target is classes. */
  readonly y: Float64Array;
  readonly target: Target;
  /** n x g features that the gate decides by, where these are others than those of the experts. */
  readonly gateX?: Features;
  /** A weight for each sample, at least 0 and not all 0: one of 2 is a sample twice. All one when absent. */
  readonly weights?: Float64Array;
  /** The group each sample was drawn from (a segment, a facial feature), where the generator knows it: n indices. */
  readonly groups?: Uint32Array;
  readonly groupNames?: readonly string[];
  /** Samples to judge by, which no fit sees, where the data has them; at least one, of the same d and target. */
  readonly test?: { readonly x: Features; readonly y: Float64Array; readonly gateX?: Features };
  /** Where a sample is a step of a control task: the task, and the action that each class stands for. */
  readonly control?: { readonly environment: Environment<unknown>; readonly actions: readonly number[] };
}

/** What the gate decides by. */
export function gateFeatures({ x, gateX }: Pick<Task, 'x' | 'gateX'>): Features {
  return gateX ?? x;
}

/** How many classes the target has; undefined of a regression. */
export function classesIn({ target }: Pick<Task, 'target'>): number | undefined {
  return target.kind === 'classes' ? target.labels.length : undefined;
}

/** How large a task is. */
export interface TaskSize {
  /** Samples to learn from. */
  readonly n: number;
  /** Samples to judge by; 0 where there are none. */
  readonly test: number;
  /** Features. */
  readonly d: number;
  readonly target: Target;
  /** As many as the target has; 0 of a regression. */
  readonly classes: number;
  /** What its features, targets and groups hold. */
  readonly bytes: number;
}

/** What a task may be or have, as metrics and charts ask for it. */
export type Trait =
  | 'regression'
  | 'classes'
  /** Samples to judge by. */
  | 'test'
  /** Known groups. */
  | 'groups'
  /** A control task, on which a mixture can be a policy. */
  | 'control'
  | 'one feature'
  | 'two features'
  /** A plane on which samples can be drawn: two features, or that of a control task. */
  | 'plane';

/** A source of tasks. */
export interface Dataset<T extends ParameterTable = ParameterTable> extends Component<T> {
  /** What its tasks always have; nothing is known beforehand where it is absent. */
  readonly has?: readonly Trait[];
  /** What depends on its files and parameters; they have nothing beyond these. */
  readonly may?: readonly Trait[];
  /** True where `load` ignores the stream: the same task in every trial, loaded once per worker. */
  readonly fixed: boolean;
  /** Files this data comes from, for digests: their content is part of a trial's key. */
  files?(parameters: ParametersOf<T>): readonly string[];
  /**
   * How large the tasks are, where that is known without loading one.
   * @throws InputError for parameters that `load` refuses.
   */
  size?(parameters: ParametersOf<T>): TaskSize;
  /** What loading a task holds beside the task. */
  memory?(parameters: ParametersOf<T>, size: TaskSize): Memory;
  /**
   * @param read reads those files, so that what is loaded is what was digested; `readBytes` when absent.
   * @throws InputError for a file that is missing or malformed, naming line and column.
   */
  load(parameters: ParametersOf<T>, rng: Rng, read?: ReadFile): Task;
}
