import type { Matrix } from '../math/matrix.js';
import type { AssignmentRule } from './contract.js';

/** Writes each sample's expert of least loss to `labels`; ties go to the lowest index. O(n k), nothing allocated. */
export function assignLeast(loss: Matrix, labels: Uint32Array): void {
  const { data, rows: n, cols: k } = loss;
  for (let i = 0, at = 0; i < n; i++, at += k) {
    let best = 0;
    let least = data[at];
    for (let j = 1; j < k; j++) {
      const value = data[at + j];
      if (value < least) {
        least = value;
        best = j;
      }
    }
    labels[i] = best;
  }
}

/** Each sample to the expert of least loss (section 3.1): fast, and free to leave an expert without samples. */
export const argmin: AssignmentRule = {
  name: 'argmin',
  about: 'each sample to the expert of least loss, ties to the lowest index',
  parameters: {},
  async bind() {
    return (loss, _rng, labels) => assignLeast(loss, labels);
  },
};
