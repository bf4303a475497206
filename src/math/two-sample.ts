/** A test of two samples that do not belong together pair by pair. */
import { twoSided } from './significance.js';

/**
 * Two-sided p for the hypothesis that both samples are of one distribution, by the difference of their means: the
 * permutation test (Pitman 1937) in its normal approximation, whose variance is that of all n values together:
 * z = (mean b - mean a) / sqrt(s^2 (1 / n_a + 1 / n_b)). For shares it is the N - 1 chi-squared test (Campbell 2007).
 * For fewer than about 10 values a side it finds differences a little too readily. 1 where all values are equal or a
 * sample is empty. Cost: O(n); uses no randomness.
 * @param a finite.
 * @param b finite.
 */
export function twoSample(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b];
  const greatest = all.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (a.length === 0 || b.length === 0 || all.every((value) => value === all[0])) return 1;
  const meanOf = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value / greatest, 0) / values.length;
  const centre = meanOf(all);
  const variance = all.reduce((sum, value) => sum + (value / greatest - centre) ** 2, 0) / (all.length - 1);
  return twoSided((meanOf(b) - meanOf(a)) / Math.sqrt(variance * (1 / a.length + 1 / b.length)));
}
