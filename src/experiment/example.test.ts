import { describe, expect, it } from 'vitest';
import { parseParameters } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { datasets } from '../datasets/registry.js';
import type { BoundExpert } from '../experts/contract.js';
import type { BoundGate } from '../gates/contract.js';
import type { matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import type { Finished } from '../metrics/contract.js';
import { finish } from '../metrics/finished.js';
import { modelOf } from '../model/contract.js';
import { exampleOf } from './example.js';

const load = (name: string, given: object) => {
  const dataset = datasets.get(name);
  return dataset.load(parseParameters(dataset, { ...given }), stream('example'));
};

/** Predicts its state. */
const constant: BoundExpert<number> = {
  name: 'constant',
  needsBothClasses: false,
  likelihood: 'none',
  weighted: true,
  fit: () => 0,
  losses: (_, x, __, out, offset, stride, rows) => {
    for (let i = 0; i < (rows?.length ?? x.rows); i++) out[offset + i * stride] = 0;
  },
  predict: (state, x, out, rows) => void out.fill(state, 0, rows?.length ?? x.rows),
};

/** Two experts that predict 0 and 1; the second is responsible where the first feature is above 0. */
function finished(task: Task, seed = 1): Finished {
  const reference = { name: 'side' };
  const bound: Pick<BoundGate, 'responsibilities'> = {
    responsibilities: (_, x, out) => {
      const { data, cols } = x as ReturnType<typeof matrix>;
      for (let i = 0; i < x.rows; i++) out.data.set(data[i * cols]! > 0 ? [0, 1] : [1, 0], 2 * i);
    },
  };
  const [states, state] = [[0, 1], null];
  const model = modelOf(task, { name: 'constant' }, states, { reference, state });
  const learnt = {
    model,
    assignment: Uint32Array.from({ length: task.x.rows }, (_, i) => i % 2),
    log: { degenerate: null, iterations: 3, converged: true, history: [] },
  };
  return finish({
    ...{ task, learnt, seed, expert: constant },
    model: { model, expert: constant, states, gate: { bound, state } },
  });
}

describe('the example of a mixture with a gate', () => {
  it('keeps at most 1000 evenly spaced samples, at the last iteration', () => {
    const task = load('smiley', { n: 2500, test: 4 });
    const { samples, x, y, group, steps } = exampleOf(finished(task), stream('r'));
    expect(samples.slice(0, 3)).toEqual([0, 3, 6]);
    expect([samples.length, x.length, y.length, group.length]).toEqual([834, 834, 834, 834]);
    expect(x[1]).toEqual([...(task.x as ReturnType<typeof matrix>).data.subarray(6, 8)]);
    expect(steps.map(({ iteration }) => iteration)).toEqual([3]);
    expect(steps[0]!.assignment.slice(0, 3)).toEqual([0, 1, 0]);
  });

  it('maps a plane of two features: rectangles that tile it, each of one expert and prediction', () => {
    const task = load('smiley', { n: 100, test: 4 });
    const { map } = exampleOf(finished(task), stream('r'));
    const area = (of: readonly { x1: readonly number[]; x2: readonly number[] }[]) =>
      of.reduce((sum, { x1, x2 }) => sum + (x1[1]! - x1[0]!) * (x2[1]! - x2[0]!), 0);
    const ends = (key: 'x1' | 'x2') => map!.flatMap((one) => one[key]);
    const [w, h] = (['x1', 'x2'] as const).map((key) => Math.max(...ends(key)) - Math.min(...ends(key)));
    expect(area(map!)).toBeCloseTo(w! * h!, 4);
    expect(map!.length).toBe(2 * 96); // two in each row of cells
    expect(map!.every(({ expert, prediction }) => expert === prediction)).toBe(true);
    expect(map!.every(({ x1, expert }) => (expert === 1 ? x1[1] > 0 : x1[0] < 0))).toBe(true);
  });

  it('of a control task has places on its plane, that plane mapped, and the returns of 100 episodes', () => {
    const task = load('pendulum', { episodes: 1 });
    const { x, map, returns } = exampleOf(finished(task), stream('r'));
    const [cos, sin, speed] = (task.x as ReturnType<typeof matrix>).data;
    expect(x[0]).toEqual([Math.atan2(sin!, cos!), speed]);
    // The first feature is cos theta: the second expert is responsible for the upper half turn.
    const upper = map!.filter(({ expert }) => expert === 1);
    expect(Math.max(...upper.flatMap(({ x1 }) => x1.map(Math.abs)))).toBeCloseTo(Math.PI / 2, 1);
    expect(returns?.length).toBe(100);
    expect(returns!.every((value) => value < 0)).toBe(true);
  });

  it('has no map where there is no plane', () => {
    const task = load('piecewise-linear', { n: 30 });
    expect(exampleOf(finished(task), stream('r')).map).toBeUndefined();
  });
});
