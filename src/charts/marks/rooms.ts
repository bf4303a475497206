/** Where a map has room for a text. */
import { short } from '../theme.js';
import { type Field, type Key, mergedRow, type PlaneMap } from './plane.js';

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
