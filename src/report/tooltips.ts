/** What is said of a mark under the pointer: the sentence that a chart gives screen readers, else the mark's data. */
import type { TopLevelSpec } from 'vega-lite';

type View = Readonly<Record<string, unknown>>;

/** Marks that stand for one row of their data; a line or an area stands for many, a text says what it says. */
const single: readonly unknown[] = ['point', 'circle', 'square', 'tick', 'bar', 'rule'];

/** The sheet that `theme.page` made with tooltips; its key explains marks and has none. */
export function withTooltips(spec: TopLevelSpec): TopLevelSpec {
  if (!('vconcat' in spec)) return viewWith(spec as unknown as View) as unknown as TopLevelSpec;
  const [body] = spec.vconcat.slice(-1);
  return { ...spec, vconcat: [...spec.vconcat.slice(0, -1), viewWith(body as unknown as View)] } as TopLevelSpec;
}

function viewWith(view: View): View {
  const parts = ['layer', 'concat', 'hconcat', 'vconcat'].flatMap((key) => {
    const views = view[key];
    return Array.isArray(views) ? [[key, views.map((each: View) => viewWith(each))] as const] : [];
  });
  return { ...view, ...Object.fromEntries(parts), ...tooltipOf(view) };
}

function tooltipOf({ mark, encoding }: View): View {
  const { type, ...given } = typeof mark === 'object' && mark !== null ? (mark as View) : { type: mark };
  const channels = (encoding ?? {}) as View;
  if ('tooltip' in channels || type === undefined) return {};
  if ('description' in channels) return { encoding: { ...channels, tooltip: channels.description } };
  return single.includes(type) ? { mark: { ...given, type, tooltip: { content: 'data' } } } : {};
}
