/** Samples of planes exchanged one by one, each fit following each move. */

/** n rows of `width`: a one, d features and the target. */
export interface PlaneRows {
  readonly data: Float64Array;
  readonly rows: number;
  readonly width: number;
  readonly d: number;
  readonly k: number;
  /** A weight for each row; all one when absent. */
  readonly weights?: Float64Array | undefined;
}

/** A leverage so near to 1 that the plane follows its row wherever that goes. */
const BOUND = 1 - 1e-6;

/** A move that gains less than this share is rounding. */
const ROUNDING = 1e-9;

/** Of the mean square of a row, added to the squares: rows that do not identify a plane have one, too. */
const SLIGHT = 1e-10;

/** At most so many passes over the rows. */
const PASSES = 50;

/**
 * The exchange method of clusterwise regression (Späth 1979): a row goes from plane a to plane b where that lowers the sum of
 * squares with both planes fitted anew: w r_b^2 / (1 + w h_b) < w r_a^2 / (1 - w h_a), r the residuals and h = x' V x the
 * leverages, V the inverse of the plane's sums of products. Both planes and inverses then follow by Sherman and Morrison
 * (1950), until a pass over the rows moves none. Alternation stops where r_b^2 >= r_a^2 for each row, which holds in
 * many more places: with few rows a plane, each holds on to its own.
 *
 * Planes keep more than d + 2 rows. No randomness. Cost of a pass: O(n k d), and O(d^2) for each leverage that its bound
 * |x|^2 trace V does not spare.
 * @returns exchanges rows of these labels, as many as pay; where the sum of squares of what comes of it is no less than
 * `sum`, it leaves the labels as they were, and returns false.
 */
