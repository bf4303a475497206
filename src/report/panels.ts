/**
 * A sheet in parts that a page lays out: its title and notes as text, its key entry by entry, its panels in rows that a
 * narrow window breaks. A panel that takes its axis from its neighbor gets one of its own where there is room.
 */
import type { TopLevelSpec } from 'vega-lite';
import { widthOf } from '../charts/font.js';

export interface Sheet {
  readonly notes: readonly string[];
  /** A picture each, in order. */
  readonly key: readonly TopLevelSpec[];
  readonly rows: readonly SheetRow[];
}

export interface SheetRow {
  /** Whether panels take their axis from a neighbor, beside which they must stay. */
  readonly together: boolean;
  /** What holds for all panels of the rows from here on. */
  readonly heading?: string;
  readonly panels: readonly SheetPanel[];
}

export interface SheetPanel {
  readonly spec: TopLevelSpec;
  /** The same with the axis of its neighbor, for where it stands below it. */
  readonly alone?: TopLevelSpec;
}

type View = Readonly<Record<string, unknown>>;

/** Room that an axis of numbers takes, px. */
const axisRoom = 80;
/** Room between panels, and that of the page, px. */
export const [between, pageRoom] = [12, 980];

/** The parts of a sheet that `theme.page` made; of any other spec the whole as one panel. */
export function sheetOf(spec: TopLevelSpec): Sheet {
  const { title, vconcat, config, $schema } = spec as unknown as View;
  if (!Array.isArray(vconcat)) return { notes: [], key: [], rows: [{ together: false, panels: [{ spec }] }] };
  const body = vconcat.at(-1) as View;
  const top = { $schema, config, background: null, padding: 2 };
  const asSpec = (view: View) => ({ ...top, ...view }) as unknown as TopLevelSpec;
  return {
    notes: linesOf((title as View | undefined)?.subtitle),
    key: (vconcat.length > 1 ? keyEntries(vconcat[0] as View) : []).map(asSpec),
    rows: rowsOf(body).map(({ heading, panels }) => {
      const own = withAxes(panels);
      return {
        ...(heading === undefined ? {} : { heading }),
        together: own.some(({ alone }) => alone !== undefined),
        panels: own.map(({ view, alone }) => ({
          spec: asSpec(view),
          ...(alone === undefined ? {} : { alone: asSpec(alone) }),
        })),
      };
    }),
  };
}

interface Row {
  readonly heading?: string;
  readonly panels: readonly View[];
}

function rowsOf(view: View): Row[] {
  const { title, vconcat, hconcat, concat, columns } = view as View & { readonly columns?: number };
  const headed = (rows: readonly Row[]): Row[] => {
    const lines = linesOf(title);
    const [first, ...others] = rows;
    return lines.length === 0 || first === undefined ? [...rows] : [{ heading: lines.join('. '), ...first }, ...others];
  };
  if (Array.isArray(vconcat)) return headed(vconcat.flatMap((part) => rowsOf(part as View)));
  if (Array.isArray(hconcat)) return headed([{ panels: hconcat.flatMap((part) => besideOf(part as View)) }]);
  if (!Array.isArray(concat)) return [{ panels: [view] }];
  const across = columns ?? concat.length;
  const lines = Array.from({ length: Math.ceil(concat.length / across) }, (_, line) => ({
    panels: (concat as View[]).slice(line * across, (line + 1) * across),
  }));
  return headed(lines);
}

/** A row within a row is one with it. */
function besideOf(view: View): readonly View[] {
  return Array.isArray(view.hconcat) && view.title === undefined
    ? view.hconcat.flatMap((part) => besideOf(part as View))
    : [view];
}

interface YAxis {
  readonly type?: unknown;
  readonly axis?: { readonly labels?: unknown };
}
const yOf = (view: View): YAxis | undefined => (view.encoding as { readonly y?: YAxis } | undefined)?.y;
const isShared = (view: View): boolean => yOf(view)?.axis?.labels === false;

/** Whether a panel has an axis of numbers upright. */
export const hasNumbers = (spec: TopLevelSpec): boolean => yOf(spec as unknown as View)?.type === 'quantitative';

/** The panels of a row, with an axis of numbers each where that leaves room for all. */
function withAxes(panels: readonly View[]): readonly { readonly view: View; readonly alone?: View }[] {
  const wide = panels.reduce((sum, { width }) => sum + (typeof width === 'number' ? width : 0), 0);
  const fits = wide + (axisRoom + between) * panels.length <= pageRoom;
  let from: YAxis['axis'];
  return panels.map((view) => {
    const y = yOf(view);
    if (!isShared(view)) from = y?.axis;
    if (!isShared(view) || from === undefined) return { view };
    const alone = { ...view, encoding: { ...(view.encoding as View), y: { ...y, axis: from } } };
    return fits && y?.type === 'quantitative' ? { view: alone } : { view, alone };
  });
}

/** A key's entries, each as a panel of its own. */
function keyEntries(key: View): View[] {
  const values = (key.data as { readonly values?: readonly View[] } | undefined)?.values;
  if (values?.every(({ label }) => typeof label === 'string') !== true) return [key];
  return values.map((entry) => ({
    ...key,
    width: 24 + Math.ceil(widthOf(String(entry.label), 11)),
    height: 20,
    data: { values: [{ ...entry, x: 8, y: 10, text: 20 }] },
  }));
}

/** The lines of a title or a note. */
function linesOf(text: unknown): readonly string[] {
  if (typeof text === 'string') return [text];
  if (Array.isArray(text)) return text.map(String);
  if (typeof text !== 'object' || text === null) return [];
  const { text: own, subtitle } = text as View;
  return [...linesOf(own), ...linesOf(subtitle)];
}
