/** Documents as HTML, and templates of HTML: whatever is put into one is escaped, so that no text of a user is markup. */
import {
  type Badge,
  type Block,
  type Cell,
  type Document,
  type Fold,
  type Inline,
  piecesOf,
  type Span,
  signs,
  type Table,
  type Text,
} from './contract.js';
import { cut } from './printable.js';

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

/** What a template takes. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

/**
 * The template with its values escaped, for element content and quoted attribute values. Values that are `Html` stand as
 * they are, lists stand joined, and null, undefined and false as nothing.
 */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return { html: texts.reduce((done, text, i) => done + (i === 0 ? '' : rendered(values[i - 1])) + text, '') };
}

function rendered(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'html' in part ? part.html : part.map(rendered).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Data for a script of the page, in an element of its own: JSON in which nothing can end the element. */
export function jsonElement(className: string, data: unknown): Html {
  const json = JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return html`<script type="application/json" class="${className}">${{ html: json }}</script>`;
}

/** The blocks of a document, one after the other. */
export function documentHtml(document: Document): Html {
  return html`${document.map((block) => html`${blockHtml(block)}\n`)}`;
}

function blockHtml(block: Block): Html {
  switch (block.kind) {
    case 'heading': {
      const [open, close] = [{ html: `<h${block.level}` }, { html: `</h${block.level}>` }];
      return html`${open}${block.id !== undefined && html` id="${block.id}"`}>${textHtml(block.text)}${close}`;
    }
    case 'paragraph':
      return html`<p>${textHtml(block.text)}</p>`;
    case 'list':
      return html`<ul>\n${block.items.map((item) => html`<li>${textHtml(item)}</li>\n`)}</ul>`;
    case 'facts': {
      const entries = block.entries.map(
        ([label, lines]) => html`<dt>${textHtml(label)}</dt>${lines.map((line) => html`<dd>${textHtml(line)}</dd>`)}\n`,
      );
      return html`<dl class="facts">\n${entries}</dl>`;
    }
    case 'table':
      return tableHtml(block);
    case 'code':
      return html`<pre tabindex="0"><code>${block.text}</code></pre>`;
    case 'fold':
      return foldHtml(block);
  }
}

function foldHtml({ summary, open = false, body }: Fold): Html {
  return html`<details${open && html` open`}><summary>${textHtml(summary)}</summary>\n${documentHtml(body)}</details>`;
}

/** A table of more columns, which are no cards, is laid out line by line where there is little room. */
const mostColumns = 4;

/**
 * A table in a frame of its own, which scrolls where it is too wide. Roles stand in the markup of one that is laid out as
 * cards or line by line, and would lose its own.
 */
function tableHtml({ caption, columns, rows, note, cards = false }: Table): Html {
  const kind = (c: number): Part => columns[c]?.number === true && html` class="number"`;
  const named = (c: number): Part => cards && html` data-column="${cut(columns[c]!.title, 200)}"`;
  const look = cards ? 'scroll cards' : columns.length > mostColumns ? 'scroll stacked' : 'scroll';
  const role = (name: string): Part => look !== 'scroll' && html` role="${name}"`;
  const head = columns.map(
    ({ title }, c) => html`<th scope="col"${role('columnheader')}${kind(c)}>${cut(title, 200)}</th>`,
  );
  const body = rows.map((row) => {
    if ('kind' in row) return spanRow(row, columns.length, role);
    const cells = row.map((cell, c) =>
      c === 0
        ? html`<th scope="row"${role('rowheader')}${kind(c)}${named(c)}>${cellHtml(cell)}</th>`
        : html`<td${role('cell')}${kind(c)}${named(c)}>${cellHtml(cell)}</td>`,
    );
    return html`<tr${role('row')}>${cells}</tr>\n`;
  });
  const label = caption !== '' && html` aria-label="${cut(caption, 200)}"`;
  return html`<div class="${look}" role="group" tabindex="0"${label}>
<table${role('table')}>${caption !== '' && html`<caption>${textHtml(caption)}</caption>`}
<thead${role('rowgroup')}><tr${role('row')}>${head}</tr></thead>
<tbody${role('rowgroup')}>
${body}</tbody></table></div>${note !== undefined && html`\n<p class="note">${textHtml(note)}</p>`}`;
}

function spanRow({ text, lines }: Span, columns: number, role: (name: string) => Part): Html {
  const told = lines.map((line) => html`<br><small>${textHtml(line)}</small>`);
  return html`<tr${role('row')}><th scope="rowgroup"${role('rowheader')} colspan="${columns}">${textHtml(text)}${told}</th></tr>\n`;
}

function cellHtml(cell: Cell): Html {
  if (typeof cell === 'string' || !('more' in cell)) return textHtml(cell);
  return html`${textHtml(cell.text)}${foldHtml(cell.more)}`;
}

/** Running text, as the content of an element. */
export function textHtml(text: Text): Html {
  return html`${piecesOf(text).map(pieceHtml)}`;
}

function pieceHtml(piece: Inline): Html {
  if (typeof piece === 'string') return letters(piece);
  switch (piece.kind) {
    case 'strong':
      return html`<strong>${letters(piece.text)}</strong>`;
    case 'soft':
      return html`<small>${letters(piece.text)}</small>`;
    case 'literal':
      return html`<code${hasLongWord(piece.text) && html` class="long"`}>${cut(piece.text, longest)}</code>`;
    case 'badge':
      return badgeHtml(piece);
    case 'link':
      return html`<a href="#${piece.to}">${letters(piece.text)}</a>`;
    case 'break':
      return html`<br>`;
  }
}

/** The sign says nothing that the word does not, so that it need not be read out. */
function badgeHtml({ tone, text, mark }: Badge): Html {
  const sign =
    mark === undefined
      ? html`<span aria-hidden="true">${signs[tone]}</span>`
      : html`<svg viewBox="-1.1 -1.1 2.2 2.2" aria-hidden="true"><path d="${mark}"/></svg>`;
  return html`<span class="badge ${tone}">${sign}\u00a0${letters(text)}</span>`;
}

/** Letters of a text that stand on the page. */
const longest = 2000;
/** Letters of a word that may be broken anywhere. */
const wordy = 40;
/** Letters that run from the right, and marks that turn the direction. */
const turning = /[\p{Bidi_C}\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}]/u;

const hasLongWord = (text: string): boolean => text.split(/\s/).some((word) => word.length > wordy);

/** What runs from the right turns nothing round that stands beside it; of a very long text the beginning stands. */
function letters(text: string): Html {
  const kept = cut(text, longest);
  const long = hasLongWord(kept) && html` class="long"`;
  if (turning.test(kept)) return html`<bdi${long}>${kept}</bdi>`;
  return long === false ? html`${kept}` : html`<span${long}>${kept}</span>`;
}
