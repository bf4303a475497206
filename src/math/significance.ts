/** From differences to decisions: tests of paired and of unpaired samples that assume no distribution, and the correction of many p-values. */
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

/** Differences, not counting those that are 0, up to which every pattern of signs is counted. */
export const EXACT_UP_TO = 24;

/** Sums closer than this, as a share of the greatest sum, are equal: the patterns add the same numbers in other orders. */
const TIE = 1e-12;

/**
 * Two-sided p of the sign-flip randomisation test (Fisher 1935, section 21; Pitman 1937): the share of the 2^m patterns
 * of signs whose sum is at least as far from 0 as the one observed. Differences of 0 say nothing and do not count.
 *
 * It is exact where all sizes are equal, as in differences of shares (a binomial: McNemar's test), and up to
 * `EXACT_UP_TO` differences otherwise; beyond, the same statistic is taken as normal, z = sum d / sqrt(sum d^2). It is
 * never below 2^(1 - m) where it is exact.
 *
 * Cost: O(m), and up to `EXACT_UP_TO` O(m 2^(m/2)): the sums of both halves are listed and matched (Horowitz and
 * Sahni 1974). Uses no randomness.
 * @param differences finite.
 */
export function signFlip(differences: readonly number[]): number {
  const greatest = differences.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  if (greatest === 0) return 1;
  const scaled = differences.filter((d) => d !== 0).map((d) => d / greatest); // no square overflows
  const m = scaled.length;
  if (scaled.every((d) => Math.abs(d) === 1)) {
    const positive = scaled.filter((d) => d > 0).length;
    return Math.min(1, 2 * fairTail(m, Math.max(positive, m - positive)));
  }
  const sum = Math.abs(scaled.reduce((total, d) => total + d, 0));
  if (m <= EXACT_UP_TO) return exactly(scaled.map(Math.abs), sum);
  return twoSided(sum / Math.sqrt(scaled.reduce((total, d) => total + d * d, 0)));
}

/** The least p that the test can give for m differences that are not 0, whatever their signs. */
export function leastSignFlip(m: number): number {
  return Math.min(1, 2 ** (1 - m));
}

/** Probability of k or more heads among m throws of a fair coin, k at least m / 2. */
function fairTail(m: number, k: number): number {
  let log = -m * Math.LN2;
  for (let i = 1; i <= m - k; i++) log += Math.log((m - i + 1) / i);
  let term = Math.exp(log);
  let tail = 0;
  for (let heads = k; heads <= m && tail + term !== tail; heads++) {
    tail += term;
    term *= (m - heads) / (heads + 1);
  }
  return tail;
}

function exactly(sizes: readonly number[], sum: number): number {
  const threshold = sum - TIE * sizes.reduce((total, size) => total + size, 0);
  if (threshold <= 0) return 1;
  const half = sizes.length >> 1;
  const [left, right] = [signedSums(sizes.slice(0, half)), signedSums(sizes.slice(half))];
  let reached = 0;
  let from = right.length; // right[from..] reach the threshold with the present sum of the left
  for (const part of left) {
    while (from > 0 && part + right[from - 1]! >= threshold) from--;
    reached += right.length - from;
  }
  return Math.min(1, (2 * reached) / 2 ** sizes.length); // the patterns below -threshold mirror them
}

/** The sums of all patterns of signs, ascending. */
function signedSums(sizes: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** sizes.length);
  sizes.forEach((size, i) => {
    const filled = 2 ** i;
    for (let at = 0; at < filled; at++) {
      sums[filled + at] = sums[at]! - size;
      sums[at]! += size;
    }
  });
  return sums.sort();
}

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

/** Weights of outcomes below this share of the most probable one's count for nothing in a sum. */
const NOTHING = 1e-20;

/**
 * Two-sided p for the hypothesis that two shares are one, `a` of `n` and `b` of `m`: Fisher's exact test (1934), the
 * probability of all splits of the a + b hits that are no more probable than this one. Conservative, as hits are whole.
 * 1 where a sample is empty; never below 1e-15. Cost: O(deviations of a), uses no randomness.
 * @param a whole, 0..n. @param b whole, 0..m.
 */
export function sharesDiffer(a: number, n: number, b: number, m: number): number {
  const hits = a + b;
  const [low, high] = [Math.max(0, hits - m), Math.min(n, hits)];
  if (low >= high) return 1;
  const mode = Math.min(high, Math.max(low, Math.floor(((n + 1) * (hits + 1)) / (n + m + 2))));
  /** The probability of x + 1 over that of x. */
  const up = (x: number) => ((n - x) * (hits - x)) / ((x + 1) * (m - hits + x + 1));
  // Of the mode it is 1; outwards it falls.
  let own = 1;
  for (let x = mode; x < a && own > NOTHING; x++) own *= up(x);
  for (let x = mode; x > a && own > NOTHING; x--) own /= up(x - 1);
  const least = own * (1 + 1e-9);
  let [all, tail] = [0, 0];
  const add = (weight: number) => {
    all += weight;
    if (weight <= least) tail += weight;
  };
  for (let x = mode, weight = 1; x <= high && weight > NOTHING; weight *= up(x), x++) add(weight);
  for (let x = mode - 1, weight = mode > low ? 1 / up(mode - 1) : 0; x >= low && weight > NOTHING; x--) {
    add(weight);
    weight /= x > low ? up(x - 1) : Number.POSITIVE_INFINITY;
  }
  return Math.min(1, Math.max(LEAST, tail / all));
}

/**
 * Probability that at least `out` of m draws lie beyond the least and the greatest of n others from the same continuous
 * distribution, whichever that is (Gumbel and von Schelling 1950): the share beyond is a beta variable with 2 and n - 1.
 * With ties it is less. 1 where n is below 2; never below 1e-15. Cost: O(out).
 */
export function outsideByChance(out: number, m: number, n: number): number {
  if (n < 2 || out <= 0) return 1;
  let probability = (n / (m + n)) * ((n - 1) / (m + n - 1));
  let below = 0;
  for (let j = 0; j < out && 1 - below > LEAST; j++) {
    below += probability;
    probability *= ((m - j) * (j + 2)) / ((j + 1) * (m - j + n - 2));
  }
  return Math.min(1, Math.max(LEAST, 1 - below));
}
