import { describe, expect, it } from 'vitest';
import { thinned } from './thinned.js';

describe('a thinned line', () => {
  it('has two points where it is straight, and keeps what is farther off', () => {
    expect(
      thinned(
        [
          [0, 0],
          [1, 0.1],
          [2, 0],
        ],
        0.2,
      ),
    ).toEqual([
      [0, 0],
      [2, 0],
    ]);
    expect(
      thinned(
        [
          [0, 0],
          [1, 0.5],
          [2, 0],
        ],
        0.2,
      ),
    ).toHaveLength(3);
    expect(
      thinned(
        [
          [0, 0],
          [2, 0],
          [2, 2],
          [0, 0],
        ],
        0.2,
      ),
    ).toHaveLength(4);
  });
});
