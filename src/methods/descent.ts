/** One start of many: Algorithm 1 to where nothing changes, with no expert left without samples, and the worst left out. */
import { type Assign, sampleClasses } from '../assignments/contract.js';
import { classesIn } from '../datasets/contract.js';
import type { SumsExpert } from '../experts/contract.js';
import type { Matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import { isSparse } from '../math/sparse.js';
import { type Clusters, clusters } from '../model/clusters.js';
import { stepOf } from './alternation.js';
import type { Log, Problem, Step } from './contract.js';
import { repair } from './repair.js';
import type { FitRows, Start } from './starts.js';
import { training } from './training.js';

/** What the descents of a problem have in common. */
export interface Descent<S> {
  readonly problem: Problem<S>;
  readonly assign: Assign;
  /** How many samples no expert has to fit. */
  readonly outside: number;
  /** At most this many iterations. */
  readonly limit: number;
  /** The expert over the samples of the problem, where it is fitted from sums. */
  readonly sums?: SumsExpert<S> | undefined;
  /** Where nothing changes, single samples are given to other experts, as long as that pays (`SumsExpert.exchange`). */
  readonly exchange?: boolean;
  /** What an assignment costs beside its losses; nothing when absent. */
  readonly price?: Price;
}

/** A price of giving a sample to an expert, beside the loss, that is learnt from the assignment before: a gate's. */
export interface Price {
  /** Learns from n labels and n flags of samples left out. */
  learn(labels: Uint32Array, outside: Uint8Array): void;
  /** The n x k losses with what was learnt added, which the next call overwrites; the losses where nothing was. */
  add(loss: Matrix): Matrix;
}

/** Where one ended. */
export interface Descended<S> {
  /** Those that produced the assignment. */
  readonly experts: readonly S[];
  readonly assignment: Uint32Array;
  /** n flags, 1 for the samples left out. */
  readonly outside: Uint8Array;
  /** The n losses, times weights, each under its own expert. */
  readonly own: Float64Array;
  /** Their sum over the samples that are not left out, with their price. */
  readonly objective: number;
  /** Whether some expert was left without what it needs, so that it got the worst-fitted samples (`repair`). */
  readonly repaired: boolean;
  readonly log: Log;
}

/** Iterations of an expert's iterative fit in one of the alternation, until nothing changes; then it is fitted to its end. */
const STEPS = 5;

/** One that may be halted and go on. */
export interface Descending<S> {
  /** Goes on until nothing changes, or so many iterations were made in all; what it returns is overwritten by the next call. */
  go(limit: number): Descended<S>;
}

/** `descending`, to its end. */
export function descend<S>(descent: Descent<S>, rng: Rng, begin: (fit: FitRows<S>) => Start<S>): Descended<S> {
  return descending(descent, rng, begin).go(descent.limit);
}

/**
 * Fits each expert to its samples, assigns all samples anew, and leaves those of greatest own loss out of the next fits,
 * until neither changes. All draws are from the one stream. An iteration costs k fits, n k losses, an assignment, and to
 * leave samples out O(n log n). A problem that is to stop ends it after the iteration at hand.
 * @throws InputError where there are too few samples for each expert to have some (`repair`), or a loss is not finite.
 */
export function descending<S>(
  { problem, assign, outside: left, sums, exchange = false, price }: Omit<Descent<S>, 'limit'>,
  rng: Rng,
  begin: (fit: FitRows<S>) => Start<S>,
): Descending<S> {
  const { task, k, keepCourse, expert } = problem;
  const n = task.x.rows;
  const classes = sampleClasses(task);
  const train = training({ ...problem, stream: () => rng }, sums);
  const held = holding(problem, left > 0);
  const own = new Float64Array(n);
  /** With the price. */
  const paid = price === undefined ? own : new Float64Array(n);
  const sizes = new Uint32Array(k);
  const history: Step[] = [];
  let repaired = false;
  let experts: S[] = [];
  let labels: Uint32Array = new Uint32Array(n);
  let next: Uint32Array = new Uint32Array(n);
  let outside = new Uint8Array(n);
  let nextOutside = left > 0 ? new Uint8Array(n) : outside;

  const start = begin(train.refit);
  if ('labels' in start) next.set(start.labels);
  else {
    experts = [...start.experts];
    assignAnew();
  }
  mend();
  turn(0, Number.NaN, []);
  let [iterations, converged] = [0, false];
  let steps: number | undefined = STEPS;
  return { go };

  function go(limit: number): Descended<S> {
    while (!converged && iterations < limit) {
      experts = train.follow?.(held.labels) ?? train.fit(held.clusters(), experts, steps);
      price?.learn(labels, outside);
      assignAnew();
      mend();
      iterations++;
      const same = equal(labels, next) && equal(outside, nextOutside);
      converged = same && (steps === undefined || train.ended(true).converged);
      steps = same ? undefined : STEPS;
      turn(iterations, sumOf(own) / n, experts);
      if (!converged && problem.stop?.()) break;
      if (converged && exchange && iterations < limit) converged = train.exchange?.(labels, sumOf(own)) !== true;
    }
    const objective = sumOf(paid, outside);
    const log = { degenerate: null, iterations, history, ...train.ended(converged) };
    return { experts, assignment: labels, outside, own, objective, repaired, log };
  }

  /** The next assignment by the losses, and who is left out. */
  function assignAnew(): void {
    if (!(price === undefined && assign.least && train.least?.(experts, next, own))) {
      const loss = train.losses(experts);
      const cost = price?.add(loss) ?? loss;
      assign(cost, rng, next, classes);
      takeOwn(loss, cost);
    }
    if (left > 0) leaveOut(paid, left, nextOutside);
  }

  function takeOwn(loss: Matrix, cost: Matrix): void {
    ownLosses(loss, next, own);
    if (price !== undefined) ownLosses(cost, next, paid);
  }

  /** Sees to it that each expert can be fitted to what it holds. */
  function mend(): void {
    held.take(next, nextOutside);
    if (held.whole && !expert.bound.needsBothClasses) {
      count(next, sizes);
      if (!sizes.includes(0)) return;
    }
    const changed = repair(problem, { labels: held.labels, own: paid });
    if (changed.length === 0) return;
    repaired = true;
    held.give(next);
    if (experts.length === 0) return;
    const { rows } = held.clusters();
    for (const j of changed) experts[j] = train.refit(j, rows(j));
    const loss = train.losses(experts);
    takeOwn(loss, price?.add(loss) ?? loss);
  }

  /** Makes the next assignment the last. */
  function turn(iteration: number, loss: number, experts: readonly S[]): void {
    [labels, next] = [next, labels];
    [outside, nextOutside] = [nextOutside, outside];
    count(labels, sizes);
    history.push(stepOf(iteration, loss, sizes, keepCourse ? { labels, experts: [...experts] } : undefined));
  }
}

/**
 * What `descend` gives where a fit to a resample is to say so, if an expert was left without samples on the way.
 */
export function resampledLog({ log, repaired }: Pick<Descended<unknown>, 'log' | 'repaired'>): Log {
  if (!repaired) return log;
  return { ...log, degenerate: { kind: 'empty', reason: 'an expert was left without what it needs' } };
}

/** The expert over the samples of a problem, where it is fitted from sums. */
export function sumsOver<S>(
  { task, k, expert }: Pick<Problem<S>, 'task' | 'k' | 'expert'>,
  weights: Float64Array | undefined,
): SumsExpert<S> | undefined {
  const { x, y } = task;
  return isSparse(x) ? undefined : (expert.bound.sums?.({ x, y, weights, k, classes: classesIn(task) }) ?? undefined);
}

/** The weights of a problem's samples, which may come to be others (`SumsExpert.weigh`). */
export function weightsOf({ x, weights }: Pick<Problem['task'], 'x' | 'weights'>): Float64Array {
  return weights ?? new Float64Array(x.rows).fill(1);
}

/** Writes the sizes of the clusters. */
function count(labels: Uint32Array, sizes: Uint32Array): void {
  sizes.fill(0);
  for (let i = 0; i < labels.length; i++) sizes[labels[i]!]!++;
}

/** Writes the loss of each sample under its own expert. @throws for a label that is no expert's: a rule may come from outside. */
function ownLosses({ data, rows: n, cols: k }: Matrix, labels: Uint32Array, own: Float64Array): void {
  for (let i = 0, at = 0; i < n; i++, at += k) {
    const label = labels[i]!;
    if (label >= k) throw new Error(`the rule gave sample ${i} to expert ${label} of ${k}, counted from 0`);
    own[i] = data[at + label]!;
  }
}

/** The sum of these losses, without those of flagged samples. */
function sumOf(own: Float64Array, flags?: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < own.length; i++) if (flags?.[i] !== 1) sum += own[i]!;
  return sum;
}

