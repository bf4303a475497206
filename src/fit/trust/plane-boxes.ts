/** What planes within boxes cost at least. */
import type { PlaneRows } from './plane-rows.js';
import { leastAround } from './values-apart.js';

/**
 * For each of k planes a box of coordinates. Any plane of p coordinates b is v / v_p for a v of p + 1 coordinates of which the
 * greatest is 1. `faces` says which that is: p where |b_t| <= NEAR for all t, and the box is of b; else t for steep planes, and
 * the box is of the others, over it, with 1 / b_t at t, which may be 0 (signs aside). So boxes of finite size cover all planes.
 */
export interface PlaneBoxes {
  /** k. */
  readonly faces: Uint8Array;
  /** k x p. */
  readonly center: Float64Array;
  readonly half: Float64Array;
}

/** What is known of planes within boxes. */
export interface BoxBound {
  /** No assignment to planes within them has less squared error. */
  lower: number;
  /** The error of some assignment. */
  upper: number;
  /** Along which of the k p coordinates to split. */
  split: number;
}

/** As many ways to assign the rows that a box leaves open are tried. */
const WAYS = 256;

/** Passes over the coordinates of a plane, in search of the best one within its box. */
const SWEEPS = 6;

/** A pivot below this share of its squares has lost too many digits. */
const PRECISE = 1e-9;

/** What rounding may add to a sum of squares, as a share of what it is made of. */
const ROUNDING = 1e-14;

/** In a row that experts compete for, one that is not the nearest counts so much for the choice of a coordinate. */
const FARTHER = 0.3;

/** The boxes of all planes of a face: |b| <= 2 holds most planes of mixtures, where columns and target have variance 1. */
const NEAR = 2;

export function wholeFace(face: number, p: number, half: Float64Array, at: number): void {
  for (let t = 0; t < p; t++) half[at + t] = face === p ? NEAR : face === t ? 1 / NEAR : 1;
}

/**
 * Bounds the least sum of squared errors of rows, each under the best of k planes, where these are within boxes.
 *
 * In a box each residual is within an interval. A row whose interval for one plane lies below those for the others is decided;
 * any other costs at least the square of what is nearest to 0, and all rows of the same features, where each of them is open,
 * what is left of their values around k centers: steep planes can reach any of these. Decided rows cost what their plane's least squares within its
 * box leave: with the box's least squares by coordinate descent, from below by its gradient there. Where few rows are open,
 * all ways to assign them are tried. Cost: O(n k p + n p^2). Allocates nothing.
 * @returns bounds boxes; writes to `bound`, whose `upper` it lowers where it finds an assignment that costs less.
 */
