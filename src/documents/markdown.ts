/** Documents as Markdown (GitHub's), in which nothing that a user wrote is markup. */
import {
  type Block,
  type Cell,
  type Document,
  type Inline,
  piecesOf,
  type Span,
  signs,
  type Table,
  type Text,
  type Tone,
} from './contract.js';
import { cut, printable } from './printable.js';

/** Letters of one piece of text that are shown. */
const longest = 2000;
/** Signs of the tones that GitHub shows in color. */
const colored: Readonly<Record<Tone, string>> = { ...signs, good: '✅', bad: '❌' };

export function markdown(document: Document): string {
  return `${blocks(document)}\n`;
}

const blocks = (document: Document): string => document.map(block).join('\n\n');

function block(one: Block): string {
  switch (one.kind) {
    case 'heading':
      return `${'#'.repeat(one.level)} ${inline(one.text)}`;
    case 'paragraph':
      return unlisted(inline(one.text));
    case 'list':
      return one.items.map((item) => `- ${inline(item)}`).join('\n');
    case 'facts':
      return one.entries
        .map(([label, lines]) => `- ${stars(inline(label))}: ${lines.map((line) => inline(line)).join('; ')}`)
        .join('\n');
    case 'table':
      return table(one);
    case 'code':
      return fenced(one.text);
    case 'fold':
      // GitHub reads Markdown inside of HTML only after an empty line.
      return `<details${one.open === true ? ' open' : ''}>\n<summary>${inline(one.summary, tag)}</summary>\n\n${blocks(one.body)}\n\n</details>`;
  }
}

function table({ caption, columns, rows, note }: Table): string {
  const spanned = ({ text, lines }: Span) => [
    [stars(inline(text)), ...lines.map((line) => inline(line))].join('<br>'),
    ...columns.slice(1).map(() => ''),
  ];
  const lines = [
    columns.map(({ title }) => inline(title)),
    columns.map(({ number = false }) => (number ? '--:' : '---')),
    ...rows.map((row) => ('kind' in row ? spanned(row) : row.map(cellText))),
  ];
  return [
    ...(caption === '' ? [] : [stars(inline(caption))]),
    lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    ...(note === undefined ? [] : [unlisted(inline(note))]),
  ].join('\n\n');
}

function cellText(cell: Cell): string {
  if (typeof cell === 'string' || !('more' in cell)) return inline(cell);
  const { summary, body } = cell.more;
  const more = body.flatMap((one) => (one.kind === 'paragraph' ? [inline(one.text)] : []));
  return `${inline(cell.text)}<details><summary>${inline(summary, tag)}</summary>${more.join('<br>')}</details>`;
}

type Bold = (text: string) => string;
/** Blanks within the stars would make them stars. */
const stars: Bold = (text) => `**${text.trim()}**`;
/** Within HTML, Markdown is none. */
const tag: Bold = (text) => `<b>${text}</b>`;

function inline(text: Text, bold: Bold = stars): string {
  return piecesOf(text)
    .map((one) => piece(one, bold))
    .join('');
}

function piece(one: Inline, bold: Bold): string {
  if (typeof one === 'string') return shown(one);
  switch (one.kind) {
    case 'strong':
      return bold(shown(one.text));
    case 'soft':
      return shown(one.text);
    case 'literal':
      return `<code>${shown(one.text)}</code>`;
    case 'badge': {
      const text = `${colored[one.tone]} ${shown(one.text)}`;
      return one.tone === 'bad' ? bold(text) : text;
    }
    case 'link':
      return `[${shown(one.text)}](#${encodeURIComponent(one.to)})`;
    case 'break':
      return '<br>';
  }
}

const shown = (text: string): string => markdownText(cut(text, longest));

/**
 * A text on one line, every letter of it shown as it is, within a line or a cell of a table. Letters that could be markup
 * are written as character references, which hold in Markdown and in HTML between.
 */
function markdownText(text: string): string {
  return (
    printable(text)
      .replace(/[\\`*~|<>!&$#]/g, reference)
      // The brackets of an interval are those of no link.
      .replace(/\[(?![-+−\d])|\](?=[([:])/g, reference)
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, reference)
      .replace(/(?<=:)\/\/|(?<=\bwww)\.|@/gi, (letters) => [...letters].map(reference).join(''))
  );
}

/** A line whose first letters do not make it a heading, a list or a rule. */
function unlisted(line: string): string {
  return line.replace(/^ *(?:[+=-]|\d+(?=[.)](?:\s|$)))/, (letters) => [...letters.trim()].map(reference).join(''));
}

function reference(letter: string): string {
  return `&#${letter.codePointAt(0)};`;
}

/** Lines of code behind a fence that is longer than any in them. */
function fenced(text: string): string {
  const lines = text.split('\n').map(printable);
  const fence = '`'.repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map(({ length }) => length + 1)));
  return [fence, ...lines, fence].join('\n');
}
