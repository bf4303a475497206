/**
 * Summaries of a sample and their intervals. Where there is nothing to say (no values; one value, for a spread) the
 * answer is null, never NaN. Values must be finite.
 */
import { mean as meanOfSome, median as medianOfSome, quantileSorted, sampleStandardDeviation } from 'simple-statistics';
import { below, type Rng } from './random.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What a sample is reduced to. */
export type Statistic = 'mean' | 'median';

/** Resamples of a bootstrap interval where nothing else is said. */
export const RESAMPLES = 1000;

/** Arithmetic mean by compensated summation; exactly the common value where all are equal; null without values. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return constant(values) ? values[0]! : meanOfSome([...values]);
}

/** The middle value, or the mean of the two in the middle; null without values. */
export function median(values: readonly number[]): number | null {
  return values.length === 0 ? null : medianOfSome([...values]);
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

/**
 * Score interval of a share, successes of n trials (Wilson 1927). Stays within 0..1 and is not empty at 0 or n
 * successes, nor at n = 1; null at n = 0.
 */
export function wilson(successes: number, n: number, level = 0.95): Interval | null {
  if (n === 0) return null;
  const z = normalQuantile((1 + level) / 2);
  const share = successes / n;
  const shrink = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { low: successes === 0 ? 0 : centre - half, high: successes === n ? 1 : centre + half };
}

/**
 * Percentile bootstrap interval of a mean or a median (Efron 1979), from `resamples` samples drawn with replacement.
 * For small n it is narrower than its level says (n = 10: about 90 % instead of 95 %).
 * Null below two values, and where all are equal: they show no spread to resample. Cost: resamples x n draws.
 */
export function bootstrap(
  kind: Statistic,
  values: readonly number[],
  rng: Rng,
  resamples = RESAMPLES,
  level = 0.95,
): Interval | null {
  if (values.length < 2 || constant(values)) return null;
  return percentiles(resampled[kind](values, rng, resamples), level);
}

/** `bootstrap` of the mean. */
export function bootstrapMean(values: readonly number[], rng: Rng, resamples = RESAMPLES): Interval | null {
  return bootstrap('mean', values, rng, resamples);
}

/**
 * Percentile bootstrap interval of the mean of `b` minus the mean of `a`, resampled independently of each other. Null
 * where either is empty, and where each has equal values only: they show no spread to resample.
 */
export function bootstrapDifference(a: readonly number[], b: readonly number[], rng: Rng): Interval | null {
  if (a.length === 0 || b.length === 0 || (constant(a) && constant(b))) return null;
  const differences = resampled.mean(b, rng, RESAMPLES);
  const others = resampled.mean(a, rng, RESAMPLES);
  for (let r = 0; r < RESAMPLES; r++) differences[r]! -= others[r]!;
  return percentiles(differences, 0.95);
}

/**
 * Percentile bootstrap interval of the ratio of two samples' means or medians. The samples are resampled independently
 * of each other, which is on the safe side where they are paired with a positive correlation. Null where either has
 * fewer than two values or equal ones only, or where more than the tail of the resampled denominators is 0.
 */
export function bootstrapRatio(
  kind: Statistic,
  numerator: readonly number[],
  denominator: readonly number[],
  rng: Rng,
  resamples = RESAMPLES,
  level = 0.95,
): Interval | null {
  if (numerator.length < 2 || denominator.length < 2 || constant(numerator) || constant(denominator)) return null;
  const ratios = resampled[kind](numerator, rng, resamples);
  const divisors = resampled[kind](denominator, rng, resamples);
  for (let r = 0; r < resamples; r++) ratios[r]! /= divisors[r]!;
  return finite(percentiles(ratios, level));
}

/**
 * As `bootstrapRatio`, of the means of two samples of equal length whose values belong together by index: the pairs are
 * resampled.
 */
export function bootstrapPairedRatio(
  numerator: readonly number[],
  denominator: readonly number[],
  rng: Rng,
  resamples = RESAMPLES,
  level = 0.95,
): Interval | null {
  const n = numerator.length;
  if (n < 2 || constant(numerator) || constant(denominator)) return null;
  const ratios = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    let above = 0;
    let under = 0;
    for (let draw = 0; draw < n; draw++) {
      const i = below(rng, n);
      above += numerator[i]!;
      under += denominator[i]!;
    }
    ratios[r] = above / under;
  }
  return finite(percentiles(ratios, level));
}

