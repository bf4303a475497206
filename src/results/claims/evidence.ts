/** What claims are judged on: the rows of a run as samples of cells, and which values of two samples belong together. */
import type { Cell, MethodSpec, Row } from '../../experiment/contract.js';
import type { SampleKind } from '../../math/estimate.js';
import { constant, type Interval } from '../../math/statistics.js';
import { isShare } from '../../metrics/contract.js';
import { type MetricMeta, type Place, placeKey, rowsByPlace, type Seconds, secondsOf } from '../summary.js';

/** What claims are judged on. */
export interface Evidence {
  readonly rows: readonly Row[];
  /** By trial id, for tests of the metric `seconds`. */
  readonly seconds: Seconds;
  readonly metrics: readonly MetricMeta[];
  /** All cells of the spec, run or not: a test across a sweep is not judged on some of its cells. */
  readonly grid: readonly Place[];
  /** Which methods declare on which tasks that a trial draws nothing. */
  readonly methods: Readonly<Record<string, Pick<MethodSpec, 'deterministic'>>>;
  /** Which test samples a trial got right, by its id, where that was kept. */
  readonly correct?: ReadonlyMap<string, ArrayLike<number>>;
  /** What the run lacks of a cell of the whole grid; what lacks anything is not judged. Nothing, where none is given. */
  lacks?(place: Place): string;
}

/** The rows of a run as the tests look at them. */
export interface Cohort extends Evidence {
  readonly byPlace: ReadonlyMap<string, readonly Row[]>;
  readonly byMetric: ReadonlyMap<string, MetricMeta>;
}

export function cohort(evidence: Evidence): Cohort {
  const byMetric = new Map(evidence.metrics.map((metric) => [metric.name, metric]));
  return { ...evidence, byPlace: rowsByPlace(evidence.rows), byMetric };
}

/** What a cell's trials have each, by trial: the value of a metric, or which test samples were predicted rightly. */
export interface Sample<T = number> {
  readonly place: Place;
  readonly values: ReadonlyMap<number, T>;
  readonly seeds: ReadonlyMap<number, number>;
  /** Its one value, where a trial draws nothing. */
  readonly only?: T;
}

/** The values of a metric in a cell; or in words why there are none. */
export function sampleAt(place: Place, metric: string, trials: Cohort): Sample | string {
  const where = named(place);
  const lack = trials.lacks?.(place) ?? '';
  if (lack !== '') return lack;
  const rows = trials.byPlace.get(placeKey(place)) ?? [];
  if (rows.length === 0) return `no trials of ${where}`;
  const [values, seeds] = [new Map<number, number>(), new Map<number, number>()];
  for (const row of rows) {
    const value = metric === 'seconds' ? secondsOf(row, trials.seconds) : row.metrics[metric];
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    values.set(row.trial, value);
    seeds.set(row.trial, row.seed);
  }
  if (values.size === 0) return `no trial of ${where} has a value of ${metric}`;
  const all = [...values.values()];
  if (metric === 'seconds' || trials.methods[place.method]?.deterministic?.includes(place.task) !== true) {
    return { place, values, seeds };
  }
  if (!constant(all)) return `${where} is declared deterministic, and its trials differ in ${metric}`;
  return { place, values, seeds, only: all[0]! };
}

/** The values that belong together: those of one trial; of a cell that draws nothing its one value with each. */
export function paired<T>(own: Sample<T>, other: Sample<T>): readonly (readonly [own: T, other: T])[] | string {
  const { only } = own;
  if (only !== undefined) return [...other.values.values()].map((value) => [only, value]);
  const { only: beside } = other;
  if (beside !== undefined) return [...own.values.values()].map((value) => [value, beside]);
  const common = [...own.values.keys()].filter((trial) => other.values.has(trial));
  const both = `${named(own.place)} and ${named(other.place)}`;
  if (common.length === 0) return `${both} have no trial in common that has both values`;
  const foreign = common.find((trial) => own.seeds.get(trial) !== other.seeds.get(trial));
  if (foreign !== undefined) return `${both} have other seeds in trial ${foreign}: they are not pairs`;
  return common.map((trial) => [own.values.get(trial)!, other.values.get(trial)!]);
}

/** Which test samples the trials of a cell that have a value of the metric predicted rightly. */
export function correctAt(place: Place, metric: string, trials: Cohort): Sample<ArrayLike<number>> | string {
  const sample = sampleAt(place, metric, trials);
  if (typeof sample === 'string') return sample;
  const values = new Map<number, ArrayLike<number>>();
  for (const { id, trial } of trials.byPlace.get(placeKey(place))!) {
    if (!sample.values.has(trial)) continue;
    const right = trials.correct?.get(id);
    if (right === undefined) return `which samples ${named(place)} gets right was not kept (record.correct)`;
    values.set(trial, right);
  }
  const { seeds } = sample;
  if (sample.only === undefined) {
    return values.size < 2
      ? `one trial of ${named(place)}: what varies between trials is not known`
      : { place, values, seeds };
  }
  const [[trial, only]] = values as unknown as [[number, ArrayLike<number>]];
  return { place, values: new Map([[trial, only]]), seeds, only };
}

/** How the values of a metric spread. */
export function kindOf(metric: string, { byMetric }: Cohort): SampleKind {
  const meta = byMetric.get(metric);
  if (meta === undefined) return 'skewed';
  if (meta.summary === 'share') return 'two-valued';
  return isShare(meta) ? 'bounded' : (meta.values ?? 'skewed');
}

/** What values of a metric lie in, where that is known. */
export function endsOf(metric: string, { byMetric }: Cohort): Interval | undefined {
  const meta = byMetric.get(metric);
  return meta !== undefined && isShare(meta) ? { low: 0, high: 1 } : undefined;
}

/** `task/method/C=1` */
export function named({ task, method, sweep }: Pick<Cell, 'task' | 'method' | 'sweep'>): string {
  return [task, method, ...Object.entries(sweep).map(([name, value]) => `${name}=${value}`)].join('/');
}
