/** The one place that says how a metric's numbers are drawn and told: by its unit. */
import type { Parameter } from '../components/contract.js';
import type { SummaryLine } from '../results/summary.js';
import type { Tables } from './contract.js';
import type { IntervalDot } from './marks/interval-dot.js';
import { unswept } from './tables.js';
import { short, told, withMinus } from './theme.js';

/** How a metric is drawn. */
export interface Measure {
  /** The metric as people call it. */
  readonly name: string;
  /** Its name with its unit, for an axis. */
  readonly title: string;
  /** What its numbers are, for an axis whose panel is named after the metric. */
  readonly what: string;
  /** What a value of the tables is on the axis. */
  at(value: number): number;
  /** A value of the tables as a text; two digits after the point where it is in percent, as papers print. */
  text(value: number): string;
  /** What stands after a text where its unit is not said beside it. */
  readonly unit: string;
}

/** Shares are in percent; other metrics keep their numbers. */
export function measureOf(tables: Tables, metric: string): Measure {
  const name = metric.replaceAll('_', ' ');
  const unit = tables.unitOf(metric);
  if (!unit.startsWith('share of ')) {
    const title = unit === '' ? name : `${name}, ${unit}`;
    return { name, title, what: unit || name, at: short, text: unit === 's' ? secondsTold : told, unit: '' };
  }
  return {
    ...{ name, title: `${name}, %`, what: `${unit}, %`, unit: '%' },
    at: (value) => short(100 * value),
    text: (value) => withMinus((100 * value).toFixed(2)),
  };
}

/** `1.2 s`, `200 µs`. */
function secondsTold(seconds: number): string {
  if (seconds < 1e-3) return `${told(1e6 * seconds)} µs`;
  return seconds < 1 ? `${told(1e3 * seconds)} ms` : `${told(seconds)} s`;
}

/** `84.57%, 95 percent interval 84.10 to 85.05, n = 4`. */
export function saidOf({ text, unit }: Measure, { mean, low, high, n }: Statistic): string {
  const interval = low === null || high === null ? '' : `, 95 percent interval ${text(low)} to ${text(high)}`;
  return `${text(mean!)}${unit}${interval}, n = ${n}`;
}

/** Of the parameter of charts that tell statistics of methods of which they draw single trials. */
export const valuesParameter = {
  kind: 'mapping',
  refers: 'methods',
  optional: true,
  of: { kind: 'text', refers: 'methods' },
  about: 'by method, another that finds the same optimum in more trials, whose statistics are told for it',
} as const satisfies Parameter;

interface Told {
  readonly task: string;
  readonly methods: readonly string[];
  /** By method, the one whose statistics are told for it. */
  readonly values: Readonly<Record<string, string>>;
  readonly metric: string;
  /** Without intervals, where another figure has them. */
  readonly bare?: boolean;
}

/** `argmin 53.20% [50.10, 56.28], n = 1000; lp (as lp-flow) 47.20% …`: a statistic of each method; empty where there is none. */
export function cellsTold(tables: Tables, { task, methods, values, metric, bare = false }: Told): string {
  const { text, unit } = measureOf(tables, metric);
  const lines = tables
    .lines('summary.csv')
    .filter((line) => line.task === task && line.metric === metric && unswept(line));
  return methods
    .flatMap((method) => {
      const other = values[method];
      const line = lines.find((each) => each.method === (other ?? method));
      if (line === undefined || line.mean === null) return [];
      const { mean, low, high, n } = line;
      const interval = bare || low === null || high === null ? '' : ` [${text(low)}, ${text(high)}]`;
      return [`${method}${other === undefined ? '' : ` (as ${other})`} ${text(mean)}${unit}${interval}, n = ${n}`];
    })
    .join('; ');
}

/** A share of trials turned over, such as of those that are not stable, and so are the ends of its interval. */
export function turnedOver(line: SummaryLine): SummaryLine {
  const rest = (share: number | null) => (share === null ? null : 1 - share);
  return { ...line, mean: rest(line.mean), median: null, low: rest(line.high), high: rest(line.low) };
}

export type Statistic = Pick<SummaryLine, 'mean' | 'low' | 'high' | 'n'>;

/** A line of a summary as an interval dot, in the units of its axis; none where it has no value. */
export function dotsOf(
  measure: Measure,
  line: Statistic | undefined,
  at: string | number,
  what = String(at),
): IntervalDot[] {
  if (line === undefined || line.mean === null) return [];
  const end = (value: number | null) => (value === null ? null : measure.at(value));
  return [
    {
      at,
      value: measure.at(line.mean),
      low: end(line.low),
      high: end(line.high),
      said: `${what}: ${saidOf(measure, line)}`,
    },
  ];
}

/** What an interval of summary.csv is, by what it is of. */
const intervals = {
  mean: "95% interval (Student's t)",
  share: '95% interval (Wilson)',
} as const;

/** What figures call the interval of a mean of numbers, or of a share of trials. */
export const intervalOf = (kind: keyof typeof intervals): string => intervals[kind];
