import type { Matrix } from './matrix.js';

/** What is left of a column's squared length, as a share, below which it counts as a combination of others. */
const NOTHING = 1e-10;

/**
 * The columns that are, but for rounding, linear combinations of columns before them and a constant, by the Cholesky
 * factor of their covariances. Cost: O(n d^2 + d^3).
 */
export function dependentColumns({ data, rows: n, cols: d }: Matrix): number[] {
  const mean = new Float64Array(d);
  for (let at = 0; at < data.length; at++) mean[at % d]! += data[at]! / n;
  const factor = new Float64Array(d * d);
  for (let i = 0, row = 0; i < n; i++, row += d) {
    for (let a = 0; a < d; a++) {
      const left = data[row + a]! - mean[a]!;
      for (let b = 0; b <= a; b++) factor[a * d + b]! += left * (data[row + b]! - mean[b]!);
    }
  }
  const found: number[] = [];
  for (let a = 0; a < d; a++) {
    const whole = factor[a * d + a]!;
    for (let b = 0; b <= a; b++) {
      let rest = factor[a * d + b]!;
      for (let t = 0; t < b; t++) rest -= factor[a * d + t]! * factor[b * d + t]!;
      const pivot = b === a ? Math.sqrt(Math.max(0, rest)) : factor[b * d + b]!;
      if (b < a) factor[a * d + b] = pivot === 0 ? 0 : rest / pivot;
      else if (rest > NOTHING * whole) factor[a * d + a] = pivot;
      else {
        factor.fill(0, a * d, a * d + a + 1);
        found.push(a);
      }
    }
  }
  return found;
}
