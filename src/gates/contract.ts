import type { Bindable, ParameterTable } from '../components/contract.js';
import type { Matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import type { Features } from '../math/sparse.js';

/** What a gate is learnt from: n samples with their experts. `S` is the gate's state. */
export interface RoutedSamples<S = unknown> {
  /** n x d, at least one row. */
  readonly x: Features;
  readonly k: number;
  /** The expert of each sample, 0..k-1, or its shares of the k experts: n x k, at least 0, rows summing to one. */
  readonly targets: Uint32Array | Matrix;
  /** A weight for each sample, at least 0 and not all 0; all one when absent. A weight of 2 is a sample twice. */
  readonly weights?: Float64Array | undefined;
  /** The state to start from, where the fit is iterative. */
  readonly warm?: S | undefined;
}

/**
 * A gate decides, for unseen samples, which expert is responsible. `S` is its fitted state: plain data.
 * Responsibilities are an n x k matrix whose rows sum to one.
 */
export type Gate<S = unknown, T extends ParameterTable = ParameterTable> = Bindable<BoundGate<S>, T>;

declare module '../components/contract.js' {
  interface Bound {
    readonly gates: BoundGate;
  }
}

export interface BoundGate<S = unknown> {
  readonly name: string;
  /**
   * Learns the gate from an assignment, hard or soft. The inputs are read, never changed.
   * @throws InputError for no samples, and for targets and weights that are not as `RoutedSamples` says.
   */
  fit(samples: RoutedSamples<S>, rng: Rng): S;
  /** Writes the n x k responsibilities to `out`. */
  responsibilities(state: S, x: Features, out: Matrix): void;
}
