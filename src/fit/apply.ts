/** A model applied to rows of other tables. */
import { type BoundModel, predict } from '../model/predict.js';
import { completeRows, encode, outsideRows } from '../tables/encode.js';
import type { Frame } from '../tables/frame.js';

/** What a model says of each of n rows; of a row that it cannot judge, `known` is 0 and the rest means nothing. */
export interface Applied {
  readonly known: Uint8Array;
  /** Values in the target's units, or indices of classes. */
  readonly prediction: Float64Array;
  readonly expert: Uint32Array;
  readonly share: Float64Array;
  /** 1 where an input lies beyond what was learned from. */
  readonly outside: Uint8Array;
  /** n x c probabilities of the classes, by the chosen expert; null where its loss is no likelihood. */
  readonly classes: Float64Array | null;
}

/**
 * Predicts the rows of a table that has the inputs among its columns. Rows with missing cells are not judged where the
 * model was learned without such rows. Cost: the gate's, and one evaluation a row, c for classes.
 * @throws InputError that says where, for a cell that the model refuses.
 */
export function apply(model: BoundModel, likelihood: 'log' | 'normal' | 'none', frame: Frame): Applied {
  const { encoding, target } = model.model;
  const n = frame.rows;
  const all = Uint32Array.from({ length: n }, (_, row) => row);
  const rows =
    encoding.missing === 'drop'
      ? completeRows(
          frame,
          encoding.inputs.map(({ name }) => name),
          all,
        )
      : all;
  const { x, gateX } = encode(encoding, frame, rows);
  const said = predict(model, x, gateX);
  const labels = target.kind === 'classes' ? target.labels.length : 0;
  const probabilities = labels > 0 && likelihood === 'log' ? probabilitiesOf(model, x, said.expert, labels) : null;
  const spread = <T extends Float64Array | Uint32Array | Uint8Array>(from: T, to: T, width = 1): T => {
    for (let r = 0; r < rows.length; r++)
      for (let c = 0; c < width; c++) to[rows[r]! * width + c] = from[r * width + c]!;
    return to;
  };
  return {
    known: spread(new Uint8Array(rows.length).fill(1), new Uint8Array(n)),
    prediction: spread(said.prediction, new Float64Array(n)),
    expert: spread(said.expert, new Uint32Array(n)),
    share: spread(said.share, new Float64Array(n)),
    outside: spread(outsideRows(encoding, frame, rows), new Uint8Array(n).fill(1)),
    classes: probabilities === null ? null : spread(probabilities, new Float64Array(n * labels), labels),
  };
}

/** exp(-loss) of each class under the chosen expert. */
function probabilitiesOf(
  { expert, states }: BoundModel,
  x: Parameters<typeof predict>[1],
  chosen: Uint32Array,
  labels: number,
): Float64Array {
  const out = new Float64Array(chosen.length * labels);
  const loss = new Float64Array(chosen.length);
  states.forEach((state, j) => {
    const rows = Uint32Array.from(chosen.keys()).filter((i) => chosen[i] === j);
    if (rows.length === 0) return;
    for (let c = 0; c < labels; c++) {
      expert.losses(state, x, new Float64Array(chosen.length).fill(c), loss, 0, 1, rows);
      for (let r = 0; r < rows.length; r++) out[rows[r]! * labels + c] = Math.exp(-loss[r]!);
    }
  });
  return out;
}
