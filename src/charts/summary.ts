/** Lookups in summary.csv and timings_summary.csv: a cell's statistic as it was written, never recomputed. */
import { didYouMean, InputError } from '../errors.js';
import type { Line } from '../tables/csv.js';
import type { Tables } from './contract.js';

const statistics = ['n', 'mean', 'sd', 'median', 'ci_low', 'ci_high'] as const;
const fixed: readonly string[] = ['task', 'method', 'metric', ...statistics];

export interface Summary {
  readonly task: string;
  readonly method: string;
  /** The swept values that are given, by column. */
  readonly sweep: Readonly<Record<string, string>>;
  readonly metric: string;
  readonly n: number;
  readonly mean: number | null;
  readonly median: number | null;
  /** Ends of the 95 % interval; null where n is too small for one. */
  readonly low: number | null;
  readonly high: number | null;
}

export function summaries(tables: Tables, file: 'summary.csv' | 'timings_summary.csv'): readonly Summary[] {
  const table = tables.get(file, fixed);
  const swept = table.columns.filter((column) => !fixed.includes(column));
  return table.rows.map((row) => summaryOf(row, swept));
}

function summaryOf(row: Line, swept: readonly string[]): Summary {
  return {
    task: row.text('task'),
    method: row.text('method'),
    metric: row.text('metric'),
    sweep: Object.fromEntries(swept.map((name) => [name, row.text(name)] as const).filter(([, value]) => value !== '')),
    n: row.number('n'),
    mean: row.numberOrNull('mean'),
    median: row.numberOrNull('median'),
    low: row.numberOrNull('ci_low'),
    high: row.numberOrNull('ci_high'),
  };
}

/** The distinct values of a field, in the order in which they first come. */
export function namesOf<T>(rows: readonly T[], name: (row: T) => string): readonly string[] {
  return [...new Set(rows.map(name))];
}

/**
 * The names to draw: those asked for, or all there are.
 * @throws InputError for a name that is not there.
 */
export function chosen(what: string, asked: unknown, there: readonly string[], experiment: string): readonly string[] {
  if (!Array.isArray(asked)) return there;
  for (const name of asked as readonly string[]) {
    if (there.includes(name)) continue;
    throw new InputError(
      `${what} must be among those in the results of ${experiment}, ${there.join(', ')}; ` +
        `got "${name}"${didYouMean(name, there)}`,
    );
  }
  return asked as readonly string[];
}
