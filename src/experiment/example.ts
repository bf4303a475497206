/** A trial as a picture needs it: the samples, who holds what and says what, and how a policy fares. */
import { type Matrix, matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import { dense } from '../math/sparse.js';
import type { Learnt } from '../methods/contract.js';
import type { Finished } from '../metrics/contract.js';
import { fitClusters, type Predictor } from '../model/predict.js';
import type { Example, ExampleStep, Region } from './kept-contract.js';
import { fewerAndFewer } from './trace-contract.js';

/** Points along x of a curve (d = 1). */
const curvePoints = 61;
/** At most this many samples are kept, evenly spaced. */
const mostSamples = 1000;
/** Episodes whose returns are kept. */
const episodes = 100;

/**
 * Keeps the initial assignment, with experts fitted to it, and the last, with the experts that made it. Of a mixture
 * with a gate it keeps the last, what the mixture as a whole says over the plane, and the returns of its episodes.
 * @param rng for the experts fitted to the initial assignment.
 * @param course keep the iterations between the first and the last, too.
 */
export function exampleOf(finished: Finished, rng: Rng, course = false): Example {
  const { task, learnt } = finished;
  const { y, groups, groupNames, control } = task;
  const x = dense(task.x, 'an example');
  const place = control?.environment.plane.place;
  const kept = evenly(x.rows);
  const features = (i: number) => x.data.subarray(i * x.cols, (i + 1) * x.cols);
  const map = mapOf(finished, x);
  const returns = finished.returns(episodes);
  const steps = !learnt.model?.gate || course ? stepsOf(finished, rng, x, course) : [lastOf(learnt)];
  return {
    samples: kept,
    x: kept.map((i) => (place === undefined ? [...features(i)] : [...place(features(i))])),
    y: kept.map((i) => y[i]!),
    group: groups === undefined ? [] : kept.map((i) => groupNames?.[groups[i]!] ?? String(groups[i])),
    steps: steps.map((step, s) => ({
      ...step,
      assignment: kept.map((i) => step.assignment[i]!),
      ...(course ? { whole: wholeOf(finished, step.assignment, steps[s - 1]?.assignment) } : {}),
    })),
    ...(map === null ? {} : { map }),
    ...(returns === null ? {} : { returns: [...returns.returns] }),
  };
}

function evenly(n: number): number[] {
  const every = Math.ceil(n / mostSamples);
  return Array.from({ length: Math.ceil(n / every) }, (_, i) => i * every);
}

function lastOf({ log, assignment }: Learnt): ExampleStep {
  return { iteration: log.iterations, assignment: [...assignment], curves: [], regions: [] };
}

/** What is counted over all samples of a kept iteration. */
function wholeOf(
  { task: { y, target }, learnt: { log } }: Finished,
  assignment: readonly number[],
  before: readonly number[] | undefined,
): NonNullable<ExampleStep['whole']> {
  const k = target.kind === 'classes' ? log.history[0]!.sizes.length : 0;
  const classes = Array.from({ length: k }, () =>
    new Array<number>(target.kind === 'classes' ? target.labels.length : 0).fill(0),
  );
  if (k > 0)
    assignment.forEach((expert, i) => {
      classes[expert]![y[i]!]!++;
    });
  return {
    changed: before === undefined ? null : assignment.filter((expert, i) => expert !== before[i]).length,
    classes,
  };
}

/** The initial and the last iteration, or the whole course; of experts with a gate the assignments alone. */
function stepsOf({ task, learnt, model, expert }: Finished, rng: Rng, x: Matrix, course: boolean): ExampleStep[] {
  const { history } = learnt.log;
  const plane = x.cols === 2 ? pixels(x) : null;
  const k = history[0]?.sizes.length ?? 0;
  const predictor = expert ?? model?.expert;
  const fitted = (labels: Uint32Array) => (expert === null ? [] : (fitClusters(task, labels, k, expert, rng) ?? []));
  const shown = course ? fewerAndFewer(history) : [...new Set([history[0]!, history.at(-1)!])];
  return shown.flatMap(({ iteration, assignment, experts = [] }) => {
    if (assignment === undefined) return [];
    if (predictor === undefined || model?.gate) {
      return [{ iteration, assignment: [...assignment], curves: [], regions: [] }];
    }
    const states = iteration === 0 ? fitted(assignment) : experts;
    return [stepOf(x, plane, iteration, assignment, states, predictor)];
  });
}

function stepOf(
  x: Matrix,
  plane: Pixels | null,
  iteration: number,
  labels: Uint32Array,
  states: readonly unknown[],
  expert: Predictor,
): ExampleStep {
  return {
    iteration,
    assignment: [...labels],
    curves: x.cols === 1 ? states.map((state) => curve(state, x, expert)) : [],
    regions: plane === null ? [] : states.map((state) => regions(state, plane, expert)),
  };
}

function curve(state: unknown, x: Matrix, expert: Predictor): ExampleStep['curves'][number] {
  const at = axis(x, 0, curvePoints - 1, 0);
  const grid = matrix(curvePoints, 1, Float64Array.from(at));
  const out = new Float64Array(curvePoints);
  expert.predict(state, grid, out);
  return at.map((value, i) => ({ x: value, prediction: out[i]! }));
}

function regions(state: unknown, plane: Pixels, expert: Predictor): ExampleStep['regions'][number] {
  const out = new Float64Array(plane.centres.rows);
  expert.predict(state, plane.centres, out);
  return rectangles(plane, out).map(({ x1, x2, at }) => ({ x1, x2, prediction: out[at]! }));
}

// A plane in small cells: what is said in each of them, as few rectangles.

/** Cells along each axis. */
const cells = 96;

interface Pixels {
  readonly x1: readonly number[];
  readonly x2: readonly number[];
  /** The features at the centre of each cell, row by row of the plane. */
  readonly centres: Matrix;
}

/** The plane of two features over the range of x, a little wider. */
function pixels(x: Matrix): Pixels {
  return gridOf(axis(x, 0, cells, 0.06), axis(x, 1, cells, 0.06), 2, (u, v) => [u, v]);
}

function gridOf(
  x1: readonly number[],
  x2: readonly number[],
  d: number,
  features: (u: number, v: number) => ArrayLike<number>,
): Pixels {
  const centres = matrix(cells * cells, d);
  for (let r = 0, at = 0; r < cells; r++) {
    for (let c = 0; c < cells; c++, at += d) {
      centres.data.set(features((x1[c]! + x1[c + 1]!) / 2, (x2[r]! + x2[r + 1]!) / 2), at);
    }
  }
  return { x1, x2, centres };
}

/** Neighbours along x1 with equal values in one rectangle; `at` is the index of one of its cells. */
function rectangles(
  { x1, x2 }: Pixels,
  ...values: readonly ArrayLike<number>[]
): (Omit<Region, 'prediction'> & { readonly at: number })[] {
  const found: (Omit<Region, 'prediction'> & { readonly at: number })[] = [];
  for (let r = 0; r < cells; r++) {
    for (let c = 0, from = 0; c < cells; c++) {
      const at = r * cells + c;
      if (c + 1 < cells && values.every((each) => each[at + 1] === each[at])) continue;
      found.push({ x1: [x1[from]!, x1[c + 1]!], x2: [x2[r]!, x2[r + 1]!], at });
      from = c + 1;
    }
  }
  return found;
}

/**
 * Which expert decides, and what, over the plane of a control task or of two features; null without a gate or a plane.
 */
function mapOf({ task, decide }: Finished, x: Matrix): NonNullable<Example['map']> | null {
  const plane = task.control?.environment.plane;
  if (plane === undefined && x.cols !== 2) return null;
  const grid =
    plane === undefined
      ? pixels(x)
      : gridOf(evenAxis(plane.axes[0].range), evenAxis(plane.axes[1].range), x.cols, plane.observation);
  const decided = decide(grid.centres);
  if (decided === null) return null;
  const { expert, prediction } = decided;
  return rectangles(grid, expert, prediction).map(({ x1, x2, at }) => ({
    x1,
    x2,
    expert: expert[at]!,
    prediction: prediction[at]!,
  }));
}

function evenAxis([low, high]: readonly [number, number]): number[] {
  return steps(low, high, cells);
}

/** `count + 1` evenly spaced values over a column's range, widened by a share of it. */
function axis(x: Matrix, column: number, count: number, margin: number): number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.rows; i++) {
    low = Math.min(low, x.data[i * x.cols + column]!);
    high = Math.max(high, x.data[i * x.cols + column]!);
  }
  const wide = (high - low) * margin;
  return steps(low - wide, high + wide, count);
}

/** Six digits are enough to draw. */
function steps(low: number, high: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, s) => Number((low + ((high - low) * s) / count).toPrecision(6)));
}
