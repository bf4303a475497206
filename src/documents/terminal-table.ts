/** Tables for a terminal: columns as wide as what they hold; where they do not fit, rows become cards. */
import picocolors from 'picocolors';
import type { Cell, Document, Span, Table } from './contract.js';
import { gap, inline, labelled, type Screen } from './terminal-text.js';
import { hanging, padded, widthOf, wrapped } from './text-width.js';

/** Letters that a column of text has at least, where what it holds is not shorter; with fewer, rows become cards. */
const narrowest = 24;

/** A table whose cells are painted already. */
interface Laid {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[] | Span)[];
  readonly number: readonly boolean[];
}

/** @param printed the lines of what more there is in a cell. */
export function tableLines(
  { caption, columns, rows, note, continues = false }: Table,
  screen: Screen,
  printed: (document: Document, screen: Screen) => string[],
): string[] {
  const { bold, dim } = picocolors.createColors(screen.color);
  const indent = rows.some(isSpan) ? 4 : 2;
  const room = screen.columns - indent;
  const all: Laid = {
    head: columns.map(({ title }) => inline(title, screen, dim)),
    rows: rows.map((row) => (isSpan(row) ? row : row.map((cell) => cellText(cell, screen, printed)))),
    number: columns.map(({ number = false }) => number),
  };
  const needed = columns.flatMap(({ spare = false }, c) => (spare ? [] : [c]));
  const laid = widthsWithin(all, room) === null ? columnsOf(all, needed) : all;
  const lines = (continues ? partsWithin(laid, room) : [laid]).flatMap((part, p) => {
    const widths = widthsWithin(part, room);
    const own = widths === null ? cards(part, screen, indent) : aligned(part, widths, screen, indent);
    return p === 0 ? own : ['', ...own];
  });
  return [
    ...(caption === '' ? [] : wrapped(inline(caption, screen, bold), screen.columns)),
    ...lines,
    ...(note === undefined ? [] : wrapped(inline(note, screen, dim), room).map((line) => `  ${line}`)),
  ];
}

const isSpan = (row: Table['rows'][number] | readonly string[]): row is Span => 'kind' in row;

function cellText(cell: Cell, screen: Screen, printed: Parameters<typeof tableLines>[2]): string {
  if (typeof cell === 'string' || !('more' in cell)) return inline(cell, screen);
  const more = cell.more.body.flatMap((block) => printed([block], { ...screen, columns: Number.POSITIVE_INFINITY }));
  return [inline(cell.text, screen), ...more].join('\n');
}

function columnsOf({ head, rows, number }: Laid, kept: readonly number[]): Laid {
  const pick = <T>(cells: readonly T[]) => kept.map((c) => cells[c]!);
  return { head: pick(head), rows: rows.map((row) => (isSpan(row) ? row : pick(row))), number: pick(number) };
}

function columnOf({ head, rows }: Omit<Laid, 'number'>, c: number): string[] {
  return [head[c]!, ...rows.flatMap((row) => (isSpan(row) ? [] : row[c]!.split('\n')))];
}

/** The widest columns of text give way until all fit; null where they would become too narrow to be read. */
function widthsWithin({ head, rows, number }: Laid, room: number): number[] | null {
  const cells = head.map((_, c) => columnOf({ head, rows }, c));
  const widths = cells.map((texts) => Math.max(...texts.map(widthOf)));
  const least = cells.map((texts, c) => {
    const words = Math.max(...texts.flatMap((text) => text.split(' ')).map(widthOf));
    return number[c] ? widths[c]! : Math.min(widths[c]!, Math.max(words, narrowest));
  });
  let over = sum(widths) + gap * (widths.length - 1) - room;
  if (sum(least) + gap * (least.length - 1) > room) return null;
  while (over-- > 0) {
    const give = widths.map((width, c) => (width > least[c]! ? width : 0));
    widths[give.indexOf(Math.max(...give))]!--;
  }
  return widths;
}

/** The first column with as many of the others as there is room for, then with the next; all at once where not even one fits. */
function partsWithin(all: Laid, room: number): Laid[] {
  const parts: number[][] = [];
  for (let c = 1; c < all.head.length; c++) {
    const last = parts.at(-1);
    if (last !== undefined && widthsWithin(columnsOf(all, [0, ...last, c]), room) !== null) last.push(c);
    else if (widthsWithin(columnsOf(all, [0, c]), room) !== null) parts.push([c]);
    else return [all];
  }
  return parts.map((own) => columnsOf(all, [0, ...own]));
}

function aligned({ head, rows, number }: Laid, widths: readonly number[], screen: Screen, indent: number): string[] {
  const line = (cells: readonly string[]): string[] => {
    const parts = cells.map((cell, c) => wrapped(cell, widths[c]!));
    return Array.from({ length: Math.max(...parts.map(({ length }) => length)) }, (_, l) => {
      const texts = parts.map((own, c) => padded(own[l] ?? '', widths[c]!, number[c]!));
      return `${' '.repeat(indent)}${texts.join(' '.repeat(gap))}`.trimEnd();
    });
  };
  return [
    ...(head.every((title) => title === '') ? [] : line(head)),
    ...rows.flatMap((row) => (isSpan(row) ? spanLines(row, screen) : line(row))),
  ];
}

/** Rows one below the other: the first cell as a title, then each of the others by its column's name. */
function cards({ head, rows }: Laid, screen: Screen, indent: number): string[] {
  return rows.flatMap((row) => {
    if (isSpan(row)) return spanLines(row, screen);
    const [first = '', ...others] = row;
    const named = others.map((text, c) => ({ label: head[c + 1]!, text })).filter(({ text }) => widthOf(text) > 0);
    return [
      ...hanging(' '.repeat(indent), wrapped(first, screen.columns - indent)),
      ...labelled(named, screen.columns, indent + 2),
    ];
  });
}

function spanLines({ text, lines }: Span, screen: Screen): string[] {
  const { bold } = picocolors.createColors(screen.color);
  return [
    ...hanging('  ', wrapped(inline(text, screen, bold), screen.columns - 2)),
    ...lines.flatMap((line) => hanging('    ', wrapped(inline(line, screen), screen.columns - 4))),
  ];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
