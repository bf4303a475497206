/** A model applied to rows of other tables. */
import type { Likelihood } from '../experts/contract.js';
import type { Matrix } from '../math/matrix.js';
import { clusters } from '../model/clusters.js';
import { type BoundModel, predict } from '../model/predict.js';
import { completeRows } from '../tables/cells.js';
import { encode, outsideRows } from '../tables/encode.js';
import type { Frame } from '../tables/frame.js';

/** What a model says of some rows of a table: entry r of each list is about `rows[r]`. */
export interface Applied {
  /** Rows of the table, ascending: those that the model can judge. */
  readonly rows: Uint32Array;
  /** Their features, as the experts see them. */
  readonly x: Matrix;
  /** Values in the target's units, or indices of classes. */
  readonly prediction: Float64Array;
  readonly expert: Uint32Array;
  readonly share: Float64Array;
  /** 1 where an input lies beyond what was learned from. */
  readonly outside: Uint8Array;
  /** A row of c probabilities each, by the chosen expert; null where its loss is no likelihood of classes. */
  readonly classes: Float64Array | null;
}

/**
 * Predicts the rows of a table that has the inputs among its columns. A row with a missing cell is not judged where the
 * model was learned without such rows. Cost: the gate's, and one evaluation a row, c more for classes.
 * @throws InputError that says where, for a cell that the model refuses, and for a model without a gate.
 */
export function apply(model: BoundModel, likelihood: Likelihood, frame: Frame): Applied {
  const { encoding, target } = model.model;
  const names = encoding.missing === 'drop' ? encoding.inputs.map(({ name }) => name) : [];
  const rows = completeRows(
    frame,
    names,
    Uint32Array.from({ length: frame.rows }, (_, row) => row),
  );
  const { x, gateX } = encode(encoding, frame, rows);
  const said = predict(model, x, gateX);
  const labels = target.kind === 'classes' && likelihood === 'log' ? target.labels.length : 0;
  return {
    ...{ rows, x, ...said, outside: outsideRows(encoding, frame, rows) },
    classes: labels === 0 ? null : probabilitiesOf(model, x, said.expert, labels),
  };
}

/** exp(-loss) of each class under the chosen expert, n x c. */
export function probabilitiesOf(
  { expert, states }: BoundModel,
  x: Matrix,
  chosen: Uint32Array,
  labels: number,
): Float64Array {
  const out = new Float64Array(chosen.length * labels);
  const loss = new Float64Array(chosen.length);
  const held = clusters(chosen.length, states.length);
  held.sort(chosen);
  for (let c = 0; c < labels; c++) {
    const y = new Float64Array(chosen.length).fill(c);
    for (let j = 0; j < states.length; j++) {
      const rows = held.rows(j);
      if (rows.length === 0) continue;
      expert.losses(states[j], x, y, loss, 0, 1, rows);
      for (let r = 0; r < rows.length; r++) out[rows[r]! * labels + c] = Math.exp(-loss[r]!);
    }
  }
  return out;
}
