import { argminRows } from '../math/matrix.js';
import type { AssignmentRule } from './contract.js';

/** Each sample to the expert of least loss (section 3.1): fast, and free to leave an expert without samples. */
export const argmin: AssignmentRule = {
  name: 'argmin',
  about: 'each sample to the expert of least loss, ties to the lowest index',
  parameters: {},
  async bind() {
    return (loss, _rng, labels) => void argminRows(loss, labels);
  },
};
