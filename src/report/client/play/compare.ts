/** Rows computed here beside the committed ones. */
import type { LiveRow } from '../../../experiment/live-contract.js';

export interface Compared {
  /** Rows that have a committed one. */
  readonly rows: number;
  readonly equal: number;
  /** The greatest relative difference of two numbers in one place; 0 where only other things differ. */
  readonly farthest: number;
}

/** @param from the trial of the first row. */
export function compare(rows: readonly LiveRow[], committed: readonly LiveRow[], from = 0): Compared {
  const pairs = rows.flatMap((row, r) => {
    const other = committed[from + r];
    return other === undefined ? [] : [[row, other] as const];
  });
  return {
    rows: pairs.length,
    equal: pairs.filter(([row, other]) => row.length === other.length && row.every((cell, c) => cell === other[c]))
      .length,
    farthest: Math.max(0, ...pairs.flatMap(([row, other]) => row.map((cell, c) => apart(cell, other[c])))),
  };
}

function apart(a: LiveRow[number], b: LiveRow[number] | undefined): number {
  if (typeof a !== 'number' || typeof b !== 'number' || a === b) return 0;
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}

export function together(a: Compared, b: Compared): Compared {
  return { rows: a.rows + b.rows, equal: a.equal + b.equal, farthest: Math.max(a.farthest, b.farthest) };
}

/** In words. */
export function comparedText({ rows, equal, farthest }: Compared): string {
  if (rows === equal) return `${equal} of ${rows} rows equal the committed ones, to the last digit.`;
  const differ = rows - equal;
  const counts =
    `${equal} of ${rows} rows ${equal === 1 ? 'equals the committed one' : 'equal the committed ones'}; ` +
    `${differ} ${differ === 1 ? 'differs' : 'differ'}.`;
  const by = farthest > 0 ? ` The largest relative difference is ${farthest.toPrecision(2)}.` : '';
  return `${counts}${by} Another browser may round functions such as exp and log differently.`;
}