export function planeExchange({ data, rows: n, width, d, k, weights }: PlaneRows) {
  const p = d + 1;
  const inverses = Array.from({ length: k }, () => new Float64Array(p * p));
  const traces = new Float64Array(k);
  const coefficients = Array.from({ length: k }, () => new Float64Array(p));
  const lower = new Float64Array(p * p);
  const along = new Float64Array(p);
  const counts = new Uint32Array(k);
  const residuals = new Float64Array(k);
  const moved = new Uint32Array(n);
  const lengths = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let t = 0; t < p; t++) lengths[i]! += data[i * width + t]! ** 2;
  }

  return (labels: Uint32Array, sum: number): boolean => {
    moved.set(labels);
    for (let pass = 0; pass < PASSES; pass++) {
      fitAll();
      let moves = 0;
      for (let i = 0; i < n; i++) if (weights?.[i] !== 0 && exchanged(i)) moves++;
      if (moves === 0) break;
    }
    fitAll();
    if (!(squares() < sum * (1 - ROUNDING))) return false;
    labels.set(moved);
    return true;
  };

  /** Moves row i to where it lowers the sum most; whether there is such a plane. */
  function exchanged(i: number): boolean {
    const own = moved[i]!;
    if (counts[own]! <= p + 1) return false;
    const w = weights === undefined ? 1 : weights[i]!;
    let near = Number.POSITIVE_INFINITY;
    for (let j = 0; j < k; j++) {
      const residual = residualOf(i, j);
      residuals[j] = residual;
      if (j !== own) near = Math.min(near, (residual * residual) / (1 + w * lengths[i]! * traces[j]!));
    }
    const off = residuals[own]! ** 2;
    // No leverage is above its bound.
    if (near >= off / Math.max(1 - BOUND, 1 - w * lengths[i]! * traces[own]!)) return false;
    const leverage = w * leverageOf(i, own);
    if (leverage > BOUND) return false;
    let least = (off / (1 - leverage)) * (1 - ROUNDING);
    let to = own;
    for (let j = 0; j < k; j++) {
      const square = residuals[j]! ** 2;
      if (j === own || square / (1 + w * lengths[i]! * traces[j]!) >= least) continue;
      const cost = square / (1 + w * leverageOf(i, j));
      if (cost < least) [least, to] = [cost, j];
    }
    if (to === own) return false;
    follow(i, own, -w);
    follow(i, to, w);
    counts[own]!--;
    counts[to]!++;
    moved[i] = to;
    return true;
  }

  function residualOf(i: number, j: number): number {
    const plane = coefficients[j]!;
    let residual = data[i * width + p]!;
    for (let t = 0, at = i * width; t < p; t++) residual -= plane[t]! * data[at + t]!;
    return residual;
  }

  /** x' V x of row i; leaves V x in `along`. */
  function leverageOf(i: number, j: number): number {
    const inverse = inverses[j]!;
    const at = i * width;
    let leverage = 0;
    for (let t = 0, row = 0; t < p; t++, row += p) {
      let entry = 0;
      for (let s = 0; s < p; s++) entry += inverse[row + s]! * data[at + s]!;
      along[t] = entry;
      leverage += entry * data[at + t]!;
    }
    return leverage;
  }

  /** Plane j with row i, of weight w; below 0 without it. */
  function follow(i: number, j: number, w: number): void {
    const share = w / (1 + w * leverageOf(i, j));
    const step = share * residuals[j]!;
    const inverse = inverses[j]!;
    const plane = coefficients[j]!;
    let trace = 0;
    for (let t = 0, row = 0; t < p; t++, row += p) {
      plane[t]! += step * along[t]!;
      const scaled = share * along[t]!;
      for (let s = 0; s < p; s++) inverse[row + s]! -= scaled * along[s]!;
      trace += inverse[row + t]!;
    }
    traces[j] = trace;
  }

  /** Planes, inverses and counts of the labels. */
  function fitAll(): void {
    counts.fill(0);
    for (let j = 0; j < k; j++) {
      inverses[j]!.fill(0);
      coefficients[j]!.fill(0);
    }
    for (let i = 0, at = 0; i < n; i++, at += width) {
      const w = weights === undefined ? 1 : weights[i]!;
      if (w === 0) continue;
      const j = moved[i]!;
      counts[j]!++;
      const products = inverses[j]!;
      const plane = coefficients[j]!;
      for (let t = 0; t < p; t++) {
        const value = w * data[at + t]!;
        plane[t]! += value * data[at + p]!;
        for (let s = 0; s <= t; s++) products[t * p + s]! += value * data[at + s]!;
      }
    }
    for (let j = 0; j < k; j++) solve(inverses[j]!, coefficients[j]!, j);
  }

  /** Sums of products become their inverse, products with the target the plane: by Cholesky's factors. */
  function solve(products: Float64Array, plane: Float64Array, j: number): void {
    let trace = 0;
    for (let t = 0; t < p; t++) trace += products[t * p + t]!;
    const slight = (SLIGHT * trace) / p || 1;
    for (let t = 0; t < p; t++) {
      for (let s = 0; s <= t; s++) {
        let entry = products[t * p + s]! + (s === t ? slight : 0);
        for (let u = 0; u < s; u++) entry -= lower[t * p + u]! * lower[s * p + u]!;
        lower[t * p + s] = s < t ? entry / lower[s * p + s]! : Math.sqrt(Math.max(entry, slight));
      }
    }
    substitute(plane, 0, 1);
    products.fill(0);
    traces[j] = 0;
    for (let t = 0; t < p; t++) {
      products[t * p + t] = 1;
      substitute(products, t, p);
      traces[j]! += products[t * p + t]!;
    }
  }

  /** Overwrites a column of p values by the solution of L L' x = column. */
  function substitute(values: Float64Array, from: number, stride: number): void {
    for (let t = 0; t < p; t++) {
      let entry = values[from + t * stride]!;
      for (let u = 0; u < t; u++) entry -= lower[t * p + u]! * values[from + u * stride]!;
      values[from + t * stride] = entry / lower[t * p + t]!;
    }
    for (let t = p - 1; t >= 0; t--) {
      let entry = values[from + t * stride]!;
      for (let u = t + 1; u < p; u++) entry -= lower[u * p + t]! * values[from + u * stride]!;
      values[from + t * stride] = entry / lower[t * p + t]!;
    }
  }

  function squares(): number {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (weights?.[i] ?? 1) * residualOf(i, moved[i]!) ** 2;
    return sum;
  }
}
