import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argmin } from '../assignments/argmin.js';
import { bind, load } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { multistart } from '../methods/multistart.js';
import { constant } from './constant.js';

const three = ['a', 'b', 'c'];
const x = matrix(4, 2, Float64Array.of(0, 0, 5, 1, 2, 2, 9, 9));
const rows = Uint32Array.of(0, 1, 2, 3);

describe('by hand', () => {
  it('the mean of 1, 2, 3, 10 is 4, with squared errors 9, 4, 1, 36; with weights 0, 0, 1, 1 it is 6.5', async () => {
    const bound = await bind(constant);
    const y = Float64Array.of(1, 2, 3, 10);
    const state = bound.fit({ x, y, rows }, stream(1));
    expect([...state.values]).toEqual([4]);
    const out = new Float64Array(4);
    bound.losses(state, x, y, out, 0, 1);
    expect([...out]).toEqual([9, 4, 1, 36]);
    bound.predict(state, x, out);
    expect([...out]).toEqual([4, 4, 4, 4]);
    expect([...bound.fit({ x, y, rows, weights: Float64Array.of(0, 0, 1, 1) }, stream(1)).values]).toEqual([6.5]);
  });

  it.each([
    [1, [3 / 7, 3 / 7, 1 / 7], 0],
    [0.5, [2.5 / 5.5, 2.5 / 5.5, 0.5 / 5.5], 0],
  ])('with a smoothing of %d the shares of a, a, b, b among three classes are %j; of equal ones the first is predicted', async (smoothing, shares, most) => {
    const bound = await bind(constant, { smoothing });
    const y = Float64Array.of(0, 1, 1, 0);
    const state = bound.fit({ x, y, rows, classes: 3 }, stream(1));
    state.values.forEach((value, c) => {
      expect(Math.exp(value)).toBeCloseTo(shares[c]!, 15);
    });
    const out = new Float64Array(4);
    bound.losses(state, x, Float64Array.of(0, 1, 2, 2), out, 0, 1);
    out.forEach((loss, i) => {
      expect(loss).toBeCloseTo(-Math.log(shares[Math.min(i, 2)]!), 15);
    });
    bound.predict(state, x, out);
    expect([...out]).toEqual(new Array(4).fill(most));
  });

  it('of one class alone all probabilities are finite and above 0', async () => {
    const bound = await bind(constant);
    const { values } = bound.fit({ x, y: new Float64Array(4).fill(2), rows, classes: 3 }, stream(1));
    expect([...values].map((value) => Math.round(7 * Math.exp(value) * 1e9) / 1e9)).toEqual([1, 1, 5]);
  });

  it('effects: the mean; the log odds of the second of two classes; none of three', () => {
    const of = (...values: number[]) => constant.effects!({ values: Float64Array.from(values) }, { smoothing: 1 });
    expect(of(4)).toEqual({ intercept: 4, slopes: new Float64Array(0) });
    expect(of(Math.log(0.25), Math.log(0.75))!.intercept).toBeCloseTo(Math.log(3), 15);
    expect(of(-1, -1, -1)).toBeNull();
    expect([1, 2, 3].map((length) => constant.freedom!({ values: new Float64Array(length) }))).toEqual([1, 1, 2]);
  });
});

/** The least sum of squared distances from the means of k groups of numbers: the groups are intervals (Fisher 1958). */
function leastSquares(values: readonly number[], k: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const within = (from: number, to: number): number => {
    const own = sorted.slice(from, to);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    return own.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  };
  const best = (groups: number, to: number): number => {
    if (groups === 1) return within(0, to);
    let least = Number.POSITIVE_INFINITY;
    for (let from = groups - 1; from < to; from++) least = Math.min(least, best(groups - 1, from) + within(from, to));
    return least;
  };
  return best(k, sorted.length);
}

describe('k of them, assigned by argmin', () => {
  const cases = fc.record({
    values: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 12 }),
    k: fc.integer({ min: 1, max: 4 }),
    d: fc.integer({ min: 1, max: 6 }),
  });

  it('are k-means of y: multistart ends where brute force over all partitions does, whatever the features', async () => {
    const expert = await load(constant);
    const assign = { reference: { name: 'argmin' }, bound: await bind(argmin) };
    const given = { assign, starts: 20, from: 'mixed', perturbations: 400, outliers: 0, iterations: 100 } as const;
    fc.assert(
      fc.property(cases, ({ values, k, d }) => {
        const n = values.length;
        const features = Float64Array.from({ length: n * d }, (_, at) => Math.sin(at));
        const task: Task = {
          x: matrix(n, d, features),
          y: Float64Array.from(values),
          target: { kind: 'regression' },
        };
        const { assignment, log } = multistart.learn(
          { task, k, expert, keepCourse: false, stream: (stage) => stream(3, stage) },
          given,
        );
        const total = Array.from({ length: k }, (_, j) => values.filter((_, i) => assignment[i] === j)).reduce(
          (sum, own) => sum + (own.length === 0 ? 0 : leastSquares(own, 1)),
          0,
        );
        expect(log.converged).toBe(true);
        expect(total).toBeCloseTo(leastSquares(values, k), 6);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('from sums: the same constants as from the rows, of numbers and of classes, weighted, with samples left out', async () => {
    const bound = await bind(constant);
    const n = 50;
    const features = matrix(n, 1);
    const labels = Uint32Array.from({ length: n }, (_, i) => (i * 7) % 4);
    const weights = Float64Array.from({ length: n }, (_, i) => (i % 5) / 2);
    for (const classes of [undefined, three.length]) {
      const y = Float64Array.from({ length: n }, (_, i) => (classes === undefined ? Math.cos(i) : (i * i) % 3));
      const own = classes === undefined ? {} : { classes };
      const sums = bound.sums!({ x: features, y, k: 3, weights, classes })!;
      // Label 3 stands for no expert.
      const states = sums.follow(labels, true);
      states.forEach((state, j) => {
        const held = Uint32Array.from(labels.keys()).filter((i) => labels[i] === j);
        const wanted = bound.fit(
          { x: features, y, rows: held, ...own, weights: Float64Array.from(held, (i) => weights[i]!) },
          stream(1),
        );
        state.values.forEach((value, at) => {
          expect(value).toBeCloseTo(wanted.values[at]!, 12);
        });
      });
      const [least, found] = [new Float64Array(n), new Uint32Array(n)];
      const sum = sums.least(states, found, least);
      const losses = sums.losses(states);
      for (let i = 0; i < n; i++) {
        const all = Array.from(losses.data.subarray(3 * i, 3 * i + 3));
        expect(least[i]).toBe(Math.min(...all));
        expect(found[i]).toBe(all.indexOf(Math.min(...all)));
      }
      expect(sum).toBeCloseTo(
        least.reduce((all, one) => all + one, 0),
        12,
      );
    }
  });
});
