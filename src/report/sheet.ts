/** A figure's sheet as markup: text where it is text, and panels as SVG, wide and narrow where one size does not fit all. */
import type { TopLevelSpec } from 'vega-lite';
import { type Html, html } from '../documents/html.js';
import { inlineSvg } from './drawing.js';
import { type SheetPanel, sheetOf } from './panels.js';

/** What a phone has room for, px. */
const narrow = 344;
/** A panel narrower than this says nothing, px. */
const leastPanel = 110;
/** A panel drawn in more than this stands once, with its axis, so that the page stays small, characters. */
const heavy = 6000;

/** @param id begins the ids within. @param title stands over it. */
export async function sheetHtml(spec: TopLevelSpec, id: string, title: string): Promise<Html> {
  const { notes, key, rows } = sheetOf(spec);
  let count = 0;
  const draw = (panel: TopLevelSpec) => inlineSvg(panel, `${id}-${count++}`);
  const entries: Html[] = [];
  for (const entry of key) entries.push(await draw(entry));
  const drawn: Html[] = [];
  for (const { heading, together, panels } of rows) {
    if (heading !== undefined) drawn.push(html`<p class="heading">${heading}</p>\n`);
    const row: Html[] = [];
    for (const panel of panels) row.push(...(await bothWidths(panel, draw)));
    drawn.push(html`<div class="row${together && ' together'}">${row}</div>\n`);
  }
  // One graphic with a short name: its parts are not read, and what it shows is in words under it.
  return html`<p class="title" id="${id}-title">${title}</p>
${notes.length > 0 && html`<p class="how">${notes.join(' ')}</p>`}
<div role="img" aria-labelledby="${id}-title"><div aria-hidden="true">${entries.length > 0 && html`<div class="key">${entries}</div>\n`}${drawn}</div></div>`;
}

/** The panel, and where it is too wide for a phone, or needs an axis there, the same drawn anew for one. */
async function bothWidths({ spec, alone }: SheetPanel, draw: (panel: TopLevelSpec) => Promise<Html>): Promise<Html[]> {
  const wide = await draw(spec);
  const first = alone === undefined ? wide : await draw(alone);
  const { width } = spec as { readonly width?: unknown };
  const most = widthOf(first);
  if (alone !== undefined && most <= narrow && first.html.length > heavy) return [first];
  if (typeof width !== 'number' || (alone === undefined && most <= narrow)) return [wide];
  const fitting = { ...(alone ?? spec), width: Math.max(leastPanel, narrow - (most - width)) } as TopLevelSpec;
  const small = most <= narrow ? first : await draw(fitting);
  return [html`<div class="wide">${wide}</div>`, html`<div class="narrow">${small}</div>`];
}

/** The width that the root of an SVG says, px. */
function widthOf({ html: svg }: Html): number {
  return Number(/^<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1] ?? 0);
}
