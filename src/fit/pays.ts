/** Whether a mixture predicts rows that it has not seen better than one expert does. */
import { mean, standardDeviation } from '../math/statistics.js';
import type { FitReport, Score } from './contract.js';

/**
 * Says so where a mixture does not pay: where its held-out score exceeds that of one expert by no more than the standard error of
 * the difference over the parts held out, which is 0 where there is one part. Without held-out rows the folds by which the
 * number of experts was chosen tell, where one expert was among what they tried. It is a warning and no test: parts share the
 * rows that they were learned from.
 * @returns a sentence, or null where the mixture pays or nothing is known.
 */
export function paysNot({ held, sizes, k, metric }: Pick<FitReport, 'held' | 'sizes' | 'k' | 'metric'>): string | null {
  if (k === 1)
    return sizes.length > 1 ? 'Experts do not pay here: one predicts held-out rows as well as several.' : null;
  const scoreOf = (number: number) => sizes.find((size) => size.k === number)?.score ?? null;
  const [own, single] = held === null ? [scoreOf(k), scoreOf(1)] : [held.test, held.single];
  if (own === null || single === null) return null;
  const gains = own.parts.map((value, p) => value - single.parts[p]!);
  const error = (standardDeviation(gains) ?? 0) / Math.sqrt(gains.length);
  if (mean(gains)! > error) return null;
  const name = metric === 'r2' ? 'R2' : 'share of right labels';
  return `Experts do not pay here: one predicts held-out rows about as well (${name} ${told(single)}, the mixture ${told(own)}).`;
}

const told = ({ value }: Score): string => value.toFixed(3);
