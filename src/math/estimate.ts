/**
 * Estimates with confidence bounds, each of which holds alone at its level: with alpha = 0.05 the two are a two-sided
 * 90 % interval, and each is a one-sided 95 % bound. Where a sample cannot bound its statistic, the bounds are infinite.
 */
import type { Interval } from './statistics.js';

/** How the values of a trial spread: `skewed` with few great ones, `skewed down` with few small ones. */
export type SampleKind = 'normal' | 'skewed' | 'skewed down' | 'bounded' | 'two-valued' | 'paired skewed';

/** How bounds were made. */
export type IntervalName =
  | 'Student t'
  | 'transformed t'
  | 'Fieller'
  | 'Clopper-Pearson'
  | 'order statistics'
  | 'variance components'
  | 'point';

/** What bounds rest on, as far as their coverage goes. */
export interface Basis {
  readonly interval: IntervalName;
  readonly sample: SampleKind;
  readonly n: number;
}

export interface Estimate {
  readonly value: number;
  /** Independent trials behind it; of several samples the fewest. */
  readonly n: number;
  readonly interval: IntervalName;
  /** One for each sample behind it; none where the value is known, not estimated. */
  readonly basis: readonly Basis[];
  /** @param alpha what each bound may miss: below 0.5. */
  bounds(alpha: number): Interval;
  /** The same with n trials of the spread that was seen. */
  withTrials(n: number): Estimate;
}

export const unbounded: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** A value that is known: every trial gives it. */
export function known(value: number): Estimate {
  const estimate: Estimate = {
    ...{ value, n: 1, interval: 'point', basis: [] },
    bounds: () => ({ low: value, high: value }),
    withTrials: () => estimate,
  };
  return estimate;
}

/** The estimate times a factor above 0, such as 100 for percent. */
export function scaled(estimate: Estimate, factor: number): Estimate {
  return {
    ...estimate,
    value: factor * estimate.value,
    bounds(alpha) {
      const { low, high } = estimate.bounds(alpha);
      return { low: factor * low, high: factor * high };
    },
    withTrials: (n) => scaled(estimate.withTrials(n), factor),
  };
}

/**
 * The least or the greatest of several values. That all lie above something is shown by each alone (intersection-union),
 * that one of m does at alpha / m (Bonferroni): so the bounds are of the extreme, whichever it is.
 * @param estimates one or more.
 */
export function extremeOf(estimates: readonly Estimate[], end: 'least' | 'greatest'): Estimate {
  const pick = end === 'least' ? Math.min : Math.max;
  const [first] = estimates;
  if (estimates.length === 1) return first!;
  return {
    value: pick(...estimates.map(({ value }) => value)),
    n: Math.min(...estimates.map(({ n }) => n)),
    interval: first!.interval,
    basis: estimates.flatMap(({ basis }) => basis),
    bounds(alpha) {
      const each = (share: number) => estimates.map((estimate) => estimate.bounds(share));
      const [alone, together] = [each(alpha), each(alpha / estimates.length)];
      const [lows, highs] = end === 'least' ? [alone, together] : [together, alone];
      return { low: pick(...lows.map(({ low }) => low)), high: pick(...highs.map(({ high }) => high)) };
    },
    withTrials: (n) =>
      extremeOf(
        estimates.map((estimate) => estimate.withTrials(n)),
        end,
      ),
  };
}
