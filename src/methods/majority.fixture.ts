/** An expert that can be fitted by hand, for the tests of methods. */

import type { PlainParameters } from '../components/contract.js';
import { bind, load, parametersOf } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import type { BoundExpert } from '../experts/contract.js';
import { nearestMean } from '../gates/nearest.js';
import { gates } from '../gates/registry.js';
import { fromRows, type Matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import type { Features } from '../math/sparse.js';
import type { Model } from '../model/contract.js';
import { responsibilities } from '../model/predict.js';
import type { Learnt, Log, Method, Problem } from './contract.js';

/** State: the share p of class 1 among what it holds. Loss: |y - p|. Predicts 1 where p is a half or more. */
export const majority: BoundExpert<number> = {
  name: 'majority',
  needsBothClasses: false,
  likelihood: 'none',
  weighted: true,
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
  { expert = majority, ...changed }: Partial<Omit<Problem, 'expert'>> & { readonly expert?: BoundExpert<number> } = {},
): Promise<Flat> {
  const gate = await load(nearestMean);
  const clustering = { gate, lloydIterations: 300, lloydTolerance: 0 };
  const problem: Problem<number> = {
    ...{ task, k: 2, keepCourse: true, stream: (stage) => stream(1, stage) },
    ...{ expert: { reference: { name: 'majority' }, bound: expert } },
    ...changed,
  };
  return flat(method.learn(problem, { ...clustering, iterations: 20, ...given }));
}

/** What was learnt, laid flat for tests; without a model there are no experts. */
export type Flat<S = unknown> = Log &
  Pick<Learnt, 'assignment'> & { readonly model: Model<S> | null } & Pick<Model<S>, 'experts' | 'gate'>;

export function flat<S>({ model, assignment, log }: Learnt<S>): Flat<S> {
  return { ...log, assignment, model, experts: model?.experts ?? [], gate: model?.gate ?? null };
}

/** The responsibilities of a learnt gate. */
export async function sharesOf(
  { gate, experts: states }: Pick<Flat, 'gate' | 'experts'>,
  x: Features,
): Promise<Matrix> {
  const { reference, state } = gate!;
  const bound = await bind(gates.get(reference.name), parametersOf(reference));
  return responsibilities({ gate: { bound, state }, states }, x);
}

/** The labels with the first sample's called 0: which of two clusters is which is drawn. */
export function asFirst(labels: ArrayLike<number>): number[] {
  return Array.from(labels, (label) => (label === labels[0] ? 0 : 1));
}
