/** Panels: their axes, what they do where something is missing, and how they stand side by side. */
import { extent } from 'd3-array';
import { cut } from '../font.js';
import { gap, type Layer, type Panel, short } from '../theme.js';

type Properties = Readonly<Record<string, unknown>>;

/** How an encoding channel places marks, with its axis. */
export type Axis = Properties;

interface AxisLook {
  readonly title?: string | readonly string[] | null;
  /** Whether another panel of the row has the labels. */
  readonly shared?: boolean;
  /** Whatever else Vega-Lite knows of an axis. */
  readonly axis?: Properties;
}

interface NumberLook extends AxisLook {
  readonly field?: string;
  /** The ends, which stay as they are. */
  readonly domain?: readonly number[];
  readonly scale?: Properties;
  /** Where ticks stand, or about how many there are. */
  readonly ticks?: readonly number[] | number;
  readonly grid?: boolean;
}

/** An axis of numbers. */
export function numberAxis({ field, domain, scale, ticks = 4, grid = false, ...look }: NumberLook): Axis {
  const ends = domain === undefined ? {} : { domain: [...domain], nice: false };
  return {
    ...(field === undefined ? {} : { field }),
    type: 'quantitative',
    scale: { ...ends, ...scale },
    axis: {
      ...axisOf(look),
      grid,
      ...(typeof ticks === 'number' ? { tickCount: ticks } : { values: [...ticks] }),
      ...look.axis,
    },
  };
}

interface NameLook extends AxisLook {
  readonly field: string;
  /** Each name that the data has, and the lines that stand for it, from top to bottom. */
  readonly names: readonly (readonly [name: string, lines: readonly string[]])[];
  readonly scale?: Properties;
}

/** An upright axis of names, a row each. */
export function nameAxis({ field, names, scale, ...look }: NameLook): Axis {
  const domain = names.map(([name]) => name);
  const lines = names.map(([, lines]) => lines.join('\n'));
  const labelExpr = `split(${JSON.stringify(lines)}[indexof(${JSON.stringify(domain)}, datum.value)], '\\n')`;
  return {
    field,
    type: 'nominal',
    scale: { domain, ...scale },
    axis: {
      ...axisOf({ title: null, ...look }),
      ticks: false,
      domain: false,
      labelExpr,
      labelLineHeight: 13,
      ...look.axis,
    },
  };
}

function axisOf({ title = null, shared = false }: AxisLook) {
  return { title: shared ? null : title, ...(shared ? { labels: false, ticks: false } : {}) };
}

/** Least and greatest of some values, but those that are not there, widened by a share of their distance: an axis' ends. */
export function endsOf(values: Iterable<number | null | undefined>, margin: number): readonly [number, number] {
  const [low = 0, high = 1] = extent(values, (value) => value);
  const wide = (high - low || Math.abs(high) || 1) * margin;
  return [short(low - wide), short(high + wide)];
}

/** Both axes of a plane: samples, regions and maps are drawn on `x` and `y`. */
export function planeAxes(
  ends: { readonly x: readonly number[]; readonly y: readonly number[] },
  titles: readonly [string, string],
  shared: Readonly<Partial<Record<'x' | 'y', boolean>>> = {},
) {
  const [x, y] = titles;
  return {
    x: numberAxis({ field: 'x', domain: ends.x, title: x, ...(shared.x && { shared: true }) }),
    y: numberAxis({
      field: 'y',
      domain: ends.y,
      title: y,
      axis: { labelBound: true },
      ...(shared.y && { shared: true }),
    }),
  };
}

interface PanelParts {
  readonly title?: string;
  /** Lines under the title. */
  readonly notes?: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly x?: Axis;
  readonly y?: Axis;
  readonly layers: readonly Layer[];
}

/**
 * A layered panel, its texts cut to its width, its title where the next panel begins. Something may be missing, such as a trial that was not run: layers
 * without rows are left out, as Vega has no scale for them, and a panel without any keeps its frame and those axes
 * whose ends are given.
 */
export function panel({ title, notes = [], layers, x, y, width, height, ...more }: PanelParts & Properties): Panel {
  const drawn = layers.filter(hasRows);
  const encoding = Object.entries({ x, y }).filter(
    ([, axis]) => axis !== undefined && (drawn.length > 0 || isFixed(axis)),
  );
  const subtitle = notes.map((note) => cut(note, width));
  const head =
    title === undefined
      ? {}
      : { title: { text: cut(title, width + gap - 4, 12, true), ...(notes.length === 0 ? {} : { subtitle }) } };
  return {
    ...{ ...head, width, height, ...more },
    layer: drawn.length > 0 ? drawn : [{ data: { values: [] }, mark: 'point' }],
    encoding: Object.fromEntries(encoding),
  } as Panel;
}

function hasRows({ data }: Layer): boolean {
  const values = (data as { readonly values?: unknown } | undefined)?.values;
  return !Array.isArray(values) || values.length > 0;
}

const isFixed = ({ scale }: Axis): boolean => typeof scale === 'object' && scale !== null && 'domain' in scale;

/** Panels of one row, whose frames stand at one height. */
export function rowOf(panels: readonly Panel[], spacing = gap): Panel {
  return { spacing, bounds: 'flush', hconcat: [...panels] };
}

/** Rows of panels below each other. */
export function stacked(rows: readonly Panel[], spacing = 22): Panel {
  return { spacing, vconcat: [...rows] };
}

/** As many parts as there is room for beside each other, line by line. */
export function linesOf<T>(parts: readonly T[], across: number): T[][] {
  return Array.from({ length: Math.ceil(parts.length / across) }, (_, line) =>
    parts.slice(line * across, (line + 1) * across),
  );
}
