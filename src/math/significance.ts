/** From statistics to decisions: p-values of normal statistics, and their correction for many tests. */
import { errorFunction } from 'simple-statistics';

/** The least p that the normal approximation is trusted with: `errorFunction` cannot tell smaller ones from 0. */
const LEAST = 1e-15;

/**
 * Probability that a standard normal variable is at least as far from 0 as z, to 1.2e-7 of itself (the library's
 * Chebyshev fit, Press et al. 1992); what is below 1e-15 is given as 1e-15.
 */
export function twoSided(z: number): number {
  return Math.min(1, Math.max(LEAST, 1 - errorFunction(Math.abs(z) / Math.SQRT2)));
}

/**
 * The p-values of m tests, each so corrected that the probability of even one false discovery among them is below the
 * level at which they are read, whatever the tests' dependence (Holm 1979): the i-th smallest times m - i + 1, and no
 * less than the one before it. In the order given. Cost: O(m log m).
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
  const corrected = new Array<number>(ps.length);
  let before = 0;
  order.forEach((i, rank) => {
    before = Math.min(1, Math.max(before, (ps.length - rank) * ps[i]!));
    corrected[i] = before;
  });
  return corrected;
}
