/** A test of two samples that do not belong together pair by pair. */
import { twoSided } from './significance.js';

/**
 * Two-sided p for the hypothesis that both samples are of one distribution, by the difference of their means: the
 * permutation test (Pitman 1937) in its normal approximation, whose variance is that of all n values together:
 * z = (mean b - mean a) / sqrt(s^2 (1 / n_a + 1 / n_b)). For shares it is the N - 1 chi-squared test (Campbell 2007).
 * Never below the least p that a permutation of so many values can give (`leastTwoSample`), where the approximation's
 * tails are too thin. 1 where all values are equal or a sample is empty. Cost: O(n); uses no randomness.
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
  const p = twoSided((meanOf(b) - meanOf(a)) / Math.sqrt(variance * (1 / a.length + 1 / b.length)));
  return Math.max(p, leastTwoSample(a.length, b.length));
}

/**
 * The least two-sided p of a permutation test: of the C(n_a + n_b, n_a) ways to part the values one is the most extreme,
 * and where both samples are of one size its mirror image, too.
 */
export function leastTwoSample(nA: number, nB: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(nA, nB); i++) ways *= (nA + nB - i + 1) / i;
  return Math.min(1, (nA === nB ? 2 : 1) / ways);
}
