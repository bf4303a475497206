/** Tables for a terminal. */
import Table from 'cli-table3';
import { painter } from './paint.js';

const borderless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/**
 * Rows as columns of text, two blanks apart, without borders.
 * @param numbersFrom the first column of numbers, which stand at the right.
 */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { color }: { readonly color: boolean },
  numbersFrom = 99,
): string {
  const paint = painter(color && process.stdout.isTTY === true);
  const table = new Table({
    head: head.map((text) => paint.dim(text)),
    chars: borderless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns: head.map((_, column) => (column >= numbersFrom ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}

/** Columns of the terminal; off a terminal there is room. */
export function width(): number {
  return process.stdout.columns ?? 120;
}
