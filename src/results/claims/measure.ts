/** What a test of a claim is about, estimated from the rows of a run for one of its methods; or in words why it cannot be. */
import type { Cell, ClaimTest, MethodSpec, Row } from '../../experiment/contract.js';
import {
  comparedShares,
  type Estimate,
  extremeOf,
  known,
  meanOf,
  medianOf,
  ratioOfMeans,
  type SampleKind,
  scaled,
  shareOf,
} from '../../math/intervals.js';
import { constant, type Interval, statisticOf } from '../../math/statistics.js';
import { crossedMean } from '../../math/variance-components.js';
import { isShare } from '../../metrics/contract.js';
import { type MetricMeta, type Place, placeKey, rowsByPlace, secondsOf } from '../summary.js';
import { contrasts } from './contrasts.js';

/** What claims are judged on. */
export interface Evidence {
  readonly rows: readonly Row[];
  /** By trial id, for tests of the metric `seconds`. */
  readonly seconds: ReadonlyMap<string, number>;
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

/** The estimate in the unit that claims tell it in: shares in percent, differences of them in points. */
export function measure(test: ClaimTest, method: string, trials: Cohort): Estimate | string {
  const estimate = estimated(test, method, trials);
  if (typeof estimate === 'string') return estimate;
  if (!Number.isFinite(estimate.value)) {
    return `what the value of ${test.task}/${method} is divided by is 0`;
  }
  return isPercent(test, trials) ? scaled(estimate, 100) : estimate;
}

/** `%`, `points`, or what the metric's own unit is; empty for a ratio. */
export function unitOf(test: ClaimTest, trials: Cohort): string {
  if (test.against?.by === 'ratio') return '';
  if (isPercent(test, trials)) return test.against === undefined && test.effect === undefined ? '%' : 'points';
  return test.metric === 'seconds' ? 's' : (trials.byMetric.get(test.metric)?.unit ?? '');
}

function isPercent({ metric, against, never }: ClaimTest, { byMetric }: Cohort): boolean {
  const meta = byMetric.get(metric);
  return never !== undefined || (against?.by !== 'ratio' && meta !== undefined && isShare(meta));
}

function estimated(test: ClaimTest, method: string, trials: Cohort): Estimate | string {
  const { task, at, across, cell, effect } = test;
  if (effect !== undefined) return ofEffect(test, method, trials);
  if (across === undefined) return ofCell(test, { task, method, sweep: at }, trials);
  const cells = trials.grid.filter(
    (place) =>
      place.sweep[across] !== undefined &&
      placeKey(place) === placeKey({ task, method, sweep: { ...at, [across]: place.sweep[across] } }),
  );
  if (cells.length < 2) return `fewer than two cells of ${task}/${method} across ${across}`;
  if (cell === undefined) return ofCells(test, cells, across, trials);
  const each = cells.map((place) => ofCell(test, place, trials, across));
  const missing = each.filter((one) => typeof one === 'string');
  return missing[0] ?? extremeOf(each as Estimate[], cell);
}

/** The values of a cell's trials, by trial. */
interface Sample {
  readonly place: Place;
  readonly values: ReadonlyMap<number, number>;
  readonly seeds: ReadonlyMap<number, number>;
  /** Its one value, where a trial draws nothing. */
  readonly only?: number;
}

/** The estimate of one cell. @param across a sweep that an `at` of what it is compared with leaves open. */
function ofCell(test: ClaimTest, place: Place, trials: Cohort, across?: string): Estimate | string {
  const { metric, statistic, against, never, overSamples } = test;
  if (overSamples) return ofSamples(test, place, trials);
  const own = sampleAt(place, metric, trials);
  if (typeof own === 'string') return own;
  const kind = kindOf(metric, trials);
  if (against === undefined) {
    const values = [...own.values.values()];
    if (never !== undefined) return occurrences(own, values);
    return own.only === undefined ? plain(values, statistic, kind, endsOf(metric, trials)) : known(own.only);
  }
  const otherMetric = against.metric ?? metric;
  const other = sampleAt(otherPlace(test, place, across), otherMetric, trials);
  if (typeof other === 'string') return other;
  const pairs = paired(own, other);
  if (typeof pairs === 'string') return pairs;
  if (own.only !== undefined && other.only !== undefined) {
    return known(against.by === 'ratio' ? own.only / other.only : own.only - other.only);
  }
  const ends = endsOf(metric, trials) && endsOf(otherMetric, trials);
  return compared(pairs, statistic, against.by, [kind, kindOf(otherMetric, trials)], ends);
}

function otherPlace({ against }: ClaimTest, { task, method, sweep }: Place, across?: string): Place {
  const along = across === undefined ? {} : { [across]: sweep[across]! };
  const swept = against?.at === undefined ? sweep : { ...against.at, ...along };
  return { task, method: against?.method ?? method, sweep: swept };
}

function occurrences(own: Sample, values: readonly number[]): Estimate {
  const found = values.filter((value) => value > 0).length;
  return own.only === undefined ? shareOf(found, values.length) : known(found > 0 ? 1 : 0);
}

function plain(
  values: readonly number[],
  statistic: 'mean' | 'median',
  kind: SampleKind,
  ends: Interval | undefined,
): Estimate {
  if (statistic === 'median') return medianOf(values, kind);
  if (kind === 'two-valued') return shareOf(values.filter((value) => value === 1).length, values.length);
  return meanOf(values, kind, ends);
}

type Pair = readonly [own: number, other: number];

function compared(
  pairs: readonly Pair[],
  statistic: 'mean' | 'median',
  by: 'ratio' | 'difference',
  kinds: readonly [SampleKind, SampleKind],
  ends: Interval | undefined,
): Estimate {
  const kind = pairedKind(pairs, kinds);
  if (statistic === 'median')
    return medianOf(
      pairs.map(([a, b]) => (by === 'ratio' ? a / b : a - b)),
      kind,
    );
  if (kinds.every((one) => one === 'two-valued')) return comparedShares(pairs, by);
  const [a, b] = [pairs.map(([own]) => own), pairs.map(([, other]) => other)];
  if (by === 'ratio') return ratioOfMeans(a, b, kind);
  const reach = ends && { low: ends.low - ends.high, high: ends.high - ends.low };
  return meanOf(
    pairs.map(([own, other]) => own - other),
    kind,
    reach,
  );
}

/** How differences of pairs spread: those of two alike are symmetric, those from a constant spread as what varies. */
function pairedKind(pairs: readonly Pair[], [own, other]: readonly [SampleKind, SampleKind]): SampleKind {
  const mirrored = other === 'skewed' ? 'skewed down' : other;
  const varying = [constant(pairs.map(([a]) => a)), constant(pairs.map(([, b]) => b))];
  const kind = varying[1] ? own : varying[0] ? mirrored : own === other ? own : mixed(own, other);
  if (kind === 'two-valued') return 'bounded';
  return kind === 'skewed' && own === other && !varying[0] && !varying[1] ? 'paired skewed' : kind;
}

function mixed(own: SampleKind, other: SampleKind): SampleKind {
  if (own === 'skewed') return 'skewed';
  if (other === 'skewed') return 'skewed down';
  return own === 'normal' && other === 'normal' ? 'normal' : 'bounded';
}

/** The mean of the cells' statistics, which are the sample: what varies from cell to cell is what is averaged over. */
function ofCells(test: ClaimTest, cells: readonly Place[], across: string, trials: Cohort): Estimate | string {
  const { metric, statistic, against } = test;
  const told = (place: Place, of: string): number | string => {
    const sample = sampleAt(place, of, trials);
    return typeof sample === 'string' ? sample : statisticOf(statistic, [...sample.values.values()])!;
  };
  const overCells = (of: string) => {
    const kind = kindOf(of, trials);
    return kind === 'two-valued' ? 'bounded' : kind;
  };
  const own = cells.map((place) => told(place, metric));
  const otherMetric = against?.metric ?? metric;
  const other = against === undefined ? [] : cells.map((place) => told(otherPlace(test, place, across), otherMetric));
  const missing = [...own, ...other].find((value) => typeof value === 'string');
  if (typeof missing === 'string') return missing;
  if (against === undefined) return plain(own as number[], 'mean', overCells(metric), endsOf(metric, trials));
  const pairs = own.map((value, i) => [value, other[i]] as Pair);
  const ends = endsOf(metric, trials) && endsOf(otherMetric, trials);
  return compared(pairs, 'mean', against.by, [overCells(metric), overCells(otherMetric)], ends);
}

function ofEffect(test: ClaimTest, method: string, trials: Cohort): Estimate | string {
  const { task, at, metric, effect = {} } = test;
  const cells = trials.grid.filter(
    (place) =>
      place.task === task &&
      place.method === method &&
      [...Object.entries(at)].every(([name, value]) => place.sweep[name] === value) &&
      Object.keys(effect).every((name) => place.sweep[name] !== undefined),
  );
  const samples: Sample[] = [];
  for (const place of cells) {
    const sample = sampleAt(place, metric, trials);
    if (typeof sample === 'string') return sample;
    samples.push(sample);
  }
  const values = contrasts(
    samples.map(({ place, values: ofTrials }) => ({ sweep: place.sweep, values: ofTrials })),
    effect,
  );
  if (values.length === 0) return `no trial of ${task}/${method} has a value of ${metric} at each level`;
  const kind = kindOf(metric, trials);
  const reach = endsOf(metric, trials) && Object.keys(effect).length;
  return meanOf(
    values,
    kind === 'two-valued' ? 'bounded' : kind === 'skewed' ? 'paired skewed' : kind,
    reach === undefined ? undefined : { low: -reach, high: reach },
  );
}

/** Over the test samples, too: by the correctness of each, trial by trial. */
function ofSamples(test: ClaimTest, place: Place, trials: Cohort): Estimate | string {
  const own = correctAt(place, test.metric, trials);
  if (typeof own === 'string') return own;
  if (test.against === undefined) return crossedMean(own.map(({ right }) => right));
  const there = otherPlace(test, place);
  const other = correctAt(there, test.against.metric ?? test.metric, trials);
  if (typeof other === 'string') return other;
  const both = `${named(place)} and ${named(there)}`;
  if (own[0]!.right.length !== other[0]!.right.length) return `${both} have other test samples`;
  const pairs = own[0]!.only
    ? other.map((one) => [own[0]!, one] as const)
    : own.flatMap((one) => {
        const beside = other[0]!.only ? other[0] : other.find(({ trial }) => trial === one.trial);
        return beside === undefined ? [] : [[one, beside] as const];
      });
  if (pairs.length < (own[0]!.only && other[0]!.only ? 1 : 2)) return `${both} have fewer than two trials in common`;
  return crossedMean(pairs.map(([a, b]) => Int8Array.from(a.right, (value, s) => value - b.right[s]!)));
}

interface Right {
  readonly trial: number;
  readonly right: ArrayLike<number>;
  readonly only: boolean;
}

function correctAt(place: Place, metric: string, trials: Cohort): readonly Right[] | string {
  const sample = sampleAt(place, metric, trials);
  if (typeof sample === 'string') return sample;
  const rows = trials.byPlace.get(placeKey(place))!.filter(({ trial }) => sample.values.has(trial));
  const only = sample.only !== undefined;
  const kept = rows.flatMap(({ id, trial }): Right[] => {
    const right = trials.correct?.get(id);
    return right === undefined ? [] : [{ trial, right, only }];
  });
  if (kept.length < rows.length) return `which samples ${named(place)} gets right was not kept (record.correct)`;
  if (!only && kept.length < 2) return `one trial of ${named(place)}: what varies between trials is not known`;
  return only ? kept.slice(0, 1) : kept;
}

function sampleAt(place: Place, metric: string, trials: Cohort): Sample | string {
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
function paired(own: Sample, other: Sample): readonly Pair[] | string {
  if (own.only !== undefined) return [...other.values.values()].map((value) => [own.only!, value]);
  if (other.only !== undefined) return [...own.values.values()].map((value) => [value, other.only!]);
  const common = [...own.values.keys()].filter((trial) => other.values.has(trial));
  const both = `${named(own.place)} and ${named(other.place)}`;
  if (common.length === 0) return `${both} have no trial in common that has both values`;
  const foreign = common.find((trial) => own.seeds.get(trial) !== other.seeds.get(trial));
  if (foreign !== undefined) return `${both} have other seeds in trial ${foreign}: they are not pairs`;
  return common.map((trial) => [own.values.get(trial)!, other.values.get(trial)!]);
}

function kindOf(metric: string, { byMetric }: Cohort): SampleKind {
  const meta = byMetric.get(metric);
  if (meta === undefined) return 'skewed';
  if (meta.summary === 'share') return 'two-valued';
  return isShare(meta) ? 'bounded' : (meta.values ?? 'skewed');
}

/** What values of a metric lie in, where that is known. */
function endsOf(metric: string, { byMetric }: Cohort): Interval | undefined {
  const meta = byMetric.get(metric);
  return meta !== undefined && isShare(meta) ? { low: 0, high: 1 } : undefined;
}

/** `task/method/C=1` */
function named({ task, method, sweep }: Pick<Cell, 'task' | 'method' | 'sweep'>): string {
  return [task, method, ...Object.entries(sweep).map(([name, value]) => `${name}=${value}`)].join('/');
}
