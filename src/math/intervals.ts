/** Estimates (`estimate.ts`) of means, medians and ratios of paired means; two-sided intervals of means. */
import { fairAtMost, tQuantile } from './distributions.js';
import { type Estimate, type SampleKind, unbounded } from './estimate.js';
import { constant, type Interval, mean, median, standardDeviation } from './statistics.js';

/**
 * The mean of the distribution that values are drawn from. By Student's t, or where they are skewed by Hall's (1992)
 * monotone transformation of it, which takes the sample's skewness out of the statistic.
 *
 * Values that are all equal show no spread. With a range they still bound the mean: the share of equal ones is bounded by
 * Clopper and Pearson, and the others are taken to be at the ends. Without one it is their median that is bounded. A mean
 * within two deviations of an end of the range is that of a skewed sample.
 * @param values one or more, finite.
 * @param range what each value lies in, where that is known.
 */
export function meanOf(values: readonly number[], sample: SampleKind, range?: Interval): Estimate {
  const value = mean(values)!;
  const n = values.length;
  if (n > 1 && constant(values)) return range ? equalValues(value, n, sample, range) : medianOf(values, sample);
  const deviation = standardDeviation(values) ?? 0;
  const skewed = skewOf(value, deviation, sample, range);
  const estimate =
    skewed === 'skewed' || skewed === 'skewed down'
      ? transformedT(value, deviation, skewness(values, value, deviation), n, skewed)
      : studentT(value, deviation, n, sample);
  return range === undefined ? estimate : clipped(estimate, range);
}

/** Without what lies outside the range, where no mean can be; bounds that do not bound stay so. */
function clipped(estimate: Estimate, range: Interval): Estimate {
  return {
    ...estimate,
    bounds(alpha) {
      const { low, high } = estimate.bounds(alpha);
      return {
        low: Number.isFinite(low) ? Math.max(low, range.low) : low,
        high: Number.isFinite(high) ? Math.min(high, range.high) : high,
      };
    },
    withTrials: (trials) => clipped(estimate.withTrials(trials), range),
  };
}

function skewOf(value: number, deviation: number, sample: SampleKind, range?: Interval): SampleKind {
  if (sample !== 'bounded' || range === undefined) return sample;
  if (value - 2 * deviation < range.low) return 'skewed';
  return value + 2 * deviation > range.high ? 'skewed down' : sample;
}

function studentT(value: number, deviation: number, n: number, sample: SampleKind): Estimate {
  return {
    ...{ value, n, interval: 'Student t', basis: [{ interval: 'Student t', sample, n }] },
    bounds(alpha) {
      if (n < 2) return unbounded;
      const half = (tQuantile(1 - alpha, n - 1) * deviation) / Math.sqrt(n);
      return { low: value - half, high: value + half };
    },
    withTrials: (trials) => studentT(value, deviation, trials, sample),
  };
}

/** Mean over cubed deviation, corrected for bias (Fisher's G1); 0 below three values. */
function skewness(values: readonly number[], centre: number, deviation: number): number {
  const n = values.length;
  if (n < 3) return 0;
  const cubes = values.reduce((sum, value) => sum + ((value - centre) / deviation) ** 3, 0);
  return (n * cubes) / ((n - 1) * (n - 2));
}

/**
 * Hall (1992, On the removal of skewness by transformation): g(t) = t + a t^2 / 3 + a^2 t^3 / 27 + a / 6 with
 * a = skewness / sqrt(n) is nearly symmetric, and has an inverse.
 */
function transformedT(value: number, deviation: number, skew: number, n: number, sample: SampleKind): Estimate {
  const a = skew / Math.sqrt(n);
  const inverse = (z: number) => (Math.abs(a) < 1e-9 ? z : (3 / a) * (Math.cbrt(1 + a * (z - a / 6)) - 1));
  return {
    ...{ value, n, interval: 'transformed t', basis: [{ interval: 'transformed t', sample, n }] },
    bounds(alpha) {
      if (n < 3) return unbounded;
      const quantile = tQuantile(1 - alpha, n - 1);
      const error = deviation / Math.sqrt(n);
      return { low: value - error * inverse(quantile), high: value - error * inverse(-quantile) };
    },
    withTrials: (trials) => transformedT(value, deviation, skew, trials, sample),
  };
}

function equalValues(value: number, n: number, sample: SampleKind, range: Interval): Estimate {
  return {
    ...{ value, n, interval: 'Clopper-Pearson', basis: [{ interval: 'Clopper-Pearson', sample, n }] },
    bounds(alpha) {
      const other = 1 - alpha ** (1 / n);
      return { low: value + other * (range.low - value), high: value + other * (range.high - value) };
    },
    withTrials: (trials) => equalValues(value, trials, sample, range),
  };
}

