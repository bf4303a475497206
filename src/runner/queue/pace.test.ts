import { describe, expect, it } from 'vitest';
import { chunkLength, chunkSeconds } from './pace.js';

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
