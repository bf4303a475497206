import type { Bindable, ParametersOf, ParameterTable } from '../components/contract.js';
import type { Memory } from '../components/memory.js';
import type { Target, Task } from '../datasets/contract.js';
import type { Matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';

/** The classes of n samples, for rules that count them. */
export interface SampleClasses {
  /** n indices. */
  readonly of: Float64Array;
  readonly labels: readonly string[];
}

/** The classes of a task's samples; undefined of a regression. */
export function sampleClasses({ y, target }: Pick<Task, 'y' | 'target'>): SampleClasses | undefined {
  return target.kind === 'classes' ? { of: y, labels: target.labels } : undefined;
}

/** What is to be predicted of n samples: how many are of each class, where that is known. */
export type CountedTarget = Target & { readonly counts?: ArrayLike<number> };

/** What samples of these classes are to be predicted; undefined stands for a regression. */
export function countedTarget(classes: SampleClasses | undefined): CountedTarget {
  if (classes === undefined) return { kind: 'regression' };
  const { of, labels } = classes;
  const counts = new Uint32Array(labels.length);
  for (let i = 0; i < of.length; i++) counts[of[i]!]!++;
  return { kind: 'classes', labels, counts };
}

/**
 * Writes to `labels` (length n) the expert, 0..k-1, that each sample is given to. `loss` is n x k and finite; it is
 * not changed. The samples' classes are given where the target has some.
 */
export interface Assign {
  (loss: Matrix, rng: Rng, labels: Uint32Array, classes?: SampleClasses): void;
  /** It is each sample to the expert of least loss, ties to the first: whoever knows that without all losses need not ask. */
  readonly least?: true;
}

/** A rule that turns an n x k matrix of losses into an assignment (Algorithm 1, line 9). */
export interface AssignmentRule<T extends ParameterTable = ParameterTable> extends Bindable<Assign, T> {
  /** Samples are drawn, and not given to the experts of least loss that the bounds allow: the mean loss may rise. */
  readonly draws?: boolean;
  /**
   * @param target of the samples; not known when absent.
   * @throws InputError, with the arithmetic, where the parameters cannot hold for n samples and k experts; so does what is bound.
   */
  check?(parameters: ParametersOf<T>, n: number, k: number, target?: CountedTarget): void;
  /**
   * Which of its bounds an assignment that something else made does not keep, as a clause such as `expert 2 has 5 rows, fewer
   * than 20`; null where it keeps them all.
   */
  unmet?(parameters: ParametersOf<T>, labels: Uint32Array, k: number, classes?: SampleClasses): string | null;
  /** What it holds beside the n x k losses; nothing worth telling when absent. */
  memory?(parameters: ParametersOf<T>, n: number, k: number): Memory;
}

declare module '../components/contract.js' {
  interface Bound {
    readonly assignments: Loaded<Assign>;
  }
}
