/** Rows of a regression in coordinates that suit boxes of planes. */
import { type Matrix, matrix } from '../../math/matrix.js';

/** The rows of a regression, with a weight for each; all one when absent. */
export interface WeightedRows {
  /** n x d. */
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/**
 * A regression of n rows that differ, each times the root of its weight, on p orthogonal columns that span what ones and features do, their
 * squares and those of y summing to n each, y without what one plane explains. A plane is p coordinates b; what is left of
 * row i is y_i - z_i . b. Sums of squared errors are the rows' own divided by `unit`.
 */
export interface PlaneRows {
  readonly n: number;
  readonly p: number;
  /** n x p, row by row. */
  readonly z: Float64Array;
  readonly y: Float64Array;
  /** 0 where one plane explains all. */
  readonly unit: number;
  /** Rows of the same features, as many as there are: which of them each row is in. */
  readonly places: Uint32Array;
  /** The y of each row with its weight taken away, and that weight. */
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** A column of which less than this share of its length is not explained by those before it is dependent on them. */
const DEPENDENT = 1e-7;

/** A target of which less than this share of its length is left by one plane is explained by it. */
const EXPLAINED = 1e-7;

/**
 * Rows that are alike become one of their weight, as the best plane of one is that of all of them. Columns by Gram and Schmidt,
 * twice over (Giraud, Langou and Rozložník 2005). Cost: O(n d^2).
 */
export function planeRows(given: WeightedRows): PlaneRows {
  const { x, y, weights } = distinct(given);
  const n = y.length;
  const roots = Float64Array.from({ length: n }, (_, i) => Math.sqrt(weights?.[i] ?? 1));
  const columns: Float64Array[] = [];
  const squares = (column: Float64Array) => column.reduce((sum, value) => sum + value * value, 0);
  /** What is left of a column by those before it. */
  const project = (column: Float64Array): void => {
    for (let pass = 0; pass < 2; pass++) {
      for (const one of columns) {
        const share = one.reduce((sum, value, i) => sum + value * column[i]!, 0) / n;
        for (let i = 0; i < n; i++) column[i]! -= share * one[i]!;
      }
    }
  };
  for (let t = 0; t <= x.cols; t++) {
    const column = roots.map((root, i) => root * (t === 0 ? 1 : x.data[i * x.cols + t - 1]!));
    const all = squares(column);
    project(column);
    const left = squares(column);
    if (!(left > DEPENDENT ** 2 * all)) continue;
    columns.push(column.map((value) => value * Math.sqrt(n / left)));
  }
  const target = roots.map((root, i) => root * y[i]!);
  const all = squares(target);
  project(target);
  const left = squares(target);
  const p = columns.length;
  const z = new Float64Array(n * p);
  for (let i = 0; i < n; i++) for (let t = 0; t < p; t++) z[i * p + t] = columns[t]![i]!;
  const unit = left > EXPLAINED ** 2 * all ? left / n : 0;
  const own = unit > 0 ? target.map((value) => value / Math.sqrt(unit)) : target.fill(0);
  const known = new Map<string, number>();
  const places = Uint32Array.from({ length: n }, (_, i) => {
    const key = x.data.subarray(i * x.cols, (i + 1) * x.cols).join();
    if (!known.has(key)) known.set(key, known.size);
    return known.get(key)!;
  });
  const values = own.map((value, i) => value / roots[i]!);
  return { n, p, z, y: own, unit, places, values, weights: roots.map((root) => root * root) };
}

/** Without rows that weigh nothing. */
function distinct({ x, y, weights }: WeightedRows): WeightedRows {
  const cellsOf = (i: number) => x.data.subarray(i * x.cols, (i + 1) * x.cols);
  const found = new Map<string, { readonly row: number; weight: number }>();
  for (let row = 0; row < y.length; row++) {
    const weight = weights?.[row] ?? 1;
    if (weight === 0) continue;
    const key = `${cellsOf(row).join()},${y[row]}`;
    const same = found.get(key);
    if (same === undefined) found.set(key, { row, weight });
    else same.weight += weight;
  }
  const rows = [...found.values()];
  const data = Float64Array.from(rows.flatMap(({ row }) => [...cellsOf(row)]));
  return {
    x: matrix(rows.length, x.cols, data),
    y: Float64Array.from(rows, ({ row }) => y[row]!),
    weights: Float64Array.from(rows, ({ weight }) => weight),
  };
}
