/** summary.csv and timings_summary.csv: each metric of each cell, with its spread and its interval. */
import type { Cell, Row, Status } from '../experiment/contract.js';
import { tInterval } from '../math/intervals.js';
import { wilson } from '../math/shares.js';
import { type Interval, mean, median, standardDeviation } from '../math/statistics.js';
import type { Metric } from '../metrics/contract.js';
import { type Codec, codec, count, numberOrNull, text } from '../tables/columns.js';
import type { Table } from '../tables/csv.js';
import { swept } from './trials.js';

/** What has to be known of a metric to summarise it. */
export type MetricMeta = Pick<Metric, 'name' | 'summary'> & Partial<Pick<Metric, 'unit' | 'values'>>;

/** Seconds of learning by trial id, of trials that came to a result. */
export type Seconds = Pick<ReadonlyMap<string, number>, 'get'>;

/** A cell as far as results go. */
export type Place = Pick<Cell, 'task' | 'method' | 'sweep'>;

/** One line of summary.csv; null where there is nothing to say. */
export interface SummaryLine extends Place {
  readonly metric: string;
  /** Trials of the cell that have a value. */
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * One line per cell (in the order given) and metric of that cell (in the order of `metrics`), over the trials that have
 * a value. The interval is a two-sided one of 95 %: Wilson's for a share of trials, Student's t for a mean.
 */
export function summarise(
  rows: readonly Row[],
  cells: readonly (Place & Pick<Cell, 'metrics'>)[],
  metrics: readonly MetricMeta[],
): SummaryLine[] {
  const byCell = rowsByPlace(rows);
  return cells.flatMap((cell) => {
    const own = byCell.get(placeKey(cell)) ?? [];
    return metrics
      .filter(({ name }) => cell.metrics.includes(name))
      .map((metric) => summaryLine(cell, metric, present(own.map((row) => row.metrics[metric.name]))));
  });
}

/** As `summarise`, of the seconds of learning of the trials that came to a result. */
export function summariseSeconds(rows: readonly Row[], cells: readonly Place[], seconds: Seconds): SummaryLine[] {
  const byCell = rowsByPlace(rows);
  return cells.map((cell) => {
    const own = byCell.get(placeKey(cell)) ?? [];
    const values = own.map((row) => secondsOf(row, seconds));
    return summaryLine(cell, { name: 'seconds', summary: 'mean' }, present(values));
  });
}

/** The seconds of learning of a trial; null for one that failed or ran out of time, whose seconds say nothing. */
export function secondsOf(row: Row, seconds: Seconds): number | null {
  return hasResult(row.status) ? (seconds.get(row.id) ?? null) : null;
}

/** Whether a trial came to a result; a degenerate one is a result. */
export function hasResult(status: Status): boolean {
  return status === 'ok' || status === 'degenerate';
}

/** @param sweeps their names, in the order of their columns. */
export function summaryCodec(sweeps: readonly string[]): Codec<SummaryLine> {
  return codec<SummaryLine>({
    task: text('task'),
    method: text('method'),
    sweep: swept(sweeps),
    metric: text('metric'),
    n: count('n'),
    mean: numberOrNull('mean'),
    sd: numberOrNull('sd'),
    median: numberOrNull('median'),
    low: numberOrNull('ci_low'),
    high: numberOrNull('ci_high'),
  });
}

/** The lines of a summary, whose further columns are sweeps. @throws InputError, located, for one that is malformed. */
export function summaryOf(table: Table): SummaryLine[] {
  const fixed = summaryCodec([]).toSheet([]).columns;
  return summaryCodec(table.columns.filter((column) => !fixed.includes(column))).fromTable(table);
}

/** The rows of each place, by `placeKey`, in their order. */
export function rowsByPlace(rows: readonly Row[]): Map<string, Row[]> {
  const places = new Map<string, Row[]>();
  for (const row of rows) {
    const key = placeKey(row);
    const found = places.get(key);
    if (found === undefined) places.set(key, [row]);
    else found.push(row);
  }
  return places;
}

/** Names a place, whatever the order of its sweeps and whether their values come from a spec or a CSV file. */
export function placeKey({ task, method, sweep }: Place): string {
  const swept = Object.entries(sweep).map(([name, value]) => [name, String(value)]);
  return JSON.stringify([task, method, ...swept.sort(([a], [b]) => (a! < b! ? -1 : 1))]);
}

/** The line of a cell and a metric with these values, whose interval is as `summarise` has it. */
export function summaryLine(
  { task, method, sweep }: Place,
  metric: MetricMeta,
  values: readonly number[],
): SummaryLine {
  const place = { task, method, sweep };
  const interval = intervalOf(metric, values);
  return {
    ...place,
    metric: metric.name,
    n: values.length,
    mean: mean(values),
    sd: standardDeviation(values),
    median: median(values),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  };
}

function intervalOf({ summary }: MetricMeta, values: readonly number[]): Interval | null {
  return summary === 'mean' ? tInterval(values) : wilson(successes(values), values.length);
}

/** The values that are there. */
export function present(values: readonly (number | null | undefined)[]): number[] {
  return values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
}

/** How many values of a share are 1. */
export function successes(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
