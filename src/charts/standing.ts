/** Which trial of a cell is drawn, and where it stands among the others. */
import { ordinal } from '../counted.js';
import type { Row } from '../experiment/contract.js';
import { medianTrial } from '../results/median.js';

/** Where a trial stands among the trials of its cell by a metric. */
interface Standing {
  /** From 1, the least; equal ones in the order of their trials. */
  readonly rank: number;
  readonly of: number;
  /** Whether it has the median's value: that of the lower of the two in the middle. */
  readonly median: boolean;
}

/** A trial's place by a metric among rows of its cell; undefined where it has no value. */
export function standingOf(row: Row, cell: readonly Row[], metric: string): Standing | undefined {
  const numberOf = ({ metrics }: Row) => metrics[metric] ?? null;
  const own = numberOf(row);
  if (own === null) return undefined;
  const sorted = cell
    .flatMap((each) => (numberOf(each) === null ? [] : [{ id: each.id, value: numberOf(each)! }]))
    .toSorted((a, b) => a.value - b.value);
  const middle = medianTrial(cell, metric);
  const median = cell.some((each) => each.trial === middle && numberOf(each) === own);
  const rank = sorted.findIndex(({ id }) => id === row.id);
  return { rank: rank + 1, of: sorted.length, median };
}

/** `trial 3, median of 10`, or `trial 0, 9th of 10`; the trial alone where there is no other. */
export function standingTold({ trial }: Row, standing: Standing | undefined): string {
  if (standing === undefined || standing.of === 1) return `trial ${trial}`;
  const { rank, of, median } = standing;
  return `trial ${trial}, ${median ? 'median' : ordinal(rank)} of ${of}`;
}

/** How a figure says which trial of each cell it shows; of several metrics, the first that a task has orders them. */
export const medianTold = (metrics: readonly string[]): string =>
  `each cell's median trial by ${metrics.map((metric) => metric.replaceAll('_', ' ')).join(' or ')}, or the recorded one nearest to it`;

/** The first of some metrics that any of some rows has a value of. */
export const firstKnown = (rows: readonly Row[], metrics: readonly string[]): string | undefined =>
  metrics.find((name) => rows.some((row) => typeof row.metrics[name] === 'number'));

/** Of some trials of a cell the one nearest to the cell's median by a metric; the first where there is no metric. */
export function nearestToMedian(some: readonly Row[], cell: readonly Row[], metric: string | undefined): Row {
  if (metric === undefined) return some[0]!;
  const off = (row: Row) => {
    const standing = standingOf(row, cell, metric);
    if (standing === undefined) return Number.POSITIVE_INFINITY;
    return standing.median ? 0 : Math.abs(standing.rank - Math.floor((standing.of + 1) / 2));
  };
  return some.toSorted((a, b) => off(a) - off(b) || a.trial - b.trial)[0]!;
}
