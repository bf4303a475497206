/** An expert that can be fitted by hand, for the tests of methods. */

import type { PlainParameters } from '../components/contract.js';
import { bind } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import type { BoundExpert } from '../experts/contract.js';
import { nearestMean } from '../gates/nearest-mean.js';
import { fromRows } from '../math/matrix.js';
import { stream } from '../math/random.js';
import type { Method, Mixture, Problem } from './contract.js';

/** State: the share p of class 1 among what it holds. Loss: |y - p|. Predicts 1 where p is a half or more. */
export const majority: BoundExpert<number> = {
  name: 'majority',
  needsBothClasses: false,
  fit({ y, rows, count }) {
    count?.(rows.length);
    return rows.reduce((sum, i) => sum + y[i]!, 0) / rows.length;
  },
  losses(state, x, y, out, offset, stride, rows) {
    const m = rows?.length ?? x.rows;
    for (let r = 0; r < m; r++) out[offset + r * stride] = Math.abs(y[rows?.[r] ?? r]! - state);
  },
  predict: (state, x, out, rows) => void out.fill(state >= 0.5 ? 1 : 0, 0, rows?.length ?? x.rows),
};

/** Samples on a line. */
export function line(x: readonly number[], y: readonly number[]): Task {
  return {
    x: fromRows(x.map((value) => [value])),
    y: Float64Array.from(y),
    target: { kind: 'classes', labels: ['0', '1'] },
  };
}

/** Learns two majority experts with a nearest-mean gate. */
export async function learnTwo(
  method: Method,
  task: Task,
  given: PlainParameters = {},
  changed: Partial<Problem<number>> = {},
): Promise<Mixture> {
  const gate = await bind(nearestMean);
  const clustering = { gate, lloydIterations: 300, lloydTolerance: 0 };
  const problem: Problem<number> = {
    ...{ task, k: 2, expert: majority, keepCourse: true, stream: (stage) => stream(1, stage) },
    ...changed,
  };
  return method.learn(problem, { ...clustering, iterations: 20, ...given });
}

/** The labels with the first sample's called 0: which of two clusters is which is drawn. */
export function asFirst(labels: ArrayLike<number>): number[] {
  return Array.from(labels, (label) => (label === labels[0] ? 0 : 1));
}
