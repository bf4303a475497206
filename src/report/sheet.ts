/** A figure's sheet as markup: text where it is text, and panels as SVG, wide and narrow where one size does not fit all. */
import type { TopLevelSpec } from 'vega-lite';
import { narrowSheet } from '../charts/theme.js';
import { type Html, html } from '../documents/html.js';
import { inlineSvg } from './drawing.js';
import { type SheetPanel, type SheetRow, sheetOf } from './panels.js';

/** A panel narrower than this says nothing, px. */
const leastPanel = 80;
/** A panel drawn in more than this stands once, with its axis, so that the page stays small, characters. */
const heavy = 6000;

/**
 * @param id begins the ids within. @param title stands over it.
 * @param phone the same for a phone, of a chart that is drawn anew for one.
 */
export async function sheetHtml(spec: TopLevelSpec, id: string, title: string, phone?: TopLevelSpec): Promise<Html> {
  const { notes, key, rows } = sheetOf(spec);
  let count = 0;
  const draw = (panel: TopLevelSpec) => inlineSvg(panel, `${id}-${count++}`);
  const entries: Html[] = [];
  for (const entry of key) entries.push(await draw(entry));
  const drawn =
    phone === undefined
      ? await rowsHtml(rows, (panel) => bothWidths(panel, draw))
      : await twice(rows, sheetOf(phone).rows, draw);
  return html`<p class="title">${title}</p>
${notes.length > 0 && html`<p class="how">${notes.join(' ')}</p>`}
<div role="img" aria-label="${String(spec.description ?? title)}">${entries.length > 0 && html`<div class="key">${entries}</div>\n`}${drawn}</div>`;
}

type Draw = (panel: TopLevelSpec) => Promise<Html>;

async function rowsHtml(rows: readonly SheetRow[], drawnOf: (panel: SheetPanel) => Promise<Html[]>): Promise<Html> {
  const drawn: Html[] = [];
  for (const { heading, together, panels } of rows) {
    if (heading !== undefined) drawn.push(html`<p class="heading">${heading}</p>\n`);
    const row: Html[] = [];
    for (const panel of panels) row.push(...(await drawnOf(panel)));
    drawn.push(html`<div class="row${together && ' together'}">${row}</div>\n`);
  }
  return html`${drawn}`;
}

/** All rows wide, and all of them for a phone. */
async function twice(wide: readonly SheetRow[], narrow: readonly SheetRow[], draw: Draw): Promise<Html> {
  const once = async ({ spec }: SheetPanel) => [await draw(spec)];
  return html`<div class="wide">${await rowsHtml(wide, once)}</div><div class="narrow">${await rowsHtml(narrow, once)}</div>`;
}

/** The panel, and where it is too wide for a phone, or needs an axis there, the same drawn anew for one. */
async function bothWidths({ spec, alone }: SheetPanel, draw: Draw): Promise<Html[]> {
  const wide = await draw(spec);
  const first = alone === undefined ? wide : await draw(alone);
  const { width } = spec as { readonly width?: unknown };
  const most = widthOf(first);
  if (alone !== undefined && most <= narrowSheet && first.html.length > heavy) return [first];
  if (typeof width !== 'number' || (alone === undefined && most <= narrowSheet)) return [wide];
  const small = most <= narrowSheet ? first : await fitted(alone ?? spec, width - (most - narrowSheet), draw);
  return [html`<div class="wide">${wide}</div>`, html`<div class="narrow">${small}</div>`];
}

/** Drawn anew for a phone; once more where an axis' title reaches beyond: centered, it takes half of what is gained. */
async function fitted(spec: TopLevelSpec, width: number, draw: Draw): Promise<Html> {
  const drawnIn = (room: number) => draw({ ...spec, width: Math.max(leastPanel, room) } as TopLevelSpec);
  const small = await drawnIn(width);
  const beyond = Math.ceil(widthOf(small) - narrowSheet);
  return beyond <= 0 ? small : drawnIn(width - 2 * beyond);
}

/** The width that the root of an SVG says, px. */
function widthOf({ html: svg }: Html): number {
  return Number(/^<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1] ?? 0);
}
