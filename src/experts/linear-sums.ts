/** Linear experts from sums: the normal equations, where these are precise enough. */
import { newArena } from '../math/kernels/arena.js';
import { matrix } from '../math/matrix.js';
import type { FixedSamples, SumsExpert } from './contract.js';

/** The state of a linear expert. */
interface Plane {
  readonly intercept: number;
  readonly slopes: Float64Array;
}

/** What one memory of the kernels may hold, bytes. */
const MOST = 3e9;

/** A pivot of the normal equations below this share of the squares that it comes from has lost too many digits. */
const PRECISE = 1e-6;

/**
 * The linear expert over fixed samples: sums of products of ones, features and y about their means, of which the slopes are
 * solved for by Cholesky's method. Where a pivot says that the samples hardly identify them, `fit` decides, by an SVD of the
 * rows; a feature that is constant over the rows has the slope 0, as there.
 *
 * Cost: the samples are copied once; a fit to m rows then takes O(m d^2), in WebAssembly a fifth of the time of plain loops.
 * @param fit the expert's own, of these rows.
 * @returns null for more samples than a memory of the kernels holds.
 */
export function linearSums(
  { x, y, weights, k }: FixedSamples,
  ridge: number,
  fit: (rows: Uint32Array) => Plane,
): SumsExpert<Plane> | null {
  const { rows: n, cols: d, data: features } = x;
  const width = 2 * Math.ceil((d + 2) / 2);
  const stride = 8 * width;
  if (n * (stride + 8 * k + 12) > MOST) return null;
  const arena = newArena();
  const at = {
    data: arena.reserve(n * stride),
    rows: arena.reserve(4 * n),
    weights: weights === undefined ? 0 : arena.reserve(8 * n),
    moments: arena.reserve(width * stride),
    coefficients: arena.reserve(k * stride),
    losses: arena.reserve(8 * n * k),
  };
  const data = arena.doubles(at.data, n * width);
  const chosen = arena.integers(at.rows, n);
  const moments = arena.doubles(at.moments, width * width);
  const coefficients = arena.doubles(at.coefficients, k * width);
  const losses = arena.doubles(at.losses, n * k);
  if (weights !== undefined) arena.doubles(at.weights, n).set(weights);

  const origin = new Float64Array(d + 1);
  for (let i = 0; i < n; i++) {
    for (let t = 0; t < d; t++) origin[t]! += features[i * d + t]! / n;
    origin[d]! += y[i]! / n;
  }
  for (let i = 0, to = 0; i < n; i++, to += width) {
    data[to] = 1;
    for (let t = 0; t < d; t++) data[to + 1 + t] = features[i * d + t]! - origin[t]!;
    data[to + 1 + d] = y[i]! - origin[d]!;
  }

  /** Rows of Cholesky's lower triangle, L L' = the centered products of the features, and L^-1 those with y. */
  const lower = new Float64Array(d * d);
  const solution = new Float64Array(d);

  return {
    fit(rows) {
      moments.fill(0);
      chosen.set(rows);
      const { addMoments } = arena.kernels;
      addMoments(rows.length, at.rows, at.data, stride, 8 * (d + 2), at.weights, at.moments);
      return solve(rows) ? planeOf() : fit(rows);
    },
    losses(states) {
      states.forEach(({ intercept, slopes }, j) => {
        const to = j * width;
        let level = intercept - origin[d]!;
        for (let t = 0; t < d; t++) {
          level += slopes[t]! * origin[t]!;
          coefficients[to + 1 + t] = slopes[t]!;
        }
        coefficients[to] = level;
        coefficients[to + 1 + d] = -1;
      });
      arena.kernels.squaredProducts(n, at.data, stride, states.length, at.coefficients, at.losses);
      return matrix(n, states.length, losses.subarray(0, n * states.length));
    },
  };

  /** Solves for the slopes; whether that was precise. */
  function solve(rows: Uint32Array): boolean {
    const total = moments[0]!;
    if (!(total > 0)) return false;
    for (let t = 0; t < d; t++) {
      const raw = moments[(t + 1) * width + t + 1]! + ridge;
      for (let s = 0; s <= t; s++) {
        let sum = moments[(s + 1) * width + t + 1]! - (moments[s + 1]! * moments[t + 1]!) / total;
        if (s === t) sum += ridge;
        for (let u = 0; u < s; u++) sum -= lower[t * d + u]! * lower[s * d + u]!;
        if (s < t) lower[t * d + s] = lower[s * d + s]! === 0 ? 0 : sum / lower[s * d + s]!;
        else if (sum > PRECISE * raw) lower[t * d + t] = Math.sqrt(sum);
        else if (isConstant(rows, t)) lower.fill(0, t * d, t * d + t + 1);
        else return false;
      }
    }
    for (let t = 0; t < d; t++) {
      let sum = moments[(t + 1) * width + d + 1]! - (moments[t + 1]! * moments[d + 1]!) / total;
      for (let u = 0; u < t; u++) sum -= lower[t * d + u]! * solution[u]!;
      solution[t] = lower[t * d + t] === 0 ? 0 : sum / lower[t * d + t]!;
    }
    for (let t = d - 1; t >= 0; t--) {
      let sum = solution[t]!;
      for (let u = t + 1; u < d; u++) sum -= lower[u * d + t]! * solution[u]!;
      solution[t] = lower[t * d + t] === 0 ? 0 : sum / lower[t * d + t]!;
    }
    return true;
  }

  function planeOf(): Plane {
    const slopes = solution.slice();
    const total = moments[0]!;
    let intercept = origin[d]! + moments[d + 1]! / total;
    for (let t = 0; t < d; t++) intercept -= slopes[t]! * (origin[t]! + moments[t + 1]! / total);
    return { intercept, slopes };
  }

  function isConstant(rows: Uint32Array, t: number): boolean {
    const first = features[rows[0]! * d + t]!;
    return rows.every((i) => features[i * d + t] === first);
  }
}
