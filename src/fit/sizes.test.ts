import { describe, expect, it } from 'vitest';
import { chosen, type Sized } from './sizes.js';

const tried = (...scores: readonly (readonly [value: number, error: number])[]): Sized[] =>
  scores.map(([value, error], at) => ({
    ...{ recipe: { k: at + 1 } as Sized['recipe'], score: { value, parts: [value] }, error, losses: [] },
  }));

describe('the one-standard-error rule', () => {
  it.each([
    [
      'the best, where none is within its error',
      [
        [0.5, 0.1],
        [0.8, 0.1],
        [0.95, 0.1],
      ],
      3,
    ],
    [
      'the fewest within the error of the best',
      [
        [0.5, 0.1],
        [0.9, 0.1],
        [0.95, 0.1],
      ],
      2,
    ],
    [
      'at the very bound too',
      [
        [0.75, 0],
        [0.875, 0.125],
      ],
      1,
    ],
    [
      'by the error of the best, not by its own',
      [
        [0.5, 1],
        [0.9, 0.01],
      ],
      2,
    ],
    [
      'the fewest of those that tie',
      [
        [0.9, 0],
        [0.9, 0],
      ],
      1,
    ],
    [
      'also where more experts are worse',
      [
        [0.9, 0.01],
        [0.7, 0.5],
      ],
      1,
    ],
  ] as const)('takes %s', (_, scores, k) => {
    expect(chosen(tried(...scores), 'fewest').recipe.k).toBe(k);
  });

  it('takes the only one that was asked for, which has no score', () => {
    for (const choose of ['fewest', 'best'] as const)
      expect(
        chosen([{ recipe: { k: 4 } as Sized['recipe'], score: null, error: null, losses: [] }], choose).recipe.k,
      ).toBe(4);
  });
});

describe('the best score', () => {
  it('is taken whatever its error is, and of equal ones that of the fewest experts', () => {
    expect(chosen(tried([0.9, 0.1], [0.91, 5], [0.4, 0]), 'best').recipe.k).toBe(2);
    expect(chosen(tried([0.9, 0.1], [0.95, 0.1], [0.95, 0]), 'best').recipe.k).toBe(2);
  });
});
