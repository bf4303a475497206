/** Experts that have nothing to be fitted to get the samples that are fitted worst. */
import { InputError } from '../errors.js';
import type { Problem } from './contract.js';

/** An assignment while it is made: of n samples, label k stands for those that no expert has to fit. */
export interface Held {
  /** n labels, 0..k. */
  readonly labels: Uint32Array;
  /** The n losses under the own expert; all 0 where none was fitted yet. */
  readonly own: Float64Array;
}

/**
 * Gives each expert that cannot be fitted to what it holds (nothing, or one class where it needs both) the worst-fitted
 * sample that another can spare, of a class that it lacks; one for one where it holds several, so that sizes stay within
 * bounds. Changes the labels; what the changed experts lose is for the caller to find out.
 *
 * The sum of losses of linear and constant experts does not rise by it: who gave a sample away has a loss less, and who held
 * nothing fits a single sample exactly. Cost: nothing but counting, O(n), where all can be fitted, else O(n) a sample.
 * @returns the experts that got samples, ascending.
 * @throws InputError where there is no such sample: too few for so many experts.
 */
export function repair(
  { task: { y, target }, k, expert }: Pick<Problem, 'task' | 'k' | 'expert'>,
  { labels, own }: Held,
): readonly number[] {
  const both = expert.bound.needsBothClasses && target.kind === 'classes';
  const c = both ? target.labels.length : 1;
  const need = both ? 2 : 1;
  const counts = new Uint32Array((k + 1) * c);
  const cellOf = (i: number) => labels[i]! * c + (both ? y[i]! : 0);
  for (let i = 0; i < labels.length; i++) counts[labels[i]! * c + (both ? y[i]! : 0)]!++;
  const kindsOf = (j: number) => counts.subarray(j * c, (j + 1) * c).reduce((sum, count) => sum + Number(count > 0), 0);
  /** The worst-fitted sample that may go, by its cell; -1 where none may. */
  const worst = (may: (cell: number, label: number) => boolean): number => {
    let found = -1;
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] === k || (found >= 0 && own[i]! <= own[found]!)) continue;
      if (may(cellOf(i), labels[i]!)) found = i;
    }
    return found;
  };
  const give = (i: number, to: number): void => {
    counts[cellOf(i)]!--;
    labels[i] = to;
    counts[cellOf(i)]!++;
  };
  const changed: number[] = [];
  for (let j = 0; j < k; j++) {
    while (kindsOf(j) < need) {
      const i = worst((cell, label) => {
        if (label === j || counts[j * c + (cell % c)]! > 0) return false;
        return counts[cell]! > 1 || kindsOf(label) > need;
      });
      if (i < 0) throw new InputError(tooFew(k, both));
      const giver = labels[i]!;
      const back = worst((cell, label) => label === j && counts[cell]! > 1);
      give(i, j);
      if (back >= 0) give(back, giver);
      if (changed.at(-1) !== j) changed.push(j);
    }
  }
  return changed;
}

function tooFew(k: number, both: boolean): string {
  const needed = both ? 'a sample of both classes' : 'a sample';
  return `k = ${k} experts cannot each have ${needed} of those that are to be fitted; take fewer experts`;
}
