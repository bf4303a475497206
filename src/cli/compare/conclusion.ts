/** What a comparison comes to, in sentences: how many differences, how sure, how to read them. */
import { counted } from '../../counted.js';
import type { RunsComparison } from '../../guard/compare/contract.js';
import type { Sides } from './sides.js';

export function conclusionOf({ experiments, tests, level, lost }: RunsComparison): string[] {
  const cells = experiments.flatMap((experiment) => experiment.cells);
  const made = cells.flatMap(({ comparisons }) => comparisons);
  const statuses = cells.flatMap((cell) => cell.statuses);
  const count = (verdict: string) => made.filter((comparison) => comparison.verdict === verdict).length;
  const trials = (verdict: string) =>
    statuses.reduce((sum, change) => sum + (change.verdict === verdict ? change.trials : 0), 0);
  const [worse, better, changed] = [count('worse'), count('better'), count('changed')];
  const found = worse + better + changed;
  const mute = made.filter(({ p, least, corrected }) => {
    return p !== null && least !== null && corrected! >= level && least * (tests - found) >= level;
  });
  const lines = [
    ...(lost > 0 ? [`${counted(lost, 'cell, metric or value', 'cells, metrics or values')} of A not in B: worse`] : []),
    ...(trials('worse') > 0
      ? [`${counted(trials('worse'), 'trial')} failed or timed out in B and not in A: worse`]
      : []),
    ...(trials('better') > 0
      ? [`${counted(trials('better'), 'trial')} failed or timed out in A and not in B: better`]
      : []),
  ];
  if (tests === 0)
    return [...lines, `no difference in any of ${counted(made.length, 'comparison')} of a metric in a cell`];
  return [
    ...lines,
    `${tests} of ${counted(made.length, 'comparison')} ${tests === 1 ? 'differs' : 'differ'}: ${worse} worse, ${better} better` +
      `${changed > 0 ? `, ${changed} changed` : ''}; ${tests - found} without a difference found at ${level}`,
    ...(mute.length > 0 ? [`${mute.length} of these could not have found one: too few of their trials differ`] : []),
    'differ: pairs of trials (equal seeds) with other values, of all pairs; unpaired: the trials of A, of B',
    `p: sign-flip test (unpaired: permutation test), corrected for ${counted(tests, 'test')} (Holm 1979); ` +
      'the intervals are not corrected',
  ];
}

/** Experiments that one side alone has. */
export function aloneLines({ onlyA, onlyB }: Sides): string[] {
  return [
    ...(onlyA.length > 0 ? [`only in A: ${onlyA.join(', ')}`] : []),
    ...(onlyB.length > 0 ? [`only in B: ${onlyB.join(', ')}`] : []),
  ];
}
