/** Documents for a terminal: broken between words at its width, colors where it has them. */
import picocolors from 'picocolors';
import type { Block, Code, Document, Facts, Fold, Heading, List, Paragraph, Table } from './contract.js';
import { printable } from './printable.js';
import { tableLines } from './terminal-table.js';
import { inline, labelled, type Screen } from './terminal-text.js';
import { hanging, joint, wrapped } from './text-width.js';

/** Letters of a line of prose at most: longer ones are hard to read. Tables may be as wide as the terminal. */
const readable = 100;

/** Without the last line's end. */
export function terminal(document: Document, screen: Screen): string {
  const lines = linesOf(document, { ...screen, columns: Math.max(screen.columns, 20) });
  return lines.map((line) => line.replaceAll(joint, ' ').trimEnd()).join('\n');
}

/** The lines of blocks, a blank line between them; what follows a heading belongs to it, and text and lists to a line of text. */
function linesOf(document: Document, screen: Screen): string[] {
  return document.flatMap((block, b) => {
    const before = document[b - 1]?.kind;
    const together =
      before === undefined || before === 'heading' || (before === 'paragraph' && attached.includes(block.kind));
    return [...(together ? [] : ['']), ...printed(block, screen)];
  });
}

/** What stands right under a line of text. */
const attached: readonly Block['kind'][] = ['paragraph', 'list'];

type Printers = { readonly [K in Block['kind']]: (block: Extract<Block, { kind: K }>, screen: Screen) => string[] };

const printers: Printers = { heading, paragraph, list, facts, table, code, fold };

function printed<B extends Block>(block: B, screen: Screen): string[] {
  return (printers[block.kind] as (block: B, screen: Screen) => string[])(block, screen);
}

/** Columns of running text; none where nothing is to be broken. */
const textColumns = ({ columns }: Screen): number =>
  columns === Number.POSITIVE_INFINITY ? columns : Math.min(columns, readable);

function heading({ level, text }: Heading, screen: Screen): string[] {
  const { bold, underline } = picocolors.createColors(screen.color);
  return wrapped(inline(text, screen, level === 1 ? (word) => bold(underline(word)) : bold), textColumns(screen));
}

function paragraph({ text }: Paragraph, screen: Screen): string[] {
  return wrapped(inline(text, screen), textColumns(screen));
}

function list({ items }: List, screen: Screen): string[] {
  return items.flatMap((item) => hanging('  - ', wrapped(inline(item, screen), textColumns(screen) - 4)));
}

function facts({ entries }: Facts, screen: Screen): string[] {
  const { dim } = picocolors.createColors(screen.color);
  const painted = entries.map(([label, lines]) => ({
    label: inline(label, screen, dim),
    text: lines.map((line) => inline(line, screen)).join('\n'),
  }));
  return labelled(painted, textColumns(screen), 2);
}

function table(block: Table, screen: Screen): string[] {
  return tableLines(block, screen, linesOf);
}

function code({ text }: Code): string[] {
  return text.split('\n').map((line) => `  ${printable(line)}`);
}

/** A terminal folds nothing: what is behind the line stands under it. */
function fold({ summary, body }: Fold, screen: Screen): string[] {
  const { bold } = picocolors.createColors(screen.color);
  return [...wrapped(inline(summary, screen, bold), textColumns(screen)), ...linesOf(body, screen)];
}
