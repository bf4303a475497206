/** What a trial keeps to be traced, and its trace, made of its outcome: needs no file and nothing of Node. */
import type { ParameterTable, Reference } from '../components/contract.js';
import type { Task } from '../datasets/contract.js';
import type { Catalog } from './catalog.js';
import type { Cell, Outcome } from './contract.js';
import type { Example, Kept } from './kept-contract.js';
import type { Trace, TraceStep } from './trace-contract.js';

export interface Tracing {
  readonly keep: readonly Kept[];
  /** Whether its samples have a place on a line or a plane. */
  readonly drawable: boolean;
  traceOf(outcome: Outcome): Trace;
}

/**
 * @param task the trial's data, as it is learnt from.
 * @param told what the spec says of it.
 */
export function tracing(
  cell: Cell,
  task: Task,
  told: Pick<Trace, 'experiment' | 'title' | 'about'>,
  catalog: Catalog,
): Tracing {
  const axes = axesOf(task);
  return {
    keep: axes === null ? ['history'] : ['history', 'example', 'course'],
    drawable: axes !== null,
    traceOf: (outcome) => ({
      ...told,
      ...settings(cell, task),
      row: outcome.row,
      ...(axes === null || outcome.example === undefined ? {} : drawnOf(outcome.example, axes)),
      mayRise: mayRise(cell, catalog),
      steps: stepsOf(outcome, task),
    }),
  };
}

/** Names of the coordinates by which the samples can be drawn; null for data of more than two dimensions. */
function axesOf({ x, control }: Task): readonly string[] | null {
  if (control !== undefined) return control.environment.plane.axes.map(({ name }) => name);
  if (x.cols > 2) return null;
  return x.cols === 1 ? ['x'] : ['x1', 'x2'];
}

function settings({ k, expert }: Cell, { x, target }: Task): Pick<Trace, 'k' | 'expert' | 'n' | 'd' | 'target'> {
  return { k, expert: expert.name, n: x.rows, d: x.cols, target };
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
  return minimizes === undefined ? '' : `fits minimize ${minimizes}`;
}

const isRule = (of: ParameterTable[string]): boolean => of.kind === 'component' && of.registry === 'assignments';
