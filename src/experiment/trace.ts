/** One trial of a grid, run again with everything kept, step by step. */
import type { ParameterTable, Reference } from '../components/contract.js';
import type { Task } from '../datasets/contract.js';
import { stream } from '../math/random.js';
import { dataFiles } from '../tables/file.js';
import type { Catalog } from './catalog.js';
import type { Cell, Example, Kept, Outcome, Spec, Trial } from './contract.js';
import { checkCells } from './spec/cells.js';
import type { Trace, TraceStep } from './trace-contract.js';
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
      ...(axes === null || outcome.example === undefined ? {} : drawnOf(outcome.example, axes)),
      mayRise: mayRise(cell, catalog),
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

function drawnOf({ samples, x, y, group, map }: Example, axes: readonly string[]): Pick<Trace, 'samples' | 'map'> {
  return { samples: { axes, index: samples, x, y, group }, ...(map === undefined ? {} : { map }) };
}

function stepsOf({ history = [], example }: Outcome, { target }: Task): TraceStep[] {
  const pictures = new Map(example?.steps.map((step) => [step.iteration, step]));
  return history.map(({ iteration, loss, sizes, done }) => {
    const kept = pictures.get(iteration);
    const step = { iteration, loss, sizes, ...(done === undefined ? {} : { done }) };
    if (kept === undefined) return { ...step, changed: null };
    // A number for every pixel is no region.
    const regions = target.kind === 'classes' ? kept.regions : [];
    const picture = { assignment: kept.assignment, curves: kept.curves, regions };
    const { changed = null, classes = [] } = kept.whole ?? {};
    return { ...step, changed, ...(classes.length === 0 ? {} : { classes }), picture };
  });
}

/** Of methods with an assignment rule: it may draw the samples, or a fit minimize something else than the losses. */
function mayRise({ learn, expert }: Cell, { assignments, experts, methods }: Catalog): string {
  const [key] = Object.entries(methods.get(learn.name).parameters).find(([, of]) => isRule(of)) ?? [];
  if (key === undefined) return '';
  if (assignments.get((learn[key] as Reference).name).draws) return 'its samples are drawn';
  const { minimizes } = experts.get(expert.name);
  return minimizes === undefined ? '' : `what a fit minimizes is ${minimizes}`;
}

const isRule = (of: ParameterTable[string]): boolean => of.kind === 'component' && of.registry === 'assignments';
