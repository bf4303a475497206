/** A figure's sheet as markup: text where it is text, and panels as SVG, wide and narrow where one size does not fit all. */
import type { TopLevelSpec } from 'vega-lite';
import { narrowSheet } from '../charts/theme.js';
import { type Html, html } from '../documents/html.js';
import { inlineSvg } from './drawing.js';
import { between, hasNumbers, pageRoom, type SheetPanel, type SheetRow, sheetOf } from './panels.js';

/** A panel narrower than this says nothing, px. */
const leastPanel = 80;
/** A row of panels as wide as this, of the page's room, is drawn a little smaller. */
const shrunk = 1.06;

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
      ? await rowsHtml(rows, (panels) => bothRows(panels, draw))
      : await twice(rows, sheetOf(phone).rows, draw);
  // One graphic with a short name: its parts are not read, and what it shows is in words under it.
  return html`<p class="title" id="${id}-title">${title}</p>
${notes.length > 0 && html`<p class="how">${notes.join(' ')}</p>`}
<div role="img" aria-labelledby="${id}-title"><div aria-hidden="true">${entries.length > 0 && html`<div class="key">${entries}</div>\n`}${drawn}</div></div>`;
}

type View = Readonly<Record<string, unknown>>;
type Draw = (panel: TopLevelSpec) => Promise<Html>;

async function rowsHtml(
  rows: readonly SheetRow[],
  drawnOf: (panels: readonly SheetPanel[]) => Promise<Html[]>,
): Promise<Html> {
  const drawn: Html[] = [];
  for (const { heading, together, panels } of rows) {
    if (heading !== undefined) drawn.push(html`<p class="heading">${heading}</p>\n`);
    drawn.push(html`<div class="row${together && ' together'}">${await drawnOf(panels)}</div>\n`);
  }
  return html`${drawn}`;
}

/** All rows wide, and all of them for a phone. */
async function twice(wide: readonly SheetRow[], narrow: readonly SheetRow[], draw: Draw): Promise<Html> {
  const once = async (panels: readonly SheetPanel[]) => (await levelled(panels, draw)).map((each) => each.wide);
  return html`<div class="wide">${await rowsHtml(wide, once)}</div><div class="narrow">${await rowsHtml(narrow, once)}</div>`;
}

/** A panel's drawings: as it stands in its row, and with an axis of its own where it takes that of its neighbor. */
interface Drawn {
  readonly panel: SheetPanel;
  readonly wide: Html;
  readonly alone: Html;
}

/** The panels of a row, their frames at one height. */
async function levelled(panels: readonly SheetPanel[], draw: Draw): Promise<readonly Drawn[]> {
  const drawn: Drawn[] = [];
  for (const panel of panels) {
    const wide = await draw(panel.spec);
    drawn.push({ panel, wide, alone: panel.alone === undefined ? wide : await draw(panel.alone) });
  }
  const below = drawn.map(({ panel, wide }) => belowFrame(wide, panel.spec as unknown as View));
  return drawn.map(({ panel, wide, alone }, p) => {
    const level = (svg: Html) => (below[p] === 0 ? svg : taller(svg, Math.max(...below) - below[p]!));
    return { panel, wide: level(wide), alone: level(alone) };
  });
}

async function bothRows(panels: readonly SheetPanel[], draw: Draw): Promise<Html[]> {
  const drawn = await levelled(panels, draw);
  const room = drawn.reduce((sum, { alone }) => sum + sizeOf(alone).width + between, -between);
  const row: Html[] = [];
  for (const each of drawn) row.push(...(await bothWidths(each, room <= shrunk * pageRoom, draw)));
  return row;
}

/**
 * The panel, with its axis of numbers where the row has room; and where it is too wide for a phone, or needs an axis
 * there, the same drawn anew for one.
 * @param roomy whether the row has room for an axis of each panel.
 */
async function bothWidths({ panel: { spec, alone: own }, wide, alone }: Drawn, roomy: boolean, draw: Draw) {
  const { width } = spec as unknown as View;
  const most = sizeOf(alone).width;
  if (own !== undefined && hasNumbers(own) && roomy && most <= narrowSheet) return [alone];
  if (typeof width !== 'number' || (own === undefined && most <= narrowSheet)) return [wide];
  const small = most <= narrowSheet ? alone : await fitted(own ?? spec, width - (most - narrowSheet), draw);
  return [html`<div class="wide">${wide}</div>`, html`<div class="narrow">${small}</div>`];
}

/** Drawn anew for a phone; once more where an axis' title reaches beyond: centered, it takes half of what is gained. */
async function fitted(spec: TopLevelSpec, width: number, draw: Draw): Promise<Html> {
  const drawnIn = (room: number) => draw({ ...spec, width: Math.max(leastPanel, room) } as TopLevelSpec);
  const small = await drawnIn(width);
  const beyond = Math.ceil(sizeOf(small).width - narrowSheet);
  return beyond <= 0 ? small : drawnIn(width - 2 * beyond);
}

/** What the root of an SVG says, px. */
function sizeOf({ html: svg }: Html): { readonly width: number; readonly height: number } {
  const [, width = 0, height = 0] = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  return { width: Number(width), height: Number(height) };
}

/** The room under a panel's frame, where its axis stands, px; 0 where it has no frame. */
function belowFrame(svg: Html, { width, height }: View): number {
  const found = [...svg.html.matchAll(/d="M[\d.]+ ([\d.]+)h([\d.]+)v([\d.]+)[hH]/g)]
    .map(([, ...numbers]) => numbers.map(Number) as [top: number, wide: number, tall: number])
    .find(([, wide, tall]) => Math.abs(wide - Number(width)) < 1 && Math.abs(tall - Number(height)) < 1);
  return found === undefined ? 0 : Math.max(0, sizeOf(svg).height - found[0] - found[2]);
}

/** With more room at its bottom, px. */
function taller({ html: svg }: Html, by: number): Html {
  const more = (height: string) => Math.round(10 * (Number(height) + by)) / 10;
  return {
    html: svg
      .replace(/ height="([\d.]+)"/, (_, height: string) => ` height="${more(height)}"`)
      .replace(/(viewBox="[^"]*) ([\d.]+)"/, (_, start: string, height: string) => `${start} ${more(height)}"`),
  };
}
