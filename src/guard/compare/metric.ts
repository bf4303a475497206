/** One metric of one cell in two runs: its differences, their interval and their test. */
import type { Row } from '../../experiment/contract.js';
import { stream } from '../../math/random.js';
import { leastSignFlip, leastTwoSample, signFlip, twoSample } from '../../math/significance.js';
import { bootstrapDifference, bootstrapMean, type Interval, mean } from '../../math/statistics.js';
import { present } from '../../results/summary.js';
import type { Comparison, Direction } from './contract.js';

/** A trial of both runs. */
export type Pair = readonly [a: Row, b: Row];

/** The trials of one cell in two runs. */
export interface MatchedCell {
  /** Names the cell; the bootstrap's stream is derived from it. */
  readonly key: string;
  readonly a: readonly Row[];
  readonly b: readonly Row[];
  /** Trials of equal index and equal seed. */
  readonly pairs: readonly Pair[];
}

/** A comparison before p is corrected, from which the verdict comes. */
export type Tested = Omit<Comparison, 'corrected' | 'verdict'> & { readonly same: boolean };

/**
 * Two values nearer than this, as a share of the greater, are equal up to rounding: another processor or another
 * version of Node may round otherwise, and no test should find that to be better.
 */
export const ROUNDING = 1e-9;

/** Null where neither run has a value of the metric in this cell. */
export function testMetric(cell: MatchedCell, { name, better }: Direction): Tested | null {
  const valuesA = present(cell.a.map((row) => row.metrics[name]));
  const valuesB = present(cell.b.map((row) => row.metrics[name]));
  if (valuesA.length + valuesB.length === 0) return null;
  const counts = { metric: name, better, nA: valuesA.length, nB: valuesB.length };
  const rng = () => stream('compare', cell.key, name);
  if (cell.pairs.length > 0) return { ...counts, ...paired(cell.pairs, name, rng) };
  const [meanA, meanB] = [mean(valuesA), mean(valuesB)];
  const apart = meanA !== null && meanB !== null && new Set([...valuesA, ...valuesB]).size > 1;
  return {
    ...counts,
    ...{ pairs: null, differing: null, same: false, meanA, meanB },
    difference: meanA === null || meanB === null ? null : meanB - meanA,
    ...ends(apart ? bootstrapDifference(valuesA, valuesB, rng()) : null),
    p: apart ? twoSample(valuesA, valuesB) : null,
    least: apart ? leastTwoSample(valuesA.length, valuesB.length) : null,
  };
}

function paired(
  pairs: readonly Pair[],
  name: string,
  rng: () => ReturnType<typeof stream>,
): Omit<Tested, 'metric' | 'better' | 'nA' | 'nB'> {
  const values = pairs.map(([a, b]) => [a.metrics[name] ?? null, b.metrics[name] ?? null] as const);
  const both = values.filter((pair): pair is readonly [number, number] => pair[0] !== null && pair[1] !== null);
  const differences = both.map(([a, b]) =>
    Math.abs(b - a) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b)) ? 0 : b - a,
  );
  const differing = differences.filter((d) => d !== 0).length;
  const tested = differing > 0;
  return {
    pairs: both.length,
    differing,
    same: both.length > 0 && values.every(([a, b]) => a === b),
    meanA: mean(both.map(([a]) => a)),
    meanB: mean(both.map(([, b]) => b)),
    difference: mean(differences),
    ...ends(tested ? bootstrapMean(differences, rng()) : null),
    p: tested ? signFlip(differences) : null,
    least: tested ? leastSignFlip(differing) : null,
  };
}

function ends(interval: Interval | null): Pick<Comparison, 'low' | 'high'> {
  return { low: interval?.low ?? null, high: interval?.high ?? null };
}
