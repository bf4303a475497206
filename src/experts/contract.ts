import type { Bindable, ParametersOf, ParameterTable, ParsedParameters } from '../components/contract.js';
import type { Memory } from '../components/memory.js';
import type { StateTable } from '../components/state.js';
import type { Target, TaskSize } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import type { Layer } from '../math/layers.js';
import type { Matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import type { Features } from '../math/sparse.js';

/** The samples an expert is fitted to: the rows of x and y that it holds. */
export interface Samples {
  readonly x: Features;
  readonly y: Float64Array;
  /**
   * How many classes the task has, held or not. When absent, an expert of classes alone takes one more than the largest label
   * of y, and an expert of any target takes y for the numbers of a regression.
   */
  readonly classes?: number;
  /** Indices of the held rows, ascending. */
  readonly rows: Uint32Array;
  /** A weight for each held row, parallel to `rows`; all one when absent. */
  readonly weights?: Float64Array;
  /** Called with the number of samples of each pass that the fit makes over them, by experts that fit in passes. */
  readonly count?: (evaluations: number) => void;
  /**
   * Called once at the end of a fit with whether it is at its minimum, within its tolerance, by experts that iterate; the
   * fits of others always are.
   */
  readonly ended?: (converged: boolean) => void;
  /**
   * At most this many iterations of an iterative fit, for who fits in turn with something else: what is minimized is then no
   * greater than at the warm state. Experts whose iterations are no cheaper than a fit do not heed it.
   */
  readonly steps?: number | undefined;
}

/**
 * What a loss says of the probability of y, for methods and criteria that weigh experts by it:
 * - `log`: it is -log p(y | x); exp(-loss) sums to one over the classes.
 * - `normal`: it is a squared error e^2. Where y has normal noise of variance v, which whoever uses it must estimate,
 *   -log p(y | x) = e^2 / (2 v) + log(2 pi v) / 2.
 * - `none`: it is neither.
 */
export type Likelihood = 'log' | 'normal' | 'none';

/** What an expert says of its loss, where `by target` is `normal` of a regression and `log` of classes. */
export interface Likely {
  readonly likelihood: Likelihood | 'by target';
}

/** What the loss of an expert means for such a target. */
export function likelihoodOf({ likelihood }: Likely, kind: Target['kind']): Likelihood {
  if (likelihood !== 'by target') return likelihood;
  return kind === 'classes' ? 'log' : 'normal';
}

/** Whether an expert is for such a target. */
export function isFor({ target }: Pick<Expert, 'target'>, kind: Target['kind']): boolean {
  return target === 'any' || target === kind;
}

/**
 * A simple model, one of the k of a mixture. `S` is its fitted state: plain data that its table describes, so that a
 * mixture can be saved; the functions that use it are here.
 */
export interface Expert<S = unknown, T extends ParameterTable = ParameterTable>
  extends Bindable<BoundExpert<S>, T>,
    Likely {
  readonly target: Target['kind'] | 'any';
  /** An expert that cannot be fitted to samples of one class: a mixture that gives it such samples is degenerate. */
  readonly needsBothClasses: boolean;
  /** Its bound form has `relax`, so that `direct` can learn it. */
  readonly relaxable: boolean;
  /** Its bound form has `sums`: it is fitted so fast that a table's fit is repeated for its resamples without being asked. */
  readonly summed?: boolean;
  /** What its state is made of. */
  readonly state: StateTable;
  /** What a fit minimizes, where that is not the sum of its losses: the mean loss of an alternation may then rise. */
  readonly minimizes?: string;
  /**
   * What it predicts, or the score of the second of two classes, as a linear function of the d features, where it is one: what
   * people read as coefficients. No slopes at all where it takes no features; null of more classes.
   */
  effects?(
    state: S,
    parameters: ParsedParameters<T>,
  ): { readonly intercept: number; readonly slopes: Float64Array } | null;
  /**
   * What it predicts of a row of d features, as data that other languages can be given (`moe export`): of a regression its
   * value, of c classes a score each, of which the greatest is predicted, ties to the first, and `shares`, which turn these
   * scores into exp(-loss) of each class. Absent where that cannot be said so.
   */
  layers?(state: S, parameters: ParsedParameters<T>): ExpertLayers;
  /** How many numbers of a state can be chosen freely; all that it holds when absent. */
  freedom?(state: S): number;
  /**
   * What a fit to all n samples holds, or with `relaxed` the expert as a smooth function, beside the samples and the state;
   * nothing worth telling when absent.
   */
  memory?(parameters: ParametersOf<T>, size: TaskSize, relaxed: boolean): Memory;
}

/** A fitted expert as layers. */
export interface ExpertLayers {
  readonly scores: readonly Layer[];
  /** Without data of the state; none for a regression. */
  readonly shares: readonly Layer[];
}

/** An expert with its parameters, ready to be fitted. Its states are plain data. */
export interface BoundExpert<S = unknown> extends Likely {
  readonly name: string;
  readonly needsBothClasses: boolean;
  /** How many samples determine it: those that a start draws for each expert; d + 1 when absent. */
  readonly minimal?: number;
  /** Takes weights that differ from sample to sample: one of 2 is a sample twice, one of 0 none. Else refuses them. */
  readonly weighted: boolean;
  /**
   * @param samples at least one row; the inputs are read, never changed.
   * @param warm the state to start from, where the fit is iterative.
   * @throws InputError for samples that it cannot be fitted to, such as weights that differ where it is not `weighted`.
   */
  fit(samples: Samples, rng: Rng, warm?: S): S;
  /**
   * Writes the loss of the i-th of m samples under the state to `out[offset + i * stride]`. Finite, for finite input.
   * @param rows the m rows of x and y that are asked for, in any order; all when absent.
   */
  losses(
    state: S,
    x: Features,
    y: Float64Array,
    out: Float64Array,
    offset: number,
    stride: number,
    rows?: Uint32Array,
  ): void;
  /** Writes the predicted value, or predicted class index, of the i-th of these samples to `out[i]`. */
  predict(state: S, x: Features, out: Float64Array, rows?: Uint32Array): void;
  /**
   * The same expert over n fixed samples, fitted from sums over those it holds, where these suffice: for methods that fit
   * experts many times, or to many samples.
   * @returns null where they do not fit in the memory that it needs.
   */
  sums?(samples: FixedSamples): SumsExpert<S> | null;
  /** The same expert as a smooth function of a parameter vector, where it has such a form (section 3.2). */
  relax?(x: Matrix, y: Float64Array): RelaxedExpert<S>;
}

/** Samples that are not changed while an expert is used over them, and at most how many experts there will be. */
export interface FixedSamples {
  readonly x: Matrix;
  readonly y: Float64Array;
  /** A weight for each sample; all one when absent. */
  readonly weights?: Float64Array | undefined;
  /** As in `Samples`. */
  readonly classes?: number | undefined;
  readonly k: number;
}

/**
 * An expert over fixed samples that is fitted from sums over those it holds: one pass over their rows, which are never
 * copied again. Equal to what `fit` and `losses` give up to rounding, not to the last bit.
 */
export interface SumsExpert<S = unknown> {
  /** From now on the samples weigh this, n values; for samples that came with weights. The next `follow` is to be `anew`. */
  weigh(weights: Float64Array): void;
  /** The expert of these rows, ascending, at least one. No randomness. Cost: O(m d^2 + d^3) for m rows. */
  fit(rows: Uint32Array): S;
  /**
   * The k experts of an assignment: n labels, of which k stands for no expert; each has samples. Only what samples bring
   * that changed their expert since the last call is added and taken away, unless that was more than half of them, or
   * `anew`. Cost: O(n + changed d^2 + k d^3).
   */
  follow(labels: Uint32Array, anew: boolean): S[];
  /** The n x k losses of these k experts, unweighted, which the next call overwrites. Cost: O(n k d). */
  losses(states: readonly S[]): Matrix;
  /**
   * Writes for each sample which of these k experts has the least loss, ties to the first, and that loss, unweighted; returns
   * the sum. Cost: O(n k d).
   */
  least(states: readonly S[], labels: Uint32Array, losses: Float64Array): number;
  /**
   * Gives single samples to other experts while that lowers the sum of the losses, times weights, with the experts fitted anew:
   * where alternation has ended, it often goes on. Writes the labels, and returns true, where their experts' losses sum to
   * less than `sum`. Absent where that takes more than sums. Cost: up to O(n k d^2) a pass over the samples.
   */
  exchange?(labels: Uint32Array, sum: number): boolean;
}

/**
 * An expert over fixed data as a differentiable function of p parameters theta, for direct optimisation. Parameters of
 * expert j stand at `theta[at .. at + size - 1]`.
 */
export interface RelaxedExpert<S = unknown> {
  /** p, the number of parameters of one expert. */
  readonly size: number;
  /** Draws the parameters to start from. */
  start(rng: Rng, theta: Float64Array, at: number): void;
  /** Writes the n losses to `out[offset + i * stride]`. */
  losses(theta: Float64Array, at: number, out: Float64Array, offset: number, stride: number): void;
  /** Adds sum_i w_i dloss_i/dtheta to `out[at..]`, w_i = weights[offset + i * stride]; for the theta of the last `losses`. */
  gradient(
    theta: Float64Array,
    at: number,
    weights: Float64Array,
    offset: number,
    stride: number,
    out: Float64Array,
  ): void;
  /** The regulariser of the parameters; its gradient is added to `out[at..]`, both times `scale`. */
  penalty(theta: Float64Array, at: number, scale: number, out: Float64Array): number;
  /** The state that these parameters mean, in the units of x and y. */
  state(theta: Float64Array, at: number): S;
}

/**
 * How many classes an expert is fitted to: those of the task; where their number is not given, those of the warm state,
 * whose scores have a column each, or else as many as the labels of all samples, held or not, make necessary.
 */
export function classCount({ classes, y }: Samples, warm?: Matrix): number {
  return classes ?? warm?.cols ?? 1 + y.reduce((most, label) => Math.max(most, label), 0);
}

/**
 * @param who what asks, for the message, such as "expert rbf-svm".
 * @throws InputError for a value that is not finite in these rows of x.
 */
export function requireFinite(who: string, x: Matrix, rows: Uint32Array): void {
  for (const i of rows) {
    for (let t = 0; t < x.cols; t++) {
      const value = x.data[i * x.cols + t]!;
      if (!Number.isFinite(value)) {
        throw new InputError(`${who} needs finite features; got ${value} in sample ${i}, feature ${t}`);
      }
    }
  }
}
