/** Which inputs matter: how far predictions move when the cells of one input are exchanged between rows (after Breiman 2001). */
import { argmaxRows } from '../math/matrix.js';
import { type Rng, shuffle } from '../math/random.js';
import { type BoundModel, predictionsOf, responsibilities } from '../model/predict.js';
import { columnFinder, columnOf } from '../tables/cells.js';
import { encode } from '../tables/encode.js';
import type { Column, Frame } from '../tables/frame.js';

/** Some rows of a table, in this order, with the columns of these names. */
export function takeRows(frame: Frame, names: readonly string[], rows: Uint32Array): Frame {
  const find = columnFinder(frame);
  const columns = names.map((name): Column => {
    const column = find(name);
    return column.kind === 'category'
      ? { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]!) }
      : { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) };
  });
  return { rows: rows.length, columns, source: { name: 'rows' } };
}

/** The table with another column in the place of the one of its name. */
export function withColumn(frame: Frame, column: Column): Frame {
  return { ...frame, columns: frame.columns.map((own) => (own.name === column.name ? column : own)) };
}

export const rowsOf = ({ rows }: Frame): Uint32Array => Uint32Array.from({ length: rows }, (_, row) => row);

/**
 * What is predicted for every row of a table, in standardized units.
 * @param expert who decides about each row; the gate, where there is one, when null.
 */
export function predicted(bound: BoundModel, frame: Frame, expert: Uint32Array | null): Float64Array {
  const { x, gateX } = encode(bound.model.encoding, frame, rowsOf(frame));
  return predictionsOf(x, expert ?? argmaxRows(responsibilities(bound, gateX ?? x)), bound).predictions;
}

/**
 * Of each input the mean squared move of the predictions, in squared deviations of a regression's target, or the share of rows
 * that get another class. Cost: a prediction of all rows for each input.
 * @param expert as of `predicted`.
 */
export function influences(bound: BoundModel, frame: Frame, expert: Uint32Array | null, rng: Rng): readonly number[] {
  const { encoding, target } = bound.model;
  const before = predicted(bound, frame, expert);
  const classes = target.kind === 'classes';
  return encoding.inputs.map(({ name }) => {
    const order = rowsOf(frame);
    shuffle(order, rng);
    const [other] = takeRows(frame, [name], order).columns;
    const after = predicted(bound, withColumn(frame, other!), expert);
    const moved = after.reduce((sum, value, r) => {
      const move = value - before[r]!;
      return sum + (classes ? Number(move !== 0) : move * move);
    }, 0);
    return moved / frame.rows;
  });
}

/** The table with every row of a column the same: the mean, or the category that most rows have. */
export function heldStill(frame: Frame, name: string): Frame {
  const column = columnOf(frame, name);
  if (column.kind !== 'category') {
    const known = column.values.filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value / known.length, 0);
    return withColumn(frame, { ...column, values: column.values.map(() => mean) });
  }
  const counts = new Map<number, number>();
  for (const code of column.codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const [most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  return withColumn(frame, { ...column, codes: column.codes.map(() => most) });
}
