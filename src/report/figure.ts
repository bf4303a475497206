/** A figure on the page: its caption, the sheet it is drawn on, and its description and numbers under it. */
import { counted } from '../counted.js';
import { firstOf, prose, type Table } from '../documents/contract.js';
import { documentHtml, type Html, html, textHtml } from '../documents/html.js';
import { cut } from '../documents/printable.js';
import { type DrawnTable, drawnTables, type Figure, titleOf } from './figures.js';

/** Rows of each table of data; a figure of samples draws thousands. */
const mostRows = 40;

interface Place {
  readonly id: string;
  /** Counted over the page, from 1. */
  readonly number: number;
  /** The results folder, where all rows are. */
  readonly folder: string;
}

export function figureOf(figure: Figure, { id, number, folder }: Place): Html {
  const { name, about, spec, drawing, table, reads } = figure;
  const title = titleOf(spec.title) ?? name;
  const files = reads.map((file) => `${folder}/${file}`).join(', ');
  const drawn =
    'svg' in drawing
      ? html`<div class="sheet">${drawing.svg}</div>`
      : html`<div class="sheet" role="region" tabindex="0" aria-label="Figure ${number}, drawn"><img width="${drawing.width}" alt="${cut(title, 300)}" src="data:image/png;base64,${drawing.png.toString('base64')}"></div>
<p class="note">It has too many marks to be drawn here and stands as a picture, without tooltips.</p>`;
  return html`<figure class="${'svg' in drawing ? 'drawn' : 'picture'}" id="${id}">
<figcaption><strong>Figure ${number}</strong>: ${about}</figcaption>
${drawn}
<details class="data"><summary>Figure ${number} in words and numbers</summary>
<p>${textHtml(prose(spec.description ?? ''))}</p>
${table && documentHtml([valuesTable(title, table)])}
<p class="note">Drawn from ${files}. Numbers have up to six digits here; the files have all.</p>
${documentHtml(fewestFirst(drawnTables(spec)).map((drawn, d) => dataTable(drawn, `Figure ${number}, data ${d + 1}`, files)))}</details>
</figure>
`;
}

/** Statistics before samples. */
function fewestFirst(tables: readonly DrawnTable[]): readonly DrawnTable[] {
  return [...tables].sort((a, b) => a.rows.length - b.rows.length);
}

function dataTable({ columns, rows }: DrawnTable, name: string, files: string): Table {
  const { shown, note } = firstOf(rows, mostRows, 'rows', files);
  return {
    kind: 'table',
    caption: `${name}: ${columns.join(', ')} (${counted(rows.length, 'row')})`,
    columns: columns.map((title, c) => ({ title, number: shown.every((row) => typeof row[c] === 'number') })),
    rows: shown.map((row) => row.map(cellText)),
    ...(note === undefined ? {} : { note }),
  };
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return String(value).replaceAll('-', '−');
  return cut(typeof value === 'string' ? value : JSON.stringify(value), 300);
}

/** The table that the chart is, such as Table 1. */
function valuesTable(title: string, { columns, rows, note }: NonNullable<Figure['table']>): Table {
  return {
    ...{ kind: 'table', caption: title, cards: true, note },
    columns: columns.map((column) => ({ title: column })),
    rows: rows.map((row) => row.map((text) => cut(text, 300))),
  };
}
