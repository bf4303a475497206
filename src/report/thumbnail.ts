/** One panel of a figure, small, as a picture of what it shows. */
import type { TopLevelSpec } from 'vega-lite';
import { resized } from '../charts/marks/map.js';

type View = Readonly<Record<string, unknown>>;

/**
 * The panel of a sheet that `theme.page` made, without its title.
 * @param panel in reading order, from 1; the last one where there are fewer.
 */
export function thumbnail(spec: TopLevelSpec, panel: number): TopLevelSpec {
  const sheet = spec as unknown as View;
  // Its key, which explains marks, comes first.
  const body = Array.isArray(sheet.vconcat) ? (sheet.vconcat.at(-1) as View) : sheet;
  const { $schema, config } = sheet;
  const panels = panelsOf(body);
  const { title: _, ...shown } = panels[Math.min(panel, panels.length) - 1]!;
  const { encoding, ...drawn } = wordless(shown, scaleOf(shown));
  const small = { ...drawn, ...room, ...(encoding === undefined ? {} : { encoding: named(encoding as View) }) };
  return { $schema, config, background: 'white', padding: 2, ...small } as unknown as TopLevelSpec;
}

/** What a panel is drawn in, px, beside its axes. */
const room = { width: 150, height: 72 };

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

/** The names of its rows, in one line each, also where another panel of the figure has them. */
function named(encoding: View): View {
  const y = encoding.y as View | undefined;
  const axis = y?.axis as View | undefined;
  if (axis?.labelExpr === undefined || y?.type !== 'nominal') return encoding;
  const { labels: _, labelOffset: __, minExtent: ___, ...own } = axis;
  return { ...encoding, y: { ...y, axis: { ...own, labelExpr: `(${axis.labelExpr})[0]` } } };
}

function isText(mark: unknown): boolean {
  return mark === 'text' || (mark as { readonly type?: string } | undefined)?.type === 'text';
}

function panelsOf(view: View): readonly View[] {
  const parts = ['hconcat', 'vconcat', 'concat'].flatMap((key) => (view[key] as readonly View[] | undefined) ?? []);
  return parts.length === 0 ? [view] : parts.flatMap(panelsOf);
}
