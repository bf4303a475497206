/** A comparison on a terminal. */

import { painter } from '../../documents/paint.js';
import { printable, wrapped } from '../../documents/printable.js';
import { plainTable, width } from '../../documents/terminal-table.js';
import type { ComparisonVerdict } from '../../guard/compare/contract.js';
import type { GlobalOptions } from '../options.js';
import { type CellView, columns, type View } from './view.js';

/** Columns of a terminal from which the interval has room. */
const wide = 112;

/** The whole page; `views` are for a terminal already. */
export function pageText(heads: readonly string[], views: readonly string[], conclusion: readonly string[]): string {
  const lines = (list: readonly string[]) => list.flatMap((line) => wrapped(line, width())).join('\n');
  return [lines(heads), ...views, lines(conclusion)].join('\n\n');
}

export function viewText({ title, facts, cells, rest }: View, options: Pick<GlobalOptions, 'color'>): string {
  const paint = painter(options.color && process.stdout.isTTY === true);
  const longest = Math.max(0, ...facts.map(([label]) => label.length));
  const told = facts.flatMap(([label, lines]) => {
    const own = lines.flatMap((line) => wrapped(line, width() - longest - 4));
    return own.map((line, i) => `${paint.dim(`  ${(i === 0 ? label : '').padEnd(longest)}  `)}${line}`);
  });
  return [
    paint.bold(printable(title, width())),
    ...told,
    ...(cells.length > 0 ? ['', ...cellTable(cells, options)] : []),
    ...rest.flatMap((line) => wrapped(line, width() - 2).map((part) => `  ${part}`)),
  ].join('\n');
}

/** One table over all cells, so that its columns stand beneath each other, with each cell's name above its rows. */
function cellTable(cells: readonly CellView[], options: Pick<GlobalOptions, 'color'>): string[] {
  const paint = painter(options.color && process.stdout.isTTY === true);
  const kept = columns.flatMap((name, column) => (name === '95 % interval' && width() < wide ? [] : [column]));
  const rows = cells.flatMap((cell) => cell.rows.map((row) => kept.map((column) => cellText(row[column]!, column))));
  const head = kept.map((column) => cellText(columns[column]!, column));
  const colours: Partial<Record<ComparisonVerdict, (text: string) => string>> = {
    worse: paint.red,
    better: paint.green,
  };
  const [first = '', ...lines] = plainTable(head, rows, { color: false }, 1).split('\n');
  let at = 0;
  return [
    ...(rows.length > 0 ? [paint.dim(first)] : []),
    ...cells.flatMap(({ title, notes, rows: own, verdicts }) => [
      `  ${paint.bold(printable(title, width() - 2))}`,
      ...notes.flatMap((note) => wrapped(note, width() - 4).map((part) => `    ${part}`)),
      ...own.map((_, i) => (colours[verdicts[i]!] ?? String)(lines[at++]!)),
    ]),
  ];
}

/** A cell of the table; metrics stand a little to the right of their cell's name. */
function cellText(text: string, column: number): string {
  return column === 0 ? `  ${printable(text, 24)}` : text;
}
