/** A thousand SVM trials on one thread: the heap and the resident set before and after. */

import { findExperiment } from '../cli/experiments.js';
import { vocabulary } from '../cli/vocabulary.js';
import { runtime } from '../experiment/behavior.js';
import { cellsOf, trialsOf } from '../experiment/grid.js';
import { readSpec } from '../experiment/spec/read.js';
import { trialRunner } from '../experiment/trial.js';

const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

export async function memoryRows(): Promise<string[][]> {
  const { spec } = readSpec(findExperiment('fixed-data'), vocabulary, {});
  const filter = { task: ['smile'], method: ['argmin'] };
  const trials = trialsOf(spec, cellsOf(spec, vocabulary, { filter, trials: 1000 }), vocabulary, {
    runtime,
    digestOf: () => '',
  });
  const runner = trialRunner(vocabulary, () => performance.now());
  const rows = [['after trials', 'heap MiB', 'external MiB', 'resident MiB']];
  for (const [index, trial] of trials.entries()) {
    await runner.run(trial);
    if (![50, 500, 999].includes(index)) continue;
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    rows.push([String(index + 1), mib(heapUsed), mib(external), mib(rss)]);
  }
  return rows;
}
