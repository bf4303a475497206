/** Where an expert's prediction turns from one class to another: its regions as the lines between them. */
import { bisectLeft } from 'd3-array';
import type { Region } from '../../experiment/contract.js';

export type Point = readonly [x: number, y: number];

/** A part of a plane in cells, each of one class. */
interface Cells {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Of the cell between the i-th and the next of x, and the j-th and the next of y. */
  at(i: number, j: number): number | undefined;
}

/** The lines between regions that tile a rectangle, in the units of the regions; at its edge there is none. */
export function bordersOf(regions: readonly Region[]): Point[][] {
  const cells = cellsOf(regions);
  const next = new Map<number, number[]>();
  const width = cells.x.length;
  const join = (a: number, b: number): void => {
    for (const [from, to] of [[a, b] as const, [b, a] as const]) next.set(from, [...(next.get(from) ?? []), to]);
  };
  for (let j = 0; j < cells.y.length - 1; j++) {
    for (let i = 0; i < width - 1; i++) {
      const own = cells.at(i, j);
      if (i > 0 && cells.at(i - 1, j) !== own) join(j * width + i, (j + 1) * width + i);
      if (j > 0 && cells.at(i, j - 1) !== own) join(j * width + i, j * width + i + 1);
    }
  }
  const place = (corner: number): Point => [cells.x[corner % width]!, cells.y[Math.floor(corner / width)]!];
  return chains(next).map((corners) => corners.map(place));
}

function cellsOf(regions: readonly Region[]): Cells {
  const ends = (side: 'x1' | 'x2') => [...new Set(regions.flatMap((region) => region[side]))].sort((a, b) => a - b);
  const [x, y] = [ends('x1'), ends('x2')];
  const classes = new Map<number, number>();
  for (const { x1, x2, prediction } of regions) {
    for (let j = bisectLeft(y, x2[0]); y[j]! < x2[1]; j++) {
      for (let i = bisectLeft(x, x1[0]); x[i]! < x1[1]; i++) classes.set(j * x.length + i, prediction);
    }
  }
  return { x, y, at: (i, j) => classes.get(j * x.length + i) };
}

/** The edges of a graph as walks that use each once: from ends and crossings first, then around what is closed. */
function chains(next: ReadonlyMap<number, readonly number[]>): number[][] {
  const left = new Map([...next].map(([corner, others]) => [corner, new Set(others)]));
  const walk = (from: number, to: number): number[] => {
    const found = [from];
    for (let [a, b] = [from, to]; ; ) {
      found.push(b);
      left.get(a)!.delete(b);
      left.get(b)!.delete(a);
      const [onward] = left.get(b)!;
      if (onward === undefined || next.get(b)!.length !== 2) return found;
      [a, b] = [b, onward];
    }
  };
  const corners = [...next.keys()];
  const open = corners.filter((corner) => next.get(corner)!.length !== 2);
  return [...open, ...corners].flatMap((corner) => {
    const walks: number[][] = [];
    for (let [to] = left.get(corner)!; to !== undefined; [to] = left.get(corner)!) walks.push(walk(corner, to));
    return walks;
  });
}

/** The middles of a line's parts, between its ends: what runs in steps of one cell is straight. */
export function smoothed(line: readonly Point[]): Point[] {
  const [first, last] = [line[0]!, line.at(-1)!];
  const middles = line.slice(1).map(([x, y], i): Point => [(x + line[i]![0]) / 2, (y + line[i]![1]) / 2]);
  const closed = first[0] === last[0] && first[1] === last[1];
  return closed ? [...middles, middles[0]!] : [first, ...middles, last];
}

/** Douglas and Peucker's choice of points (1973): no left-out one is farther than `off` from the line. */
export function thinned(line: readonly Point[], off: number): Point[] {
  const [first, last] = [line[0], line.at(-1)];
  if (first === undefined || last === undefined || line.length < 3) return [...line];
  let [farthest, distance] = [0, off];
  line.forEach((point, i) => {
    const away = distanceTo(first, last, point);
    if (away > distance) [farthest, distance] = [i, away];
  });
  if (farthest === 0) return [first, last];
  return [...thinned(line.slice(0, farthest + 1), off), ...thinned(line.slice(farthest), off).slice(1)];
}

/** From a point to the line through two others; to them, where they are one, as in a closed line. */
function distanceTo([ax, ay]: Point, [bx, by]: Point, [x, y]: Point): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length;
}