export function planeBoxes(rows: PlaneRows, k: number, bound: BoxBound): (boxes: PlaneBoxes) => void {
  const { n, p, z, y, places } = rows;
  const around = aroundCenters(rows, k);
  const sums = new Float64Array(around.length);
  const missing = new Uint8Array(around.length);
  const forms = Array.from({ length: p + 1 }, (_, face) => formOf({ n, p, z, y }, face));
  const flat = forms[p]!;
  const [most, least] = [new Float64Array(k), new Float64Array(k)];
  const [values, low] = [new Float64Array(k), new Float64Array(k)];
  const scores = new Float64Array(k * p);
  const open = new Uint32Array(n);
  const rest = new Float64Array(n + 1);
  // Sums over the rows of each plane: squares of residuals at the center, their products with the slopes, those of slopes.
  const counts = new Uint32Array(k);
  const squares = new Float64Array(k);
  const products = new Float64Array(k * p);
  const slopes = new Float64Array(k * p * p);
  const lower = new Float64Array(p * p);
  const step = new Float64Array(p);
  const costs = new Float64Array(k);
  const freeCosts = new Float64Array(k);
  const mostOpen = Math.floor(Math.log(WAYS) / Math.log(k));
  let [faces, center, half] = [new Uint8Array(k), new Float64Array(k * p), new Float64Array(k * p)];
  let [opened, found] = [0, 0];

  return (boxes) => {
    ({ faces, center, half } = boxes as { faces: typeof faces; center: typeof center; half: typeof half });
    scores.fill(0);
    counts.fill(0);
    squares.fill(0);
    products.fill(0);
    slopes.fill(0);
    opened = 0;
    for (let j = 0; j < k; j++) {
      const face = faces[j]!;
      const end = face === p ? 1 : Math.abs(center[j * p + face]!);
      const width = face === p ? 0 : half[j * p + face]!;
      most[j] = end + width;
      least[j] = Math.max(0, end - width);
    }
    let apart = 0;
    let openCosts = 0;
    sums.fill(0);
    missing.fill(0);
    for (let i = 0; i < n; i++) {
      const before = opened;
      const cost = place(i);
      apart += cost;
      const at = places[i]!;
      if (opened === before) missing[at] = 1;
      else {
        rest[before] = cost;
        openCosts += cost;
        sums[at]! += cost;
      }
    }
    for (let g = 0; g < around.length; g++) {
      if (missing[g] === 0 && around[g]! > sums[g]!) openCosts += around[g]! - sums[g]!;
    }
    let sum = openCosts;
    for (let j = 0; j < k; j++) sum += solve(j);
    sum = Math.max(sum, apart);
    if (opened <= mostOpen && sum < bound.upper) {
      rest[opened] = 0;
      for (let u = opened - 1; u >= 0; u--) rest[u]! += rest[u + 1]!;
      found = Number.POSITIVE_INFINITY;
      tryAll(0);
      sum = Math.max(sum, found);
    }
    bound.lower = sum;
    let widest = -1;
    for (let v = 0; v < k * p; v++) {
      const score = opened > 0 ? scores[v]! * half[v]! : half[v]!;
      if (score > widest) [widest, bound.split] = [score, v];
    }
  };

  /** Gives row i to its plane, or opens it; what it costs at least. */
  function place(i: number): number {
    let [nearest, highest, own] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let j = 0; j < k; j++) {
      const { base, slope, size } = forms[faces[j]!]!;
      let value = base[i]!;
      let reach = 0;
      for (let t = 0, at = i * p, v = j * p; t < p; t++, at++, v++) {
        value += slope[at]! * center[v]!;
        reach += size[at]! * half[v]!;
      }
      values[j] = value;
      const off = value < 0 ? -value : value;
      const from = off > reach ? (off - reach) / most[j]! : 0;
      const to = (off + reach) / least[j]!;
      low[j] = from;
      if (to < highest) {
        highest = to;
        own = j;
      }
      if (from < nearest) nearest = from;
    }
    for (let j = 0; j < k; j++) {
      if (j !== own && low[j]! < highest) {
        compete(i, nearest, highest);
        return nearest * nearest;
      }
    }
    // Of steep planes sums are of what is left at b = 0: their boxes are none of b.
    add(i, own, faces[own] === p ? values[own]! : y[i]!, 1);
    return nearest * nearest;
  }

  function compete(i: number, nearest: number, highest: number): void {
    open[opened++] = i;
    for (let j = 0; j < k; j++) {
      if (low[j]! >= highest) continue;
      const { size } = forms[faces[j]!]!;
      const share = low[j] === nearest ? 1 : FARTHER;
      for (let t = 0; t < p; t++) scores[j * p + t]! += share * size[i * p + t]!;
    }
  }

  /** Adds row i to the sums of plane j, or takes it away with a sign of -1. */
  function add(i: number, j: number, value: number, sign: number): void {
    counts[j]! += sign;
    squares[j]! += sign * value * value;
    for (let t = 0, at = i * p; t < p; t++) {
      const slope = sign * flat.slope[at + t]!;
      products[j * p + t]! += slope * value;
      for (let s = 0, to = (j * p + t) * p; s <= t; s++) slopes[to + s]! += slope * flat.slope[at + s]!;
    }
  }

  /** All ways to give open rows from the u-th on to planes; the least of their bounds goes to `found`. */
  function tryAll(u: number): void {
    let sum = rest[u]!;
    for (let j = 0; j < k; j++) sum += costs[j]!;
    if (u === opened || sum >= bound.upper) {
      found = Math.min(found, sum);
      if (u === opened) bound.upper = Math.min(bound.upper, assigned());
      return;
    }
    const i = open[u]!;
    for (let j = 0; j < k; j++) {
      const [cost, freeCost] = [costs[j]!, freeCosts[j]!];
      let value = y[i]!;
      if (faces[j] === p) for (let t = 0; t < p; t++) value += flat.slope[i * p + t]! * center[j * p + t]!;
      add(i, j, value, 1);
      solve(j);
      costs[j] = Math.max(cost, costs[j]!);
      tryAll(u + 1);
      add(i, j, value, -1);
      costs[j] = cost;
      freeCosts[j] = freeCost;
    }
  }

  /** What the assignment costs that all rows have; infinite where that is not known. */
  function assigned(): number {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += freeCosts[j]!;
    return sum;
  }

  /**
   * Writes what the rows of plane j cost at least within its box to `costs`, and returns it; and what they cost with their own
   * least squares to `freeCosts`, infinite where they do not identify them.
   */
  function solve(j: number): number {
    const at = j * p;
    if (counts[j] === 0) {
      costs[j] = freeCosts[j] = 0;
      return 0;
    }
    const free = leastSquares(j);
    freeCosts[j] = free;
    const flatFace = faces[j] === p;
    let inside = flatFace;
    for (let t = 0; t < p; t++) inside &&= Math.abs(step[t]!) <= half[at + t]!;
    if (free === Number.POSITIVE_INFINITY) step.fill(0);
    else if (inside || !flatFace) {
      costs[j] = free;
      return free;
    }
    const within = flatFace ? leastWithin(j) : 0;
    costs[j] = free === Number.POSITIVE_INFINITY ? within : Math.max(free, within);
    return costs[j]!;
  }

  /** By Cholesky's factors; leaves the way to the least in `step`. Less what rounding may have added. */
  function leastSquares(j: number): number {
    const at = j * p;
    if (counts[j]! < p) return Number.POSITIVE_INFINITY;
    for (let t = 0; t < p; t++) {
      for (let s = 0; s <= t; s++) {
        let entry = slopes[(at + t) * p + s]!;
        for (let u = 0; u < s; u++) entry -= lower[t * p + u]! * lower[s * p + u]!;
        if (s < t) lower[t * p + s] = entry / lower[s * p + s]!;
        else if (entry > PRECISE * slopes[(at + t) * p + t]!) lower[t * p + t] = Math.sqrt(entry);
        else return Number.POSITIVE_INFINITY;
      }
    }
    for (let t = 0; t < p; t++) {
      let entry = -products[at + t]!;
      for (let u = 0; u < t; u++) entry -= lower[t * p + u]! * step[u]!;
      step[t] = entry / lower[t * p + t]!;
    }
    let [sum, trace, length] = [squares[j]!, 0, 0];
    for (let t = p - 1; t >= 0; t--) {
      let entry = step[t]!;
      for (let u = t + 1; u < p; u++) entry -= lower[u * p + t]! * step[u]!;
      step[t] = entry / lower[t * p + t]!;
      sum += products[at + t]! * step[t]!;
      trace += slopes[(at + t) * p + t]!;
      length += step[t]! * step[t]!;
    }
    return Math.max(0, sum - ROUNDING * (squares[j]! + trace * length));
  }

  /** A lower bound of the least within the box, from `step`: squares are convex, so no less than their tangent plane. */
  function leastWithin(j: number): number {
    const at = j * p;
    for (let t = 0; t < p; t++) step[t] = clamp(step[t]!, half[at + t]!);
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      for (let t = 0; t < p; t++) {
        const own = slopes[(at + t) * p + t]!;
        if (own > 0) step[t] = clamp(step[t]! - (products[at + t]! + along(at, t)) / own, half[at + t]!);
      }
    }
    let sum = squares[j]!;
    for (let t = 0; t < p; t++) {
      const product = along(at, t);
      const gradient = 2 * (products[at + t]! + product);
      sum += (2 * products[at + t]! + product) * step[t]!;
      sum -= Math.abs(gradient) * half[at + t]! + gradient * step[t]!;
    }
    return Math.max(0, sum - ROUNDING * squares[j]!);
  }

  /** Row t of the products of slopes times `step`. */
  function along(at: number, t: number): number {
    let sum = 0;
    for (let s = 0; s < p; s++) sum += slopes[s <= t ? (at + t) * p + s : (at + s) * p + t]! * step[s]!;
    return sum;
  }
}

