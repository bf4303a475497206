/** One panel of a figure, small, as a picture of what it shows. */
import type { TopLevelSpec } from 'vega-lite';

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
  return { $schema, config, background: 'white', padding: 2, ...wordless(shown), ...room } as unknown as TopLevelSpec;
}

/** What a panel is drawn in, px, beside its axes. */
const room = { width: 150, height: 72 };

/** Without the texts among its marks, for which there is no room. */
function wordless(view: View): View {
  const { layer } = view;
  if (!Array.isArray(layer)) return view;
  return { ...view, layer: layer.filter(({ mark }: View) => !isText(mark)).map(wordless) };
}

function isText(mark: unknown): boolean {
  return mark === 'text' || (mark as { readonly type?: string } | undefined)?.type === 'text';
}

function panelsOf(view: View): readonly View[] {
  const parts = ['hconcat', 'vconcat', 'concat'].flatMap((key) => (view[key] as readonly View[] | undefined) ?? []);
  return parts.length === 0 ? [view] : parts.flatMap(panelsOf);
}
