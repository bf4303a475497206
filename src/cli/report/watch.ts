/** The trials that a report steps through, computed again. */
import { InputError } from '../../errors.js';
import type { Cell, Row } from '../../experiment/contract.js';
import { cellsOf } from '../../experiment/grid.js';
import { traceOf } from '../../experiment/trace.js';
import type { Trace } from '../../experiment/trace-contract.js';
import type { WatchedTask, WatchedTrial } from '../../report/contract.js';
import { traceFigure } from '../../report/trace-figure.js';
import { type Choice, worthWatching } from '../../report/watched.js';
import { placeKey } from '../../results/summary.js';
import type { OpenSource } from '../sources.js';
import { differences } from '../trace/document.js';
import type { Vocabulary } from '../vocabulary.js';

/** Seconds that a trial may have taken to be computed again. */
const patience = 10;

/**
 * A few trials of each task with one or two features, by methods that alternate between assignment and experts. Costs
 * these trials, at most five a task, and one of each task that turns out to have more features.
 */
export async function watchedTasks({ spec, vocabulary, run, results }: OpenSource): Promise<WatchedTask[]> {
  const seeded = { ...spec, seed: run.seed };
  const cells = new Map(cellsOf(spec, vocabulary).map((cell) => [placeKey(cell), cell]));
  const eligible = (row: Row): boolean => {
    const cell = cells.get(placeKey(row));
    const known = cell !== undefined && row.trial < cell.trials && alternates(cell, vocabulary);
    return known && (results.seconds.get(row.id) ?? Number.POSITIVE_INFINITY) <= patience;
  };
  const trace = (row: Row): Promise<Trace> => traceOf(seeded, cells.get(placeKey(row))!, row.trial, vocabulary);
  const found: WatchedTask[] = [];
  for (const choice of worthWatching(spec, results.rows, eligible)) {
    const task = await watched(choice, trace);
    if (task !== null) found.push(task);
  }
  return found;
}

/** Whether a method goes back and forth between an assignment and its experts, without a gate. */
function alternates({ learn }: Cell, vocabulary: Vocabulary): boolean {
  const method = vocabulary.methods.get(learn.name);
  return method.alternates && !method.gated;
}

/** Null where the samples have no place on a line or a plane. */
async function watched(
  { task, pair, others }: Choice,
  traceRow: (row: Row) => Promise<Trace>,
): Promise<WatchedTask | null> {
  const rows = [...pair, ...others];
  const trials: WatchedTrial[] = [];
  try {
    for (const row of rows) {
      const trace = await traceRow(row);
      if (trace.samples === undefined && trace.steps.length > 0) return null;
      const differs = differences(trace.row, row).map(({ column }) => column);
      trials.push({ row, differs, figure: traceFigure(trace) });
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { task, pair: [], others: [], missing: error.message };
  }
  return { task, pair: trials.slice(0, pair.length), others: trials.slice(pair.length) };
}
