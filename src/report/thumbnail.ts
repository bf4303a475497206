/** One panel of a figure, small, as a picture of what it shows. */
import type { TopLevelSpec } from 'vega-lite';
import { type KeyEntry, keyPanel } from '../charts/marks/key.js';
import { resized } from '../charts/marks/map.js';
import type { Panel } from '../charts/theme.js';

type View = Readonly<Record<string, unknown>>;

/**
 * The panel of a sheet that `theme.page` made, with what names its series and its axes in a line each.
 * @param panel in reading order, from 1; the last one where there are fewer.
 */
export function thumbnail(spec: TopLevelSpec, panel: number): TopLevelSpec {
  const sheet = spec as unknown as View;
  // Its key, which explains marks, comes first.
  const [key, body] = Array.isArray(sheet.vconcat)
    ? [sheet.vconcat.length > 1 ? (sheet.vconcat[0] as View) : undefined, sheet.vconcat.at(-1) as View]
    : [undefined, sheet];
  const { $schema, config } = sheet;
  const panels = panelsOf(body);
  const { title, ...shown } = panels[Math.min(panel, panels.length) - 1]!;
  const { encoding = {}, ...drawn } = wordless(shown, scaleOf(shown));
  const [named, axes] = axesNamed(encoding as View, linesOf(title).join(' '));
  const small = {
    ...(named === '' ? {} : { title: { text: named, ...titleLook } }),
    ...{ ...drawn, ...room, ...rowsRoom(axes.y) },
    ...(Object.keys(axes).length === 0 ? {} : { encoding: axes }),
  };
  const entries = key === undefined || isNominal(axes.y) ? [] : entriesOf(key, looksOf(shown));
  const parts =
    entries.length === 0
      ? small
      : { spacing: 2, align: 'none', vconcat: [keyPanel([entries], keyLook), small as unknown as Panel] };
  return { $schema, config, background: 'white', padding: 2, ...parts } as unknown as TopLevelSpec;
}

/** What a panel is drawn in, px, beside its axes. */
const room = { width: 156, height: 48 };
/** The height of a row that has a name, px. */
const rowHeight = 13;
const titleLook = { fontSize: 10.5, fontWeight: 'normal', frame: 'bounds', offset: 3 };
const keyLook = { room: 184, lineHeight: 14, size: 10 };

type Scale = readonly [wide: number, high: number];

function scaleOf({ width, height }: View): Scale {
  return [room.width / Number(width ?? room.width), room.height / Number(height ?? room.height)];
}

/** Without the texts among its marks, for which there is no room; outlines in px are made to the room. */
function wordless(view: View, scale: Scale): View {
  const { layer, data } = view;
  if (Array.isArray(layer))
    return {
      ...view,
      layer: layer.filter(({ mark }: View) => !isText(mark)).map((each: View) => wordless(each, scale)),
    };
  const values = (data as { readonly values?: readonly View[] } | undefined)?.values;
  if (values?.[0]?.outline === undefined) return view;
  return {
    ...view,
    data: { values: values.map((row) => ({ ...row, outline: resized(String(row.outline), ...scale) })) },
  };
}

interface Axis {
  readonly type?: unknown;
  readonly axis?: View;
}

/**
 * The axes, whose names fit: that of y stands above, as the panel's does where y needs none; a panel named after what x
 * is gives x its name.
 */
function axesNamed(encoding: View, title: string): readonly [above: string, encoding: View] {
  const [x, y] = [encoding.x, encoding.y] as (Axis | undefined)[];
  const [along, upright] = [linesOf(x?.axis?.title).join(' '), linesOf(y?.axis?.title).join(' ')];
  const own = along.toLowerCase().startsWith(title.toLowerCase()) ? '' : title;
  const names = {
    ...(x?.axis && { x: { ...x, axis: { ...x.axis, title: along === '' ? title : along } } }),
    ...(y?.axis && { y: isNominal(y) ? named(y) : { ...y, axis: { ...y.axis, title: null, ...sparse } } }),
  };
  return [upright === '' ? own : upright, { ...encoding, ...names }];
}

const sparse = { tickCount: 3, labelOverlap: true };

const isNominal = (y: unknown): boolean => (y as Axis | undefined)?.type === 'nominal';

/** The height of a panel whose rows have names. */
function rowsRoom(y: unknown): { readonly height?: number } {
  const { domain = [] } = (y as { readonly scale?: { readonly domain?: readonly string[] } } | undefined)?.scale ?? {};
  return isNominal(y) ? { height: Math.max(room.height, rowHeight * domain.length) } : {};
}

/** The names of its rows, in one line each, also where another panel of the figure has them. */
function named({ axis, ...y }: Axis): Axis {
  const { labels: _, labelOffset: __, minExtent: ___, ...own } = axis!;
  return axis!.labelExpr === undefined
    ? { ...y, axis: axis! }
    : { ...y, axis: { ...own, labelExpr: `(${axis!.labelExpr})[0]` } };
}

/** The key's entries whose marks a panel has. */
function entriesOf(key: View, looks: ReadonlySet<string>): readonly KeyEntry[] {
  const { values = [] } = (key.data ?? {}) as { readonly values?: readonly KeyEntry[] };
  return values.filter(({ shape, fill, stroke }) => looks.has(lookOf(shape, fill, stroke)));
}

const lookOf = (...parts: readonly unknown[]): string => parts.join(' ');

/** How the marks of one look each are drawn. */
function looksOf({ mark, layer }: View): ReadonlySet<string> {
  const { shape, color, fill = color, stroke = color } = typeof mark === 'object' ? (mark as View) : {};
  const below = Array.isArray(layer) ? layer.flatMap((each: View) => [...looksOf(each)]) : [];
  return new Set([...(shape === undefined ? [] : [lookOf(shape, fill, stroke)]), ...below]);
}

/** The lines of a title. */
function linesOf(text: unknown): readonly string[] {
  if (typeof text === 'string') return text === '' ? [] : [text];
  if (Array.isArray(text)) return text.map(String);
  return typeof text === 'object' && text !== null ? linesOf((text as View).text) : [];
}

function isText(mark: unknown): boolean {
  return mark === 'text' || (mark as { readonly type?: string } | undefined)?.type === 'text';
}

function panelsOf(view: View): readonly View[] {
  const parts = ['hconcat', 'vconcat', 'concat'].flatMap((key) => (view[key] as readonly View[] | undefined) ?? []);
  return parts.length === 0 ? [view] : parts.flatMap(panelsOf);
}
