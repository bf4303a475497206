/** A plane from the sums of products of ones, features and y. */

/** A linear function of d features. */
export interface Plane {
  readonly intercept: number;
  readonly slopes: Float64Array;
}

/** A pivot below this share of the squares that it comes from has lost too many digits. */
const PRECISE = 1e-6;

/**
 * The plane of least sum of squares and ridge |slopes|^2, by Cholesky's factors of the centered products of the features.
 * @param origin what was subtracted from the d features and, last, from y.
 * @returns solves for sums, of which it reads the upper triangle: rows of `width` for a one, the features and y; null where
 * a pivot says that they hardly identify the slopes, unless `isConstant` says that the feature is, whose slope is then 0.
 * O(d^3).
 */
export function normalEquations(
  d: number,
  width: number,
  ridge: number,
  origin: Float64Array,
): (sums: Float64Array, isConstant: (feature: number) => boolean) => Plane | null {
  const lower = new Float64Array(d * d);
  const solution = new Float64Array(d);
  return (sums, isConstant) => {
    const total = sums[0]!;
    if (!(total > 0)) return null;
    for (let t = 0; t < d; t++) {
      const squares = sums[(t + 1) * width + t + 1]! + ridge;
      for (let s = 0; s <= t; s++) {
        let sum = sums[(s + 1) * width + t + 1]! - (sums[s + 1]! * sums[t + 1]!) / total;
        for (let u = 0; u < s; u++) sum -= lower[t * d + u]! * lower[s * d + u]!;
        if (s < t) lower[t * d + s] = lower[s * d + s] === 0 ? 0 : sum / lower[s * d + s]!;
        else if (sum + ridge > PRECISE * squares) lower[t * d + t] = Math.sqrt(sum + ridge);
        else if (isConstant(t)) lower.fill(0, t * d, t * d + t + 1);
        else return null;
      }
    }
    for (let t = 0; t < d; t++) {
      let sum = sums[(t + 1) * width + d + 1]! - (sums[t + 1]! * sums[d + 1]!) / total;
      for (let u = 0; u < t; u++) sum -= lower[t * d + u]! * solution[u]!;
      solution[t] = lower[t * d + t] === 0 ? 0 : sum / lower[t * d + t]!;
    }
    for (let t = d - 1; t >= 0; t--) {
      let sum = solution[t]!;
      for (let u = t + 1; u < d; u++) sum -= lower[u * d + t]! * solution[u]!;
      solution[t] = lower[t * d + t] === 0 ? 0 : sum / lower[t * d + t]!;
    }
    const slopes = solution.slice();
    let intercept = origin[d]! + sums[d + 1]! / total;
    for (let t = 0; t < d; t++) intercept -= slopes[t]! * (origin[t]! + sums[t + 1]! / total);
    return { intercept, slopes };
  };
}
