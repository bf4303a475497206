/** What a step-through draws of its experts, packed: it holds every iteration, and stands on a page with others. */
import { greatest, rollups, sum } from 'd3-array';
import type { Region } from '../../experiment/contract.js';
import { shownSteps, type Trace, type TraceSamples } from '../../experiment/trace-contract.js';
import { between, heightAt } from '../marks/samples.js';
import { short } from '../theme.js';

export interface CurvePoint {
  readonly iteration: number;
  readonly expert: number;
  /** Whether it is of the part over the samples that the expert holds. */
  readonly held: boolean;
  readonly x: number;
  readonly y: number;
}

type At = Pick<CurvePoint, 'x' | 'y'>;

/** A curve may be off by this share of the targets' range. */
const tolerance = 0.002;

/** Each curve as a whole, and again over the span of its expert's samples, where it holds two that differ. */
export function curvePoints(trace: Pick<Trace, 'steps'>, samples: TraceSamples): CurvePoint[] {
  const off = tolerance * (Math.max(...samples.y) - Math.min(...samples.y) || 1);
  return shownSteps(trace).flatMap(({ iteration, picture }) =>
    (picture?.curves ?? []).flatMap((points, expert) => {
      const curve = thinned(
        points.map(({ x, prediction }) => ({ x, y: prediction })),
        off,
      );
      const own = samples.x.flatMap(([x], i) => (picture!.assignment[i] === expert ? [x!] : []));
      const [low, high] = [Math.min(...own), Math.max(...own)];
      const held = low < high && curve.length > 1 ? between(curve, low, high) : [];
      const told = (part: readonly At[], isHeld: boolean) =>
        part.map(({ x, y }) => ({ iteration, expert, held: isHeld, x: short(x), y: short(y) }));
      return [...told(curve, false), ...told(held, true)];
    }),
  );
}

/** Douglas and Peucker's choice of points (1973), by the vertical distance. */
function thinned(curve: readonly At[], off: number): At[] {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined || curve.length < 3) return [...curve];
  let [farthest, distance] = [0, off];
  curve.forEach(({ x, y }, i) => {
    const away = Math.abs(y - heightAt(first, last, x));
    if (away > distance) [farthest, distance] = [i, away];
  });
  if (farthest === 0) return [first, last];
  return [...thinned(curve.slice(0, farthest + 1), off), ...thinned(curve.slice(farthest), off).slice(1)];
}

export interface PackedRegions {
  /** Ascending coordinates of all corners. */
  readonly edges: readonly [readonly number[], readonly number[]];
  readonly rows: readonly PackedRow[];
}

/** One expert's regions at an iteration: rectangles from (a, b) to (c, d), with the class p; drawn in this order. */
export interface PackedRow {
  readonly iteration: number;
  readonly expert: number;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: readonly number[];
  readonly d: readonly number[];
  readonly p: readonly number[];
}

/**
 * The regions of the shown steps; null where none has any. As rectangles with four numbers and a class each they would
 * be most of a step-through's bytes: the class that covers most of a plane is one rectangle beneath the others, neighbors
 * are joined, and corners are indices into lists of coordinates.
 */
export function packedRegions(trace: Pick<Trace, 'steps'>): PackedRegions | null {
  const all = shownSteps(trace).flatMap(({ iteration, picture }) =>
    (picture?.regions ?? []).map((regions, expert) => ({ iteration, expert, regions })),
  );
  const edges = [edgesOf(all, 'x1'), edgesOf(all, 'x2')] as const;
  if (edges[0].length < 2) return null;
  const indexOf = (values: readonly number[]): Index => new Map(values.map((value, i) => [value, i]));
  const index = [indexOf(edges[0]), indexOf(edges[1])] as const;
  return {
    edges,
    rows: all.map(({ iteration, expert, regions }) => ({ iteration, expert, ...packed(regions, index) })),
  };
}

type Index = ReadonlyMap<number, number>;
type Rect = readonly [a: number, b: number, c: number, d: number, p: number];

function edgesOf(all: readonly { readonly regions: readonly Region[] }[], side: 'x1' | 'x2'): number[] {
  const values = new Set(all.flatMap(({ regions }) => regions.flatMap((region) => [...region[side]])));
  return [...values].sort((a, b) => a - b);
}

function packed(regions: readonly Region[], [x1, x2]: readonly [Index, Index]) {
  const rects = regions.map((region): Rect => {
    const [a, c] = region.x1.map((value) => x1.get(value)!) as [number, number];
    const [b, d] = region.x2.map((value) => x2.get(value)!) as [number, number];
    return [a, b, c, d, region.prediction];
  });
  const beneath = mostly(rects);
  const whole: Rect = [0, 0, x1.size - 1, x2.size - 1, beneath];
  const drawn = [whole, ...joined(rects.filter(([, , , , p]) => p !== beneath))];
  const column = (i: number) => drawn.map((rect) => rect[i]!);
  return { a: column(0), b: column(1), c: column(2), d: column(3), p: column(4) };
}

/** The class of the greatest area; of equal ones the first met. */
function mostly(rects: readonly Rect[]): number {
  const areas = rollups(
    rects,
    (own) => sum(own, ([a, b, c, d]) => (c - a) * (d - b)),
    ([, , , , p]) => p,
  );
  return greatest(areas, ([, area]) => area)![0];
}

/** Rectangles of one class and width that stand on each other, as one. */
function joined(rects: readonly Rect[]): Rect[] {
  const open = new Map<string, number>();
  const found: Rect[] = [];
  for (const [a, b, c, d, p] of rects.toSorted((one, other) => one[1] - other[1])) {
    const key = `${a} ${c} ${p}`;
    const under = open.get(key);
    if (under !== undefined && found[under]![3] === b) {
      found[under] = [a, found[under]![1], c, d, p];
      continue;
    }
    open.set(key, found.length);
    found.push([a, b, c, d, p]);
  }
  return found;
}
