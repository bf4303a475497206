/** How a plane is drawn: tinted fields, lines between them, names in them. */
import { group } from 'd3-array';
import { ground, ink } from '../colors.js';
import type { Layer } from '../theme.js';
import { bordersOf, cellOf, smoothed } from './borders.js';
import { fieldsOf, type Key, type PlaneMap, type Rectangle } from './plane.js';
import { roomsOf } from './rooms.js';

/** The panel that a plane fills: the ends of its axes, and its size, px. */
export interface Frame {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** The plane tinted by key; `tints` begin with that of key 0. */
export function fieldLayer(map: PlaneMap, key: Key, tints: readonly string[], frame: Frame): Layer {
  return rectangleLayer(
    fieldsOf(map, key).map((field) => ({ ...field, tint: tints[field.key]! })),
    frame,
  );
}

/**
 * Rectangles, those of one tint as one shape: a tenth of what a mark for each would take. Hairlines of their own tint
 * close the seams between them.
 */
export function rectangleLayer(rectangles: readonly (Rectangle & { readonly tint: string })[], frame: Frame): Layer {
  const values = [...group(rectangles, ({ tint }) => tint)].map(([tint, own]) => {
    return { tint, outline: own.map((each) => outlineOf(each, frame)).join('') };
  });
  const asIs = (field: string) => ({ field, type: 'nominal' as const, scale: null });
  return {
    data: { values },
    // A shape of this size is drawn to the scale of its outline, which is in px.
    mark: { type: 'point', size: 4, strokeWidth: 0.7, opacity: 1, clip: true, aria: false },
    encoding: { x: { value: 0 }, y: { value: 0 }, shape: asIs('outline'), fill: asIs('tint'), stroke: asIs('tint') },
  } as Layer;
}

/** From the upper left corner around, in px of the frame. */
function outlineOf({ x, to, y, top }: Rectangle, frame: Frame): string {
  const [left, right] = [x, to].map((place) => placed(place, frame.x, frame.width));
  const [lower, upper] = [y, top].map((place) => tenths(frame.height - placed(place, frame.y, frame.height)));
  return `M${left},${upper}H${right}V${lower}H${left}Z`;
}

const placed = (at: number, [low, high]: readonly number[], size: number): number =>
  tenths(((at - low!) / (high! - low!)) * size);

const tenths = (px: number): number => Number(px.toFixed(1));

/** Lines where the key changes, smoothed: at most half a cell from the stairs. */
export function borderLayer(map: PlaneMap, key: Key, color: string, strokeWidth: number): Layer {
  const cell = cellOf(map);
  const lines = bordersOf(map, key).map((line) => smoothed(line, cell));
  return {
    data: { values: lines.flatMap((line, l) => line.map(([x, y], i) => ({ x, y, line: l, i }))) },
    mark: { type: 'line', color, strokeWidth, clip: true, aria: false },
    encoding: { detail: { field: 'line', type: 'nominal' }, order: { field: 'i' } },
  };
}

/** Least share of a plane's side that a short text needs to each side. */
const leastRoom = 0.022;

/** A text for each region of a key, on a light halo, where it fits. */
export function nameLayers(map: PlaneMap, key: Key, name: (key: number) => string): Layer[] {
  const values = roomsOf(map, key)
    .filter(({ room }) => room >= leastRoom)
    .map(({ key, x, y }) => ({ x, y, name: name(key) }));
  const halo = { stroke: ground, strokeWidth: 3, strokeJoin: 'round', opacity: 0.75 } as const;
  return [halo, { color: ink }].map((look) => ({
    data: { values },
    mark: { type: 'text', fontSize: 12, fontWeight: 'bold', aria: false, ...look },
    encoding: { text: { field: 'name', type: 'nominal' } },
  }));
}
