/** What a finished trial keeps of its clusters and responsibilities, where its spec records them. */
import type { Task } from '../datasets/contract.js';
import { design } from '../math/design.js';
import { matrix } from '../math/matrix.js';
import type { Learnt } from '../methods/contract.js';
import type { Finished } from '../metrics/contract.js';
import type { Cluster, HistogramBin } from './contract.js';

/** Bins of 0..1. */
const bins = 50;

/** Classes and mean features of the samples that each expert holds; for regressions the means alone. */
export function clustersOf({ x, y, target }: Task, { assignment, model }: Learnt): Cluster[] {
  const k = model?.experts.length ?? 0;
  const sums = matrix(k, x.cols);
  design(x).sums(assignment, sums);
  const labels = target.kind === 'classes' ? target.labels : [];
  const counts = Array.from({ length: k }, () => new Uint32Array(labels.length));
  const sizes = new Uint32Array(k);
  assignment.forEach((j, i) => {
    sizes[j]!++;
    if (labels.length > 0) counts[j]![y[i]!]!++;
  });
  return counts.map((classes, j) => ({
    classes: labels.map((label, c) => ({ label, samples: classes[c]! })),
    means: Array.from(sums.data.subarray(j * x.cols, (j + 1) * x.cols), (sum) => short(sum / Math.max(1, sizes[j]!))),
  }));
}

/** Six digits are enough to draw. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}

/** A histogram of the responsibilities for the samples learnt from; null without a gate. */
export function histogramOf({ responsibilities }: Finished): HistogramBin[] | null {
  const shares = responsibilities('train');
  if (shares === null) return null;
  const { data, rows, cols } = shares;
  const all = new Uint32Array(bins);
  const greatest = new Uint32Array(bins);
  const bin = (share: number) => Math.min(bins - 1, Math.floor(share * bins));
  for (let i = 0, at = 0; i < rows; i++) {
    let most = 0;
    for (let j = 0; j < cols; j++, at++) {
      all[bin(data[at]!)]!++;
      most = Math.max(most, data[at]!);
    }
    greatest[bin(most)]!++;
  }
  return Array.from(all, (count, b) => ({
    low: b / bins,
    high: (b + 1) / bins,
    all: count,
    greatest: greatest[b]!,
  }));
}
