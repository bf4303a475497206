/** Where a map's keys meet: the stairs between its runs, and the slopes that these stand for. */
import { group } from 'd3-array';
import { short } from '../theme.js';
import type { Key, PlaneMap, Run } from './plane.js';

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
export function cellOf(map: PlaneMap): Place {
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
