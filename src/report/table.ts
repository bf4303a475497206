/** Tables of the page: each has a caption, its header cells say of what they are, and it scrolls within its own frame. */
import { type Html, html, type Part } from './html.js';
import { cut, quoted } from './words.js';

export interface Column {
  readonly title: string;
  /** Stands at the right, digits under digits. */
  readonly number?: boolean;
}

export interface TableParts {
  /** One line; also names the frame. */
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of a row is its header. */
  readonly rows: readonly (readonly Part[])[];
  /** What stands under the table, such as how many rows are left out. */
  readonly note?: Part;
  /** On a narrow screen each row becomes a card, its cells named by their columns. */
  readonly cards?: boolean;
}

/** Rows that need not be folded. */
const short = 25;

/** Roles stand in the markup because a table that is laid out as cards would lose its own. */
export function tableOf({ caption, columns, rows, note, cards = false }: TableParts): Html {
  const kind = (c: number): Part => columns[c]?.number && html` class="number"`;
  const named = (c: number): Part => cards && html` data-column="${cut(columns[c]!.title)}"`;
  const head = columns.map(({ title }, c) => html`<th scope="col" role="columnheader"${kind(c)}>${cut(title)}</th>`);
  const body = rows.map((cells) => {
    const row = cells.map((cell, c) =>
      c === 0
        ? html`<th scope="row" role="rowheader"${kind(c)}${named(c)}>${cell}</th>`
        : html`<td role="cell"${kind(c)}${named(c)}>${cell}</td>`,
    );
    return html`<tr role="row">${row}</tr>\n`;
  });
  return html`<div class="${cards ? 'scroll cards' : 'scroll'}" role="group" tabindex="0" aria-label="${cut(caption)}">
<table role="table"><caption>${quoted(caption, 300)}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">
${body}</tbody></table></div>
${note && html`<p class="note">${note}</p>`}`;
}

/** A table behind a line that opens it; open where it is short. */
export function folded(summary: string, rows: number, table: Html): Html {
  return html`<details${rows <= short && html` open`}><summary>${quoted(summary, 300)}</summary>\n${table}</details>\n`;
}

/**
 * The first rows of many.
 * @param where all of them are, such as a file.
 * @returns the rows that stand, and what to say of the others; nothing where none is left out.
 */
export function firstOf<T>(rows: readonly T[], most: number, what: string, where: string) {
  if (rows.length <= most) return { shown: rows, note: undefined };
  return { shown: rows.slice(0, most), note: `The first ${most} of ${rows.length} ${what}; all in ${where}.` };
}
