import type { Matrix } from '../math/matrix.js';

/**
 * Writes the losses to `out` (n x k values) above their sample's least loss, scaled so that the largest is 1 (all 0
 * where no sample prefers an expert). Neither step moves an optimum, as each sample is given to exactly one expert;
 * both help solvers with absolute tolerances, and losses of 1e300 do not overflow.
 */
export function intoUnitRange(loss: Matrix, out: Float64Array): void {
  const { data, cols: k } = loss;
  let peak = 0;
  for (let q = 0; q < data.length; q++) peak = Math.max(peak, Math.abs(data[q]));
  let widest = 0;
  for (let at = 0; at < data.length; at += k) {
    let least = Infinity;
    for (let q = at; q < at + k; q++) least = Math.min(least, data[q]);
    for (let q = at; q < at + k; q++) {
      out[q] = peak === 0 ? 0 : data[q] / peak - least / peak;
      widest = Math.max(widest, out[q]);
    }
  }
  if (widest === 0) return;
  for (let q = 0; q < data.length; q++) out[q] /= widest;
}
