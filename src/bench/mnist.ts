/**
 * The full mnist: ours in this process, on one thread, beside scikit-learn, or numpy where that has no such model, on the
 * same files, in turn. Below each cost stands what shows that the work was the same.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Comparison } from './comparison.js';
import { alternatingComparisons } from './mnist-alternating.js';
import { kmeansComparisons } from './mnist-kmeans.js';
import { expertComparisons, logisticComparisons, lossComparisons } from './mnist-logistic.js';
import { parametricComparisons } from './mnist-parametric.js';
import { openSubject } from './mnist-subject.js';

/** Every comparison. Takes about three minutes with the peer; has the process to itself, for the memory's sake. */
export async function mnistComparisons(): Promise<Comparison[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'moe-bench-'));
  try {
    const subject = await openSubject(scratch);
    const logistic = await logisticComparisons(subject);
    const { comparisons: kmeans, cells, centres } = await kmeansComparisons(subject);
    const experts = await expertComparisons(subject, cells);
    const alternating = await alternatingComparisons(subject, centres);
    const parametric = await parametricComparisons(subject);
    const memory = peakMemory(); // the plain loop comes after it: its doubles are not ours
    const loss = await lossComparisons(subject);
    return [...loss, ...logistic, ...kmeans, ...experts, ...alternating, ...parametric, memory];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The largest resident set of this process so far. */
function peakMemory(): Comparison {
  const ours = process.resourceUsage().maxRSS / 2 ** 10;
  return { name: 'peak resident memory of ours, all but the plain loop', unit: 'MiB', ours, digits: 0 };
}
