/**
 * The plane of an example as a mixture with a gate sees it (example_map.csv): who decides where, and what. Neighboring
 * cells are merged to draw them, which changes no statement about any of them.
 */
import { group } from 'd3-array';
import { InputError } from '../../errors.js';
import type { Tables } from '../contract.js';
import { ink, type Layer, short } from '../theme.js';
import { endsOf } from './panel.js';

/** A rectangle from (x, y) to (to, top), in the names that layers draw. */
export interface Rectangle {
  readonly x: number;
  readonly to: number;
  readonly y: number;
  readonly top: number;
}

/** A run of cells along x in which one expert decides, and predicts one class. */
export interface Run extends Rectangle {
  readonly expert: number;
  readonly prediction: number;
}

/** Rows of the plane from the lowest up; each has its runs from left to right, without gaps. */
export type PlaneMap = readonly (readonly Run[])[];

/** What runs are told apart by: their expert, their class, or both. */
export type Key = (run: Run) => number;

export const byExpert: Key = ({ expert }) => expert;
export const byClass: Key = ({ prediction }) => prediction;
/** Of two classes. */
export const byBoth: Key = ({ expert, prediction }) => 2 * expert + prediction;

type Field = Rectangle & { readonly key: number };

/** The map of a trial; no rows where none was recorded. @throws InputError where more than two classes are predicted. */
export function mapOf(tables: Tables, id: string): PlaneMap {
  const runs = tables
    .lines('example_map.csv')
    .filter((line) => line.id === id)
    .map(({ x1Low, x1High, x2Low, x2High, expert, prediction }): Run => {
      if (prediction !== 0 && prediction !== 1)
        throw new InputError(`a map is of two classes, 0 and 1; example_map.csv has ${prediction} for ${id}`);
      return { x: short(x1Low), to: short(x1High), y: short(x2Low), top: short(x2High), expert, prediction };
    });
  return [...group(runs, ({ y }) => y).values()];
}

/** The ends of the axes that hold all of some rectangles. */
export function endsAround(rectangles: readonly Rectangle[]) {
  return {
    x: endsOf(
      rectangles.flatMap(({ x, to }) => [x, to]),
      0,
    ),
    y: endsOf(
      rectangles.flatMap(({ y, top }) => [y, top]),
      0,
    ),
  };
}

/** The plane tinted by key; `tints` begin with that of key 0. */
export function fieldLayer(map: PlaneMap, key: Key, tints: readonly string[]): Layer {
  return rectangleLayer(fieldsOf(map, key), 'key', [...tints.keys()], tints);
}

/** Rectangles tinted by a field of theirs, whose values have a tint each. */
export function rectangleLayer<F extends string>(
  rectangles: readonly (Rectangle & Readonly<Record<F, string | number>>)[],
  field: F,
  domain: readonly (string | number)[],
  tints: readonly string[],
): Layer {
  const tint = { field, type: 'nominal' as const, scale: { domain: [...domain], range: [...tints] }, legend: null };
  return {
    data: { values: [...rectangles] },
    mark: { type: 'rect', strokeWidth: 0.7, clip: true, aria: false },
    encoding: { x2: { field: 'to' }, y2: { field: 'top' }, fill: tint, stroke: tint },
  } as Layer;
}

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
  const halo = { stroke: 'white', strokeWidth: 3, strokeJoin: 'round', opacity: 0.75 } as const;
  return [halo, { color: ink }].map((look) => ({
    data: { values },
    mark: { type: 'text', fontSize: 12, fontWeight: 'bold', aria: false, ...look },
    encoding: { text: { field: 'name', type: 'nominal' } },
  }));
}

/** Runs of equal key as few rectangles: neighbors along x, then those with the same ends above each other. */
export function fieldsOf(map: PlaneMap, key: Key): readonly Field[] {
  const whole: Field[] = [];
  const below = new Map<string, number>();
  for (const field of map.flatMap((runs) => mergedRow(runs, key))) {
    const name = `${field.x} ${field.to} ${field.key}`;
    const under = below.get(name);
    if (under !== undefined && whole[under]!.top === field.y) whole[under] = { ...whole[under]!, top: field.top };
    else below.set(name, whole.push(field) - 1);
  }
  return whole;
}

/** The runs of one row, neighbors of equal key as one. */
function mergedRow(runs: readonly Run[], key: Key): readonly Field[] {
  const merged: Field[] = [];
  for (const run of runs) {
    const x = merged.at(-1)?.key === key(run) ? merged.pop()!.x : run.x;
    merged.push({ x, to: run.to, y: run.y, top: run.top, key: key(run) });
  }
  return merged;
}

type Place = readonly [x: number, y: number];
/** A side of a stair, along one axis. */
type Side = readonly [from: Place, to: Place];

/** The stairs between runs of different keys; each a list of corners. */
export function bordersOf(map: PlaneMap, key: Key): readonly (readonly Place[])[] {
  const upright = map.flatMap((runs) =>
    runs.flatMap((run, r): Side[] =>
      r === 0 || key(run) === key(runs[r - 1]!)
        ? []
        : [
            [
              [run.x, run.y],
              [run.x, run.top],
            ],
          ],
    ),
  );
  const level = map.slice(1).flatMap((runs, r) => sidesBetween(map[r]!, runs, key));
  return chained([...upright, ...level]).map(straightened);
}

