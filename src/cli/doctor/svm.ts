import { bind } from '../../components/parameters.js';
import { matrix } from '../../math/matrix.js';
import { stream } from '../../math/random.js';
import { vocabulary } from '../vocabulary.js';
import { type Check, ok } from './contract.js';

export const svm: Check = {
  name: 'libsvm',
  about: 'expert rbf-svm',
  optional: false,
  remedy: 'npm ci',
  async look() {
    const expert = await bind(vocabulary.experts.get('rbf-svm'), { C: 1, gamma: 1 });
    const x = matrix(2, 1);
    x.data.set([-1, 1]);
    const y = Float64Array.of(0, 1);
    const fitted = expert.fit({ x, y, rows: Uint32Array.of(0, 1) }, stream('doctor'));
    const predicted = new Float64Array(2);
    expert.predict(fitted, x, predicted);
    if (predicted.join() !== y.join()) throw new Error(`does not tell -1 from 1: predicts ${predicted.join()}`);
    return ok('tells two points apart');
  },
};
