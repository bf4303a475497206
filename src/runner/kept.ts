/** What the trials keep that are the median of their cells: which these are is known when all of a cell have ended. */
import { medianOf } from '../components/kinds.js';
import type { Cell, RecordSpec, Row } from '../experiment/contract.js';
import type { Kept } from '../experiment/kept-contract.js';
import { selectionsOf } from '../experiment/trials.js';
import { medianTrial } from '../results/median.js';
import { placeKey, rowsByPlace } from '../results/summary.js';

/** A trial that is to keep more than it was told before. */
export interface Median {
  readonly cell: Cell;
  readonly trial: number;
  readonly what: readonly Kept[];
}

/**
 * The median trials that the spec asks for.
 * @param cells that were run.
 * @param rows gives all their rows, where any median is asked for.
 */
export function mediansOf(record: RecordSpec, cells: readonly Cell[], rows: () => readonly Row[]): Median[] {
  const asked = [record.examples, record.clusters, record.responsibilities].flat();
  if (asked.every(({ trials }) => typeof trials !== 'string')) return [];
  const byPlace = rowsByPlace(rows());
  return cells.flatMap((cell) => {
    const what = new Map<number, Kept[]>();
    for (const [kept, selections] of selectionsOf(record, cell, cells)) {
      for (const { trials } of selections) {
        const metric = medianOf(trials);
        const trial = metric === undefined ? undefined : medianTrial(byPlace.get(placeKey(cell)) ?? [], metric);
        if (trial !== undefined) what.set(trial, [...(what.get(trial) ?? []), kept]);
      }
    }
    return [...what].map(([trial, kept]) => ({ cell, trial, what: kept }));
  });
}
