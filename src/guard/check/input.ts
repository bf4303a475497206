/** What a check is about: committed results beside what was computed afresh. */
import type { Cell, Outcome, Spec, Trial } from '../../experiment/contract.js';
import type { Run } from '../../results/provenance.js';
import type { Results } from '../../results/results.js';
import { type MetricMeta, placeKey } from '../../results/summary.js';
import type { Same } from './differences.js';

export interface CheckInput {
  readonly spec: Spec;
  /** The spec's own seed; `spec` has that of the run. */
  readonly seed: number;
  /** Settings that say where a file lies, such as `settings.tasks.t.data.path`: a path is no change, its content is. */
  readonly places: ReadonlySet<string>;
  readonly results: Results;
  readonly run: Run;
  /** The cells of the grid that was run, and all of the spec's. */
  readonly cells: readonly Cell[];
  readonly grid: readonly Cell[];
  /** The trials of the grid that was run. */
  readonly trials: readonly Trial[];
  /** Those that were computed afresh. */
  readonly fresh: readonly Outcome[];
  readonly metrics: readonly MetricMeta[];
  readonly same: Same;
  /** The verdicts that the spec expects are of this grid: a full run of it. */
  readonly expects: boolean;
}

/** The ids of the trials of each cell, by `placeKey`. */
export function idsByPlace(trials: readonly Trial[]): Map<string, string[]> {
  const places = new Map<string, string[]>();
  const keys = new Map<Cell, string>();
  for (const { id, cell } of trials) {
    const key = keys.get(cell) ?? placeKey(cell);
    keys.set(cell, key);
    const found = places.get(key);
    if (found === undefined) places.set(key, [id]);
    else found.push(id);
  }
  return places;
}
