import type { Matrix } from '../math/matrix.js';
import { clusters, degeneracy } from '../model/clusters.js';
import type { Log, Problem, Step } from './contract.js';
import type { Training } from './training.js';

/** Writes the n labels that these experts give rise to; returns the mean loss under them. */
export type Reassign<S> = (experts: readonly S[], labels: Uint32Array) => number;

export interface Alternation<S> {
  /** The initial assignment, n labels; overwritten. */
  readonly start: Uint32Array;
  /** At most this many iterations. */
  readonly limit: number;
  readonly reassign: Reassign<S>;
  /** Whether a degenerate assignment, the initial one counted, ends it. */
  readonly endsWhereDegenerate: boolean;
}

/** Where an alternation ended. */
export interface Alternated<S> {
  /** The experts that produced the assignment; none where it ended at once. */
  readonly experts: readonly S[];
  readonly assignment: Uint32Array;
  readonly log: Log;
}

/**
 * The loop of Algorithm 1: fit each expert to its samples, then assign all samples anew, until the assignment does not
 * change. It has converged only where the last fit of each expert has, too.
 */
export function alternate<S>(
  { task, k, expert, keepCourse }: Problem<S>,
  train: Training<S>,
  { start, limit, reassign, endsWhereDegenerate }: Alternation<S>,
): Alternated<S> {
  const n = task.x.rows;
  const held = clusters(n, k);
  let labels = start;
  let next: Uint32Array = new Uint32Array(n);
  let experts: S[] = [];
  const history: Step[] = [];
  let [iterations, converged, loss] = [0, false, Number.NaN];
  for (;;) {
    held.sort(labels);
    history.push(stepOf(iterations, loss, held.sizes, keepCourse ? { labels, experts } : undefined));
    const degenerate = endsWhereDegenerate ? degeneracy(held, task.y, expert.bound) : null;
    if (degenerate !== null || converged || iterations === limit) {
      const log = { degenerate, iterations, history, ...train.ended(converged) };
      return { experts, assignment: labels, log };
    }
    experts = train.fit(held, experts);
    loss = reassign(experts, next);
    iterations++;
    converged = equal(labels, next);
    [labels, next] = [next, labels];
  }
}

/** An entry of a history, with copies of these: `kept` where the course is kept. */
export function stepOf(
  iteration: number,
  loss: number,
  sizes: Uint32Array,
  kept: { readonly labels: Uint32Array; readonly experts: readonly unknown[] } | undefined,
): Step {
  const course = kept === undefined ? {} : { assignment: kept.labels.slice(), experts: kept.experts };
  return { iteration, loss, sizes: sizes.slice(), ...course };
}

/** Assigns by the n x k losses. @throws for a label that is no expert's: a rule may come from outside. */
export function byLosses<S>(train: Training<S>, assign: (loss: Matrix, labels: Uint32Array) => unknown): Reassign<S> {
  return (experts, labels) => {
    const loss = train.losses(experts);
    assign(loss, labels);
    return meanLoss(loss, labels);
  };
}

function meanLoss({ data, rows, cols }: Matrix, labels: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const label = labels[i]!;
    if (label >= cols) throw new Error(`the rule gave sample ${i} to expert ${label} of ${cols}, counted from 0`);
    sum += data[i * cols + label]!;
  }
  return sum / rows;
}

function equal(a: Uint32Array, b: Uint32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
