import type { Bindable, ParametersOf, ParameterTable, ParsedParameters } from '../components/contract.js';
import type { Memory } from '../components/memory.js';
import type { StateTable } from '../components/state.js';
import type { TaskSize } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import type { Layer } from '../math/layers.js';
import { type Matrix, matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import { targetsOf } from '../math/scores.js';
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
  /**
   * At most this many iterations of an iterative fit, for who fits in turn with something else: what is minimized is then no
   * greater than at the warm state.
   */
  readonly steps?: number | undefined;
}

/**
 * A gate decides, for unseen samples, which expert is responsible. `S` is its fitted state: plain data that its table describes.
 * Responsibilities are an n x k matrix whose rows sum to one.
 */
export interface Gate<S = unknown, T extends ParameterTable = ParameterTable> extends Bindable<BoundGate<S>, T> {
  /** What its state is made of. */
  readonly state: StateTable;
  /** From a row of features to its k responsibilities, as data that other languages can be given; absent where that cannot be said so. */
  layers?(state: S, parameters: ParsedParameters<T>): readonly Layer[];
  /** How many numbers of a state can be chosen freely; all that it holds when absent. */
  freedom?(state: S): number;
  /** What a fit to all samples holds beside them and its state; nothing worth telling when absent. */
  memory?(parameters: ParametersOf<T>, size: TaskSize, k: number): Memory;
}

declare module '../components/contract.js' {
  interface Bound {
    readonly gates: Loaded<BoundGate>;
  }
}

/** A gate with its parameters, ready to be fitted. Its states are plain data. */
export interface BoundGate<S = unknown> {
  readonly name: string;
  /**
   * Learns the gate from an assignment, hard or soft. The inputs are read, never changed.
   * @throws InputError for no samples, and for targets and weights that are not as `RoutedSamples` says.
   */
  fit(samples: RoutedSamples<S>, rng: Rng): S;
  /** Writes the n x k responsibilities to `out`. */
  responsibilities(state: S, x: Features, out: Matrix): void;
  /** Writes the most responsible expert of each sample, of equal ones the first, where that takes less than all shares. */
  decide?(state: S, x: Features, out: Float64Array): void;
}

/**
 * @param who the gate, for the message.
 * @throws InputError for no samples, and for weights that are not one a sample, finite, at least 0 and not all 0.
 */
export function requireSamples(who: string, { x: { rows: n }, weights }: RoutedSamples): void {
  if (n === 0) throw new InputError(`gate ${who} needs at least one sample; got 0`);
  if (weights === undefined) return;
  if (weights.length !== n) throw new InputError(`gate ${who} needs ${n} sample weights; got ${weights.length}`);
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong >= 0)
    throw new InputError(`gate ${who} needs weights of at least 0; got ${weights[wrong]} in sample ${wrong}`);
  if (weights.every((weight) => weight === 0)) throw new InputError(`gate ${who} needs a weight above 0; all are 0`);
}

/**
 * How much of each sample each expert holds: entry (i, j) is w_i r_ij, n x k.
 * @throws InputError for a label that is no expert, and shares that are none.
 */
export function heldShares({ x: { rows: n }, k, targets, weights }: RoutedSamples): Matrix {
  const checked = targetsOf(targets, k, n);
  const out = matrix(n, k);
  for (let i = 0, row = 0; i < n; i++, row += k) {
    const weight = weights === undefined ? 1 : weights[i]!;
    if (checked instanceof Uint32Array) out.data[row + checked[i]!] = weight;
    else for (let j = row; j < row + k; j++) out.data[j] = weight * checked[j]!;
  }
  return out;
}

/** The column sums of `held`: the total weight of each expert's samples, k of them. */
export function heldTotals({ data, cols: k }: Matrix): Float64Array {
  const sums = new Float64Array(k);
  for (let at = 0; at < data.length; at++) sums[at % k]! += data[at]!;
  return sums;
}
