/** What comes back of a trial: which it was, why it failed, and what its spec records beyond the row. */

import type { Task } from '../datasets/contract.js';
import { design } from '../math/design.js';
import { matrix } from '../math/matrix.js';
import type { Learnt } from '../methods/contract.js';
import type { Finished } from '../metrics/contract.js';
import { writeBits } from '../tables/bits.js';
import type { Outcome, Row, Trial } from './contract.js';
import type { Bits, Cluster, HistogramBin } from './kept-contract.js';

/** The columns of a row that say which trial it is. */
export function identity({
  id,
  cell,
  trial,
  seed,
}: Trial): Pick<Row, 'id' | 'task' | 'method' | 'sweep' | 'trial' | 'seed'> {
  return { id, task: cell.task, method: cell.method, sweep: cell.sweep, trial, seed };
}

/** The outcome of a trial that has no result: it threw, ran out of time or took its worker down. */
export function failedOutcome(trial: Trial, status: 'failed' | 'timeout', reason: string): Outcome {
  const metrics = Object.fromEntries(trial.cell.metrics.map((name) => [name, null]));
  const row: Row = { ...identity(trial), status, reason, iterations: null, converged: null, metrics };
  return { key: trial.key, row, seconds: 0 };
}

/** The iterations as they were, without assignments and experts. */
export function historyOf({ log }: Learnt): NonNullable<Outcome['history']> {
  return log.history.map(({ iteration, loss, sizes, shares, done }) => ({
    iteration,
    loss: Number.isFinite(loss) ? loss : null,
    sizes: [...sizes],
    ...(shares === undefined ? {} : { shares: [...shares] }),
    ...(done === undefined ? {} : { done }),
  }));
}

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

/** Which test samples the mixture predicts rightly; null without a gate, classes or test samples. */
export function correctOf({ task: { target, test }, decide }: Finished): Bits | null {
  const decided = test === undefined || target.kind !== 'classes' ? null : decide(test.x);
  if (decided === null) return null;
  const right = Uint8Array.from(decided.prediction, (label, i) => (label === test!.y[i] ? 1 : 0));
  return { samples: right.length, bits: writeBits(right) };
}
