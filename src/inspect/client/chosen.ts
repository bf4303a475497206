/** Which rows are chosen: those within the ranges of all columns. Knows nothing of the page. */
import type { PairsData } from '../pairs/contract.js';

/** Of each column the ends between which a row must lie; null: any. */
export type Ranges = readonly (readonly [low: number, high: number] | null)[];

/** null where every row is chosen. */
export function chosenRows({ rows, values }: Pick<PairsData, 'rows' | 'values'>, ranges: Ranges): boolean[] | null {
  if (ranges.every((range) => range === null)) return null;
  return rows.map((_, r) =>
    ranges.every((range, c) => {
      const value = values[c]![r]!;
      return range === null || (value !== null && value >= range[0] && value <= range[1]);
    }),
  );
}

/** What is said of the rows that are chosen. */
export interface Summary {
  readonly rows: number;
  /** Of each expert. */
  readonly counts: readonly number[];
  /** Of each column that holds numbers; null of others, and where none has a value. */
  readonly means: readonly (number | null)[];
}

export function summaryOf({ rows, experts, values, axes, k }: PairsData, chosen: readonly boolean[] | null): Summary {
  const has = (r: number): boolean => chosen?.[r] ?? true;
  const counts = Array.from({ length: k }, () => 0);
  rows.forEach((_, r) => {
    if (has(r)) counts[experts[r]!]!++;
  });
  const means = values.map((column, c) => {
    const known = column.filter((value, r): value is number => has(r) && value !== null);
    if (axes[c]!.levels !== null || known.length === 0) return null;
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  });
  return { rows: counts.reduce((sum, count) => sum + count, 0), counts, means };
}
