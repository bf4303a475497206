import type { SparseRows } from './sparse.js';

/** These bytes as sparse rows. */
export function sparseOf(rows: readonly (readonly number[])[], scale = 1 / 255): SparseRows {
  const entries = rows.map((row) => [...row.keys()].filter((t) => row[t] !== 0));
  const ends = entries.map((_, i) => entries.slice(0, i + 1).flat().length);
  return {
    pointers: Uint32Array.from([0, ...ends]),
    columns: Uint16Array.from(entries.flat()),
    values: Uint8Array.from(entries.flatMap((columns, i) => columns.map((t) => rows[i]![t]!))),
    scale,
    rows: rows.length,
    cols: rows[0]!.length,
  };
}
