/** Where an alternation may begin: the k experts, or the n labels, of its first assignment. */
import { gateFeatures, type Task } from '../datasets/contract.js';
import type { BoundExpert } from '../experts/contract.js';
import { kmeans } from '../math/kmeans.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { below, type Rng } from '../math/random.js';
import { type Features, isSparse } from '../math/sparse.js';
import { fittable } from '../model/clusters.js';
import type { Problem, StartEnd, Step } from './contract.js';

/** In the order in which starts of mixed kinds take turns. */
export const startKinds = ['planes', 'kmeans', 'random'] as const;
/** The same for methods that learn a gate as well. */
export const gatedStartKinds = [...startKinds, 'regions'] as const;
export type StartKind = (typeof gatedStartKinds)[number];

/** Experts that the first assignment is made by, or the assignment itself. */
export type Start<S> = { readonly experts: readonly S[] } | { readonly labels: Uint32Array };

/** Expert j fitted to these rows. */
export type FitRows<S> = (j: number, rows: Uint32Array) => S;

/**
 * Draws starts of each kind:
 * - `planes`: each expert is fitted to as many samples, drawn at random, as determine it, d + 1 of a plane: the minimal
 *   samples of RANSAC (Fischler and Bolles 1981), for k planes at once.
 * - `kmeans`: k-means++ clusters of features and target, each standardized, a class as a column of its own; of sparse
 *   rows those of the features alone, as they are. For groups that lie apart (DeSarbo and Cron 1988, section 4).
 * - `random`: each label is drawn uniformly (Späth 1979, clusterwise linear regression).
 * - `regions`: the cells of k means that were moved once from k-means++ seeds, of the gate's features alone: regions that a gate
 *   can tell apart.
 */
export function startsOf<S>({
  task,
  k,
  expert,
}: Problem<S>): Record<StartKind, (rng: Rng, fit: FitRows<S>) => Start<S>> {
  let joint: Features | undefined;
  return {
    planes: (rng, fit) => ({
      experts: Array.from({ length: k }, (_, j) => fit(j, minimalSample(task, expert.bound, rng))),
    }),
    kmeans: (rng) => {
      joint ??= isSparse(task.x) ? task.x : standardized(task.x, task);
      return { labels: kmeans(joint, k, { iterations: 300, tolerance: 1e-4 }, rng).labels };
    },
    random: (rng) => {
      const labels = new Uint32Array(task.x.rows);
      for (let i = 0; i < labels.length; i++) labels[i] = below(rng, k);
      return { labels };
    },
    regions: (rng) => ({ labels: kmeans(gateFeatures(task), k, { iterations: 1, tolerance: 0 }, rng).labels }),
  };
}

/**
 * As many different samples as determine the expert, ascending: of `among`, or of all; fewer where there are fewer. Where they are of one class and the
 * expert needs both, one of another class comes in.
 */
export function minimalSample(
  { x, y }: Pick<Task, 'x' | 'y'>,
  expert: Pick<BoundExpert, 'needsBothClasses' | 'minimal'>,
  rng: Rng,
  among?: ArrayLike<number>,
): Uint32Array {
  const most = among === undefined ? x.rows : among.length;
  const drawn = new Set<number>();
  // Floyd's algorithm (Bentley and Floyd 1987): a draw for each sample, however many of them there are.
  for (let last = Math.max(0, most - minimalSize({ x }, expert)); last < most; last++) {
    const at = below(rng, last + 1);
    drawn.add(drawn.has(at) ? last : at);
  }
  const rows = Array.from(drawn, (at) => (among === undefined ? at : among[at]!));
  if (!fittable(Uint32Array.from(rows), y, expert)) {
    const others = Uint32Array.from(y.keys()).filter((i) => y[i] !== y[rows[0]!]);
    if (others.length > 0) rows.splice(Math.max(1, rows.length - 1), 1, others[below(rng, others.length)]!);
  }
  return Uint32Array.from(rows).sort();
}

/** How many samples determine an expert. */
export function minimalSize({ x }: Pick<Task, 'x'>, { minimal }: Pick<BoundExpert, 'minimal'>): number {
  return minimal ?? x.cols + 1;
}

/** Features and target side by side, each of mean 0 and variance 1; constant ones are 0. */
function standardized({ data, rows: n, cols: d }: Matrix, { y, target }: Pick<Task, 'y' | 'target'>): Matrix {
  const columns = d + (target.kind === 'classes' ? target.labels.length : 1);
  const out = matrix(n, columns);
  for (let t = 0; t < columns; t++) {
    const entry = (i: number): number => {
      if (t < d) return data[i * d + t]!;
      return target.kind === 'classes' ? Number(y[i] === t - d) : y[i]!;
    };
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) sum += entry(i) / n;
    for (let i = 0; i < n; i++) squares += (entry(i) - sum) ** 2 / n;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = 0; i < n; i++) out.data[i * columns + t] = scale * (entry(i) - sum);
  }
  return out;
}

/** The mean losses of a start for its `StartEnd`, where the course is asked for: without iteration 0, at which it is not known. */
export function lossesOf(
  { keepCourse }: Pick<Problem, 'keepCourse'>,
  history: readonly Step[],
): Pick<StartEnd, 'losses'> {
  return keepCourse ? { losses: history.slice(1).map(({ loss }) => loss) } : {};
}
