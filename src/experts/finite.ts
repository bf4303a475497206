import { InputError } from '../errors.js';
import type { Matrix } from '../math/matrix.js';

/**
 * @param who what asks, for the message, such as "expert rbf-svm".
 * @throws InputError for a value that is not finite in these rows of x.
 */
export function requireFinite(who: string, x: Matrix, rows: Uint32Array): void {
  for (const i of rows) {
    for (let t = 0; t < x.cols; t++) {
      const value = x.data[i * x.cols + t]!;
      if (!Number.isFinite(value)) {
        throw new InputError(`${who} needs finite features; got ${value} in sample ${i}, feature ${t}`);
      }
    }
  }
}
