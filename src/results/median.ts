/** Which trial of a cell stands for it. */
import type { Row } from '../experiment/contract.js';

/**
 * The trial whose metric is the median of its cell: of an even number the lower one in the middle, of equal values the
 * first trial. Trials without a value are left out; undefined where none has one.
 */
export function medianTrial(cell: readonly Pick<Row, 'trial' | 'metrics'>[], metric: string): number | undefined {
  const valued = cell.flatMap(({ trial, metrics }) => {
    const value = metrics[metric] ?? null;
    return value === null ? [] : [{ trial, value }];
  });
  valued.sort((a, b) => a.value - b.value || a.trial - b.trial);
  const middle = valued[Math.floor((valued.length - 1) / 2)];
  return valued.find(({ value }) => value === middle?.value)?.trial;
}
