/** Table 1 in numbers and words: its cells as texts, as CSV and as a table for readers. */
import type { ReadableTable, Tables } from '../charts/contract.js';
import { intervalOf as intervalTold, type Measure, measureOf } from '../charts/units.js';
import type { Sheet } from '../tables/csv.js';
import type { Column, Entry, Table1 } from './table1-cells.js';

/** Why a cell has no mean. */
export function lacking({ line }: Entry): string | undefined {
  if (line === undefined) return 'not run';
  return line.mean === null ? 'no trial with a result' : undefined;
}

export function intervalOf(line: Entry['line'], text: Measure['text']): string | undefined {
  return line?.low == null || line.high === null ? undefined : `[${text(line.low)}, ${text(line.high)}]`;
}

/** Table 1 in the units of the results. */
export function sheetOf({ entries }: Table1): Sheet {
  return {
    columns: ['task', 'metric', 'method', 'paper', 'value', 'ci_low', 'ci_high', 'n'],
    rows: entries.map(({ task, metric, method, paper, line }) => [
      ...[task, metric, method, paper],
      ...[line?.mean ?? null, line?.low ?? null, line?.high ?? null, line?.n ?? null],
    ]),
  };
}

/** A row per method, a column per task: the mean over trials, its interval, and the paper's value. */
export function readableOf(tables: Tables, table: Table1): ReadableTable {
  const { columns, methods, entries, absent } = table;
  const common = columns.map((column) => commonCount(table, column));
  const heads = columns.map(({ task, metric }, c) => {
    const counted = common[c] === null ? '' : `, n = ${common[c]}`;
    return `${task} (${measureOf(tables, metric).name}${counted})`;
  });
  const rows = methods.map((method) => [
    method,
    ...columns.map(({ task, metric }, c) => {
      const entry = entries.find((each) => each.task === task && each.method === method)!;
      return cellOf(entry, measureOf(tables, metric), common[c] === null);
    }),
  ]);
  const left = absent.length === 0 ? '' : ` Not in these results: ${absent.join(', ')}.`;
  const note = `Means over n trials [${intervalTold('mean')}; none where all trials are equal or there is but one] (the paper's value, where it has one).${left}`;
  return { columns: ['method', ...heads], rows, note };
}

/** The number of trials with a result in every cell of a column that has some; null where they differ. */
function commonCount({ entries }: Table1, { task }: Column): number | null {
  const counts = new Set(
    entries.flatMap(({ line, ...entry }) => (entry.task === task && line?.mean != null ? [line.n] : [])),
  );
  return counts.size === 1 ? [...counts][0]! : null;
}

/** `84.40% [83.61, 85.20] (paper 84.00)`. */
function cellOf(entry: Entry, { text, unit }: Measure, counted: boolean): string {
  const { line, paper } = entry;
  const published = paper === null ? [] : [`(paper ${text(paper)})`];
  if (line === undefined || line.mean === null) return [lacking(entry), ...published].join(' ');
  const value = [`${text(line.mean)}${unit}`, intervalOf(line, text)].filter((part) => part !== undefined).join(' ');
  return [counted ? `${value}, n = ${line.n}` : value, ...published].join(' ');
}
