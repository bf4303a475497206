import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trial } from '../../experiment/contract.js';
import { chunkId, chunkLength, chunkSeconds, readChunk, writeChunk } from './chunks.js';
import { queuedTrials } from './queue.fixture.js';

describe('how many trials make a chunk', () => {
  const of = (costs: readonly (number | null)[], seconds: number, guessed = false) =>
    chunkLength((ahead) => {
      const cost = costs[ahead];
      return cost === undefined || cost === null ? cost : { seconds: cost, guessed };
    }, seconds);

  it('are as many as fit into the time, and one at least', () => {
    expect(of([10, 10, 10, 10], 30)).toBe(3);
    expect(of([100, 1], 30)).toBe(1);
    expect(of([1, 1], 30)).toBe(2);
    expect(of([], 30)).toBe(0);
  });

  it('are few where nothing is known, and not many where it is guessed', () => {
    expect(of(new Array(100).fill(null), 30)).toBe(4);
    expect(of(new Array(100).fill(0.001), 30, true)).toBe(50);
  });

  it('are at most 2000', () => {
    expect(of(new Array(5000).fill(0), 30)).toBe(2000);
  });

  it('take half a minute, and less towards the end', () => {
    expect(chunkSeconds(10_000, 8)).toBe(30);
    expect(chunkSeconds(240, 8)).toBe(10);
    expect(chunkSeconds(1, 8)).toBe(1);
    expect(chunkSeconds(100, 0)).toBe(30);
  });
});

describe('a chunk on its way', () => {
  const trials = queuedTrials();

  it('is the same trials afterwards', () => {
    expect(readChunk(writeChunk({ run: 'r', trials }))).toEqual({ run: 'r', trials });
  });

  it('has an id that BullMQ takes, of its trials and their order', () => {
    expect(chunkId(trials)).toMatch(/^t-[0-9a-f]{24}$/);
    expect(chunkId(trials)).toBe(chunkId([...trials]));
    expect(chunkId(trials)).not.toBe(chunkId(trials.slice(1)));
  });

  it('is not believed when a letter of it was changed, or when it was cut', () => {
    const text = writeChunk({ run: 'r', trials });
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, letter) => {
        fc.pre(text[at] !== letter);
        expect(readChunk(text.slice(0, at) + letter + text.slice(at + 1))).toBeUndefined();
        expect(readChunk(text.slice(0, at))).toBeUndefined();
      }),
      { seed: 1, numRuns: 500 },
    );
    for (const other of [undefined, null, 1, {}, '', '{}']) expect(readChunk(other)).toBeUndefined();
  });

  it('holds what trials of a cell share once', () => {
    const one: Trial = trials[0]!;
    const many = Array.from({ length: 100 }, (_, trial) => ({
      ...one,
      trial,
      key: `${one.key.slice(0, 24)}/${trial}`,
    }));
    expect(writeChunk({ run: 'r', trials: many }).length).toBeLessThan(8000);
  });
});
