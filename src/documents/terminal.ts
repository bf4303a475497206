/** Documents for a terminal: broken between words at its width, colors where it has them. */
import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';
import picocolors from 'picocolors';
import {
  type Block,
  type Cell,
  type Code,
  type Document,
  type Facts,
  type Fold,
  type Heading,
  type Inline,
  type List,
  type Paragraph,
  piecesOf,
  type Span,
  signs,
  type Table,
  type Text,
  type Tone,
} from './contract.js';
import { cut, printable } from './printable.js';

export interface Screen {
  /** Letters of a line; infinite where nothing is to be broken, as for a pipe. */
  readonly columns: number;
  readonly color: boolean;
}

/** Letters of one piece of text that are shown. */
const longest = 1000;
/** Blanks between the columns of a table. */
const gap = 2;
/** Letters that a column of text has at least, where its words are not shorter; with fewer, rows become cards. */
const narrowest = 16;

/** Without the last line's end. */
export function terminal(document: Document, screen: Screen): string {
  return linesOf(document, { ...screen, columns: Math.max(screen.columns, 20) }).join('\n');
}

type Paint = ReturnType<typeof picocolors.createColors>;

/** The lines of blocks, a blank line between them; what follows a heading belongs to it, and a list to a line of text. */
function linesOf(document: Document, screen: Screen): string[] {
  return document.flatMap((block, b) => {
    const before = document[b - 1]?.kind;
    const together =
      before === undefined || before === 'heading' || (before === 'paragraph' && attached.includes(block.kind));
    return [...(together ? [] : ['']), ...printed(block, screen)];
  });
}

/** What stands right under a line of text. */
const attached: readonly Block['kind'][] = ['paragraph', 'list', 'facts'];

type Printers = { readonly [K in Block['kind']]: (block: Extract<Block, { kind: K }>, screen: Screen) => string[] };

const printers: Printers = { heading, paragraph, list, facts, table, code, fold };

function printed<B extends Block>(block: B, screen: Screen): string[] {
  return (printers[block.kind] as (block: B, screen: Screen) => string[])(block, screen);
}

function heading({ level, text }: Heading, screen: Screen): string[] {
  const { bold, underline } = picocolors.createColors(screen.color);
  return wrapped(inline(text, screen, level === 1 ? (word) => bold(underline(word)) : bold), screen.columns);
}

function paragraph({ text }: Paragraph, screen: Screen): string[] {
  return wrapped(inline(text, screen), screen.columns);
}

function list({ items }: List, screen: Screen): string[] {
  return items.flatMap((item) => hanging('  - ', wrapped(inline(item, screen), screen.columns - 4)));
}

function facts({ entries }: Facts, screen: Screen): string[] {
  const { dim } = picocolors.createColors(screen.color);
  const painted = entries.map(([label, lines]) => ({
    label: inline(label, screen, dim),
    text: lines.map((line) => inline(line, screen)).join('\n'),
  }));
  return labelled(painted, screen.columns, 2);
}

/** Texts beside their labels, or under them where they would have less than half of the width. */
function labelled(entries: readonly { label: string; text: string }[], columns: number, indent: number): string[] {
  const room = Math.max(0, ...entries.map(({ label }) => widthOf(label))) + gap;
  const margin = ' '.repeat(indent);
  return entries.flatMap(({ label, text }) => {
    if (indent + room <= columns / 2)
      return hanging(margin + padded(label, room, false), ownLines(text, columns - indent - room));
    const under = ownLines(text, columns - indent - 2).map((line) => `${margin}  ${line}`.trimEnd());
    return [...wrapped(label, columns - indent).map((line) => margin + line), ...under];
  });
}

/** Of several lines, those that are broken go on a little to the right. */
function ownLines(text: string, columns: number): string[] {
  const lines = text.split('\n');
  if (lines.length === 1) return wrapped(text, columns);
  return lines.flatMap((line) => wrapped(line, columns - 2).map((part, p) => (p === 0 ? part : `  ${part}`)));
}

function code({ text }: Code): string[] {
  return text.split('\n').map((line) => `  ${printable(line)}`);
}

/** A terminal folds nothing: what is behind the line stands under it. */
function fold({ summary, body }: Fold, screen: Screen): string[] {
  const { bold } = picocolors.createColors(screen.color);
  return [...wrapped(inline(summary, screen, bold), screen.columns), ...linesOf(body, screen)];
}

/** A table whose cells are painted already. */
interface Laid {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[] | Span)[];
  readonly number: readonly boolean[];
}

function table({ caption, columns, rows, note }: Table, screen: Screen): string[] {
  const { bold, dim } = picocolors.createColors(screen.color);
  const indent = rows.some(isSpan) ? 4 : 2;
  const room = screen.columns - indent;
  const all = {
    columns,
    head: columns.map(({ title }) => inline(title, screen, dim)),
    rows: rows.map((row) => (isSpan(row) ? row : row.map((cell) => cellText(cell, screen)))),
  };
  const kept = keptColumns(all, room);
  const pick = <T>(cells: readonly T[]) => kept.map((c) => cells[c]!);
  const laid: Laid = {
    head: pick(all.head),
    rows: all.rows.map((row) => (isSpan(row) ? row : pick(row))),
    number: pick(columns).map(({ number = false }) => number),
  };
  const widths = widthsWithin(laid, room);
  const lines = widths === null ? cards(laid, screen, indent) : aligned(laid, widths, screen, indent);
  return [
    ...(caption === '' ? [] : wrapped(inline(caption, screen, bold), screen.columns)),
    ...lines,
    ...(note === undefined ? [] : wrapped(inline(note, screen, dim), room).map((line) => `  ${line}`)),
  ];
}