/** The sides between a row and the one above it. */
function sidesBetween(below: readonly Run[], above: readonly Run[], key: Key): Side[] {
  const found: Side[] = [];
  for (let b = 0, a = 0; b < below.length && a < above.length; ) {
    const [low, high] = [below[b]!, above[a]!];
    const to = Math.min(low.to, high.to);
    if (key(low) !== key(high))
      found.push([
        [Math.max(low.x, high.x), high.y],
        [to, high.y],
      ]);
    if (low.to === to) b++;
    if (high.to === to) a++;
  }
  return found;
}

/** Sides that meet, end to end, each used once; where more than two meet, any goes on. */
function chained(sides: readonly Side[]): Place[][] {
  const at = group(
    sides.flatMap((ends, s) => ends.map((end) => ({ end: String(end), s }))),
    ({ end }) => end,
  );
  const used = new Set<number>();
  const next = (end: Place): Place | undefined => {
    const found = at.get(String(end))!.find(({ s }) => !used.has(s));
    if (found === undefined) return undefined;
    used.add(found.s);
    return sides[found.s]!.find((other) => String(other) !== String(end));
  };
  const lines: Place[][] = [];
  sides.forEach(([from, to], s) => {
    if (used.has(s)) return;
    used.add(s);
    const line = [from, to];
    for (let end = next(to); end !== undefined; end = next(end)) line.push(end);
    for (let end = next(from); end !== undefined; end = next(end)) line.unshift(end);
    lines.push(line);
  });
  return lines;
}

/** Without corners that lie between their neighbors on one line. */
function straightened(line: readonly Place[]): Place[] {
  return line.filter(([x, y], p) => {
    const [before, after] = [line[p - 1], line[p + 1]];
    if (before === undefined || after === undefined) return true;
    return !((before[0] === x && x === after[0]) || (before[1] === y && y === after[1]));
  });
}

/** Width and height of a cell: maps have as many columns as rows. */
function cellOf(map: PlaneMap): Place {
  const [first, last] = [map[0]?.[0], map.at(-1)?.at(-1)];
  if (first === undefined || last === undefined) return [1, 1];
  return [(last.to - first.x) / map.length, (last.top - first.y) / map.length];
}

/**
 * A stair as the slope it stands for: through the middles of its sides. Where two sides of more than two cells meet it
 * has a corner of its own, which stays; so do its ends.
 */
export function smoothed(line: readonly Place[], [wide, high]: Place): Place[] {
  const cells = ([x, y]: Place, [u, v]: Place) => Math.max(Math.abs(u - x) / wide, Math.abs(v - y) / high);
  const long = (s: number) => cells(line[s]!, line[s + 1]!) > 2.5;
  const last = line.length - 1;
  const closed = last > 2 && String(line[0]) === String(line[last]);
  const inner = line.slice(0, -1).flatMap(([x, y], s): Place[] => {
    const [u, v] = line[s + 1]!;
    const middle: Place = [short((x + u) / 2), short((y + v) / 2)];
    return s > 0 && long(s - 1) && long(s) ? [[x, y], middle] : [middle];
  });
  if (!closed) return [line[0]!, ...inner, line[last]!];
  const corner = long(0) && long(last - 1) ? [line[0]!] : [];
  return [...corner, ...inner, corner[0] ?? inner[0]!];
}

/** Where a text has the most room, and how much: the least distance to an edge, as a share of the plane's side. */
interface Room {
  readonly key: number;
  readonly x: number;
  readonly y: number;
  readonly room: number;
}

/** The roomiest place of each region of one key: the middle of a run, with what is free about it; by key, then upward. */
export function roomsOf(map: PlaneMap, key: Key): readonly Room[] {
  const rows = map.map((runs) => mergedRow(runs, key));
  const [first, last] = [rows[0]?.[0], rows.at(-1)?.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [wide, high] = [last.to - first.x, last.top - first.y];
  const regions = regionsIn(rows);
  const best = new Map<number, Room>();
  rows.forEach((row, r) => {
    row.forEach((run, i) => {
      const [x, y] = [(run.x + run.to) / 2, (run.y + run.top) / 2];
      const same = (at: number) => rows[at]?.find(({ to }) => x < to)?.key === run.key;
      let [up, down] = [r, r];
      while (same(up + 1)) up++;
      while (same(down - 1)) down--;
      const free = Math.min(rows[up]![0]!.top - y, y - rows[down]![0]!.y);
      const room = Math.min((run.to - run.x) / 2 / wide, free / high);
      const region = regions[r]![i]!;
      if (room > (best.get(region)?.room ?? 0)) best.set(region, { key: run.key, x: short(x), y: short(y), room });
    });
  });
  return [...best.values()].toSorted((a, b) => a.key - b.key || a.y - b.y);
}

/** The number of each run's region: runs of one key that touch along x, row upon row. */
function regionsIn(rows: readonly (readonly Field[])[]): readonly (readonly number[])[] {
  const joined: number[] = [];
  const root = (region: number): number => (joined[region] === region ? region : root(joined[region]!));
  const numbered = rows.map((row) => row.map(() => joined.push(joined.length) - 1));
  rows.slice(1).forEach((above, r) => {
    above.forEach((run, a) => {
      rows[r]!.forEach((under, u) => {
        if (under.key !== run.key || under.to <= run.x || under.x >= run.to) return;
        joined[root(numbered[r + 1]![a]!)] = root(numbered[r]![u]!);
      });
    });
  });
  return numbered.map((row) => row.map(root));
}
