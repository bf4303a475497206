/** What `moe fit --json` prints. */
import type { FitReport } from '../../fit/contract.js';
import type { Told } from './document.js';

/** Of the object; a field that is added does not change it. */
const jsonVersion = 1;

/** Scores stand where rows were held out. */
export function asJson(report: FitReport, { seconds, timed }: Pick<Told, 'seconds' | 'timed'>): unknown {
  const { held, experts, metric, starts, sizes, verdict, ...rest } = report;
  const { needed, sentence: _, ...evidence } = verdict;
  return {
    version: jsonVersion,
    ...rest,
    needed,
    evidence,
    sizes: experts.map(({ size }) => size),
    tried: sizes,
    experts,
    ...(held === null
      ? {}
      : { test: { metric, ...held.test }, single: held.single, tree: held.tree, kmeans: held.kmeans }),
    starts: Math.max(1, starts.length),
    ends: starts,
    timed,
    seconds,
  };
}
