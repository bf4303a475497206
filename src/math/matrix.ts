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
