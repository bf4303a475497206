import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, Trial } from '../../experiment/contract.js';
import type { Costs } from '../times.js';
import { partition, partOf } from './partition.js';

/** Trials of few costs, as those of a cell cost the same, and a number of shards. */
const grids = fc
  .array(fc.tuple(fc.constantFrom(0, 1e-4, 0.3, 1, 7, 100), fc.integer({ min: 1, max: 30 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((cells) => cells.flatMap(([seconds, trials]) => new Array<number>(trials).fill(seconds)))
  .chain((seconds) => fc.tuple(fc.constant(seconds), fc.integer({ min: 1, max: seconds.length })));
const settings = { numRuns: 300, seed: 4 };

const loads = (seconds: readonly number[], shards: number) => {
  const load = new Array<number>(shards).fill(0);
  partition(seconds, shards).forEach((shard, trial) => {
    load[shard]! += seconds[trial]!;
  });
  return load;
};

describe('a partition', () => {
  it('gives the longest trial to the shard that has least', () => {
    expect([...partition([1, 5, 1, 4, 3], 2)]).toEqual([0, 0, 0, 1, 1]);
    expect([...partition([1, 1, 1, 1], 2)]).toEqual([0, 1, 0, 1]);
  });

  it('has every trial in one shard, and no shard empty', () => {
    fc.assert(
      fc.property(grids, ([seconds, shards]) => {
        const chosen = [...partition(seconds, shards)];
        expect(chosen).toHaveLength(seconds.length);
        expect([...new Set(chosen)].sort((a, b) => a - b)).toEqual(Array.from({ length: shards }, (_, s) => s));
      }),
      settings,
    );
  });

  it('gives no shard more than the mean and (1 - 1/n) of the longest trial', () => {
    fc.assert(
      fc.property(grids, ([seconds, shards]) => {
        const mean = seconds.reduce((sum, each) => sum + each, 0) / shards;
        const most = mean + (1 - 1 / shards) * Math.max(...seconds);
        expect(Math.max(...loads(seconds, shards))).toBeLessThanOrEqual(most + 1e-6 * seconds.length);
      }),
      settings,
    );
  });

  it('is as simple as counting where all trials cost the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 20 }), (trials, shards) => {
        const load = loads(new Array<number>(trials).fill(1), shards);
        expect(Math.max(...load) - Math.min(...load)).toBeLessThanOrEqual(1);
      }),
      settings,
    );
  });

  it('parts a million trials of a thousand cells into a thousand shards', () => {
    const seconds = Array.from({ length: 1_000_000 }, (_, trial) => 1 + Math.floor(trial / 1000));
    const load = loads(seconds, 1000);
    expect(Math.max(...load) - Math.min(...load)).toBeLessThan(2);
  });
});

describe('a part of trials', () => {
  const cell = (name: string) => ({ task: name }) as Cell;
  const [dear, cheap] = [cell('dear'), cell('cheap')];
  const trials = [dear, cheap, cheap, cheap, cheap].map((of, index) => ({ id: String(index), cell: of }) as Trial);
  const ids = (costs: Costs, index: number, of: number) =>
    partOf(trials, costs, { index, of }).trials.map(({ id }) => id);

  it('is by cost where costs are known, else by number, in the order of all', () => {
    const costs: Costs = new Map([
      [dear, { seconds: 4, guessed: false }],
      [cheap, { seconds: 1, guessed: true }],
    ]);
    expect([ids(costs, 1, 2), ids(costs, 2, 2)]).toEqual([['0'], ['1', '2', '3', '4']]);
    expect([ids(new Map(), 1, 2), ids(new Map(), 2, 2)]).toEqual([
      ['0', '2', '4'],
      ['1', '3'],
    ]);
  });

  it('has the digest of the whole partition, which another partition has not', () => {
    const costs: Costs = new Map([
      [dear, { seconds: 4, guessed: false }],
      [cheap, { seconds: 1, guessed: true }],
    ]);
    const cut = (known: Costs, index: number) => partOf(trials, known, { index, of: 2 }).cut;
    expect(cut(costs, 1)).toBe(cut(costs, 2));
    expect(cut(costs, 1)).not.toBe(cut(new Map(), 1));
  });
});
