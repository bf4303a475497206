/** The statistic of one test of a claim, with its interval, from the rows of a run. */
import type { ClaimTest, Row, SweepValue } from '../experiment/contract.js';
import { stream } from '../math/random.js';
import { bootstrap, bootstrapRatio, type Interval, statisticOf, wilson } from '../math/statistics.js';
import { hasResult, type MetricMeta, placeKey, present, rowsByPlace, secondsOf, successes } from './summary.js';

/** The rows of a run as the tests look at them. */
export interface Cohort {
  readonly byPlace: ReadonlyMap<string, readonly Row[]>;
  readonly seconds: ReadonlyMap<string, number>;
  /** Names of the metrics that are shares. */
  readonly shares: ReadonlySet<string>;
  readonly withoutResult: readonly Row[];
}

export interface Measured {
  readonly method: string;
  readonly value: number;
  readonly interval: Interval | null;
  /** Trials with a value; where the test averages across a sweep, cells. Of the numerator, where it is a ratio. */
  readonly n: number;
}

export function cohort(
  rows: readonly Row[],
  seconds: ReadonlyMap<string, number>,
  metrics: readonly MetricMeta[],
): Cohort {
  return {
    byPlace: rowsByPlace(rows),
    seconds,
    shares: new Set(metrics.flatMap(({ name, summary }) => (summary === 'share' ? [name] : []))),
    withoutResult: rows.filter(({ status }) => !hasResult(status)),
  };
}

/**
 * The test's statistic for one of its methods, or in words why there is none. The sample is the values of the cell's
 * trials or, with `across`, the statistics of the cells along that sweep, whose mean is taken. The interval is Wilson's
 * for a share of trials, else a bootstrap over the sample, and for a ratio over both samples.
 * @param name of the test, from which the bootstrap's stream is derived.
 */
export function measure(test: ClaimTest, method: string, trials: Cohort, name: string): Measured | string {
  const sample = sampleOf(test, method, test.metric, trials);
  if (typeof sample === 'string') return sample;
  const kind = test.across === undefined ? test.statistic : 'mean';
  const own = statisticOf(kind, sample)!;
  const rng = stream('claim', name, method);
  const n = sample.length;
  if (test.against !== undefined) {
    const metric = test.against.metric ?? test.metric;
    const other = sampleOf(test, test.against.method, metric, trials);
    if (typeof other === 'string') return other;
    if (test.across !== undefined && other.length !== n) {
      return `${n} cells of ${method} but ${other.length} of ${test.against.method} across ${test.across}`;
    }
    const value = own / statisticOf(kind, other)!;
    if (!Number.isFinite(value)) return `${metric} of ${test.task}/${test.against.method} is 0, which divides nothing`;
    return { method, value, interval: bootstrapRatio(kind, sample, other, rng), n };
  }
  const isShare = test.across === undefined && kind === 'mean' && trials.shares.has(test.metric);
  const interval = isShare ? wilson(successes(sample), n) : bootstrap(kind, sample, rng);
  return { method, value: own, interval, n };
}

function sampleOf(test: ClaimTest, method: string, metric: string, trials: Cohort): number[] | string {
  const { task, at, across, statistic } = test;
  const place = `${task}/${method}${Object.entries(at)
    .map(([name, value]) => `/${name}=${value}`)
    .join('')}`;
  const cells = across === undefined ? [at] : sweptAlong(across, test, method, trials);
  const samples = cells.map((sweep) => {
    const rows = trials.byPlace.get(placeKey({ task, method, sweep })) ?? [];
    return { trials: rows.length, values: present(rows.map((row) => metricOf(row, metric, trials))) };
  });
  if (samples.every((sample) => sample.trials === 0)) return `no trials of ${place}`;
  const filled = samples.filter(({ values }) => values.length > 0);
  if (filled.length === 0) return `no trial of ${place} has a value of ${metric}`;
  if (across === undefined) return filled[0]!.values;
  if (filled.length < samples.length) {
    return `${samples.length - filled.length} of ${samples.length} cells of ${place} across ${across} have no value of ${metric}`;
  }
  if (filled.length < 2) return `only one cell of ${place} across ${across}`;
  return filled.map(({ values }) => statisticOf(statistic, values)!);
}

/** The swept values of the cells that differ from `at` in the sweep alone, in the rows' order. */
function sweptAlong(sweep: string, { task, at }: ClaimTest, method: string, trials: Cohort): Row['sweep'][] {
  const found: Readonly<Record<string, SweepValue>>[] = [];
  for (const rows of trials.byPlace.values()) {
    const first = rows[0]!;
    const value = first.sweep[sweep];
    if (value === undefined) continue;
    const wanted = placeKey({ task, method, sweep: { ...at, [sweep]: value } });
    if (placeKey(first) === wanted) found.push(first.sweep);
  }
  return found;
}

function metricOf(row: Row, metric: string, trials: Cohort): number | null {
  return metric === 'seconds' ? secondsOf(row, trials.seconds) : (row.metrics[metric] ?? null);
}
