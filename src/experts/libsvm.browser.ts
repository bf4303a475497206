/** In place of libsvm.ts in the bundle for browsers: libsvm-js is for Node. What was trained there predicts here, too. */
import { InputError } from '../errors.js';
import type { TrainRbf } from './libsvm.js';

/** @returns what throws an InputError instead of training. */
export async function loadLibsvm(): Promise<TrainRbf> {
  return () => {
    throw new InputError(
      'expert rbf-svm is not trained in a browser, as libsvm is not in this bundle; use kernel-logistic, or fit it in Node',
    );
  };
}
