/** One trial of a grid, run again with everything kept, step by step. */
import { stream } from '../math/random.js';
import { dataFiles } from '../tables/file.js';
import type { Catalog } from './catalog.js';
import type { Cell, Outcome, Spec, Trial } from './contract.js';
import { checkCells } from './spec/cells.js';
import type { Trace } from './trace-contract.js';
import { tracing } from './tracing.js';
import { shuffledFor, trialRunner } from './trial.js';
import { trialsOf } from './trials.js';

/** A trial to be traced, and what is made of its outcome, wherever it is computed. */
export interface PlannedTrace {
  /** It takes its draws as in any run of the grid: its row is that of trials.csv. */
  readonly trial: Trial;
  /** Whether its samples have a place on a line or a plane. */
  readonly drawable: boolean;
  traceOf(outcome: Outcome): Trace;
}

/**
 * Costs the loading of its data.
 * @param cell of the spec's grid.
 * @param index of the trial, less than the cell's number of trials.
 * @throws InputError for a cell that cannot be run.
 */
export function planTrace(spec: Spec, cell: Cell, index: number, catalog: Catalog): PlannedTrace {
  checkCells([cell], catalog);
  // Nothing is looked up by the trial's key, so the digests of the code may be any.
  const planned = trialsOf(spec, [cell], catalog, { runtime: '', digestOf: () => '' }).at(index)!;
  const task = shuffledFor(planned, catalog.datasets.get(cell.data.name).load(cell.data, stream(planned.seed, 'data')));
  const about = { task: spec.tasks[cell.task]!.about, method: spec.methods[cell.method]!.about };
  const { keep, drawable, traceOf } = tracing(cell, task, { experiment: spec.name, title: spec.title, about }, catalog);
  return { trial: { ...planned, keep }, drawable, traceOf };
}

/** As `planTrace`, run in this thread, without a time limit. */
export async function traceOf(spec: Spec, cell: Cell, index: number, catalog: Catalog): Promise<Trace> {
  const { trial, traceOf } = planTrace(spec, cell, index, catalog);
  return traceOf(await trialRunner(catalog, () => 0, dataFiles).run(trial));
}
