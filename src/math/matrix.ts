import { InputError, shown } from '../errors.js';

/** A dense matrix in row-major order: element (i, j) is `data[i * cols + j]`. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly cols: number;
}

/** A rows x cols matrix of zeros, or over the given values (row-major, taken, not copied). */
export function matrix(rows: number, cols: number, data: Float64Array = new Float64Array(rows * cols)): Matrix {
  if (data.length !== rows * cols) {
    throw new RangeError(`a ${rows} x ${cols} matrix has ${rows * cols} values; got ${data.length}`);
  }
  return { data, rows, cols };
}

/** The matrix whose rows are the given lists. */
export function fromRows(rows: readonly (readonly number[])[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  const out = matrix(rows.length, cols);
  rows.forEach((row, i) => {
    if (row.length !== cols) throw new RangeError(`row ${i} has ${row.length} values; row 0 has ${cols}`);
    out.data.set(row, i * cols);
  });
  return out;
}

/** A matrix as a caller of the library gives it: lists of numbers, a row each, or one row-major list with its shape. */
export type GivenMatrix =
  | readonly ArrayLike<number>[]
  | { readonly data: ArrayLike<number>; readonly rows: number; readonly cols: number };

/**
 * What was given as a matrix; typed data is taken, not copied.
 * @param name what it is called in messages, such as "loss".
 * @throws InputError for what is no such thing, has no rows or columns, is ragged, or has a value that is no finite number.
 */
export function givenMatrix(name: string, given: GivenMatrix): Matrix {
  if (typeof given !== 'object' || given === null) {
    throw new InputError(`${name} must be a list of rows or { data, rows, cols }; got ${shown(given)}`);
  }
  const found = isLists(given) ? fromLists(name, given) : fromData(name, given);
  found.data.forEach((value, at) => {
    if (!Number.isFinite(value)) throw notFinite(name, value, at, found.cols);
  });
  return found;
}

function isLists(given: GivenMatrix): given is readonly ArrayLike<number>[] {
  return Array.isArray(given);
}

function fromLists(name: string, lists: readonly ArrayLike<number>[]): Matrix {
  const cols = lists[0]?.length ?? 0;
  if (cols === 0) throw new InputError(`${name} must have at least one row and one column; got none`);
  const out = matrix(lists.length, cols);
  for (let i = 0; i < lists.length; i++) {
    const row = lists[i];
    if (row?.length !== cols) {
      const got = row?.length ?? 'none';
      throw new InputError(`${name} row ${i} (from 0) must have ${cols} values, as row 0; got ${got}`);
    }
    for (let t = 0, at = i * cols; t < cols; t++, at++) out.data[at] = numberOf(name, row[t], at, cols);
  }
  return out;
}

function fromData(name: string, { data, rows, cols }: Exclude<GivenMatrix, readonly unknown[]>): Matrix {
  for (const [key, count] of Object.entries({ rows, cols })) {
    if (Number.isSafeInteger(count) && count > 0) continue;
    throw new InputError(`${name}.${key} must be a whole number at least 1; got ${shown(count)}`);
  }
  if (data?.length !== rows * cols) {
    const got = data?.length ?? 'none';
    throw new InputError(`${name}.data must have rows x cols = ${rows * cols} values; got ${got}`);
  }
  if (data instanceof Float64Array) return matrix(rows, cols, data);
  return matrix(
    rows,
    cols,
    Float64Array.from(data, (value, at) => numberOf(name, value, at, cols)),
  );
}

/** Only a number is one: text and true would turn into some. */
function numberOf(name: string, value: unknown, at: number, cols: number): number {
  if (typeof value === 'number') return value;
  throw notFinite(name, value, at, cols);
}

function notFinite(name: string, value: unknown, at: number, cols: number): InputError {
  const place = `row ${Math.floor(at / cols)}, column ${at % cols} (from 0)`;
  return new InputError(`${name} at ${place} must be a finite number; got ${shown(value)}`);
}

/** Writes the column of the greatest value of each row to `labels`; ties to the lowest. */
export function argmaxRows({ data, rows, cols }: Matrix, labels: Uint32Array = new Uint32Array(rows)): Uint32Array {
  for (let i = 0, at = 0; i < rows; i++, at += cols) {
    let best = 0;
    for (let j = 1; j < cols; j++) if (data[at + j]! > data[at + best]!) best = j;
    labels[i] = best;
  }
  return labels;
}

/** Writes the column of the least value of each row to `labels`; ties to the lowest. */
export function argminRows({ data, rows, cols }: Matrix, labels: Uint32Array = new Uint32Array(rows)): Uint32Array {
  for (let i = 0, at = 0; i < rows; i++, at += cols) {
    let best = 0;
    for (let j = 1; j < cols; j++) if (data[at + j]! < data[at + best]!) best = j;
    labels[i] = best;
  }
  return labels;
}
