import type { Layer, Panel } from '../theme.js';

type View = Readonly<Record<string, unknown>>;

interface Parts {
  readonly layer: readonly Layer[];
  readonly encoding: Readonly<Partial<Record<'x' | 'y', object>>>;
}

/**
 * A layered panel of which something may be missing, such as a trial that was not run: layers without rows are left
 * out, as Vega has no scale for them, and a panel without any keeps its frame, and the axes whose ends are given.
 */
export function panel({ layer, encoding, ...frame }: Parts & View): Panel {
  const drawn = layer.filter(hasRows);
  if (drawn.length > 0) return { ...frame, layer: drawn, encoding } as Panel;
  const fixed = Object.entries(encoding).filter(([, channel]) => 'domain' in (((channel as View).scale as View) ?? {}));
  return { ...frame, layer: [{ data: { values: [] }, mark: 'point' }], encoding: Object.fromEntries(fixed) } as Panel;
}

function hasRows(layer: Layer): boolean {
  const values = (layer.data as { readonly values?: unknown } | undefined)?.values;
  return !Array.isArray(values) || values.length > 0;
}
