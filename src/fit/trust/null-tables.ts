/** Tables on which one expert is all there is to know: the rows of a table, with targets drawn from one expert fitted to it. */
import type { Prepared } from '../../datasets/prepare.js';
import type { LearningParts } from '../../experiment/catalog.js';
import { type Rng, uniform } from '../../math/random.js';
import type { Model } from '../../model/contract.js';
import { bindModel, loader, predict } from '../../model/predict.js';
import { encode } from '../../tables/encode.js';
import { probabilitiesOf } from '../apply.js';

/** Draws a target: a value for each row of the table, as `Prepared.y`; rows that are not learned from keep their own. */
export type NullTable = (rng: Rng) => Float64Array;

/**
 * Of numbers: what the expert predicts, plus the row's own residual with a random sign: the wild bootstrap (Wu 1986; Liu 1988), so
 * that noise which is greater in some rows than in others stays so. The residual is that of the fold which held the row out,
 * so the expert that is judged did not fit it away (as HC3 of MacKinnon and White 1985, and for experts of any kind). Of classes:
 * labels by the expert's probabilities.
 * @param single one expert, fitted to all these rows.
 * @param heldOut what each row of the table cost one expert when it was held out, times its weight.
 * @throws InputError for experts of classes without probabilities.
 */
export async function nullTable(
  single: Model,
  { frame, y, weights, target }: Prepared,
  rows: Uint32Array,
  heldOut: Float64Array,
  catalog: LearningParts,
): Promise<NullTable> {
  const bound = await bindModel(single, loader(catalog));
  const { x, gateX } = encode(single.encoding, frame, rows);
  const { prediction, expert } = predict(bound, x, gateX);
  const drawn = (next: (r: number) => number): Float64Array => {
    const out = y.slice();
    rows.forEach((row, r) => {
      out[row] = next(r);
    });
    return out;
  };
  if (target.kind === 'regression') {
    const residuals = Float64Array.from(rows, (row) => Math.sqrt(heldOut[row]! / (weights?.[row] || 1)));
    return (rng) => drawn((r) => prediction[r]! + (uniform(rng) < 0.5 ? -1 : 1) * residuals[r]!);
  }
  const c = target.labels.length;
  const shares = probabilitiesOf(bound, x, expert, c);
  return (rng) => drawn((r) => labelOf(shares.subarray(r * c, (r + 1) * c), uniform(rng)));
}

/** The class at this point of the probabilities laid end to end. */
function labelOf(shares: Float64Array, at: number): number {
  let sum = 0;
  for (let c = 0; c < shares.length - 1; c++) {
    sum += shares[c]!;
    if (at < sum) return c;
  }
  return shares.length - 1;
}