/** The median of the distribution that values are drawn from, between two of them: no distribution is assumed. */
export function medianOf(values: readonly number[], sample: SampleKind): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  return orderStatistics(sorted, sorted.length, sample);
}

function orderStatistics(sorted: readonly number[], n: number, sample: SampleKind): Estimate {
  const interval = 'order statistics';
  // Of n trials with the spread of these; with n their number, the values themselves.
  const at = (rank: number) => sorted[Math.min(sorted.length - 1, Math.floor(((rank - 0.5) * sorted.length) / n))]!;
  return {
    ...{ value: median(sorted)!, n, interval, basis: [{ interval, sample, n }] },
    bounds(alpha) {
      const rank = ranksBelow(n, alpha);
      return rank === 0 ? unbounded : { low: at(rank), high: at(n + 1 - rank) };
    },
    withTrials: (trials) => orderStatistics(sorted, trials, sample),
  };
}

/** The greatest rank whose value is above the median with probability alpha at most; 0 where none is. */
function ranksBelow(n: number, alpha: number): number {
  let [rank, above] = [0, Math.ceil(n / 2) + 1];
  while (above - rank > 1) {
    const middle = (rank + above) >> 1;
    if (fairAtMost(middle - 1, n) <= alpha) rank = middle;
    else above = middle;
  }
  return rank;
}

/** What the ratio of two paired samples rests on. */
interface Moments {
  readonly meanA: number;
  readonly meanB: number;
  readonly varianceA: number;
  readonly varianceB: number;
  readonly covariance: number;
}

/**
 * The ratio of the means of paired samples, a over b: the values r at which a paired t-test finds nothing between a and
 * r b (Fieller 1954). Where the mean of b is not told from 0, the ratio has no bounds. Of two samples of equal values it is
 * the median of their ratios that is bounded.
 * @param a one or more, as many as b; finite.
 */
export function ratioOfMeans(a: readonly number[], b: readonly number[], sample: SampleKind): Estimate {
  const [meanA, meanB] = [mean(a)!, mean(b)!];
  const over = Math.max(1, a.length - 1);
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0) / over;
  if (a.length > 1 && [a, b].every(constant))
    return medianOf(
      a.map((value, i) => value / b[i]!),
      sample,
    );
  const moments: Moments = {
    ...{ meanA, meanB },
    varianceA: constant(a) ? 0 : product(a, meanA, a, meanA),
    varianceB: constant(b) ? 0 : product(b, meanB, b, meanB),
    covariance: constant(a) || constant(b) ? 0 : product(a, meanA, b, meanB),
  };
  return fieller(moments, a.length, sample);
}

function fieller(moments: Moments, n: number, sample: SampleKind): Estimate {
  const { meanA, meanB, varianceA, varianceB, covariance } = moments;
  return {
    ...{ value: meanA / meanB, n, interval: 'Fieller', basis: [{ interval: 'Fieller', sample, n }] },
    bounds(alpha) {
      if (n < 2) return unbounded;
      const g = tQuantile(1 - alpha, n - 1) ** 2 / n;
      const square = meanB ** 2 - g * varianceB;
      if (!(square > 0)) return unbounded;
      const half = meanA * meanB - g * covariance;
      const root = Math.sqrt(Math.max(0, half ** 2 - square * (meanA ** 2 - g * varianceA)));
      return { low: (half - root) / square, high: (half + root) / square };
    },
    withTrials: (trials) => fieller(moments, trials, sample),
  };
}

/** Two-sided interval of a mean by Student's t; null below two values, and where all are equal. */
export function tInterval(values: readonly number[], level = 0.95): Interval | null {
  if (values.length < 2 || constant(values)) return null;
  return studentT(mean(values)!, standardDeviation(values)!, values.length, 'normal').bounds((1 - level) / 2);
}

/**
 * Two-sided interval of the mean of `b` less the mean of `a`, of trials that are no pairs (Welch 1947); null where either
 * has fewer than two values, or each has equal ones only.
 */
export function welch(a: readonly number[], b: readonly number[], level = 0.95): Interval | null {
  if (a.length < 2 || b.length < 2 || (constant(a) && constant(b))) return null;
  const [errorA, errorB] = [a, b].map((values) => standardDeviation(values)! ** 2 / values.length) as [number, number];
  const variance = errorA + errorB;
  const df = variance ** 2 / (errorA ** 2 / (a.length - 1) + errorB ** 2 / (b.length - 1));
  const half = tQuantile((1 + level) / 2, df) * Math.sqrt(variance);
  const difference = mean(b)! - mean(a)!;
  return { low: difference - half, high: difference + half };
}
