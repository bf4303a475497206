import { describe, expect, it } from 'vitest';
import { type Sized, simplest, sizeReport, chosen as taken } from './sizes.js';

/** Scores of four folds each, 1, 2, ... experts. */
const tried = (...scores: readonly (readonly number[])[]): Sized[] =>
  scores.map((parts, at) => ({
    ...{ recipe: { k: at + 1 } as Sized['recipe'], folds: 4, losses: [], least: at + 1 },
    score: { value: parts.reduce((sum, part) => sum + part, 0) / parts.length, parts },
  }));

const chosen = (...scores: readonly (readonly number[])[]) => simplest(tried(...scores)).recipe.k;

describe('the one-standard-error rule', () => {
  it('takes the best, where the others are worse in every fold alike, however much folds differ', () => {
    expect(chosen([0.1, 0.3, 0.5, 0.7], [0.2, 0.4, 0.6, 0.8])).toBe(2);
  });

  // Differences from the best 0.3, -0.1, 0.3, -0.1: mean 0.1, deviation 0.23, standard error 0.115.
  it('takes the first within one standard error of the difference from the best', () => {
    expect(chosen([0, 0, 0, 0], [0.2, 0.6, 0.2, 0.6], [0.5, 0.5, 0.5, 0.5])).toBe(2);
  });

  it('takes the first of those that tie, and the first where the others are worse', () => {
    expect(chosen([0.9, 0.8, 0.9, 0.8], [0.9, 0.8, 0.9, 0.8])).toBe(1);
    expect(chosen([0.9, 0.9, 0.9, 0.9], [0.7, 0.2, 0.7, 0.2])).toBe(1);
  });

  it('counts the folds of one deal, as further deals hold out the same rows', () => {
    const [one, two] = [
      [0.4, 0.6],
      [0.5, 0.52],
    ];
    // The differences 0.1, -0.08 four times over: mean 0.01; their deviation over the root of 8 would still be more, of 800 not.
    const again = (parts: readonly number[]) => Array.from({ length: 400 }, () => parts).flat();
    expect(chosen(again(one!), again(two!))).toBe(1);
  });

  it('takes the only one that was asked for, which has no score', () => {
    const only: Sized = { recipe: { k: 4 } as Sized['recipe'], score: null, folds: 0, losses: [], least: 0 };
    expect(simplest([only])).toBe(only);
    expect(sizeReport(only, [only], null)).toEqual({ k: 4, score: null, below: null, bic: null, icl: null });
  });

  it('tells how far each is below the best, and the standard error of that', () => {
    const all = tried([0.2, 0.6, 0.2, 0.6], [0.5, 0.5, 0.5, 0.5]);
    const { below } = sizeReport(all[0]!, all, null);
    expect(below!.value).toBeCloseTo(0.1, 12);
    expect(below!.error).toBeCloseTo(Math.sqrt((4 * 0.04) / 3) / 2, 12);
    expect(sizeReport(all[1]!, all, null).below).toEqual({ value: 0, error: 0 });
  });
});

describe('of several numbers of experts', () => {
  const sized = (k: number, score: number, losses: readonly number[]): Sized => ({
    ...{ recipe: { k } as Sized['recipe'], score: { value: score, parts: [score, score] }, folds: 2, least: k },
    losses: [Float64Array.from(losses)],
  });

  it('one is taken where more do not better it by two standard errors, row by row', () => {
    const one = sized(1, 0.5, [1, 3, 1, 3]);
    // Gains 1, 0.5, 1, 0.5 are sure; 3, -1, 3, -1 are not.
    expect(taken([one, sized(2, 0.6, [0, 2.5, 0, 2.5])]).recipe.k).toBe(2);
    expect(taken([one, sized(2, 0.6, [-2, 4, -2, 4])])).toBe(one);
  });

  it('simulations say whether one is taken, where there were any', () => {
    const [one, two, three] = [sized(1, 0.5, [1, 3]), sized(2, 0.3, [2, 4]), sized(3, 0.2, [3, 5])];
    expect(taken([one, two, three], true)).toBe(two);
    const sure = sized(2, 0.9, [0, 2]);
    expect([taken([one, sure]), taken([one, sure], false)]).toEqual([sure, one]);
    expect(taken([two, three], false)).toBe(two);
    expect(taken([one], true)).toBe(one);
  });

  it('one that was not asked for is not taken', () => {
    expect(taken([sized(2, 0.5, [1, 1]), sized(3, 0.6, [1, 1])]).recipe.k).toBe(3);
  });
});
