import { doubles, type Memory } from '../components/memory.js';
import type { Matrix } from '../math/matrix.js';
import type { Solver } from './bounded.js';
import { type BoundedSolver, intoUnitRange, type SizeBounds } from './bounds.js';

/**
 * What it costs to give a dummy a column that must hold a sample. Losses are within 0..1, and some sample sits in a
 * column that the dummy may have: changing places saves 2 and costs 1 at most, so no optimum has such a dummy.
 */
const FORBIDDEN = 2;

/**
 * The square matrix that assigns samples to copies of the clusters: `max` columns per cluster, of which `min` must
 * hold samples; a row per sample and dummy rows, free on the other columns, for those that stay empty.
 */
function replicated(n: number, k: number, { min, max }: SizeBounds): Float64Array[] {
  const side = k * max;
  const rows = Array.from({ length: side }, () => new Float64Array(side));
  for (let i = n; i < side; i++) {
    for (let c = 0; c < side; c++) rows[i][c] = c % max < min ? FORBIDDEN : 0;
  }
  return rows;
}

function fill(rows: readonly Float64Array[], loss: Matrix, max: number, costs: Float64Array): void {
  const { rows: n, cols: k } = loss;
  intoUnitRange(loss, costs);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) rows[i].fill(costs[i * k + j], j * max, (j + 1) * max);
  }
}

/** The matrix, whose sides are the samples and what stays empty of the clusters. */
export function munkresMemory(_n: number, k: number, max: number): Memory {
  const side = k * max;
  return doubles(side ** 2, `the cost matrix of ${side} x ${side}`);
}

/**
 * The paper's own way for equal sizes: the algorithm of Munkres (1957) on the replicated matrix (section 3.1). Time
 * O(s^3) and memory 8 s^2 bytes for s = k max, about n.
 */
export async function munkresSolver(): Promise<BoundedSolver> {
  const { munkres: solve } = await import('munkres');
  let built = { n: -1, k: -1, min: -1, max: -1 };
  let rows: readonly Float64Array[] = [];
  let costs = new Float64Array(0);
  return (loss, bounds, labels) => {
    const { rows: n, cols: k } = loss;
    if (built.n !== n || built.k !== k || built.min !== bounds.min || built.max !== bounds.max) {
      rows = replicated(n, k, bounds);
      costs = new Float64Array(n * k);
      built = { n, k, min: bounds.min, max: bounds.max };
    }
    fill(rows, loss, bounds.max, costs);
    for (const [i, column] of solve(rows)) if (i < n) labels[i] = Math.floor(column / bounds.max);
  };
}

/** Munkres' algorithm as a solver of the rules. */
export const munkres: Solver = { load: munkresSolver, memory: munkresMemory };
