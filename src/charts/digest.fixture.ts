/**
 * A figure in few lines, to be read in a diff: its texts, its panels, and of each layer the mark, what is on which
 * channel, and the data: how many rows, the first of them, and a checksum of all, rounded. How it looks is left out
 * (sizes, config), and what comes from the theme is told by its place there, so that an edit of the theme changes no
 * digest but its own.
 */
import { createHash } from 'node:crypto';
import type { TopLevelSpec } from 'vega-lite';
import { ink, soft, tints } from './colors.js';
import { colorOf, shapeOf } from './theme.js';

type View = Readonly<Record<string, unknown>>;

/** Of the marks' and channels' properties, those that are looks alone. */
const looks =
  /^(size|opacity|strokeWidth|thickness|fontSize|fontWeight|dx|dy|aria|strokeCap|strokeJoin|strokeDash|width|height|gridOpacity|offset|label\w*|tick\w*|grid|domain(Color)?|minExtent|padding\w*|titleAnchor|legend|baseline)$/;
const shownRows = 2;
const longest = 90;

/** @param spec as `theme.page` makes it. */
export function digestOf(spec: TopLevelSpec): string {
  const { title, description, vconcat, params, datasets = {} } = spec as unknown as View;
  const parts = list(vconcat);
  const lines = [
    ...textsOf(title).map((text) => `> ${text}`),
    `description: ${description}`,
    ...list(params).map((param) => `param ${line(param)}`),
    ...Object.entries(datasets as View).map(([name, rows]) => `data ${name}: ${dataOf(rows)}`),
    ...parts.slice(0, -1).map(keyOf),
    ...parts.slice(-1).flatMap((part) => viewLines(part, '', new Map())),
  ];
  return `${lines.join('\n')}\n`;
}

/** `key: shape 0 in color 0 expert 0; ...`. */
function keyOf({ data }: View): string {
  const entries = list((data as View).values).map(({ label, shape, fill, stroke }) => {
    const colors = fill === stroke ? [fill] : [fill, stroke];
    return `${[shape, ...colors].map(themed).join(' ')}: ${label}`;
  });
  return `key: ${entries.join('; ')}`;
}

function viewLines(view: View, indent: string, seen: Map<string, string>): string[] {
  const inner = `${indent} `;
  const head = [textsOf(view.title).join(' | '), encodingOf(view.encoding)].filter((text) => text !== '').join('   ');
  for (const kind of ['vconcat', 'hconcat', 'concat'] as const) {
    if (!(kind in view)) continue;
    const parts = list(view[kind]);
    const columns = view.columns === undefined ? '' : ` in ${view.columns} columns`;
    return [
      `${indent}${kind} of ${parts.length}${columns} ${head}`.trimEnd(),
      ...parts.flatMap((part) => viewLines(part, inner, seen)),
    ];
  }
  // A panel built as one before it is told by its data alone.
  const built = JSON.stringify(structureOf(view));
  const before = seen.get(built);
  const name = textsOf(view.title)[0] ?? 'untitled';
  if (before === undefined) seen.set(built, name);
  const texts = textsOf(view.title).join(' | ');
  if (before !== undefined) return [`${indent}panel ${texts}: as ${before}; ${rowsOf(view).join('; ')}`];
  return [`${indent}panel ${head}`, ...layerLines(view, inner)];
}

function layerLines(view: View, indent: string): string[] {
  const data = view.data === undefined ? '' : `   ${dataOf((view.data as View).values ?? view.data)}`;
  const transform = view.transform === undefined ? '' : `   ${line(view.transform)}`;
  if ('layer' in view) {
    const own = (data + transform).trim();
    return [
      ...(own === '' ? [] : [`${indent}over ${own}`]),
      ...list(view.layer).flatMap((layer) => layerLines(layer, 'layer' in layer ? `${indent} ` : indent)),
    ];
  }
  return [`${indent}${markOf(view.mark)} ${encodingOf(view.encoding)}${data}${transform}`];
}

const list = (value: unknown): readonly View[] => (Array.isArray(value) ? (value as View[]) : []);

/** What makes a panel but its texts and its data. */
function structureOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structureOf);
  if (typeof value !== 'object' || value === null) return themed(value);
  const kept = Object.entries(value).filter(
    ([key]) => !['title', 'data', 'values', 'domain'].includes(key) && !looks.test(key),
  );
  return kept.map(([key, each]) => [key, structureOf(each)]);
}

function rowsOf(view: View): string[] {
  const own = view.data === undefined ? [] : [dataOf((view.data as View).values ?? view.data, 1)];
  return [...own, ...list(view.layer).flatMap(rowsOf)];
}

function textsOf(title: unknown): string[] {
  if (title === undefined || title === null) return [];
  if (typeof title === 'string') return [title];
  if (Array.isArray(title)) return title.flatMap(textsOf);
  const { text, subtitle, expr } = title as View;
  return expr === undefined
    ? [...textsOf(text), ...textsOf(subtitle)].filter((each) => each.trim() !== '')
    : [String(expr)];
}

function markOf(mark: unknown): string {
  if (typeof mark === 'string') return mark;
  const { type, ...rest } = mark as View;
  const told = Object.entries(rest).filter(([key]) => !looks.test(key));
  return [String(type), ...told.map(([key, value]) => `${key}:${line(value)}`)].join(' ');
}

/** `x=at linear [0,1] "share"`. */
function encodingOf(encoding: unknown): string {
  const channels = Object.entries((encoding ?? {}) as View).map(([channel, given]) => {
    if (Array.isArray(given)) return `${channel}=${given.map((each) => (each as View).field).join('+')}`;
    const { field, datum, value, scale, axis, title } = given as View;
    const of = field ?? (datum === undefined ? (value === undefined ? '' : line(value)) : `datum ${line(datum)}`);
    const { type, domain, range } = (scale ?? {}) as View;
    const texts = textsOf((axis as View | null | undefined)?.title ?? title).join(' / ');
    return [
      `${channel}=${of}`,
      ...(scale === null ? ['as is'] : []),
      ...(type === undefined ? [] : [type]),
      ...(domain === undefined ? [] : [line(domain)]),
      ...(range === undefined ? [] : [`to ${line(range)}`]),
      ...(texts === '' ? [] : [`"${texts}"`]),
    ].join(' ');
  });
  return channels.join('; ');
}

function dataOf(values: unknown, most = shownRows): string {
  if (!Array.isArray(values)) return line(values);
  if (values.length === 0) return 'no rows';
  const sum = createHash('sha256')
    .update(JSON.stringify(rounded(values)))
    .digest('hex')
    .slice(0, 6);
  return `${values.length} rows ${sum} ${values
    .slice(0, most)
    .map((row) => line(row))
    .join(' ')}`;
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(4));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return themed(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rounded(each)]));
}

function line(value: unknown): string {
  const text = JSON.stringify(rounded(value)).replaceAll('"', '');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const known = new Map<unknown, string>([
  [ink, 'ink'],
  [soft, 'soft'],
  ...tints.map((tint, i): [string, string] => [tint, `tint ${i}`]),
  ...Array.from({ length: 7 }, (_, i): [string, string] => [shapeOf(i), `shape ${i}`]),
  ...Array.from({ length: 7 }, (_, i): [string, string] => [colorOf(i), `color ${i}`]),
]);
const themed = (value: unknown): unknown => known.get(value) ?? value;