/** The statistic of each of `resamples` samples of n values drawn with replacement. */
const resampled: Record<Statistic, (values: readonly number[], rng: Rng, resamples: number) => Float64Array> = {
  mean(values, rng, resamples) {
    const x = Float64Array.from(values);
    const means = new Float64Array(resamples);
    for (let r = 0; r < resamples; r++) means[r] = sumOfResample(x, rng) / x.length;
    return means;
  },
  median(values, rng, resamples) {
    const sorted = Float64Array.from(values).sort();
    const times = new Uint32Array(sorted.length);
    const medians = new Float64Array(resamples);
    for (let r = 0; r < resamples; r++) {
      countResample(times, rng);
      medians[r] = middle(sorted, times);
    }
    return medians;
  },
};

/*
 * An index below n is the high part of a random word times n. Up to this n a word gives two, the first two digits of
 * word / 2^32 to base n; the probability of a pair is then off by at most n^2 / 2^32 < 0.1 % of it. This is the hot
 * loop of a summary, so it stands in both functions (a shared buffer of indices takes 1.8 times as long).
 */
const PAIRS_UP_TO = 2048;

function sumOfResample(x: Float64Array, rng: Rng): number {
  const n = x.length;
  const scale = n / 2 ** 32;
  const half = n / 2; // next() is signed
  const paired = n <= PAIRS_UP_TO ? n - 1 : 0;
  let sum = 0;
  let i = 0;
  for (; i < paired; i += 2) {
    const position = rng.next() * scale + half;
    const first = position | 0;
    sum += x[first]! + x[((position - first) * n) | 0]!;
  }
  for (; i < n; i++) sum += x[(rng.next() * scale + half) | 0]!;
  return sum;
}

/** Sets how often each of the n values is in a sample of n. */
function countResample(times: Uint32Array, rng: Rng): void {
  const n = times.length;
  const scale = n / 2 ** 32;
  const half = n / 2;
  const paired = n <= PAIRS_UP_TO ? n - 1 : 0;
  times.fill(0);
  let i = 0;
  for (; i < paired; i += 2) {
    const position = rng.next() * scale + half;
    const first = position | 0;
    times[first]!++;
    times[((position - first) * n) | 0]!++;
  }
  for (; i < n; i++) times[(rng.next() * scale + half) | 0]!++;
}

/** The median of a sample that holds `sorted[i]` `times[i]` times, n values in all. */
function middle(sorted: Float64Array, times: Uint32Array): number {
  const n = sorted.length;
  let i = 0;
  let seen = times[0]!;
  while (2 * seen < n) seen += times[++i]!;
  const lower = sorted[i]!;
  if (2 * seen > n) return lower;
  do i++;
  while (times[i] === 0);
  return (lower + sorted[i]!) / 2;
}

function percentiles(statistics: Float64Array, level: number): Interval {
  const sorted = [...statistics.sort()];
  return { low: quantileSorted(sorted, (1 - level) / 2), high: quantileSorted(sorted, (1 + level) / 2) };
}

function finite(interval: Interval): Interval | null {
  return Number.isFinite(interval.low) && Number.isFinite(interval.high) ? interval : null;
}

function constant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

/**
 * The standard normal quantile for p in 0.5..1: Newton's method, which rises to the root from 0 as the distribution is
 * concave there, on the series 1/2 + phi(z) (z + z^3/3 + z^5/(3 5) + ...) (Marsaglia 2004).
 */
function normalQuantile(p: number): number {
  let z = 0;
  for (let step = 0; step < 100; step++) {
    let term = z;
    let sum = 0;
    for (let i = 3; sum + term !== sum; i += 2) {
      sum += term;
      term *= (z * z) / i;
    }
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const next = z + (p - 0.5) / density - sum;
    if (!(next > z)) break;
    z = next;
  }
  return z;
}
