import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Load, partAt, partition } from './partition.js';

const secondsOf = (loads: readonly Load[]) =>
  loads.flatMap(({ seconds, trials }) => new Array<number>(trials).fill(seconds));

/** Trials of few costs, as those of a cell cost the same, and a number of shards. */
const grids = fc
  .array(fc.tuple(fc.constantFrom(0, 1e-4, 0.3, 1, 7, 100), fc.integer({ min: 1, max: 30 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((cells) => cells.map(([seconds, trials]): Load => ({ seconds, trials })))
  .chain((loads) => fc.tuple(fc.constant(loads), fc.integer({ min: 1, max: secondsOf(loads).length })));
const settings = { numRuns: 300, seed: 4 };

/** What each shard is to take, seconds. */
const sums = (loads: readonly Load[], shards: number) => {
  const [sum, seconds] = [new Array<number>(shards).fill(0), secondsOf(loads)];
  partition(loads, shards).forEach((shard, trial) => {
    sum[shard]! += seconds[trial]!;
  });
  return sum;
};
const each = (...seconds: readonly number[]): Load[] => seconds.map((one) => ({ seconds: one, trials: 1 }));

describe('a partition', () => {
  it('gives the longest trial to the shard that has least', () => {
    expect([...partition(each(1, 5, 1, 4, 3), 2)]).toEqual([0, 0, 0, 1, 1]);
    expect([...partition([{ seconds: 1, trials: 4 }], 2)]).toEqual([0, 1, 0, 1]);
  });

  it('has every trial in one shard, and no shard empty', () => {
    fc.assert(
      fc.property(grids, ([loads, shards]) => {
        const chosen = [...partition(loads, shards)];
        expect(chosen).toHaveLength(secondsOf(loads).length);
        expect([...new Set(chosen)].sort((a, b) => a - b)).toEqual(Array.from({ length: shards }, (_, s) => s));
      }),
      settings,
    );
  });

  it('gives no shard more than the mean and (1 - 1/n) of the longest trial', () => {
    fc.assert(
      fc.property(grids, ([loads, shards]) => {
        const seconds = secondsOf(loads);
        const mean = seconds.reduce((sum, one) => sum + one, 0) / shards;
        const most = mean + (1 - 1 / shards) * Math.max(...seconds);
        expect(Math.max(...sums(loads, shards))).toBeLessThanOrEqual(most + 1e-6 * seconds.length);
      }),
      settings,
    );
  });

  it('is as simple as counting where all trials cost the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 20 }), (trials, shards) => {
        const load = sums([{ seconds: 1, trials }], shards);
        expect(Math.max(...load) - Math.min(...load)).toBeLessThanOrEqual(1);
      }),
      settings,
    );
  });

  it('parts a million trials of a thousand cells into a thousand shards', () => {
    const load = sums(
      Array.from({ length: 1000 }, (_, c) => ({ seconds: 1 + c, trials: 1000 })),
      1000,
    );
    expect(Math.max(...load) - Math.min(...load)).toBeLessThan(2);
  });
});

describe('a part', () => {
  const loads = [
    { seconds: 4, trials: 1 },
    { seconds: 1, trials: 4 },
  ];

  it('is the places of its trials, ascending', () => {
    expect([1, 2].map((index) => [...partAt(loads, { index, of: 2 }).places])).toEqual([[0], [1, 2, 3, 4]]);
  });

  it('has the digest of the whole partition, which another partition has not', () => {
    const cuts = [1, 2].map((index) => partAt(loads, { index, of: 2 }).cut);
    expect(cuts[0]).toBe(cuts[1]);
    expect(partAt([{ seconds: 1, trials: 5 }], { index: 1, of: 2 }).cut).not.toBe(cuts[0]);
  });
});
