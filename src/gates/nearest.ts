/** The gates whose nearest centre is responsible: they differ in what a centre is and in the distance. */
import type { StateOf, StateTable } from '../components/state.js';
import { design } from '../math/design.js';
import type { Layer } from '../math/layers.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { absoluteDistances, weightedMedians } from '../math/medians.js';
import type { Features } from '../math/sparse.js';
import { type BoundGate, type Gate, heldShares, heldTotals, type RoutedSamples, requireSamples } from './contract.js';

/**
 * The centres, where the row of an expert without samples is zero and means nothing, and the total weight of each expert's
 * samples, their number where none is weighted: an expert without any is never nearest.
 */
const state = [
  { name: 'centres', kind: 'matrix', rows: 'k', cols: 'd' },
  { name: 'sizes', kind: 'weights', length: 'k' },
] as const satisfies StateTable;

export type NearestState = StateOf<typeof state>;

/** How large the clusters are decides nothing. */
const freeCentres = ({ centres }: NearestState): number => centres.data.length;

/** The nearest of the centres of experts that have samples. */
const nearestLayer = ({ centres, sizes }: NearestState, power: 1 | 2): readonly Layer[] => [
  { kind: 'nearest', centers: centres, power, counts: Array.from(sizes, (size) => size > 0) },
];

/** Where the centre of each expert is, and which is nearest. */
interface Geometry {
  /**
   * Writes the centre of each expert to its row of `centres`, k x d; zeros where it holds nothing.
   * @param held how much of each sample each expert holds, n x k, and `sizes` its k column sums.
   */
  place(samples: RoutedSamples, held: Matrix, sizes: Float64Array, centres: Matrix): void;
  /** Writes the distance of each row to each centre, or what orders as it does, to `out`, n x k. */
  measure(x: Features, centres: Matrix, out: Matrix): void;
}

/**
 * The nearest centre is responsible: each expert's centre is the mean of its samples, by their shares and weights,
 * distance is Euclidean, ties go to the lowest index (paper section 4.2, as k-means does). No randomness. Cost: O(n d)
 * to fit to labels, O(n k d) to shares or weights and to use.
 */
export const nearestMean: Gate<NearestState> = {
  name: 'nearest-mean',
  about: 'the expert whose samples have the nearest mean',
  parameters: {},
  state,
  layers: (state) => nearestLayer(state, 2),
  freedom: freeCentres,
  bind: async () =>
    nearestCentre(nearestMean.name, {
      place: placeMeans,
      measure: (x, centres, out) => design(x).squaredDistances(centres, out),
    }),
};

/**
 * The nearest centre is responsible: each expert's centre is the median of its samples, by their shares and weights,
 * coordinate by coordinate, and the distance is L1, as k-medians has it: of all points the median has the least sum of L1
 * distances to them. Ties go to the lowest index (paper section 4.2). No randomness. Cost: O(n k + m d log m) to fit,
 * m the shares above 0, where rows are sparse O(n k + entries + k d); O(n k d) to use.
 */
export const nearestMedian: Gate<NearestState> = {
  name: 'nearest-median',
  about: 'the expert whose samples have the nearest median, in L1 distance',
  parameters: {},
  state,
  layers: (state) => nearestLayer(state, 1),
  freedom: freeCentres,
  bind: async () =>
    nearestCentre(nearestMedian.name, {
      place: ({ x }, held, _, centres) => weightedMedians(x, held, centres),
      measure: absoluteDistances,
    }),
};

function placeMeans({ x, targets, weights }: RoutedSamples, held: Matrix, sizes: Float64Array, centres: Matrix): void {
  if (targets instanceof Uint32Array && weights === undefined) design(x).sums(targets, centres);
  else weightedSums(x, held, centres);
  centres.data.forEach((sum, at) => {
    const size = sizes[Math.floor(at / x.cols)]!;
    if (size > 0) centres.data[at] = sum / size;
  });
}

/** Writes to row j of `sums`, k x d, the sum of the rows of x times their weights in column j, n x k. */
function weightedSums(x: Features, { data, cols: k }: Matrix, { data: sums }: Matrix): void {
  const d = x.cols;
  const byColumn = new Float64Array(d * k);
  const visit = (block: Float64Array, from: number, count: number) => {
    block.set(data.subarray(from * k, (from + count) * k));
  };
  design(x).pass(null, k, visit, undefined, byColumn);
  for (let at = 0; at < sums.length; at++) sums[at] = byColumn[(at % d) * k + Math.floor(at / d)]!;
}

function nearestCentre(name: string, { place, measure }: Geometry): BoundGate<NearestState> {
  return {
    name,
    fit(samples) {
      requireSamples(name, samples);
      const { x, k } = samples;
      const held = heldShares(samples);
      const sizes = heldTotals(held);
      const centres = matrix(k, x.cols);
      place(samples, held, sizes, centres);
      return { centres, sizes };
    },
    responsibilities({ centres, sizes }, x, out) {
      measure(x, centres, out);
      for (let i = 0, at = 0; i < x.rows; i++, at += out.cols) {
        const best = nearest(out.data, at, sizes);
        out.data.fill(0, at, at + out.cols);
        out.data[at + best] = 1;
      }
    },
  };
}

/** The least of the k distances at `at`, of experts that have samples; ties to the lowest. */
function nearest(distances: Float64Array, at: number, sizes: Float64Array): number {
  let best = -1;
  for (let j = 0; j < sizes.length; j++) {
    if (sizes[j]! > 0 && (best === -1 || distances[at + j]! < distances[at + best]!)) best = j;
  }
  return best;
}
