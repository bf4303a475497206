import type { ParameterTable } from '../component.js';
import { InputError } from '../errors.js';
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
    for (let i = 0; i < x.rows; i++) {
      const j = labels[i]!;
      sizes[j]!++;
      for (let t = 0; t < x.cols; t++) centres.data[j * x.cols + t]! += x.data[i * x.cols + t]!;
    }
    for (let at = 0; at < centres.data.length; at++) {
      centres.data[at]! /= Math.max(1, sizes[Math.floor(at / x.cols)]!);
    }
    return { centres, sizes };
  },
  responsibilities(state, x, out) {
    out.data.fill(0);
    for (let i = 0; i < x.rows; i++) out.data[i * out.cols + nearest(state, x, i)] = 1;
  },
};

function nearest({ centres, sizes }: NearestMeanState, x: Matrix, row: number): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let j = 0; j < centres.rows; j++) {
    if (sizes[j] === 0) continue;
    let squares = 0;
    for (let t = 0; t < x.cols; t++) squares += (x.data[row * x.cols + t]! - centres.data[j * x.cols + t]!) ** 2;
    if (best === -1 || squares < least) {
      best = j;
      least = squares;
    }
  }
  return best;
}
