/** A plane in small cells: what is said in each of them, as few rectangles. */
import { type Matrix, matrix } from '../math/matrix.js';
import type { Finished } from '../metrics/contract.js';
import type { Example, Region } from './contract.js';

/** Cells along each axis. */
const cells = 96;

export interface Pixels {
  readonly x1: readonly number[];
  readonly x2: readonly number[];
  /** The features at the centre of each cell, row by row of the plane. */
  readonly centres: Matrix;
}

/** The plane of two features over the range of x, a little wider. */
export function pixels(x: Matrix): Pixels {
  return gridOf(axis(x, 0, cells, 0.06), axis(x, 1, cells, 0.06), 2, (u, v) => [u, v]);
}

function gridOf(
  x1: readonly number[],
  x2: readonly number[],
  d: number,
  features: (u: number, v: number) => ArrayLike<number>,
): Pixels {
  const centres = matrix(cells * cells, d);
  for (let r = 0, at = 0; r < cells; r++) {
    for (let c = 0; c < cells; c++, at += d) {
      centres.data.set(features((x1[c]! + x1[c + 1]!) / 2, (x2[r]! + x2[r + 1]!) / 2), at);
    }
  }
  return { x1, x2, centres };
}

/** Neighbours along x1 with equal values in one rectangle; `at` is the index of one of its cells. */
export function rectangles(
  { x1, x2 }: Pixels,
  ...values: readonly ArrayLike<number>[]
): (Omit<Region, 'prediction'> & { readonly at: number })[] {
  const found: (Omit<Region, 'prediction'> & { readonly at: number })[] = [];
  for (let r = 0; r < cells; r++) {
    for (let c = 0, from = 0; c < cells; c++) {
      const at = r * cells + c;
      if (c + 1 < cells && values.every((each) => each[at + 1] === each[at])) continue;
      found.push({ x1: [x1[from]!, x1[c + 1]!], x2: [x2[r]!, x2[r + 1]!], at });
      from = c + 1;
    }
  }
  return found;
}

/**
 * Which expert decides, and what, over the plane of a control task or of two features; null without a gate or a plane.
 */
export function mapOf({ task, decide }: Finished, x: Matrix): NonNullable<Example['map']> | null {
  const plane = task.control?.environment.plane;
  if (plane === undefined && x.cols !== 2) return null;
  const grid =
    plane === undefined
      ? pixels(x)
      : gridOf(evenAxis(plane.axes[0].range), evenAxis(plane.axes[1].range), x.cols, plane.observation);
  const decided = decide(grid.centres);
  if (decided === null) return null;
  const { expert, prediction } = decided;
  return rectangles(grid, expert, prediction).map(({ x1, x2, at }) => ({
    x1,
    x2,
    expert: expert[at]!,
    prediction: prediction[at]!,
  }));
}

function evenAxis([low, high]: readonly [number, number]): number[] {
  return steps(low, high, cells);
}

/** `count + 1` evenly spaced values over a column's range, widened by a share of it. */
export function axis(x: Matrix, column: number, count: number, margin: number): number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.rows; i++) {
    low = Math.min(low, x.data[i * x.cols + column]!);
    high = Math.max(high, x.data[i * x.cols + column]!);
  }
  const wide = (high - low) * margin;
  return steps(low - wide, high + wide, count);
}

/** Six digits are enough to draw. */
function steps(low: number, high: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, s) => Number((low + ((high - low) * s) / count).toPrecision(6)));
}
