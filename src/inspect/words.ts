/** The words and numbers of what `moe fit` tells. */
import type { Reference } from '../components/contract.js';
import { rounded, toDigits } from '../documents/numbers.js';
import type { Likelihood } from '../experts/contract.js';
import type { FitReport } from '../fit/contract.js';

export const percent = (share: number): string => `${rounded(100 * share)}%`;

export const scoreName = (metric: FitReport['metric']): string => (metric === 'r2' ? 'R2' : 'accuracy');

/** What losses are called in all, and in the mean; how a mean is written. */
interface LossWords {
  readonly sum: string;
  readonly mean: string;
  readonly parts: string;
  write(mean: number): string;
}

/** Squared errors are told by their root, in the units of the target. */
export const lossWords: Readonly<Record<Likelihood, LossWords>> = {
  normal: {
    ...{ sum: 'sum of squared errors', mean: 'RMSE', parts: 'squared errors' },
    write: (mean) => toDigits(Math.sqrt(mean), 4),
  },
  log: {
    ...{ sum: 'sum of log losses', mean: 'mean log loss', parts: 'log losses' },
    write: (mean) => toDigits(mean, 4),
  },
  none: { ...{ sum: 'sum of losses', mean: 'mean loss', parts: 'losses' }, write: (mean) => toDigits(mean, 4) },
};

/** `softmax (C 10)`. */
export function referenceText({ name, ...parameters }: Reference): string {
  const own = Object.entries(parameters).map(([key, value]) => `${key} ${valueText(value)}`);
  return own.length === 0 ? name : `${name} (${own.join(', ')})`;
}

function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('name' in value) return referenceText(value as Reference);
  return Object.values(value).map(valueText).join(' ');
}

/** As a sentence begins. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A rule that agrees in less than this share of the rows is no account of the gate. */
const faithful = 0.8;

/** How far a rule tells what the gate does. */
export function agreement(fidelity: number): string {
  const told = `The rule agrees with the gate in ${percent(fidelity)} of the rows`;
  return fidelity < faithful ? `${told} only: no short rule says how it decides.` : `${told}.`;
}
