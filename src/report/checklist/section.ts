/** The reproducibility checklist on the page. */
import { counted } from '../../counted.js';
import { type Html, html } from '../html.js';
import { firstOf, folded, tableOf } from '../table.js';
import { quoted } from '../words.js';
import type { Checklist, ChecklistTable } from './contract.js';

/** Rows of each table. */
const mostRows = 200;

export function checklistSection({ items }: Checklist): Html {
  return html`${items.map(
    ({ id, title, answer, tables }) => html`<h3 id="checklist.${id}">${quoted(title, 300)}</h3>
<p>${quoted(answer)}</p>
${tables.map(checklistTable)}`,
  )}`;
}

function checklistTable({ title, columns, rows }: ChecklistTable): Html {
  const { shown, note } = firstOf(rows, mostRows, 'rows', 'what `moe report --checklist FILE` writes');
  const isNumber = (text: string) => /^[\d.\u2212-]+$/.test(text);
  return folded(
    `${title} (${counted(rows.length, 'row')})`,
    Number.POSITIVE_INFINITY,
    tableOf({
      caption: title,
      columns: columns.map((column, c) => ({ title: column, number: shown.every((row) => isNumber(row[c]!)) })),
      rows: shown.map((row) => row.map((text) => quoted(text))),
      note: note !== undefined && quoted(note),
    }),
  );
}