const clamp = (value: number, half: number): number => Math.min(half, Math.max(-half, value));

/**
 * What is left of each row by a plane of the face, times what the box has at `face` (1 of the last), up to its sign: base_i +
 * sum_t slope_it v_t.
 */
function formOf({ n, p, z, y }: Pick<PlaneRows, 'n' | 'p' | 'z' | 'y'>, face: number) {
  const base = new Float64Array(n);
  const slope = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    base[i] = face === p ? y[i]! : z[i * p + face]!;
    for (let t = 0; t < p; t++) slope[i * p + t] = face === p ? -z[i * p + t]! : t === face ? y[i]! : z[i * p + t]!;
  }
  return { base, slope, size: slope.map(Math.abs) };
}

/** Of the rows of each place what is left of their values around k centers, less what rounding may have added. */
function aroundCenters({ places, values, weights }: PlaneRows, k: number): Float64Array {
  const count = places.reduce((most, place) => Math.max(most, place + 1), 0);
  return Float64Array.from({ length: count }, (_, place) => {
    const rows = Uint32Array.from(places.keys()).filter((i) => places[i] === place);
    if (rows.length <= k) return 0;
    const of = (all: Float64Array) => Float64Array.from(rows, (i) => all[i]!);
    return leastAround(of(values), of(weights), k) * (1 - ROUNDING * rows.length);
  });
}
