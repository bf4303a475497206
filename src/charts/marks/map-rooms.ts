import { short } from '../theme.js';
import { type Key, mergedRow, type PlaneMap } from './map.js';

/** Where a text has the most room, and how much: the least distance to an edge, as a share of the plane's side. */
export interface Room {
  readonly key: number;
  readonly x: number;
  readonly y: number;
  readonly room: number;
}

/** The roomiest place of each key that is anywhere on a map, by key: the middle of a run, with what is free about it. */
export function roomsOf(map: PlaneMap, key: Key): readonly Room[] {
  const rows = map.map((runs) => mergedRow(runs, key));
  const [first, last] = [rows[0]?.[0], rows.at(-1)?.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [wide, high] = [last.to - first.x, last.top - first.y];
  const best = new Map<number, Room>();
  rows.forEach((row, r) => {
    for (const run of row) {
      const [x, y] = [(run.x + run.to) / 2, (run.y + run.top) / 2];
      const same = (at: number) => rows[at]?.find(({ to }) => x < to)?.key === run.key;
      let [up, down] = [r, r];
      while (same(up + 1)) up++;
      while (same(down - 1)) down--;
      const free = Math.min(rows[up]![0]!.top - y, y - rows[down]![0]!.y);
      const room = Math.min((run.to - run.x) / 2 / wide, free / high);
      if (room > (best.get(run.key)?.room ?? 0)) best.set(run.key, { key: run.key, x: short(x), y: short(y), room });
    }
  });
  return [...best.values()].toSorted((a, b) => a.key - b.key);
}
