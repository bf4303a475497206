import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../experiment/contract.js';
import { partition } from '../shards/partition.js';
import { leastMemory, limitFor, memoryFor, minutesOf, shareOf, tasksFor, workOf } from './request.js';

const cell = (trials: number) => ({ trials }) as Cell;
const [quick, slow] = [cell(100), cell(10)];

describe('the work', () => {
  it('is the trials of all cells by what they are expected to cost', () => {
    const costs = new Map([
      [quick, { seconds: 1, guessed: false }],
      [slow, { seconds: 30, guessed: true }],
    ]);
    expect(workOf([quick, slow], costs, 7)).toEqual({ trials: 110, seconds: 400, longest: 30, guessed: 0.75 });
  });

  it('is so many times what is assumed where nothing is known', () => {
    expect(workOf([quick, slow], new Map(), 7)).toEqual({ trials: 110, seconds: 770, longest: 7, guessed: 1 });
  });
});

describe('tasks', () => {
  const work = { trials: 1000, seconds: 10 * 3600, longest: 60, guessed: 0 };

  it('take half an hour each', () => {
    expect(tasksFor(work, 1, 1000)).toBe(20);
    expect(minutesOf({ ...work, longest: 0 }, 20, 1)).toBe(30);
    // Four threads do in half an hour what one does in two.
    expect(tasksFor(work, 4, 1000)).toBe(5);
  });

  it('are one at least, one a trial at most, and no more than the engine takes', () => {
    expect(tasksFor({ ...work, seconds: 1 }, 1, 1000)).toBe(1);
    expect(tasksFor({ ...work, seconds: 0 }, 1, 1000)).toBe(1);
    expect(tasksFor({ ...work, trials: 7 }, 1, 1000)).toBe(7);
    expect(tasksFor(work, 1, 12)).toBe(12);
  });

  it('take longer than their even share by one trial at most', () => {
    expect(minutesOf(work, 20, 1)).toBe(31);
    expect(minutesOf(work, 1, 2)).toBe(300);
  });

  it('take no longer than that, however the grid is cut', () => {
    const load = fc.record({
      trials: fc.integer({ min: 1, max: 20 }),
      seconds: fc.double({ min: 0.01, max: 1e3, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(load, { minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 9 }), (loads, shards) => {
        const cells = loads.map(({ trials }) => cell(trials));
        const costs = new Map(cells.map((one, c) => [one, { seconds: loads[c]!.seconds, guessed: false }]));
        const taken = new Array<number>(shards).fill(0);
        const seconds = loads.flatMap((one) => new Array<number>(one.trials).fill(one.seconds));
        for (const [trial, shard] of partition(loads, shards).entries()) taken[shard]! += seconds[trial]!;
        const expected = 60 * minutesOf(workOf(cells, costs, 1), shards, 1);
        expect(Math.max(...taken)).toBeLessThanOrEqual(expected * (1 + 1e-12));
      }),
      { seed: 11 },
    );
  });

  it('may take twice what is expected, and a trial its own limit, in steps of five minutes', () => {
    expect(limitFor(31, 60)).toBe(70);
    expect(limitFor(0.1, 60)).toBe(10);
    expect(limitFor(10, 3600)).toBe(65);
  });

  it('get memory for each thread by what a trial needs, in steps of 128 MiB', () => {
    expect(memoryFor(1, 100, 0)).toBe(640);
    expect(leastMemory(1)).toBe(512);
    // 256 + 2 (256 + 1.5 x 100) = 1068, and 600 MB of a million trials are 572 MiB.
    expect(memoryFor(2, 0, 100 * 2 ** 20)).toBe(1152);
    expect(memoryFor(2, 1e6, 100 * 2 ** 20)).toBe(1664);
    expect(shareOf(1152, 2)).toBe(448);
  });
});
