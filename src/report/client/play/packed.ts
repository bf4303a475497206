/** Rows as a page carries them: each value once, in the order in which they first occur, and which of them stands where. */
import type { LiveRow } from '../../../experiment/live-contract.js';

export interface Packed {
  readonly values: LiveRow;
  readonly columns: number;
  /** Row by row, indices of values. */
  readonly cells: readonly number[];
}

export function pack(rows: readonly LiveRow[]): Packed {
  const known = new Map<LiveRow[number], number>();
  const cells = rows.flatMap((row) =>
    row.map((value) => {
      const index = known.get(value) ?? known.size;
      known.set(value, index);
      return index;
    }),
  );
  return { values: [...known.keys()], columns: rows[0]?.length ?? 0, cells };
}

export function unpack({ values, columns, cells }: Packed): LiveRow[] {
  return Array.from({ length: columns === 0 ? 0 : cells.length / columns }, (_, r) =>
    cells.slice(r * columns, (r + 1) * columns).map((index) => values[index]!),
  );
}
