/** A lower bound of the least squared error of clusterwise regression. */
import { emptyHeap, pop, push } from '../../assignments/heap.js';
import { type BoxBound, type PlaneBoxes, planeBoxes, wholeFace } from './plane-boxes.js';
import { planeRows, type WeightedRows } from './plane-rows.js';

export interface LeastSquaresBound {
  /** No assignment of the rows to k planes has a smaller sum of squared errors. */
  readonly lower: number;
  /** How many boxes of planes were looked at. */
  readonly nodes: number;
  /** No box was left open: some assignment has this sum, but for rounding. */
  readonly complete: boolean;
}

/** What is proved up to this share of the least sum, and of what one plane leaves, is proved. */
const PROVED = { least: 1e-9, all: 1e-13 };

/** A sum below this share of what one plane leaves is rounding. */
const NOTHING = 1e-12;

/**
 * A lower bound of the least sum of squared errors over all assignments of n rows to k planes (Späth 1979), each fitted to
 * its own by least squares, by branch and bound. Others branch over rows, whose tails are solved one after the other (Lau,
 * Leung and Tse 1999; Carbonneau, Caporossi and Hansen 2011), and end at few dozen; this one over the planes themselves (Land
 * and Doig 1960), k (d + 1) numbers whatever n: a box of planes decides most rows, and these bound it, the better the
 * more they are. The box of least bound is halved, until no box can hold what is better than the best known, or `limit` boxes
 * were looked at. Then the least bound of what is left holds.
 *
 * Planes are numbered in the order of their first coordinate, so that no set of them is looked at twice. No randomness.
 * Cost: `limit` times O(n k d + n d^2), and 8 (2 k (d + 1) + 3) bytes of memory each.
 * @param k two or more.
 * @param known the sum of squared errors of some assignment: the better, the more boxes it ends.
 */
export function clusterwiseBound(given: WeightedRows, k: number, known: number, limit: number): LeastSquaresBound {
  const rows = planeRows(given);
  if (rows.unit === 0 || !(known > NOTHING * rows.unit * rows.n)) return { lower: 0, nodes: 0, complete: true };
  const { p } = rows;
  const bound: BoxBound = { lower: 0, upper: known / rows.unit, split: 0 };
  const look = planeBoxes(rows, k, bound);
  const boxes: PlaneBoxes = {
    faces: new Uint8Array(k),
    center: new Float64Array(k * p),
    half: new Float64Array(k * p),
  };
  const left = openBoxes(k, p);
  const slack = PROVED.all * rows.n;
  const enough = (): number => bound.upper * (1 - PROVED.least) - slack;
  let nodes = 0;
  const enter = (least: number): void => {
    if (!inOrder(boxes, k, p)) return;
    nodes++;
    look(boxes);
    const lower = Math.max(least, bound.lower);
    if (lower < enough()) left.add(boxes, lower, bound.split);
  };
  for (const faces of ascending(k, p)) {
    boxes.faces.set(faces);
    boxes.center.fill(0);
    faces.forEach((face, j) => {
      wholeFace(face, p, boxes.half, j * p);
    });
    enter(0);
  }
  while (left.least() < enough() && nodes < limit) {
    const { least, split } = left.take(boxes);
    const half = boxes.half[split]! / 2;
    const center = boxes.center[split]!;
    boxes.half[split] = half;
    for (const side of [-1, 1]) {
      boxes.center[split] = center + side * half;
      enter(least);
    }
  }
  const complete = left.least() >= enough();
  const lower = complete ? enough() : left.least() - slack;
  return { lower: rows.unit * Math.max(0, lower), nodes, complete };
}

/** Planes of one face may be in the order of their first coordinates. */
function inOrder({ faces, center, half }: PlaneBoxes, k: number, p: number): boolean {
  for (let j = 1, at = p; j < k; j++, at += p) {
    if (faces[j] === faces[j - 1] && center[at - p]! - half[at - p]! > center[at]! + half[at]!) return false;
  }
  return true;
}

/** All k faces of 0..p, in ascending order. */
function ascending(k: number, p: number, from = 0): number[][] {
  if (k === 0) return [[]];
  return Array.from({ length: p + 1 - from }, (_, f) => from + f).flatMap((face) =>
    ascending(k - 1, p, face).map((others) => [face, ...others]),
  );
}

/** Boxes that may hold the best planes, of which that of least bound is taken first. */
function openBoxes(k: number, p: number) {
  const size = 2 * k * p;
  const heap = emptyHeap();
  const free: number[] = [];
  let numbers = new Float64Array(64 * size);
  let marks = new Uint8Array(64 * (k + 1));
  let taken = 0;
  const room = (): number => {
    if (free.length > 0) return free.pop()!;
    if (taken * size === numbers.length) {
      const [more, moreMarks] = [new Float64Array(2 * numbers.length), new Uint8Array(2 * marks.length)];
      more.set(numbers);
      moreMarks.set(marks);
      [numbers, marks] = [more, moreMarks];
    }
    return taken++;
  };
  return {
    /** The least bound of all; infinite where none is left. */
    least: (): number => (heap.size === 0 ? Number.POSITIVE_INFINITY : heap.keys[0]!),
    add({ faces, center, half }: PlaneBoxes, lower: number, split: number): void {
      const at = room();
      numbers.set(center, at * size);
      numbers.set(half, at * size + k * p);
      marks.set(faces, at * (k + 1));
      marks[at * (k + 1) + k] = split;
      push(heap, lower, at);
    },
    /** Takes out the one of least bound. */
    take({ faces, center, half }: PlaneBoxes): { readonly least: number; readonly split: number } {
      const [least, at] = [heap.keys[0]!, heap.ids[0]!];
      pop(heap);
      free.push(at);
      for (let v = 0, from = at * size; v < k * p; v++, from++) {
        center[v] = numbers[from]!;
        half[v] = numbers[from + k * p]!;
      }
      for (let j = 0; j < k; j++) faces[j] = marks[at * (k + 1) + j]!;
      return { least, split: marks[at * (k + 1) + k]! };
    },
  };
}
