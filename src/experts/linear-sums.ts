/** Linear experts from sums over their samples. */
import { newArena } from '../math/kernels/arena.js';
import { matrix } from '../math/matrix.js';
import type { FixedSamples, SumsExpert } from './contract.js';
import { normalEquations, type Plane } from './normal-equations.js';
import { planeExchange } from './plane-exchange.js';

/** What one memory of the kernels may hold, bytes. */
const MOST = 3e9;

/** Sums that shrank below this share of what they were have kept the rounding of what was taken away. */
const SHRUNK = 1 / 16;

/**
 * The linear expert over fixed samples: sums of products of ones, features and y about their means, from which the normal
 * equations give the plane. Where these are not precise enough, `fit` decides, by an SVD of the rows.
 *
 * Cost: the samples are copied once, into the memory of the kernels; then as `SumsExpert` says.
 * @param fit the expert's own, of these rows with the weights of all samples.
 * @returns null for more samples than a memory of the kernels holds.
 */
export function linearSums(
  { x, y, weights: given, k }: FixedSamples,
  ridge: number,
  fit: (rows: Uint32Array, weights: Float64Array | undefined) => Plane,
): SumsExpert<Plane> | null {
  const { rows: n, cols: d, data: features } = x;
  let weights = given;
  const width = 2 * Math.ceil((d + 2) / 2);
  const stride = 8 * width;
  if (n * (stride + 8 * k + 16) > MOST) return null;
  const arena = newArena();
  const at = {
    data: arena.reserve((n + 1) * stride),
    rows: arena.reserve(8 * n + 4),
    weights: weights === undefined ? 0 : arena.reserve(8 * n),
    sums: arena.reserve((k + 1) * width * stride),
    coefficients: arena.reserve(k * stride),
    losses: arena.reserve(8 * (n * k + 1)),
  };
  const data = arena.doubles(at.data, n * width);
  const chosen = arena.integers(at.rows, 2 * n);
  const coefficients = arena.doubles(at.coefficients, k * width);
  const losses = arena.doubles(at.losses, n * k);
  if (weights !== undefined) arena.doubles(at.weights, n).set(weights);
  /** Those of each expert; the last are those of some rows. */
  const sums = Array.from({ length: k + 1 }, (_, j) => arena.doubles(at.sums + j * width * stride, width * width));

  const origin = new Float64Array(d + 1);
  for (let i = 0; i < n; i++) {
    for (let t = 0; t < d; t++) origin[t]! += features[i * d + t]! - features[t]!;
    origin[d]! += y[i]! - y[0]!;
  }
  for (let t = 0; t <= d; t++) origin[t] = origin[t]! / n + (t < d ? features[t]! : y[0]!);
  for (let i = 0, to = 0; i < n; i++, to += width) {
    data[to] = 1;
    for (let t = 0; t < d; t++) data[to + 1 + t] = features[i * d + t]! - origin[t]!;
    data[to + 1 + d] = y[i]! - origin[d]!;
  }

  const solve = normalEquations(d, width, ridge, origin);
  /** The expert of each sample at the last call of `follow`, k for none. */
  const last = new Uint32Array(n);
  /** How many samples each expert gets, and then how many it gives away; where they end among the chosen. */
  const moves = new Uint32Array(2 * k);
  /** The greatest weight of the samples of each expert since its sums were begun. */
  const peaks = new Float64Array(k);
  let exchange: ReturnType<typeof planeExchange> | undefined;

  return {
    weigh(own) {
      weights = own;
      arena.doubles(at.weights, n).set(own);
      exchange = undefined;
    },
    fit(rows) {
      sums[k]!.fill(0);
      chosen.set(rows);
      add(0, rows.length, 1, k);
      return planeOf(k, () => rows);
    },
    follow(labels, anew) {
      if (anew || 2 * countMoves(labels) > n || !moved(labels)) {
        for (let j = 0; j < k; j++) sums[j]!.fill(0);
        last.fill(k);
        peaks.fill(0);
        countMoves(labels);
        moved(labels);
      }
      return Array.from(peaks, (_, j) =>
        planeOf(j, () => Uint32Array.from(labels.keys()).filter((i) => labels[i] === j)),
      );
    },
    losses(states) {
      setCoefficients(states);
      arena.kernels.squaredProducts(n, at.data, stride, states.length, at.coefficients, at.losses);
      return matrix(n, states.length, losses.subarray(0, n * states.length));
    },
    least(states, labels, own) {
      setCoefficients(states);
      const { leastSquares } = arena.kernels;
      const sum = leastSquares(n, at.data, stride, states.length, at.coefficients, at.rows, at.losses);
      labels.set(chosen.subarray(0, n));
      own.set(losses.subarray(0, n));
      return sum;
    },
    ...(ridge > 0
      ? {}
      : {
          exchange(labels, sum) {
            exchange ??= planeExchange({ data, rows: n, width, d, k, weights });
            return exchange(labels, sum);
          },
        }),
  };

  function setCoefficients(states: readonly Plane[]): void {
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
  }

  /** Adds what `count` of the chosen bring to the sums of expert j, times `sign`. */
  function add(from: number, count: number, sign: number, j: number): void {
    const to = at.sums + j * width * stride;
    arena.kernels.addMoments(count, at.rows + 4 * from, at.data, stride, 8 * (d + 2), at.weights, sign, to);
  }

  /** Returns how many samples changed their expert. */
  function countMoves(labels: Uint32Array): number {
    moves.fill(0);
    let changed = 0;
    for (let i = 0; i < n; i++) {
      const from = last[i]!;
      const to = labels[i]!;
      if (from === to) continue;
      changed++;
      if (to < k) moves[to]!++;
      if (from < k) moves[k + from]!++;
    }
    return changed;
  }

  /** Adds and takes away what was counted; false where too much was taken away from some sums. */
  function moved(labels: Uint32Array): boolean {
    for (let c = 0, end = 0; c < 2 * k; c++) {
      const count = moves[c]!;
      moves[c] = end;
      end += count;
    }
    for (let i = 0; i < n; i++) {
      const from = last[i]!;
      const to = labels[i]!;
      if (from === to) continue;
      if (to < k) chosen[moves[to]!++] = i;
      if (from < k) chosen[moves[k + from]!++] = i;
      last[i] = to;
    }
    for (let c = 0, from = 0; c < 2 * k; c++) {
      add(from, moves[c]! - from, c < k ? 1 : -1, c % k);
      from = moves[c]!;
    }
    let precise = true;
    for (let j = 0; j < k; j++) {
      const weight = sums[j]![0]!;
      precise &&= weight >= SHRUNK * peaks[j]!;
      peaks[j] = Math.max(peaks[j]!, weight);
    }
    return precise;
  }

  function planeOf(j: number, rowsOf: () => Uint32Array): Plane {
    const isConstant = (t: number): boolean => {
      const rows = rowsOf();
      return rows.every((i) => features[i * d + t] === features[rows[0]! * d + t]);
    };
    return solve(sums[j]!, isConstant) ?? fit(rowsOf(), weights);
  }
}
