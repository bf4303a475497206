/** What the gates share whose nearest centre is responsible: they differ in what a centre is and in the distance. */
import type { StateOf, StateTable } from '../components/state.js';
import { InputError } from '../errors.js';
import { type Matrix, matrix } from '../math/matrix.js';
import type { Features } from '../math/sparse.js';
import type { BoundGate } from './contract.js';

/**
 * The centres, where the row of an expert without samples is zero and means nothing, and how many samples each expert had:
 * one without any is never nearest.
 */
export const nearestTable = {
  centres: { kind: 'matrix', rows: 'k', cols: 'd' },
  sizes: { kind: 'counts', length: 'k' },
} as const satisfies StateTable;

export type NearestState = StateOf<typeof nearestTable>;

export interface Geometry {
  /** Writes the centre of the rows of each label to its row of `centres`, k x d; zeros where there are none. */
  place(x: Features, labels: Uint32Array, sizes: Uint32Array, centres: Matrix): void;
  /** Writes the distance of each row to each centre, or what orders as it does, to `out`, n x k. */
  measure(x: Features, centres: Matrix, out: Matrix): void;
}

/** The gate of a geometry; ties go to the lowest index. */
export function nearestCentre(name: string, { place, measure }: Geometry): BoundGate<NearestState> {
  return {
    name,
    fit(x, labels, k) {
      if (x.rows === 0) throw new InputError(`gate ${name} needs at least one sample; got 0`);
      const centres = matrix(k, x.cols);
      const sizes = new Uint32Array(k);
      for (let i = 0; i < x.rows; i++) sizes[labels[i]!]!++;
      place(x, labels, sizes, centres);
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

/** The least of the k distances at `at`, of experts that have samples. */
function nearest(distances: Float64Array, at: number, sizes: Uint32Array): number {
  let best = -1;
  for (let j = 0; j < sizes.length; j++) {
    if (sizes[j]! > 0 && (best === -1 || distances[at + j]! < distances[at + best]!)) best = j;
  }
  return best;
}
