/** Tables as Markdown (GitHub's). */
import { markdownTable, markdownText } from '../../documents/markdown.js';
import { toDigits } from './digits.js';
import type { ShownTable, ShownValue } from './shown.js';

/** @param digits significant digits of numbers that are not whole. */
export function markdownOf({ title, note, columns, rows }: ShownTable, digits: number): string {
  const table = markdownTable(
    columns.map(({ name }) => markdownText(name)),
    rows.map((row) => row.map((value) => markdownValue(value, digits))),
    columns.map(({ kind }) => kind === 'number'),
  );
  const below = note === '' ? [] : [markdownText(note)];
  return `${[`### ${markdownText(title)}`, table, ...below].join('\n\n')}\n`;
}

function markdownValue(value: ShownValue, digits: number): string {
  if (value === null) return '';
  if (typeof value === 'number') return toDigits(value, digits);
  if (typeof value !== 'object') return markdownText(String(value));
  const { mean, interval, n } = value;
  const bounds = interval === null ? '' : ` [${interval.map((bound) => toDigits(bound, digits)).join(', ')}]`;
  return `${toDigits(mean, digits)}${bounds}${n === null ? '' : ` (${n})`}`;
}
