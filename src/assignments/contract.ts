import type { Bindable, ParametersOf, ParameterTable } from '../components/contract.js';
import type { Memory } from '../components/memory.js';
import type { Matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';

/**
 * Writes to `labels` (length n) the expert, 0..k-1, that each sample is given to. `loss` is n x k and finite; it is
 * not changed.
 */
export interface Assign {
  (loss: Matrix, rng: Rng, labels: Uint32Array): void;
  /** It is each sample to the expert of least loss, ties to the first: whoever knows that without all losses need not ask. */
  readonly least?: true;
}

/** A rule that turns an n x k matrix of losses into an assignment (Algorithm 1, line 9). */
export interface AssignmentRule<T extends ParameterTable = ParameterTable> extends Bindable<Assign, T> {
  /** Samples are drawn, and not given to the experts of least loss that the bounds allow: the mean loss may rise. */
  readonly draws?: boolean;
  /** @throws InputError, with the arithmetic, where the parameters cannot hold for n samples and k experts; so does what is bound. */
  check?(parameters: ParametersOf<T>, n: number, k: number): void;
  /** What it holds beside the n x k losses; nothing worth telling when absent. */
  memory?(parameters: ParametersOf<T>, n: number, k: number): Memory;
}

declare module '../components/contract.js' {
  interface Bound {
    readonly assignments: Loaded<Assign>;
  }
}
