/** A model applied to rows of other tables. */
import type { Likelihood } from '../experts/contract.js';
import type { Matrix } from '../math/matrix.js';
import { clusters } from '../model/clusters.js';
import type { Model } from '../model/contract.js';
import { bandOf, setsOf } from '../model/intervals.js';
import { type BoundModel, predict } from '../model/predict.js';
import { stabilities } from '../model/stability.js';
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
  /** Share of resamples in which the row goes to the same expert; null where the model has none. */
  readonly stability: Float64Array | null;
  /** A row of c probabilities each, by the chosen expert; null where its loss is no likelihood of classes. */
  readonly classes: Float64Array | null;
  /** Where the target lies, of a regression whose model has intervals. */
  readonly band: { readonly low: Float64Array; readonly high: Float64Array } | null;
  /** A row of c marks each, 1 for the classes that may be the row's; of classes whose model has intervals. */
  readonly sets: Uint8Array | null;
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
  const classes = labels === 0 ? null : probabilitiesOf(model, x, said.expert, labels);
  return {
    ...{ rows, x, ...said, outside: outsideRows(encoding, frame, rows), classes },
    ...within(model.model, said, classes),
    stability: stabilities(model, gateX ?? x, said.expert),
  };
}

/** What a model with intervals says beside its predictions. */
export function within(
  { target, trust }: Model,
  { prediction, expert }: Pick<Applied, 'prediction' | 'expert'>,
  classes: Float64Array | null,
): Pick<Applied, 'band' | 'sets'> {
  const intervals = trust?.intervals ?? null;
  if (intervals === null) return { band: null, sets: null };
  if (target.kind === 'regression') return { band: bandOf(intervals, prediction, expert), sets: null };
  return { band: null, sets: classes && setsOf(intervals, prediction, expert, classes) };
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
