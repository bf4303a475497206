/** Whether a mixture predicts rows that it has not seen better than one expert does. */
import type { FitReport, Score } from './contract.js';

/** What rows held out cost, part by part, a value a row: under the mixture, and under one expert. */
export interface HeldLosses {
  readonly own: readonly Float64Array[];
  readonly single: readonly Float64Array[];
}

/** So many standard errors are more than chance gives, but for one time in forty. */
const ENOUGH = 2;

/**
 * Says so where a mixture does not pay: where it betters one expert on the rows held out by no more than two standard errors
 * of the mean difference, row by row. Without rows held out for that the folds by which the number of experts was chosen tell,
 * where one expert was among what they tried. It is a warning and no test: rows share what their fits were learned from.
 * @param losses null where nothing is known.
 * @returns a sentence, or null where the mixture pays or nothing is known.
 */
export function paysNot(
  {
    held,
    sizes,
    k,
    metric,
  }: Pick<FitReport, 'sizes' | 'k' | 'metric'> & { readonly held: Readonly<Record<'test' | 'single', Score>> | null },
  losses: HeldLosses | null,
): string | null {
  if (k === 1)
    return sizes.length > 1 ? 'Experts do not pay here: one predicts held-out rows as well as several.' : null;
  const scoreOf = (number: number) => sizes.find((size) => size.k === number)?.score ?? null;
  const [own, single] = held === null ? [scoreOf(k), scoreOf(1)] : [held.test, held.single];
  if (losses === null || own === null || single === null || betters(losses)) return null;
  const name = metric === 'r2' ? 'R2' : 'share of right labels';
  return `Experts do not pay here: one predicts held-out rows about as well (${name} ${told(single)}, the mixture ${told(own)}).`;
}

const told = ({ value }: Score): string => value.toFixed(3);

/** Whether the mixture's losses are less by more than chance gives. Sums by Welford (1962). */
export function betters({ own, single }: HeldLosses): boolean {
  let [n, mean, squares] = [0, 0, 0];
  for (const [p, losses] of own.entries()) {
    losses.forEach((loss, r) => {
      const gain = single[p]![r]! - loss;
      const off = gain - mean;
      n++;
      mean += off / n;
      squares += off * (gain - mean);
    });
  }
  return n > 1 && mean > ENOUGH * Math.sqrt(squares / (n - 1) / n);
}
