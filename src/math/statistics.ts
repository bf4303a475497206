/**
 * Summaries of a sample. Where there is nothing to say (no values; one value, for a spread) the
 * answer is null, never NaN. Values must be finite.
 */
import { mean as meanOfSome, median as medianOfSome, sampleStandardDeviation } from 'simple-statistics';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What a sample is reduced to. */
export type Statistic = 'mean' | 'median';

/** Arithmetic mean by compensated summation; exactly the common value where all are equal; null without values. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return constant(values) ? values[0]! : meanOfSome([...values]);
}

/** The middle value, or the mean of the two in the middle; null without values. */
export function median(values: readonly number[]): number | null {
  return values.length === 0 ? null : medianOfSome([...values]);
}

/**
 * The value that a share p of values, which are sorted, do not exceed: between two of them along a line (Hyndman and Fan 1996,
 * type 7, as R and NumPy have it). There is at least one.
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - below);
}

/** Sample standard deviation (divisor n - 1); null below two values. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  return constant(values) ? 0 : sampleStandardDeviation([...values]);
}

/** The sample's mean or median; null without values. */
export function statisticOf(kind: Statistic, values: readonly number[]): number | null {
  return kind === 'mean' ? mean(values) : median(values);
}

/** Whether all values are equal. */
export function constant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}
