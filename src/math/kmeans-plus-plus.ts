import { InputError } from '../errors.js';
import type { Design } from './dense-design.js';
import { design } from './design.js';
import { type Matrix, matrix } from './matrix.js';
import { below, type Rng, uniform } from './random.js';
import type { Features } from './sparse.js';

/**
 * k samples to start k-means from, k x d: the first uniformly at random, each further one with probability proportional
 * to its squared distance to the nearest so far (k-means++, Arthur and Vassilvitskii 2007, section 2.2; one candidate
 * each). Where all samples stand on those, uniformly. Draws k numbers. Cost: O(n d k), d counting the non-zero features
 * of sparse rows.
 * @throws InputError for more centres than samples, and for features whose squares are not finite.
 */
export function kmeansPlusPlus(x: Features, k: number, rng: Rng): Matrix {
  const n = x.rows;
  if (k > n) throw new InputError(`k-means needs at least as many samples as centres: k = ${k} exceeds n = ${n}`);
  const data = design(x);
  const centres = matrix(k, x.cols);
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const distances = matrix(n, 1);
  for (let j = 0, chosen = below(rng, n); ; j++) {
    const centre = rowOf(data, chosen);
    centres.data.set(centre.data, j * x.cols);
    if (j === k - 1) return centres;
    data.squaredDistances(centre, distances);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      nearest[i] = Math.min(nearest[i]!, distances.data[i]!);
      sum += nearest[i]!;
    }
    if (!Number.isFinite(sum)) throw new InputError('k-means needs features whose squares are finite');
    chosen = sum > 0 ? passed(nearest, uniform(rng, 0, sum)) : below(rng, n);
  }
}

/** The sample where the running sum of the weights passes `at`; where rounding hides it, the last that has a weight. */
function passed(weights: Float64Array, at: number): number {
  let last = 0;
  let rest = at;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    rest -= weights[i]!;
    if (rest < 0) break;
  }
  return last;
}

function rowOf(data: Design, i: number): Matrix {
  const row = matrix(1, data.cols);
  data.sums(Uint32Array.of(0), row, Uint32Array.of(i));
  return row;
}
