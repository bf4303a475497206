/** The trials that a report steps through, computed again. */
import { InputError } from '../../errors.js';
import type { Cell, Outcome, Row } from '../../experiment/contract.js';
import { cellsOf } from '../../experiment/grid.js';
import { type PlannedTrace, planTrace } from '../../experiment/trace.js';
import type { WatchedTask, WatchedTrial } from '../../report/contract.js';
import { traceFigure } from '../../report/trace-page.js';
import { type Choice, worthWatching } from '../../report/watched.js';
import { placeKey } from '../../results/summary.js';
import type { Executor } from '../../runner/executors/contract.js';
import type { OpenSource } from '../sources.js';
import { differences } from '../trace/document.js';
import type { Vocabulary } from '../vocabulary.js';

/** Seconds that a trial may have taken to be computed again. */
const patience = 10;

/**
 * A few trials of each task with one or two features, by methods that alternate between assignment and experts. Costs
 * these trials, at most five a task.
 */
export async function watchedTasks(
  { spec, vocabulary, run, results }: OpenSource,
  executor: Executor,
): Promise<WatchedTask[]> {
  const seeded = { ...spec, seed: run.seed };
  const cells = new Map(cellsOf(spec, vocabulary).map((cell) => [placeKey(cell), cell]));
  const eligible = (row: Row): boolean => {
    const cell = cells.get(placeKey(row));
    const known = cell !== undefined && row.trial < cell.trials && alternates(cell, vocabulary);
    return known && (results.seconds.get(row.id) ?? Number.POSITIVE_INFINITY) <= patience;
  };
  const plan = (row: Row) => planTrace(seeded, cells.get(placeKey(row))!, row.trial, vocabulary);
  const tasks = worthWatching(spec, results.rows, eligible).map((choice) => plannedTask(choice, plan));
  const trials = tasks.flatMap(({ pair, others }) => [...pair, ...others].map(({ trace }) => trace.trial));
  const outcomes = new Map<string, Outcome>();
  const keep = (finished: readonly Outcome[]) => {
    for (const outcome of finished) outcomes.set(outcome.key, outcome);
  };
  await executor.run(trials, keep, new AbortController().signal);
  const watched = ({ row, trace }: PlannedTrial): WatchedTrial => {
    const found = trace.traceOf(outcomes.get(trace.trial.key)!);
    const differs = differences(found.row, row).map(({ column }) => column);
    return { row, differs, figure: traceFigure(found) };
  };
  return tasks
    .filter(({ drawable }) => drawable)
    .map(({ drawable: _, pair, others, ...task }) => ({
      ...task,
      pair: pair.map(watched),
      others: others.map(watched),
    }));
}

interface PlannedTrial {
  readonly row: Row;
  readonly trace: PlannedTrace;
}

/** A task with its trials; none where a trial cannot be run, which is said, or has no place on a line or a plane. */
function plannedTask({ task, pair, others }: Choice, plan: (row: Row) => PlannedTrace) {
  const planned = (row: Row): PlannedTrial => ({ row, trace: plan(row) });
  const none = { task, pair: [], others: [] };
  try {
    const found = { task, pair: pair.map(planned), others: others.map(planned) };
    const drawable = found.pair.every(({ trace }) => trace.drawable);
    return drawable ? { ...found, drawable } : { ...none, drawable };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { ...none, drawable: true, missing: error.message };
  }
}

/** Whether a method goes back and forth between an assignment and its experts, without a gate. */
function alternates({ learn }: Cell, vocabulary: Vocabulary): boolean {
  const method = vocabulary.methods.get(learn.name);
  return method.alternates && !method.gated;
}
