/** A tree of splits that tells classes apart (Breiman, Friedman, Olshen and Stone 1984). */
import { type Matrix, matrix } from './matrix.js';

/**
 * m nodes, parents before children. A sample at node q goes to `left[q]` where its feature `feature[q]` is at most
 * `threshold[q]`, else to `right[q]`; at a leaf, where `left` is 0, it ends. All but `shares` are whole numbers or thresholds,
 * kept as doubles.
 */
export interface Tree {
  readonly feature: Float64Array;
  readonly threshold: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** m x k: the shares of the weight of the node's samples. */
  readonly shares: Matrix;
}

export interface TreeLimits {
  /** Splits from the root to a leaf, at most. */
  readonly depth: number;
  /** Least weight of the samples of a leaf. */
  readonly leaf: number;
}

/** A split must take this share off the impurity of the whole. */
const GAIN = 1e-6;

/** Gains and weights that differ by less are equal: they are sums. */
const ROUNDING = 1e-9;

interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly gain: number;
}

/**
 * Grows a tree that splits where Gini's impurity falls most; ties go to the first feature and the lowest threshold.
 * @param held n x k: how much of each sample each class holds, at least 0.
 * Cost: O(depth d n log n + depth n d k).
 */
export function growTree(x: Matrix, held: Matrix, limits: TreeLimits): Tree {
  const k = held.cols;
  const nodes: (TreeNode & { readonly totals: Float64Array })[] = [];
  const whole = impurity(totalsOf(held, allRows(x.rows)));

  const grow = (rows: Uint32Array, depth: number): number => {
    const at = nodes.length;
    const totals = totalsOf(held, rows);
    const node = { feature: 0, threshold: 0, left: 0, right: 0, totals };
    nodes.push(node);
    const found = depth === limits.depth ? null : bestSplit(x, held, rows, totals, limits.leaf);
    if (found === null || !(found.gain > GAIN * whole)) return at;
    const { feature, threshold } = found;
    const goesLeft = (row: number) => x.data[row * x.cols + feature]! <= threshold;
    Object.assign(node, { feature, threshold });
    node.left = grow(
      rows.filter((row) => goesLeft(row)),
      depth + 1,
    );
    node.right = grow(
      rows.filter((row) => !goesLeft(row)),
      depth + 1,
    );
    return at;
  };
  // A sample of no weight says nothing, not even where a threshold may be.
  const heavy = allRows(x.rows).filter((row) => held.data.subarray(row * k, (row + 1) * k).some((part) => part > 0));
  grow(heavy, 0);

  const shares = matrix(nodes.length, k);
  nodes.forEach(({ totals }, q) => {
    const sum = totals.reduce((all, total) => all + total, 0);
    totals.forEach((total, j) => {
      shares.data[q * k + j] = sum === 0 ? 1 / k : total / sum;
    });
  });
  return treeOf(nodes, shares);
}

/** A node on its own; a leaf has 0 throughout. */
export type TreeNode = Record<Exclude<keyof Tree, 'shares'>, number>;

/** The tree of these nodes, parents before children. @param shares a row for each. */
export function treeOf(nodes: readonly TreeNode[], shares: Matrix): Tree {
  const list = (key: keyof TreeNode) => Float64Array.from(nodes, (node) => node[key]);
  return { feature: list('feature'), threshold: list('threshold'), left: list('left'), right: list('right'), shares };
}

/** A threshold between two values, of which the second is greater: their middle, or the first where rounding leaves none. */
export function between(here: number, next: number): number {
  const middle = here / 2 + next / 2;
  return middle < next ? middle : here;
}

const allRows = (n: number): Uint32Array => Uint32Array.from({ length: n }, (_, i) => i);

function totalsOf({ data, cols: k }: Matrix, rows: Uint32Array): Float64Array {
  const totals = new Float64Array(k);
  for (const row of rows) for (let j = 0; j < k; j++) totals[j]! += data[row * k + j]!;
  return totals;
}

/** Gini's impurity times the weight. */
function impurity(totals: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (let j = 0; j < totals.length; j++) {
    sum += totals[j]!;
    squares += totals[j]! * totals[j]!;
  }
  return sum === 0 ? 0 : sum - squares / sum;
}

function bestSplit(x: Matrix, held: Matrix, rows: Uint32Array, totals: Float64Array, leaf: number): Split | null {
  const k = held.cols;
  const whole = impurity(totals);
  const values = new Float64Array(rows.length);
  const order = Uint32Array.from(rows.keys());
  const below = new Float64Array(k);
  const above = new Float64Array(k);
  let best: Split | null = null;
  for (let t = 0; t < x.cols; t++) {
    for (let r = 0; r < rows.length; r++) values[r] = x.data[rows[r]! * x.cols + t]!;
    order.sort((a, b) => values[a]! - values[b]! || a - b);
    below.fill(0);
    above.set(totals);
    let [low, high] = [0, totals.reduce((sum, total) => sum + total, 0)];
    for (let r = 0; r + 1 < rows.length; r++) {
      const row = rows[order[r]!]!;
      for (let j = 0; j < k; j++) {
        const part = held.data[row * k + j]!;
        below[j]! += part;
        above[j]! -= part;
        low += part;
        high -= part;
      }
      const [here, next] = [values[order[r]!]!, values[order[r + 1]!]!];
      if (here === next || Math.min(low, high) < leaf * (1 - ROUNDING)) continue;
      const gain = whole - impurity(below) - impurity(above);
      if (best !== null && gain <= best.gain + ROUNDING * whole) continue;
      best = { feature: t, threshold: between(here, next), gain };
    }
  }
  return best;
}

/** Writes the shares of the leaf of each sample to its row of `out`. Cost: O(n depth). */
export function treeShares({ feature, threshold, left, right, shares }: Tree, x: Matrix, out: Matrix): void {
  const k = shares.cols;
  for (let i = 0, from = 0, to = 0; i < x.rows; i++, from += x.cols, to += k) {
    let q = 0;
    while (left[q]! > 0) q = x.data[from + feature[q]!]! <= threshold[q]! ? left[q]! : right[q]!;
    for (let j = 0; j < k; j++) out.data[to + j] = shares.data[q * k + j]!;
  }
}
