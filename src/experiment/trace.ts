/** One trial of a grid, run again with everything kept, step by step. */
import type { Task } from '../datasets/contract.js';
import { stream } from '../math/random.js';
import { dataFiles } from '../tables/file.js';
import type { Catalog } from './catalog.js';
import type { Cell, Example, ExampleStep, Kept, Outcome, Spec, Trial } from './contract.js';
import { checkCells } from './spec/cells.js';
import type { Trace, TraceSamples, TraceStep } from './trace-contract.js';
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
  const axes = axesOf(task);
  const keep: readonly Kept[] = axes === null ? ['history'] : ['history', 'example', 'course'];
  const trial = { ...planned, keep };
  return {
    trial,
    drawable: axes !== null,
    traceOf: (outcome) => ({
      experiment: spec.name,
      title: spec.title,
      about: { task: spec.tasks[cell.task]!.about, method: spec.methods[cell.method]!.about },
      ...settings(trial, task),
      row: outcome.row,
      ...(axes === null || outcome.example === undefined ? {} : { samples: samplesOf(outcome.example, axes) }),
      steps: stepsOf(outcome, task),
    }),
  };
}

/** As `planTrace`, run in this thread, without a time limit. */
export async function traceOf(spec: Spec, cell: Cell, index: number, catalog: Catalog): Promise<Trace> {
  const { trial, traceOf } = planTrace(spec, cell, index, catalog);
  return traceOf(await trialRunner(catalog, () => 0, dataFiles).run(trial));
}

/** Names of the coordinates by which the samples can be drawn; null for data of more than two dimensions. */
function axesOf({ x, control }: Task): readonly string[] | null {
  if (control !== undefined) return control.environment.plane.axes.map(({ name }) => name);
  if (x.cols > 2) return null;
  return x.cols === 1 ? ['x'] : ['x1', 'x2'];
}

function settings({ cell }: Trial, { x, target }: Task): Pick<Trace, 'k' | 'expert' | 'n' | 'd' | 'target'> {
  return { k: cell.k, expert: cell.expert.name, n: x.rows, d: x.cols, target };
}

function samplesOf({ samples, x, y, group }: Example, axes: readonly string[]): TraceSamples {
  return { axes, index: samples, x, y, group };
}

function stepsOf({ history = [], example }: Outcome, { target }: Task): TraceStep[] {
  const pictures = new Map(example?.steps.map((step) => [step.iteration, step]));
  let before: ExampleStep | undefined;
  return history.map(({ iteration, loss, sizes }) => {
    const kept = pictures.get(iteration);
    if (kept === undefined) return { iteration, loss, sizes, changed: null };
    const changed = before === undefined ? null : differing(before, kept);
    before = kept;
    // A number for every pixel is no region.
    const regions = target.kind === 'classes' ? kept.regions : [];
    return { iteration, loss, sizes, changed, picture: { assignment: kept.assignment, curves: kept.curves, regions } };
  });
}

function differing(a: ExampleStep, b: ExampleStep): number {
  return a.assignment.filter((expert, i) => expert !== b.assignment[i]).length;
}
