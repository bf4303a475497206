import { argminRows, type Matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import type { AssignmentRule } from './contract.js';

/** Each sample to the expert of least loss (section 3.1): fast, and free to leave an expert without samples. */
export const argmin: AssignmentRule = {
  name: 'argmin',
  about: 'each sample to the expert of least loss, ties to the lowest index',
  parameters: {},
  async bind() {
    return Object.assign((loss: Matrix, _rng: Rng, labels: Uint32Array) => void argminRows(loss, labels), {
      least: true as const,
    });
  },
};
