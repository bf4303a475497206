/** Shares of trials, their differences and ratios: exact bounds, and Wilson's interval. */
import { betaQuantile, normalQuantile } from './distributions.js';
import type { Estimate } from './estimate.js';
import type { Interval } from './statistics.js';
import { wilsonInterval } from './wilson.js';

/** Exact bounds of a share, successes of n trials (Clopper and Pearson 1934). */
export function clopperPearson(successes: number, n: number, alpha: number): Interval {
  return {
    low: successes <= 0 ? 0 : betaQuantile(alpha, successes, n - successes + 1),
    high: successes >= n ? 1 : betaQuantile(1 - alpha, successes + 1, n - successes),
  };
}

/** The share of trials of which so many of n succeeded; n at least 1. */
export function shareOf(successes: number, n: number): Estimate {
  const interval = 'Clopper-Pearson';
  return {
    ...{ value: successes / n, n, interval, basis: [{ interval, sample: 'two-valued', n }] },
    bounds: (alpha) => clopperPearson(successes, n, alpha),
    withTrials: (trials) => shareOf((successes * trials) / n, trials),
  };
}

/**
 * Difference (first less second) or ratio of two shares of the same trials, however they depend on each other: each is
 * bounded at half of alpha (Bonferroni). For a difference the trials in which the two differ are what is bounded.
 * @param pairs 0 or 1 of both, one or more.
 */
export function comparedShares(pairs: readonly (readonly [number, number])[], by: 'ratio' | 'difference'): Estimate {
  const n = pairs.length;
  const count = (is: (a: number, b: number) => boolean) => pairs.filter(([a, b]) => is(a, b)).length;
  const counts =
    by === 'ratio'
      ? ([count((a) => a === 1), count((_, b) => b === 1)] as const)
      : ([count((a, b) => a > b), count((a, b) => b > a)] as const);
  return comparedCounts(counts, n, by);
}

function comparedCounts([a, b]: readonly [number, number], n: number, by: 'ratio' | 'difference'): Estimate {
  const interval = 'Clopper-Pearson';
  return {
    ...{ value: by === 'ratio' ? a / b : (a - b) / n, n, interval, basis: [{ interval, sample: 'two-valued', n }] },
    bounds(alpha) {
      const [first, second] = [clopperPearson(a, n, alpha / 2), clopperPearson(b, n, alpha / 2)];
      if (by === 'difference') return { low: first.low - second.high, high: first.high - second.low };
      return {
        low: first.low / second.high,
        high: second.low > 0 ? first.high / second.low : Number.POSITIVE_INFINITY,
      };
    },
    withTrials: (trials) => comparedCounts([(a * trials) / n, (b * trials) / n], trials, by),
  };
}

/** Score interval of a share, successes of n trials (Wilson 1927), two-sided; null at n = 0. */
export function wilson(successes: number, n: number, level = 0.95): Interval | null {
  if (n === 0) return null;
  return wilsonInterval(successes / n, n, normalQuantile((1 + level) / 2));
}
