import { describe, expect, it } from 'vitest';
import { trialTimer } from './thread.js';

describe('the timer of a trial', () => {
  const looks = (every: number, ...at: [trial: number, started: number, now: number][]) => {
    const elapsed = trialTimer(every, 0);
    return at.map((look) => elapsed(...look));
  };

  it('counts from the start of each trial', () => {
    expect(looks(10, [-1, 0, 10], [0, 15, 20], [0, 15, 30], [1, 34, 40], [1, 34, 50])).toEqual([0, 5, 15, 6, 16]);
  });

  it('counts nothing while the trial is loading', () => {
    const never = Number.POSITIVE_INFINITY;
    expect(looks(10, [0, never, 10], [0, never, 20], [0, 25, 30], [0, 25, 40])).toEqual([0, 0, 5, 15]);
  });

  it('counts a look that is much too late as one in time: the process stood still', () => {
    expect(looks(10, [0, 0, 10], [0, 0, 5000], [0, 0, 5010])).toEqual([10, 20, 30]);
  });

  it('counts a look that is a little late as it is: the machine is busy', () => {
    expect(looks(10, [0, 0, 10], [0, 0, 100])).toEqual([10, 100]);
  });
});
