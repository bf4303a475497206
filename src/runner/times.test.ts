import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, Trial } from '../experiment/contract.js';
import {
  batchesOf,
  costsOf,
  expectationOf,
  firstOf,
  longestFirst,
  makespan,
  type TimedPlace,
  withTimes,
} from './times.js';

const cell = (task: string, method: string, learn = method, sweep: Cell['sweep'] = {}): Cell =>
  ({ task, method, sweep, learn: { name: learn } }) as unknown as Cell;
const place = (task: string, method: string, seconds: number, sweep: Cell['sweep'] = {}): TimedPlace => {
  return { task, method, sweep, n: 2, seconds };
};
const trialsOf = (of: Cell, count: number): Trial[] =>
  Array.from(
    { length: count },
    (_, trial) =>
      ({
        id: `${of.task}/${of.method}/${trial}`,
        key: `${of.task}-${of.method}/${trial}`,
        cell: of,
        trial,
      }) as Trial,
  );

describe('makespan', () => {
  it('of 3, 2, 2, 1 on two threads is 4: 3 + 1 beside 2 + 2', () => {
    expect(makespan([3, 2, 2, 1], 2)).toBe(4);
  });

  it('is the sum on one thread, and the longest job on as many threads as jobs', () => {
    const jobs = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(jobs, (each) => {
        expect(makespan(each, 1)).toBe(each.reduce((sum, job) => sum + job, 0));
        expect(makespan(each, each.length)).toBe(Math.max(...each));
      }),
      { seed: 1 },
    );
  });

  it('is at least the share of a thread and the longest job, and less than both together', () => {
    const jobs = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 8 }), (each, threads) => {
        const sorted = each.toSorted((a, b) => b - a);
        const sum = each.reduce((total, job) => total + job, 0);
        const least = Math.max(sum / threads, sorted[0]!);
        expect(makespan(sorted, threads)).toBeGreaterThanOrEqual(least);
        // Of any list schedule: no thread is idle while the last job waits.
        expect(makespan(sorted, threads)).toBeLessThanOrEqual(sum / threads + sorted[0]! * (1 - 1 / threads));
      }),
      { seed: 2 },
    );
  });
});

describe('the cost of a trial', () => {
  const kmeans = cell('mnist', 'kmeans');

  it('is what its cell took before, with what a trial takes beside learning', () => {
    const costs = costsOf([kmeans], { places: [place('mnist', 'kmeans', 5)], beside: 1 });
    expect(costs.get(kmeans)).toEqual({ seconds: 6, guessed: false });
  });

  it('is a guess by the cells of its task that learn likewise, else by its task, else by what learns likewise', () => {
    const twin = cell('mnist', 'kmeans-2', 'kmeans');
    const other = cell('mnist', 'parametric');
    const known = [place('mnist', 'kmeans', 5), place('toy', 'kmeans-2', 0.1), place('toy', 'parametric', 0.2)];
    const cells = [twin, other, kmeans, cell('toy', 'kmeans-2', 'kmeans'), cell('new', 'parametric')];
    const costs = costsOf(cells, { places: known, beside: 0 });
    expect(cells.map((each) => costs.get(each)?.seconds)).toEqual([5, 5, 5, 0.1, 0.2]);
    expect(cells.map((each) => costs.get(each)?.guessed)).toEqual([true, true, false, false, true]);
  });

  it('of a swept cell is guessed by the cell that shares its other sweeps', () => {
    const at = cell('t', 'm', 'm', { C: 10, gamma: 2 });
    const known = [place('t', 'm', 1, { C: 1, gamma: 1 }), place('t', 'm', 7, { C: 1, gamma: 2 })];
    expect(costsOf([at], { places: known, beside: 0 }).get(at)).toEqual({ seconds: 7, guessed: true });
  });

  it('is not known where nothing was timed', () => {
    const costs = costsOf([kmeans], { places: [], beside: 1 });
    expect(expectationOf(batchesOf(trialsOf(kmeans, 2)), costs, 2)).toEqual({ seconds: null, guessed: 1 });
  });

  it('is by the first of several runs that has timed its cell, also where that one is of few cells', () => {
    const other = cell('mnist', 'parametric');
    const few = { places: [place('mnist', 'kmeans', 5)], beside: 1 };
    const whole = { places: [place('mnist', 'parametric', 7), place('mnist', 'kmeans', 50)], beside: 2 };
    const costs = costsOf([kmeans, other], firstOf([{ places: [], beside: 0 }, few, whole]));
    expect(costs.get(kmeans)).toEqual({ seconds: 6, guessed: false });
    expect(costs.get(other)).toEqual({ seconds: 8, guessed: false });
    expect(firstOf([])).toEqual({ places: [], beside: 0 });
  });

  it('is by the newest times of a cell', () => {
    const row = { task: 'mnist', method: 'kmeans', sweep: {} };
    const timed = withTimes({ places: [place('mnist', 'kmeans', 50)], beside: 0 }, [{ ...row, n: 2, seconds: 3 }]);
    expect(costsOf([kmeans], timed).get(kmeans)).toEqual({ seconds: 3, guessed: false });
  });
});

describe('the longest first', () => {
  const [short, long, unknown] = [cell('t', 'short'), cell('t', 'long'), cell('u', 'unknown')];
  const costs = costsOf([short, long], { places: [place('t', 'short', 1), place('t', 'long', 9)], beside: 0 });

  it('orders trials by the cost of their cell, those of a cell and those without a cost in their order', () => {
    const trials = [...trialsOf(unknown, 2), ...trialsOf(short, 2), ...trialsOf(long, 2)];
    expect(longestFirst(trials, costs).map(({ id }) => id)).toEqual([
      't/long/0',
      't/long/1',
      't/short/0',
      't/short/1',
      'u/unknown/0',
      'u/unknown/1',
    ]);
  });

  it('ends sooner than the grid order', () => {
    const trials = [...trialsOf(short, 8), ...trialsOf(long, 1)];
    expect(expectationOf(batchesOf(trials), costs, 2).seconds).toBe(13);
    expect(expectationOf(batchesOf(longestFirst(trials, costs)), costs, 2).seconds).toBe(9);
  });

  it('says how much of the work is a guess', () => {
    const near = cell('t', 'near', 'short');
    const all = costsOf([short, near], { places: [place('t', 'short', 1)], beside: 0 });
    expect(expectationOf(batchesOf([...trialsOf(short, 3), ...trialsOf(near, 1)]), all, 1)).toEqual({
      seconds: 4,
      guessed: 0.25,
    });
  });
});
