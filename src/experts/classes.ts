import type { Matrix } from '../math/matrix.js';
import type { Samples } from './contract.js';

/**
 * How many classes an expert is fitted to: those of the task; where their number is not given, those of the warm state,
 * whose scores have a column each, or else as many as the labels of all samples, held or not, make necessary.
 */
export function classCount({ classes, y }: Samples, warm?: Matrix): number {
  return classes ?? warm?.cols ?? 1 + y.reduce((most, label) => Math.max(most, label), 0);
}
