import type { Bindable, ParameterTable } from '../components/contract.js';
import type { Matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import type { Features } from '../math/sparse.js';

/**
 * A gate decides, for unseen samples, which expert is responsible. `S` is its fitted state: plain data.
 * Responsibilities are an n x k matrix whose rows sum to one.
 */
export type Gate<S = unknown, T extends ParameterTable = ParameterTable> = Bindable<BoundGate<S>, T>;

declare module '../components/contract.js' {
  interface Bound {
    readonly gates: Loaded<BoundGate>;
  }
}

export interface BoundGate<S = unknown> {
  readonly name: string;
  /** Learns the gate from an assignment: `labels` gives each row of x its expert, 0..k-1. */
  fit(x: Features, labels: Uint32Array, k: number, rng: Rng): S;
  /** Writes the n x k responsibilities to `out`. */
  responsibilities(state: S, x: Features, out: Matrix): void;
}
