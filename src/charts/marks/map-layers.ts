/** Layers over the plane of an example. All of them draw on `x` and `y`, whose scales and axes the panel gives. */

import { ink, type Layer } from '../theme.js';
import { fieldsOf, type Key, type PlaneMap } from './map.js';
import { bordersOf } from './map-borders.js';
import type { Room } from './map-rooms.js';

/** The plane tinted by key; `tints` begin with that of key 0. */
export function fieldLayer(map: PlaneMap, key: Key, tints: readonly string[]): Layer {
  const scale = { domain: [...tints.keys()], range: [...tints] };
  const tint = { field: 'key', type: 'nominal' as const, scale, legend: null };
  return {
    data: { values: [...fieldsOf(map, key)] },
    mark: { type: 'rect', strokeWidth: 0.7, clip: true, aria: false },
    encoding: { x2: { field: 'to' }, y2: { field: 'top' }, fill: tint, stroke: tint },
  };
}

/** Lines where the key changes. */
export function borderLayers(map: PlaneMap, key: Key, color: string, strokeWidth: number): Layer[] {
  const corners = bordersOf(map, key).flatMap((line, l) => line.map(([x, y], i) => ({ x, y, line: l, i })));
  if (corners.length === 0) return [];
  return [
    {
      data: { values: corners },
      mark: { type: 'line', color, strokeWidth, clip: true, aria: false },
      encoding: { detail: { field: 'line', type: 'nominal' }, order: { field: 'i' } },
    },
  ];
}

/** Least share of a plane's side that a short text needs to each side. */
const leastRoom = 0.022;

/** A text for each key, on a light halo, where it fits. */
export function nameLayers(rooms: readonly Room[], name: (key: number) => string): Layer[] {
  const values = rooms.filter(({ room }) => room >= leastRoom).map(({ key, x, y }) => ({ x, y, name: name(key) }));
  if (values.length === 0) return [];
  const text = { field: 'name', type: 'nominal' as const };
  const mark = { type: 'text', fontSize: 12, fontWeight: 'bold', aria: false } as const;
  return [
    {
      data: { values },
      mark: { ...mark, stroke: 'white', strokeWidth: 3, strokeJoin: 'round', opacity: 0.75 },
      encoding: { text },
    },
    { data: { values }, mark: { ...mark, color: ink }, encoding: { text } },
  ];
}
