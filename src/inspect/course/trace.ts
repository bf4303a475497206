/** The course of a fit as a trace, which is drawn as the races of trials are: rows by their experts, and the experts' lines, step by step. */
import type { Prepared } from '../../datasets/prepare.js';
import { fewerAndFewer, type Trace, type TraceSamples, type TraceStep } from '../../experiment/trace-contract.js';
import type { BoundExpert } from '../../experts/contract.js';
import type { Course } from '../../fit/course.js';
import { stream } from '../../math/random.js';
import type { Step } from '../../methods/contract.js';
import { fitClusters } from '../../model/predict.js';
import { rowsOfFrame } from '../why/rows.js';
import { alongOf } from './along.js';

/** Rows that are kept, evenly. */
const mostRows = 1000;

/** What a fit is told by. */
export interface Told {
  readonly course: Course;
  readonly prepared: Pick<Prepared, 'frame' | 'y'>;
  /** The bound expert, which is fitted to the first assignment. */
  readonly expert: BoundExpert;
  /** Indices of the inputs that are drawn: of numbers one, along which the target is; of classes a plane of two; none: no picture. */
  readonly drawn: readonly number[];
}

/** Whether there is more to be seen than its end: experts that were fitted but once have no course. */
export const hasSteps = ({ learnt }: Pick<Course, 'learnt'>): boolean => learnt.log.history.length >= 3;

/** Null of a fit without steps. */
export function traceOf(told: Told): Trace | null {
  const { course, expert } = told;
  const { learnt, task, recipe } = course;
  const { history, iterations, converged } = learnt.log;
  if (!hasSteps(course)) return null;
  const scale = task.target.kind === 'regression' ? unitsOf(course).scale ** 2 : 1;
  const kept = keptOf(told);
  const shown = fewerAndFewer(history);
  const { name } = recipe.method;
  return {
    ...{
      experiment: '',
      title: '',
      about: { task: '', method: '' },
      mayRise: learnt.model?.gate ? 'the gate has its say, too' : '',
    },
    ...{ k: course.model.states.length, expert: expert.name, n: task.x.rows, d: task.x.cols, target: task.target },
    row: {
      ...{ id: 'fit', task: '', method: name, sweep: {}, trial: 0, seed: recipe.seed },
      ...{ status: 'ok', reason: '', iterations, converged, metrics: {} },
    },
    ...(kept === null ? {} : { samples: kept.samples }),
    steps: shown.map((step, s) => stepOf(told, step, shown[s - 1], scale, kept)),
  };
}

const unitsOf = ({ model }: Course): { readonly center: number; readonly scale: number } => {
  const { target } = model.model;
  return target.kind === 'regression' ? target : { center: 0, scale: 1 };
};

interface Kept {
  readonly samples: TraceSamples;
  /** Their places among the rows of the fit. */
  readonly places: readonly number[];
}

/** Rows with a value for each drawn input, evenly. */
function keptOf({ course, prepared, drawn }: Told): Kept | null {
  if (drawn.length === 0) return null;
  const { inputs } = course.model.model.encoding;
  const cells = rowsOfFrame(
    drawn.map((at) => inputs[at]!),
    prepared.frame,
    course.rows,
  );
  const whole = cells.flatMap((row, place) => (row.every((cell) => typeof cell === 'number') ? [place] : []));
  const every = Math.ceil(whole.length / mostRows);
  const places = whole.filter((_, at) => at % every === 0);
  if (places.length === 0) return null;
  return {
    places,
    samples: {
      axes: drawn.map((at) => inputs[at]!.name),
      target: course.model.model.target.name,
      index: places.map((place) => course.rows[place]! + 1),
      x: places.map((place) => cells[place]!.map(Number)),
      y: places.map((place) => prepared.y[course.rows[place]!]!),
      group: [],
    },
  };
}

function stepOf(told: Told, step: Step, before: Step | undefined, scale: number, kept: Kept | null): TraceStep {
  const { iteration, loss, sizes, assignment, done } = step;
  const { course } = told;
  const { target, y } = course.task;
  return {
    ...{ iteration, loss: Number.isNaN(loss) ? null : loss * scale, sizes: [...sizes] },
    ...(done === undefined ? {} : { done }),
    changed: changedSince(assignment, before?.assignment),
    // What experts of one class memorize, a gate that decides by the inputs does not.
    ...(assignment !== undefined && target.kind === 'classes' && course.model.gate === null
      ? { classes: classesHeld(step, y, target.labels.length) }
      : {}),
    ...(assignment === undefined || kept === null
      ? {}
      : {
          picture: {
            assignment: kept.places.map((place) => assignment[place]!),
            curves: target.kind === 'regression' ? curvesOf(told, step) : [],
            regions: [],
          },
        }),
  };
}

function changedSince(now: Uint32Array | undefined, then: Uint32Array | undefined): number | null {
  if (now === undefined || then === undefined) return null;
  return now.reduce((count, label, i) => count + (label === then[i] ? 0 : 1), 0);
}

function classesHeld({ assignment, sizes }: Step, y: Float64Array, c: number): number[][] {
  const counts = Array.from(sizes, () => new Array<number>(c).fill(0));
  assignment!.forEach((label, i) => {
    counts[label]![y[i]!]!++;
  });
  return counts;
}

/** The experts' lines of a step along the drawn input, the other inputs in their middle. */
function curvesOf(told: Told, { experts = [], assignment }: Step) {
  const { course, expert, drawn } = told;
  const { center, scale } = unitsOf(course);
  const states =
    experts.length > 0
      ? experts
      : (fitClusters(course.task, assignment!, course.model.states.length, expert, stream(0, 'course')) ?? []);
  const { at, x } = alongOf(course.model.model.encoding, drawn[0]!);
  const out = new Float64Array(at.length);
  return states.map((state) => {
    expert.predict(state, x, out);
    return at.map((value, p) => ({ x: value, prediction: center + scale * out[p]! }));
  });
}
