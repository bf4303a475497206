/** Which trials have what they keep in the tables: those selected by index and, where a median is asked for, that one. */
import { medianOf } from '../components/kinds.js';
import type { Cell, Kept, Outcome, RecordSpec, Row } from '../experiment/contract.js';
import { selectionsOf } from '../experiment/trials.js';
import { placeKey, rowsByPlace } from '../results/summary.js';

/**
 * The trial whose metric is the median of its cell: of an even number the lower one in the middle, of equal values the
 * first trial. Trials without a value are left out; undefined where none has one.
 */
export function medianTrial(cell: readonly Pick<Row, 'trial' | 'metrics'>[], metric: string): number | undefined {
  const valued = cell.flatMap(({ trial, metrics }) => {
    const value = metrics[metric] ?? null;
    return value === null ? [] : [{ trial, value }];
  });
  valued.sort((a, b) => a.value - b.value || a.trial - b.trial);
  const middle = valued[Math.floor((valued.length - 1) / 2)];
  return valued.find(({ value }) => value === middle?.value)?.trial;
}

/**
 * Tells of a trial whether something that it was told to keep is in the tables.
 * @param cells that were run.
 * @param rows all their rows.
 */
export function keptIn(
  record: RecordSpec,
  cells: readonly Cell[],
  rows: readonly Row[],
): (row: Pick<Row, 'task' | 'method' | 'sweep' | 'trial'>, what: Kept) => boolean {
  const byPlace = rowsByPlace(rows);
  const chosen = new Map(
    cells.map((cell) => {
      const key = placeKey(cell);
      const own = selectionsOf(record, cell, cells).map(([what, selections]) => {
        const trials = selections.flatMap((selection) =>
          typeof selection.trials === 'string'
            ? (medianTrial(byPlace.get(key) ?? [], medianOf(selection.trials)!) ?? [])
            : selection.trials,
        );
        return [what, new Set(trials)] as const;
      });
      return [key, new Map<Kept, ReadonlySet<number>>(own)];
    }),
  );
  return (row, what) => chosen.get(placeKey(row))?.get(what)?.has(row.trial) ?? true;
}

/** The outcomes without what does not go into the tables. What trials keep is by its name in an outcome. */
export function withKept(outcomes: readonly Outcome[], isKept: ReturnType<typeof keptIn>): Outcome[] {
  return outcomes.map((outcome) => {
    const fields = Object.entries(outcome).filter(([field]) => isKept(outcome.row, field as Kept));
    return Object.fromEntries(fields) as unknown as Outcome;
  });
}
