/** Table 1 as CSV, in the units of the results, and as Markdown, in percent. */

import { measureOf } from '../charts/cells.js';
import type { ReadableTable } from '../charts/contract.js';
import { markdownTable } from '../documents/markdown.js';
import { toCsv } from '../tables/csv.js';
import type { Column, Entry, Table1 } from './table1-cells.js';

export function csvOf({ entries }: Table1): string {
  return toCsv({
    columns: ['task', 'metric', 'method', 'paper', 'value', 'ci_low', 'ci_high', 'n'],
    rows: entries.map(({ task, metric, method, paper, value, low, high, n }) => [
      ...[task, metric, method, paper, value, low, high, n],
    ]),
  });
}

/** A row per method, a column per task: the mean over trials, its interval, and the paper's value. */
export function readableOf(table: Table1): ReadableTable {
  const { columns, methods, entries, absent } = table;
  const common = columns.map((column) => commonCount(table, column));
  const heads = columns.map(({ task, metric }, c) => {
    const counted = common[c] === null ? '' : `, n = ${common[c]}`;
    return `${task} (${measureOf(metric).title.replace(/, %$/, '')}${counted})`;
  });
  const rows = methods.map((method) => [
    method,
    ...columns.map(({ task }, c) =>
      cellOf(entries.find((entry) => entry.task === task && entry.method === method)!, common[c] === null),
    ),
  ]);
  const left = absent.length === 0 ? '' : ` Not in these results: ${absent.join(', ')}.`;
  const note =
    `Means over n trials [95 % interval of the mean, bootstrap over trials; none where all trials are equal or there is ` +
    `but one] (the paper's value, where it has one).${left}`;
  return { columns: ['method', ...heads], rows, note };
}

export function markdownOf(table: Table1): string {
  const { columns, rows, note } = readableOf(table);
  const cells = [columns, ...rows].map((texts) => texts.map(escaped));
  return `${markdownTable(cells[0]!, cells.slice(1))}\n\n${escaped(note)}\n`;
}

/** The number of trials with a result in every cell of a column that has some; null where they differ. */
function commonCount({ entries }: Table1, { task }: Column): number | null {
  const counts = new Set(entries.flatMap((entry) => (entry.task === task && entry.value !== null ? [entry.n] : [])));
  return counts.size === 1 ? [...counts][0]! : null;
}

/** `84.40 % [83.61, 85.20] (paper 84.00)`. */
function cellOf({ metric, value, low, high, paper, n }: Entry, counted: boolean): string {
  const { text, unit } = measureOf(metric);
  const published = paper === null ? [] : [`(paper ${text(paper)})`];
  if (n === null) return ['not run', ...published].join(' ');
  if (value === null) return ['no trial with a result', ...published].join(' ');
  const interval = low === null || high === null ? [] : [`[${text(low)}, ${text(high)}]`];
  const count = counted ? [`n = ${n}`] : [];
  return [[[`${text(value)}${unit}`, ...interval].join(' '), ...count].join(', '), ...published].join(' ');
}

const escaped = (text: string): string => text.replace(/[|<\\]/g, (letter) => `\\${letter}`);
