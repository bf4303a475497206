import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../math/random.js';
import { type Fleet, simulate } from './fleet.js';

/** Four trials of 10 s, one a chunk, on workers that never fail and a queue that costs nothing. */
const plain: Fleet = {
  ...{ workers: 2, trials: 4, trial: 10, chunk: 1, tapered: false, spread: 0, perChunk: 0, perTrial: 0 },
  ...{ betweenFailures: Infinity, noticed: 5, restarted: 7 },
};
const run = (changes: Partial<Fleet>, seed = 1) => simulate({ ...plain, ...changes }, stream(seed));

describe('a simulated fleet', () => {
  it('is whole where nothing costs and nothing fails', () => {
    expect(run({})).toEqual({ seconds: 20, efficiency: 1, lost: 0, busy: 0 });
  });

  it('waits for its last chunk', () => {
    expect(run({ workers: 3 })).toEqual({ seconds: 20, efficiency: 40 / 60, lost: 0, busy: 0 });
    expect(run({ chunk: 3 })).toMatchObject({ seconds: 30, efficiency: 40 / 60 });
  });

  it('takes its chunks from the queue one after the other', () => {
    // At 1 s and 2 s, both again at 12 s: the second has them at 13 s.
    expect(run({ perChunk: 1 })).toEqual({ seconds: 23, efficiency: 40 / 46, lost: 0, busy: 4 / 23 });
    expect(run({ workers: 1, chunk: 2, perTrial: 0.5 })).toMatchObject({ seconds: 42, busy: 2 / 42 });
  });

  it('cuts smaller chunks towards the end where it is asked to', () => {
    // 12 trials on 2 workers: chunks of 2, 2, 2, 1, 1, 1, 1, 1, 1, all done at 60 s; chunks of 5, 5 and 2 end at 70 s.
    expect(run({ trials: 12, chunk: 5 })).toMatchObject({ seconds: 70 });
    expect(run({ trials: 12, chunk: 5, tapered: true, perChunk: 1e-9 })).toMatchObject({
      busy: expect.closeTo(9e-9 / 60, 12),
    });
    expect(run({ trials: 12, chunk: 5, tapered: true })).toMatchObject({ seconds: 60, efficiency: 1 });
  });

  it('computes again what is lost with a worker, once that is noticed', () => {
    const fleet = { workers: 1, trials: 1, betweenFailures: 8 };
    const { seconds, lost } = run(fleet);
    expect(lost).toBeGreaterThan(0);
    const failures = (seconds - 10 - 10 * lost) / 7;
    expect(failures).toBeCloseTo(Math.round(failures), 9);
  });

  it('does all the work, never in less than its time, and the same with the same seed', () => {
    const fleets = fc.record({
      ...{ workers: fc.integer({ min: 1, max: 20 }), trials: fc.integer({ min: 1, max: 200 }) },
      ...{
        chunk: fc.integer({ min: 1, max: 50 }),
        tapered: fc.boolean(),
        spread: fc.double({ min: 0, max: 1, noNaN: true }),
      },
      betweenFailures: fc.oneof(fc.constant(Infinity), fc.integer({ min: 300, max: 10_000 })),
    });
    fc.assert(
      fc.property(fleets, fc.nat(), (fleet, seed) => {
        const result = run(fleet, seed);
        expect(result.efficiency).toBeGreaterThan(0);
        expect(result.efficiency).toBeLessThanOrEqual(1 + 1e-12);
        expect(result).toEqual(run(fleet, seed));
      }),
      { seed: 11, numRuns: 100 },
    );
  });
});
