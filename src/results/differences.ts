/** Where two tables of trials differ: what `moe check` finds against its baseline. */
import type { Row } from '../experiment/contract.js';
import { toText, type Value } from './table.js';

/** One value of one trial that is not what it was. */
export interface Difference {
  /** The trial's id. */
  readonly trial: string;
  /** A column of trials.csv; `trial_id` where one side lacks the trial. */
  readonly column: string;
  /** Both values as trials.csv writes them; empty where there is none. */
  readonly baseline: string;
  readonly got: string;
}

/**
 * Every value of the given trials that differs from its baseline, in the order of the trials.
 * @param tolerance by how much numbers may differ, relative to the larger; 0 for the very same.
 */
export function differences(baseline: ReadonlyMap<string, Row>, got: readonly Row[], tolerance: number): Difference[] {
  return got.flatMap((row) => {
    const before = baseline.get(row.id);
    if (before === undefined) return [{ trial: row.id, column: 'trial_id', baseline: '', got: row.id }];
    const columns = [...Object.keys(valuesOf(row)), ...Object.keys(valuesOf(before))];
    return [...new Set(columns)].flatMap((column) => {
      const [a, b] = [valuesOf(before)[column] ?? null, valuesOf(row)[column] ?? null];
      return same(a, b, tolerance) ? [] : [{ trial: row.id, column, baseline: toText(a), got: toText(b) }];
    });
  });
}

function valuesOf({ seed, status, reason, iterations, converged, metrics }: Row): Readonly<Record<string, Value>> {
  return { seed, status, reason, iterations, converged, ...metrics };
}

function same(a: Value, b: Value, tolerance: number): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}
