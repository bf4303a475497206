import type { ParameterTable } from '../component.js';
import { InputError } from '../errors.js';
import { design } from '../math/design.js';
import { type Matrix, matrix } from '../math/matrix.js';
import type { BoundGate, Gate } from './contract.js';

const parameters = {} as const satisfies ParameterTable;

export interface NearestMeanState {
  /** k x d; the row of an expert without samples is zero and means nothing. */
  readonly centres: Matrix;
  /** How many samples each of the k experts had; one without any is never nearest. */
  readonly sizes: Uint32Array;
}

/**
 * The nearest centre is responsible: each expert's centre is the mean of its rows, distance is Euclidean, ties go to the
 * lowest index (paper section 4.2, as k-means does). No randomness. Cost: O(n d) to fit, O(n k d) to use.
 */
export const nearestMean: Gate<NearestMeanState> = {
  name: 'nearest-mean',
  about: 'the expert whose samples have the nearest mean',
  parameters,
  bind: async () => bound,
};

const bound: BoundGate<NearestMeanState> = {
  name: nearestMean.name,
  fit(x, labels, k) {
    if (x.rows === 0) throw new InputError(`gate ${nearestMean.name} needs at least one sample; got 0`);
    const centres = matrix(k, x.cols);
    const sizes = new Uint32Array(k);
    for (let i = 0; i < x.rows; i++) sizes[labels[i]!]!++;
    design(x).sums(labels, centres);
    for (let at = 0; at < centres.data.length; at++) {
      centres.data[at]! /= Math.max(1, sizes[Math.floor(at / x.cols)]!);
    }
    return { centres, sizes };
  },
  responsibilities({ centres, sizes }, x, out) {
    design(x).squaredDistances(centres, out);
    for (let i = 0, at = 0; i < x.rows; i++, at += out.cols) {
      const best = nearest(out.data, at, sizes);
      out.data.fill(0, at, at + out.cols);
      out.data[at + best] = 1;
    }
  },
};

/** The least of the k distances at `at`, of experts that have samples. */
function nearest(distances: Float64Array, at: number, sizes: Uint32Array): number {
  let best = -1;
  for (let j = 0; j < sizes.length; j++) {
    if (sizes[j]! > 0 && (best === -1 || distances[at + j]! < distances[at + best]!)) best = j;
  }
  return best;
}
