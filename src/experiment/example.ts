/** A trial as a picture needs it: the samples and, at the first and the last iteration, who holds what and says what. */
import type { Task } from '../datasets/contract.js';
import type { BoundExpert } from '../experts/contract.js';
import { type Matrix, matrix } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import { dense } from '../math/sparse.js';
import type { Mixture, Predictor } from '../methods/contract.js';
import type { Example, ExampleStep, Region } from './contract.js';

/** Points along x of a curve (d = 1), and cells along each axis of a region map (d = 2). */
const curvePoints = 61;
const regionCells = 96;

/** Keeps the initial assignment, with experts fitted to it, and the last, with the experts that made it. */
export function exampleOf(task: Task, mixture: Mixture, expert: BoundExpert, rng: Rng): Example {
  const { y, groups, groupNames } = task;
  const x = dense(task.x, 'an example');
  const first = mixture.history[0]?.assignment;
  const k = mixture.history[0]?.sizes.length ?? 0;
  const steps: ExampleStep[] = [];
  const own = mixture.expert;
  if (first !== undefined) {
    // Experts of the method's own kind are not fitted to an assignment.
    const states = own === undefined ? fitted(task, first, k, expert, rng) : [];
    steps.push(stepOf(task, 0, first, states, expert));
  }
  if (mixture.iterations > 0) {
    steps.push(stepOf(task, mixture.iterations, mixture.assignment, mixture.experts, own ?? expert));
  }
  return {
    x: Array.from({ length: x.rows }, (_, i) => [...x.data.subarray(i * x.cols, (i + 1) * x.cols)]),
    y: [...y],
    group: Array.from(groups ?? [], (g) => groupNames?.[g] ?? String(g)),
    steps,
  };
}

/** An expert for each cluster; none at all where some cluster cannot be fitted. */
function fitted(task: Task, labels: Uint32Array, k: number, expert: BoundExpert, rng: Rng): unknown[] {
  const x = dense(task.x, 'an example');
  const states: unknown[] = [];
  for (let j = 0; j < k; j++) {
    const rows = Uint32Array.from([...labels.keys()].filter((i) => labels[i] === j));
    const oneClass = expert.needsBothClasses && new Set(Array.from(rows, (i) => task.y[i])).size < 2;
    if (rows.length === 0 || oneClass) return [];
    states.push(expert.fit({ x, y: task.y, rows }, rng));
  }
  return states;
}

function stepOf(
  task: Task,
  iteration: number,
  labels: Uint32Array,
  states: readonly unknown[],
  expert: Predictor,
): ExampleStep {
  const x = dense(task.x, 'an example');
  return {
    iteration,
    assignment: [...labels],
    curves: x.cols === 1 ? states.map((state) => curve(state, x, expert)) : [],
    regions: x.cols === 2 ? states.map((state) => regions(state, x, expert)) : [],
  };
}

function curve(state: unknown, x: Matrix, expert: Predictor): ExampleStep['curves'][number] {
  const at = axis(x, 0, curvePoints - 1, 0);
  const grid = matrix(curvePoints, 1, Float64Array.from(at));
  const out = new Float64Array(curvePoints);
  expert.predict(state, grid, out);
  return at.map((value, i) => ({ x: value, prediction: out[i]! }));
}

/** The plane in rows of small cells, neighbours of one predicted class joined along x1. */
function regions(state: unknown, x: Matrix, expert: Predictor): Region[] {
  const x1 = axis(x, 0, regionCells, 0.06);
  const x2 = axis(x, 1, regionCells, 0.06);
  const grid = matrix(regionCells * regionCells, 2);
  for (let r = 0; r < regionCells; r++) {
    for (let c = 0; c < regionCells; c++) {
      grid.data[2 * (r * regionCells + c)] = (x1[c]! + x1[c + 1]!) / 2;
      grid.data[2 * (r * regionCells + c) + 1] = (x2[r]! + x2[r + 1]!) / 2;
    }
  }
  const out = new Float64Array(grid.rows);
  expert.predict(state, grid, out);
  const found: Region[] = [];
  for (let r = 0; r < regionCells; r++) {
    for (let c = 0, from = 0; c < regionCells; c++) {
      const prediction = out[r * regionCells + c]!;
      if (c + 1 < regionCells && out[r * regionCells + c + 1] === prediction) continue;
      found.push({ x1: [x1[from]!, x1[c + 1]!], x2: [x2[r]!, x2[r + 1]!], prediction });
      from = c + 1;
    }
  }
  return found;
}

/** `steps + 1` evenly spaced values over a column's range, widened by a share of it; six digits are enough to draw. */
function axis(x: Matrix, column: number, steps: number, margin: number): number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.rows; i++) {
    low = Math.min(low, x.data[i * x.cols + column]!);
    high = Math.max(high, x.data[i * x.cols + column]!);
  }
  const wide = (high - low) * margin;
  return Array.from({ length: steps + 1 }, (_, s) => {
    const value = low - wide + ((high - low + 2 * wide) * s) / steps;
    return Number(value.toPrecision(6));
  });
}
