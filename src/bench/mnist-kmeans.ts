/** k-means on all samples, the first centres drawn, beside scikit-learn's. */
import { writeFileSync } from 'node:fs';
import { design } from '../math/design.js';
import { lloyd, type Partition } from '../math/kmeans.js';
import { kmeansPlusPlus } from '../math/kmeans-plus-plus.js';
import { matrix } from '../math/matrix.js';
import type { Features } from '../math/sparse.js';
import type { Comparison } from './comparison.js';
import { cpuSeconds } from './cpu.js';
import { beside, cost, K, type Subject } from './mnist-subject.js';

/** scikit-learn's defaults. */
const settings = { iterations: 300, tolerance: 1e-4 };

export interface KmeansComparisons {
  readonly comparisons: readonly Comparison[];
  /** The file of the initial centres, k x d doubles. */
  readonly centres: string;
  /** The cells found, n labels. */
  readonly cells: Uint32Array;
}

/**
 * Ours and scikit-learn's two algorithms on sparse rows, which take less than dense ones there. Each draws centres by
 * k-means++; then all go from those that ours drew, so that the iterations are the same.
 */
export async function kmeansComparisons({ problem, ask, scratch }: Subject): Promise<KmeansComparisons> {
  const { x } = problem.task;
  const { value: start, seconds: drawing } = await cpuSeconds(() => kmeansPlusPlus(x, K, problem.stream('init')));
  const { value: found, seconds: moving } = await cpuSeconds(() => lloyd(x, start, settings));
  const seconds = drawing + moving;
  const centres = scratch('centres');
  writeFileSync(centres, start.data);
  const byDefault = ask('kmeans', { centres, algorithm: 'lloyd' });
  const quickest = ask('kmeans', { centres, algorithm: 'elkan' });
  const comparisons: Comparison[] = [
    cost('k-means, k = 10; scikit-learn, sparse', seconds, byDefault),
    { name: '  iterations', unit: 'count', ours: found.iterations, peer: byDefault?.iterations ?? null, digits: 0 },
    { name: '  inertia', unit: 'squares', ours: inertia(x, found), peer: byDefault?.inertia ?? null, digits: 3 },
    beside("  the same; scikit-learn's algorithm elkan", seconds, quickest),
  ];
  return { comparisons, centres, cells: found.labels };
}

/** The sum of squared distances to the own centre. */
function inertia(x: Features, { labels, centres }: Partition): number {
  const distances = matrix(x.rows, centres.rows);
  design(x).squaredDistances(centres, distances);
  return labels.reduce((sum, j, i) => sum + distances.data[i * centres.rows + j]!, 0);
}
