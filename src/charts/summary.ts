/** Lookups in summary.csv and timings_summary.csv: a cell's statistic as it was written, never recomputed. */
import { didYouMean, InputError } from '../errors.js';
import type { SummaryLine } from '../results/summary.js';
import type { Tables } from './contract.js';

const statistics = ['n', 'mean', 'sd', 'median', 'ci_low', 'ci_high'] as const;
const fixed: readonly string[] = ['task', 'method', 'metric', ...statistics];

/** A line of a summary with its swept values as texts. */
export interface Summary extends Omit<SummaryLine, 'sweep'> {
  readonly sweep: Readonly<Record<string, string>>;
}

export function summaries(tables: Tables, file: 'summary.csv' | 'timings_summary.csv'): readonly Summary[] {
  tables.get(file, fixed);
  return tables.lines(file).map(({ sweep, ...line }) => ({
    ...line,
    sweep: Object.fromEntries(Object.entries(sweep).map(([name, value]) => [name, String(value)])),
  }));
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
