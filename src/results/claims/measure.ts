/** The statistic of one test of a claim, with its interval, from the rows of a run. */
import type { ClaimTest, Row } from '../../experiment/contract.js';
import { stream } from '../../math/random.js';
import {
  bootstrap,
  bootstrapPairedRatio,
  bootstrapRatio,
  type Interval,
  statisticOf,
  wilson,
} from '../../math/statistics.js';
import {
  hasResult,
  type MetricMeta,
  type Place,
  placeKey,
  present,
  rowsByPlace,
  secondsOf,
  successes,
} from '../summary.js';

/** The rows of a run as the tests look at them. */
export interface Cohort {
  readonly byPlace: ReadonlyMap<string, readonly Row[]>;
  readonly seconds: ReadonlyMap<string, number>;
  /** Names of the metrics that are shares. */
  readonly shares: ReadonlySet<string>;
  readonly withoutResult: readonly Row[];
  /** All cells of the spec, run or not. */
  readonly grid: readonly Place[];
}

export interface Measured {
  readonly method: string;
  readonly value: number;
  readonly interval: Interval | null;
  /** Trials with a value; where the test is across a sweep, cells. Of the numerator, where it is a ratio. */
  readonly n: number;
}

export function cohort(
  rows: readonly Row[],
  seconds: ReadonlyMap<string, number>,
  metrics: readonly MetricMeta[],
  grid: readonly Place[],
): Cohort {
  return {
    byPlace: rowsByPlace(rows),
    seconds,
    shares: new Set(metrics.flatMap(({ name, summary }) => (summary === 'share' ? [name] : []))),
    withoutResult: rows.filter(({ status }) => !hasResult(status)),
    grid,
  };
}

/**
 * The test's statistic for one of its methods, or in words why there is none. The sample is the values of the cell's
 * trials or, with `across`, the statistics of the cells along that sweep, of which the mean or the extreme is taken. The
 * interval is Wilson's for a share of trials, else a bootstrap over the sample; for a ratio over both samples, where
 * the cells of a sweep are matched; an extreme has none.
 * @param name of the test, from which the bootstrap's stream is derived.
 */
export function measure(test: ClaimTest, method: string, trials: Cohort, name: string): Measured | string {
  const { task, metric, across, cell, against } = test;
  const cells = across === undefined ? [test.at] : sweptAlong(across, test, method, trials);
  const sample = sampleOf(test, method, metric, cells, trials);
  if (typeof sample === 'string') return sample;
  const kind = across === undefined ? test.statistic : 'mean';
  const own = cell === undefined ? statisticOf(kind, sample)! : extremes[cell](...sample);
  const rng = stream('claim', name, method);
  const n = sample.length;
  if (against !== undefined) {
    const divisor = against.metric ?? metric;
    const other = sampleOf(test, against.method ?? method, divisor, cells, trials);
    if (typeof other === 'string') return other;
    const value = own / statisticOf(kind, other)!;
    if (!Number.isFinite(value)) return `${divisor} of ${task}/${against.method} is 0, which divides nothing`;
    const paired = across !== undefined;
    const interval = paired ? bootstrapPairedRatio(sample, other, rng) : bootstrapRatio(kind, sample, other, rng);
    return { method, value, interval, n };
  }
  if (cell !== undefined) return { method, value: own, interval: null, n };
  const isShare = across === undefined && kind === 'mean' && trials.shares.has(metric);
  const interval = isShare ? wilson(successes(sample), n) : bootstrap(kind, sample, rng);
  return { method, value: own, interval, n };
}

const extremes = { least: Math.min, greatest: Math.max };

/** The values of the one cell, or the statistic of each of the cells `across` the sweep, in their order. */
function sampleOf(
  { task, at, across, statistic }: ClaimTest,
  method: string,
  metric: string,
  cells: readonly Row['sweep'][],
  trials: Cohort,
): number[] | string {
  const place = `${task}/${method}${Object.entries(at)
    .map(([name, value]) => `/${name}=${value}`)
    .join('')}`;
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

/** The swept values of the grid's cells that differ from `at` in the sweep alone. */
function sweptAlong(across: string, { task, at }: ClaimTest, method: string, { grid }: Cohort): Row['sweep'][] {
  return grid.flatMap((cell) => {
    const value = cell.sweep[across];
    if (value === undefined) return [];
    const sweep = { ...at, [across]: value };
    return placeKey(cell) === placeKey({ task, method, sweep }) ? [sweep] : [];
  });
}

function metricOf(row: Row, metric: string, trials: Cohort): number | null {
  return metric === 'seconds' ? secondsOf(row, trials.seconds) : (row.metrics[metric] ?? null);
}
