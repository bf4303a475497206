/** Whether a mixture predicts rows that it has not seen better than one expert does: the one verdict that a fit tells. */
import type { Needed } from '../model/trust-contract.js';
import type { FitReport, Score, Verdict } from './contract.js';

/** What rows held out cost, part by part, a value a row: under the mixture, and under one expert. */
export interface HeldLosses {
  readonly own: readonly Float64Array[];
  readonly single: readonly Float64Array[];
}

/** So many standard errors are more than chance gives, but for one time in forty. */
const ENOUGH = 2;

/** Simulations say that experts are needed where p is at most this. */
const LEVEL = 0.05;

/** Of a report what a verdict is about. */
interface Known extends Pick<FitReport, 'sizes' | 'k' | 'metric'> {
  /** What rows held out for the score said, of the mixture and of one expert; null where none were. */
  readonly held: Readonly<Record<'test' | 'single', Score>> | null;
}

/**
 * By simulations where there are any (`trust/needed.ts`). Else by rows held out: experts are needed where the mixture betters one
 * expert by more than two standard errors of the mean difference, row by row. Where none were held out for the score, the
 * folds by which the number of experts was chosen tell, if one expert was among what they tried. That is no test: rows share what
 * their fits were learned from.
 * @param losses null where nothing is known.
 */
export function verdictOf(known: Known, losses: HeldLosses | null, simulated: Needed | null): Verdict {
  if (simulated !== null) {
    const needed = isNeeded(simulated);
    return { needed, by: 'simulation', ...simulated, sentence: bySimulation(simulated, known.metric) };
  }
  const { held, sizes, k, metric } = known;
  const none = { simulations: null, p: null, chance: null };
  const heldOut = (needed: boolean, gain: number | null, sentence: string | null): Verdict => ({
    ...{ needed, by: 'held-out rows', gain, ...none, sentence },
  });
  if (k === 1 && sizes.length > 1)
    return heldOut(false, null, 'Experts do not pay here: one predicts held-out rows as well as several.');
  const scoreOf = (number: number) => sizes.find((size) => size.k === number)?.score ?? null;
  const [own, single] = held === null ? [scoreOf(k), scoreOf(1)] : [held.test, held.single];
  if (k === 1 || losses === null || own === null || single === null)
    return { needed: null, by: null, gain: null, ...none, sentence: null };
  if (betters(losses)) return heldOut(true, gainOf(losses), null);
  const name = metric === 'r2' ? 'R2' : 'share of right labels';
  const scores = `${name} ${single.value.toFixed(3)}, the mixture ${own.value.toFixed(3)}`;
  return heldOut(
    false,
    gainOf(losses),
    `Experts do not pay here: one predicts held-out rows about as well (${scores}).`,
  );
}

export const isNeeded = ({ p }: Pick<Needed, 'p'>): boolean => p <= LEVEL;

function bySimulation({ gain, chance, p, simulations }: Needed, metric: FitReport['metric']): string {
  const loss = `one expert's held-out ${metric === 'r2' ? 'squared errors' : 'wrong labels'}`;
  const by = `p = ${digits(p)}`;
  const reached = Math.round(p * (simulations + 1)) - 1;
  if (isNeeded({ p })) {
    const over = reached === 0 ? `all of ${simulations}` : `${simulations - reached} of ${simulations}`;
    return `Experts are needed: they save ${percent(gain)} of ${loss}, more than in ${over} tables simulated from one expert (${by}).`;
  }
  const saved = gain > 0 ? `they save ${percent(gain)} of ${loss}` : `they save nothing of ${loss}`;
  const limit = chance > 0 ? `, and chance alone up to ${percent(chance)}` : '';
  return `You do not need experts: ${saved}${limit} (${by}, ${simulations} simulations).`;
}

/** Two digits. */
const digits = (value: number): string => String(Number(value.toPrecision(2)));
const percent = (share: number): string => `${digits(100 * share)}%`;

/** The share of one expert's loss that the mixture saves; 0 where there is none. */
function gainOf({ own, single }: HeldLosses): number {
  const total = (parts: readonly Float64Array[]) =>
    parts.reduce((all, losses) => losses.reduce((sum, loss) => sum + loss, all), 0);
  const all = total(single);
  return all > 0 ? 1 - total(own) / all : 0;
}

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
