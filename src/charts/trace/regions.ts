/**
 * The experts' decision regions of every iteration, packed: as rectangles with four numbers and a class each they are
 * most of a step-through's bytes. The class that covers most of a plane is one rectangle beneath the others, neighbours
 * are joined, and corners are indices into lists of coordinates.
 */
import type { Region } from '../../experiment/contract.js';
import type { Trace } from '../../experiment/trace-contract.js';
import { shownSteps } from '../../experiment/trace-contract.js';

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

/** The regions of the shown steps; null where none has any. */
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
  const areas = new Map<number, number>();
  for (const [a, b, c, d, p] of rects) areas.set(p, (areas.get(p) ?? 0) + (c - a) * (d - b));
  return [...areas].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
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
