/** Where neighbouring cells of a plane differ: the stairs between them, as few lines. */
import type { Key, PlaneMap, Run } from './map.js';

type Place = readonly [x: number, y: number];
/** A side of a stair, along one axis. */
type Side = readonly [from: Place, to: Place];

const side = (from: Place, to: Place): Side => [from, to];

/** The lines between runs of different keys; each a list of corners. */
export function bordersOf(map: PlaneMap, key: Key): readonly (readonly Place[])[] {
  const upright = map.flatMap((runs) =>
    runs.flatMap((run, r): Side[] => {
      const [x, [low, high]] = [run.x1[0], run.x2];
      return r === 0 || key(run) === key(runs[r - 1]!) ? [] : [side([x, low], [x, high])];
    }),
  );
  const level = map.slice(1).flatMap((runs, r) => sidesBetween(map[r]!, runs, key));
  return chained([...upright, ...level]).map(straightened);
}

/** The sides between a row and the one above it. */
function sidesBetween(below: readonly Run[], above: readonly Run[], key: Key): Side[] {
  const found: Side[] = [];
  for (let b = 0, a = 0; b < below.length && a < above.length; ) {
    const [low, high] = [below[b]!, above[a]!];
    const y = high.x2[0];
    const to = Math.min(low.x1[1], high.x1[1]);
    if (key(low) !== key(high)) found.push(side([Math.max(low.x1[0], high.x1[0]), y], [to, y]));
    if (low.x1[1] === to) b++;
    if (high.x1[1] === to) a++;
  }
  return found;
}

/** Sides that meet, end to end, each used once; where more than two meet, any goes on. */
function chained(sides: readonly Side[]): Place[][] {
  const at = new Map<string, number[]>();
  sides.forEach((ends, s) => {
    for (const end of ends) at.set(String(end), [...(at.get(String(end)) ?? []), s]);
  });
  const used = new Set<number>();
  const next = (end: Place): Place | undefined => {
    const s = at.get(String(end))!.find((each) => !used.has(each));
    if (s === undefined) return undefined;
    used.add(s);
    return sides[s]!.find((other) => String(other) !== String(end));
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

/** Without corners that lie between their neighbours on one line. */
function straightened(line: readonly Place[]): Place[] {
  return line.filter(([x, y], p) => {
    const [before, after] = [line[p - 1], line[p + 1]];
    if (before === undefined || after === undefined) return true;
    return !((before[0] === x && x === after[0]) || (before[1] === y && y === after[1]));
  });
}