/** Flags the `count` samples of greatest loss; of equal ones the first. */
function leaveOut(own: Float64Array, count: number, flags: Uint8Array): void {
  flags.fill(0);
  if (count === 0) return;
  const limit = own.toSorted()[own.length - count]!;
  let rest = count;
  for (let i = 0; i < own.length; i++) if (own[i]! > limit) rest -= flags[i] = 1;
  for (let i = 0; rest > 0; i++) if (own[i] === limit) rest -= flags[i] = 1;
}

/** What the experts are fitted to: their samples, without those that are left out and those of weight 0. */
interface Holding {
  /** n labels, k where no expert has the sample; those that were taken, where each has. */
  readonly labels: Uint32Array;
  /** Each sample has an expert. */
  readonly whole: boolean;
  take(labels: Uint32Array, outside: Uint8Array): void;
  /** Writes back the labels of samples that experts have. */
  give(labels: Uint32Array): void;
  /** Sorted anew. */
  clusters(): Clusters;
}

function holding({ task: { x, weights }, k }: Pick<Problem, 'task' | 'k'>, leaves: boolean): Holding {
  const n = x.rows;
  const partial = leaves || weights?.includes(0) === true;
  let held: Uint32Array = new Uint32Array(partial ? n : 0);
  let all: Clusters | undefined;
  return {
    whole: !partial,
    get labels() {
      return held;
    },
    take(labels, outside) {
      if (!partial) held = labels;
      else for (let i = 0; i < n; i++) held[i] = outside[i] === 1 || weights?.[i] === 0 ? k : labels[i]!;
    },
    give(labels) {
      if (partial) for (let i = 0; i < n; i++) if (held[i]! < k) labels[i] = held[i]!;
    },
    clusters() {
      all ??= clusters(n, k + 1);
      all.sort(held);
      return { ...all, sizes: all.sizes.subarray(0, k) };
    },
  };
}

function equal(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
