/** What a test of a claim is about, estimated from the rows of a run for one of its methods; or in words why it cannot be. */
import type { ClaimTest } from '../../experiment/claim-contract.js';
import { type Estimate, extremeOf, known, type SampleKind, scaled } from '../../math/estimate.js';
import { meanOf, medianOf, ratioOfMeans } from '../../math/intervals.js';
import { comparedShares, shareOf } from '../../math/shares.js';
import { constant, type Interval, statisticOf } from '../../math/statistics.js';
import { crossedMean } from '../../math/variance-components.js';
import { isShare } from '../../metrics/contract.js';
import { type Place, placeKey } from '../summary.js';
import { cellsOfTest } from './cells.js';
import { contrasts } from './contrasts.js';
import { type Cohort, correctAt, endsOf, kindOf, named, paired, type Sample, sampleAt } from './evidence.js';

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
): Estimate | string {
  const kind = pairedKind(pairs, kinds);
  if (statistic === 'median') {
    const each = pairs.map(([a, b]) => (by === 'ratio' ? a / b : a - b));
    const none = each.filter(Number.isNaN).length;
    return none === 0
      ? medianOf(each, kind)
      : `both values are 0 in ${none} of ${each.length} pairs, which have no ratio`;
  }
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

/** The mean contrast, paired by trial. */
function ofEffect(test: ClaimTest, method: string, trials: Cohort): Estimate | string {
  const { task, metric, effect = {} } = test;
  const samples: Sample[] = [];
  for (const place of cellsOfTest({ ...test, methods: [method] }, trials.grid)) {
    const sample = sampleAt(place, metric, trials);
    if (typeof sample === 'string') return sample;
    samples.push(sample);
  }
  const cells = samples.map(({ place, values: ofTrials }) => ({ sweep: place.sweep, values: ofTrials }));
  const values = contrasts(cells, effect);
  if (values.length === 0) return `no trial of ${task}/${method} has a value of ${metric} at each level`;
  const kind = kindOf(metric, trials);
  // A difference of values in 0..1 lies in -1..1, one of two of these in -2..2.
  const reach = endsOf(metric, trials) && 2 ** (Object.keys(effect).length - 1);
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
  const rights = [...own.values.values()];
  if (test.against === undefined) return crossedMean(rights);
  const there = otherPlace(test, place);
  const other = correctAt(there, test.against.metric ?? test.metric, trials);
  if (typeof other === 'string') return other;
  const both = `${named(place)} and ${named(there)}`;
  const [beside] = other.values.values();
  if (rights[0]!.length !== beside!.length) return `${both} have other test samples`;
  const pairs = paired(own, other);
  if (typeof pairs === 'string') return pairs;
  const single = own.only !== undefined && other.only !== undefined;
  if (!single && pairs.length < 2) return `${both} have fewer than two trials in common`;
  return crossedMean(pairs.map(([a, b]) => Int8Array.from(a, (value, s) => value - b[s]!)));
}