const isSpan = (row: Table['rows'][number] | readonly string[]): row is Span => 'kind' in row;

/** Whose columns that can be done without are left out, the last first, as far as it takes for the others to fit. */
function keptColumns({ columns, head, rows }: Pick<Table, 'columns'> & Omit<Laid, 'number'>, room: number): number[] {
  let kept = columns.map((_, c) => c);
  const wide = (c: number) => Math.max(...columnOf({ head, rows }, c).map(widthOf));
  for (const c of kept.filter((column) => columns[column]!.spare === true).reverse()) {
    if (sum(kept.map(wide)) + gap * (kept.length - 1) > room) kept = kept.filter((other) => other !== c);
  }
  return kept;
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
    ...rows.flatMap((row) => (isSpan(row) ? span(row, screen) : line(row))),
  ];
}

/** Rows one below the other: the first cell as a title, then each of the others by its column's name. */
function cards({ head, rows }: Laid, screen: Screen, indent: number): string[] {
  return rows.flatMap((row) => {
    if (isSpan(row)) return span(row, screen);
    const [first = '', ...others] = row;
    const named = others.map((text, c) => ({ label: head[c + 1]!, text })).filter(({ text }) => widthOf(text) > 0);
    return [
      ...hanging(' '.repeat(indent), wrapped(first, screen.columns - indent)),
      ...labelled(named, screen.columns, indent + 2),
    ];
  });
}

function span({ text, lines }: Span, screen: Screen): string[] {
  const { bold } = picocolors.createColors(screen.color);
  return [
    ...hanging('  ', wrapped(inline(text, screen, bold), screen.columns - 2)),
    ...lines.flatMap((line) => hanging('    ', wrapped(inline(line, screen), screen.columns - 4))),
  ];
}

function cellText(cell: Cell, screen: Screen): string {
  if (typeof cell === 'string' || !('more' in cell)) return inline(cell, screen);
  const more = cell.more.body.flatMap((block) => printed(block, { ...screen, columns: Number.POSITIVE_INFINITY }));
  return [inline(cell.text, screen), ...more].join('\n');
}

const tones: Readonly<Record<Tone, (paint: Paint) => (text: string) => string>> = {
  good: ({ green }) => green,
  near: ({ cyan }) => cyan,
  mixed: ({ yellow }) => yellow,
  bad: ({ red }) => red,
  none: ({ dim }) => dim,
};

/** A text, painted word by word: it can then be broken between any two. */
function inline(text: Text, { color }: Screen, around: (word: string) => string = (word) => word): string {
  const paint = picocolors.createColors(color);
  return piecesOf(text)
    .map((piece) => {
      if (typeof piece !== 'string' && piece.kind === 'break') return '\n';
      const words = printable(cut(wordsOf(piece), longest)).split(' ');
      const own = brush(piece, paint);
      return words.map((word) => (word === '' ? '' : around(own(word)))).join(' ');
    })
    .join('');
}

function wordsOf(piece: Exclude<Inline, { kind: 'break' }>): string {
  if (typeof piece === 'string') return piece;
  return piece.kind === 'badge' ? `${signs[piece.tone]} ${piece.text}` : piece.text;
}

function brush(piece: Inline, paint: Paint): (word: string) => string {
  if (typeof piece === 'string') return (word) => word;
  switch (piece.kind) {
    case 'badge':
      return tones[piece.tone](paint);
    case 'strong':
      return paint.bold;
    case 'soft':
      return paint.dim;
    default:
      return (word) => word;
  }
}

/** Lines of at most so many columns, broken between words; a longer word is broken where the line ends. */
function wrapped(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => {
    const lines = [''];
    for (const word of line.split(' ').flatMap((each) => chunks(each, columns))) {
      const joined = lines.at(-1) === '' ? word : `${lines.at(-1)!} ${word}`;
      if (lines.at(-1) === '' || widthOf(joined) <= columns) lines[lines.length - 1] = joined;
      else lines.push(word);
    }
    return lines;
  });
}

/** The parts of a word, each of which fits on a line. */
function chunks(word: string, columns: number): string[] {
  if (widthOf(word) <= columns) return [word];
  const parts = [''];
  for (const { segment } of new Intl.Segmenter().segment(stripVTControlCharacters(word))) {
    if (widthOf(parts.at(-1)! + segment) > columns) parts.push('');
    parts[parts.length - 1] += segment;
  }
  return parts;
}

/** Letters of one column each, none of which joins another: most texts have no others. To segment takes 10 ms at first. */
const single = /^[ -~¡-¬®-˿‐-‧‰-⁞←-⋿─-╿✓✗]*$/;

/** Columns that a terminal gives to a text: two to wide letters, none to what combines with the letter before. */
export function widthOf(text: string): number {
  const letters = stripVTControlCharacters(text);
  if (single.test(letters)) return letters.length;
  return sum(
    [...new Intl.Segmenter().segment(letters)].map(({ segment }) => {
      if (/\p{Emoji_Presentation}|\ufe0f/u.test(segment)) return 2;
      return /^[\p{M}\p{Cf}]/u.test(segment) ? 0 : eastAsianWidth(segment.codePointAt(0)!);
    }),
  );
}

function padded(text: string, columns: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, columns - widthOf(text)));
  return right ? blanks + text : text + blanks;
}

/** The lines beside a label, the further ones as far to the right. */
function hanging(label: string, lines: readonly string[]): string[] {
  return lines.map((line, l) => `${l === 0 ? label : ' '.repeat(widthOf(label))}${line}`.trimEnd());
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
