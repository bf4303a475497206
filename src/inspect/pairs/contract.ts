/** What the pairs of columns are drawn from, in the page and in its script: plain data, which stands in the page. */
import type { Dot } from '../dots.js';
import { type Axis, across, salts, spreadOf, up } from '../plane.js';

export interface PairsData {
  /** The columns that are paired, the target last. */
  readonly axes: readonly Axis[];
  readonly k: number;
  /** How many rows the model was learned from: those drawn may be a part of them. */
  readonly of: number;
  /** Of each row drawn: its number in the table, from 1. */
  readonly rows: readonly number[];
  readonly experts: readonly number[];
  readonly doubts: readonly number[];
  /** Rows that no expert has to fit, as places in `rows`. */
  readonly outliers: readonly number[];
  /** Of each column its value in each row; null where the cell is missing. */
  readonly values: readonly (readonly (number | null)[])[];
}

/** A panel: which columns stand along x and y. */
export type Pair = readonly [x: number, y: number];

/** Every pair of columns once, row by row: the target's row is the last. */
export function pairsOf(columns: number): readonly Pair[] {
  return Array.from({ length: columns }, (_, y) => Array.from({ length: y }, (_, x): Pair => [x, y])).flat();
}

/** The rows of a panel, of all or of some. */
export function* dotsOf(
  { axes, values, rows, experts, doubts, outliers }: PairsData,
  [x, y]: Pair,
  only?: readonly boolean[],
): Generator<Dot> {
  const grey = new Set(outliers);
  const [along, upright] = [axes[x]!, axes[y]!];
  for (let r = 0; r < rows.length; r++) {
    const [u, v] = [values[x]![r]!, values[y]![r]!];
    if (u === null || v === null || only?.[r] === false) continue;
    yield {
      x: across(along, spreadOf(along, u, rows[r]!, salts.x)),
      y: up(upright, spreadOf(upright, v, rows[r]!, salts.y)),
      expert: experts[r]!,
      doubt: doubts[r]!,
      outlier: grey.has(r),
    };
  }
}
