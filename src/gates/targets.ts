import { InputError } from '../errors.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { targetsOf } from '../math/scores.js';
import type { RoutedSamples } from './contract.js';

/**
 * @param who the gate, for the message.
 * @throws InputError for no samples, and for weights that are not one a sample, finite, at least 0 and not all 0.
 */
export function requireSamples(who: string, { x: { rows: n }, weights }: RoutedSamples): void {
  if (n === 0) throw new InputError(`gate ${who} needs at least one sample; got 0`);
  if (weights === undefined) return;
  if (weights.length !== n) throw new InputError(`gate ${who} needs ${n} sample weights; got ${weights.length}`);
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong >= 0)
    throw new InputError(`gate ${who} needs weights of at least 0; got ${weights[wrong]} in sample ${wrong}`);
  if (weights.every((weight) => weight === 0)) throw new InputError(`gate ${who} needs a weight above 0; all are 0`);
}

/**
 * How much of each sample each expert holds: entry (i, j) is w_i r_ij, n x k.
 * @throws InputError for a label that is no expert, and shares that are none.
 */
export function heldShares({ x: { rows: n }, k, targets, weights }: RoutedSamples): Matrix {
  const checked = targetsOf(targets, k, n);
  const out = matrix(n, k);
  for (let i = 0, row = 0; i < n; i++, row += k) {
    const weight = weights === undefined ? 1 : weights[i]!;
    if (checked instanceof Uint32Array) out.data[row + checked[i]!] = weight;
    else for (let j = row; j < row + k; j++) out.data[j] = weight * checked[j]!;
  }
  return out;
}
