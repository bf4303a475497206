import { InputError } from '../errors.js';
import type { SumsExpert } from '../experts/contract.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { type Clusters, fittable } from '../model/clusters.js';
import type { Log, Problem } from './contract.js';

/** Fits and evaluates the experts of a problem, and counts what that takes. */
export interface Training<S> {
  /**
   * An expert for each cluster, warm where it has a state before. One that cannot be fitted to what it holds (nothing, or
   * one class where it needs both) keeps its state; where it has none, it is fitted to all samples. Random draws: the
   * experts', from the stream `fit`.
   * @param steps at most so many iterations of each iterative fit (`Samples.steps`).
   */
  fit(held: Clusters, before: readonly S[], steps?: number): S[];
  /**
   * The experts of n labels, of which k stands for none, each of which has samples; where they are fitted from sums, which
   * follow the assignment from its first call on.
   */
  follow?(labels: Uint32Array): S[];
  /**
   * Writes for each sample which expert has the least loss, ties to the first, and that loss, times its weight, where this
   * takes less than all losses; false where some are not finite.
   */
  least?(experts: readonly S[], labels: Uint32Array, losses: Float64Array): boolean;
  /** Gives single samples to other experts (`SumsExpert.exchange`), where these are fitted from sums that allow it. */
  exchange?(labels: Uint32Array, sum: number): boolean;
  /** Expert j fitted to these rows, from nothing. */
  refit(j: number, rows: Uint32Array): S;
  /**
   * The n x k losses, times the samples' weights where they have some; the next call overwrites them.
   * @throws InputError for one that is not finite.
   */
  losses(experts: readonly S[]): Matrix;
  /**
   * Mean loss over all samples, each under the expert of its cluster: for the history, so not counted.
   * @throws InputError for a loss that is not finite.
   */
  meanLoss(experts: readonly S[], held: Clusters): number;
  /** Writes the n predictions of one expert. */
  predict(expert: S, out: Float64Array): void;
  /**
   * What a log says of the fits so far: evaluations, unless some fit did not count them, and of how many experts the last
   * fit converged. The method has converged where all of them have, and else it has, which is the argument.
   */
  ended(converged: boolean): Pick<Log, 'converged' | 'evaluations' | 'fitsConverged'>;
}

/** @param sums the expert over the samples of the problem, where it is to be fitted from sums. */
export function training<S>(
  { task, expert: { bound: expert }, stream }: Problem<S>,
  sums?: SumsExpert<S>,
): Training<S> {
  const { x, y, target, weights } = task;
  const n = x.rows;
  const classes = target.kind === 'classes' ? { classes: target.labels.length } : {};
  const rng = stream('fit');
  let all = matrix(0, 0);
  let own: Float64Array | undefined;
  let total = 0;
  let counted = true;
  /** Of the last fit of each expert. */
  const converged: boolean[] = [];

  function fitOne(j: number, rows: Uint32Array, warm: S | undefined, steps?: number): S {
    const before = total;
    const count = (evaluations: number): void => {
      total += evaluations;
    };
    converged[j] = true;
    if (sums !== undefined) {
      total += rows.length;
      return sums.fit(rows);
    }
    const ended = (atMinimum: boolean): void => {
      converged[j] = atMinimum;
    };
    const own = weights === undefined ? {} : { weights: Float64Array.from(rows, (i) => weights[i]!) };
    const state = expert.fit({ x, y, ...classes, rows, ...own, count, ended, steps }, rng, warm);
    if (total === before) counted = false;
    return state;
  }

  let followed = false;
  function follow(labels: Uint32Array): S[] {
    const states = sums!.follow(labels, !followed);
    followed = true;
    total += n;
    converged.fill(true);
    return states;
  }

  function least(experts: readonly S[], labels: Uint32Array, losses: Float64Array): boolean {
    if (!Number.isFinite(sums!.least(experts, labels, losses))) return false;
    total += n * experts.length;
    if (weights !== undefined) for (let i = 0; i < n; i++) losses[i]! *= weights[i]!;
    return true;
  }

  return {
    fit: (held, before, steps) =>
      Array.from(held.sizes, (_, j) => {
        const rows = held.rows(j);
        if (fittable(rows, y, expert)) return fitOne(j, rows, before[j], steps);
        const kept = before[j];
        if (kept === undefined) return fitOne(j, Uint32Array.from(y.keys()), undefined);
        converged[j] ??= true; // fitted elsewhere
        return kept;
      }),
    ...(sums === undefined ? {} : { follow, least }),
    ...(sums?.exchange === undefined ? {} : { exchange: sums.exchange }),
    refit: (j, rows) => fitOne(j, rows, undefined),
    losses(experts) {
      const k = experts.length;
      if (sums !== undefined) all = sums.losses(experts);
      else {
        if (all.cols !== k) all = matrix(n, k);
        for (let j = 0; j < k; j++) expert.losses(experts[j]!, x, y, all.data, j, k);
      }
      total += n * k;
      const at = firstNotFinite(all.data);
      if (at >= 0) throw notFinite(at % k, Math.floor(at / k));
      if (weights !== undefined) for (let q = 0; q < all.data.length; q++) all.data[q]! *= weights[Math.floor(q / k)]!;
      return all;
    },
    meanLoss(experts, held) {
      own ??= new Float64Array(n);
      let sum = 0;
      for (let j = 0; j < experts.length; j++) {
        const rows = held.rows(j);
        if (rows.length === 0) continue;
        expert.losses(experts[j]!, x, y, own, 0, 1, rows);
        const losses = own.subarray(0, rows.length);
        const at = firstNotFinite(losses);
        if (at >= 0) throw notFinite(j, rows[at]!);
        for (let r = 0; r < losses.length; r++)
          sum += weights === undefined ? losses[r]! : weights[rows[r]!]! * losses[r]!;
      }
      return sum / n;
    },
    predict(state, out) {
      expert.predict(state, x, out);
      total += n;
    },
    ended(done) {
      const all = converged.length;
      const settled = converged.filter((one) => one).length;
      return {
        converged: done && settled === all,
        ...(all > 0 ? { fitsConverged: settled / all } : {}),
        ...(counted ? { evaluations: total } : {}),
      };
    },
  };
}

/** Losses that overflow compare as nothing does, and an assignment by them would be blamed for the outcome. */
function notFinite(expert: number, sample: number): InputError {
  return new InputError(`losses are not finite: expert ${expert}, sample ${sample}`);
}

function firstNotFinite(losses: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < losses.length; at++) sum += losses[at]!;
  // The sum of finite losses may still be too large.
  return Number.isFinite(sum) ? -1 : losses.findIndex((loss) => !Number.isFinite(loss));
}
