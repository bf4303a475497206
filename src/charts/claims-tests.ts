/** Which test of a claim is drawn, and where its value lies against what passes. */
import { ascending } from 'd3-array';
import { verdicts } from '../experiment/contract.js';
import type { ClaimLine, TestLine } from '../results/claims/tables.js';
import type { Tables } from './contract.js';

/** A claim with the stated test that is drawn of it: the one nearest to failing, or that fails by most. */
export interface Drawn {
  readonly claim: ClaimLine;
  readonly test: TestLine | undefined;
  /** Its other stated tests. */
  readonly others: readonly TestLine[];
  /** How far its value is outside of what passes, in half-widths; negative inside; null where nothing was measured. */
  readonly outside: number | null;
}

/** Claims as they are drawn, by verdict, then from deepest inside to farthest outside; those without a value last. */
export function drawnOf(tables: Tables): readonly Drawn[] {
  const tests = tables.lines('tests.csv').filter(({ role }) => role === 'stated');
  return tables
    .lines('claims.csv')
    .map((claim): Drawn => {
      const own = tests
        .filter((test) => test.claim === claim.id)
        .map((test) => ({ test, outside: outsideOf(test) }))
        .toSorted((a, b) => (b.outside ?? Number.NEGATIVE_INFINITY) - (a.outside ?? Number.NEGATIVE_INFINITY));
      const [first, ...others] = own;
      return { claim, test: first?.test, others: others.map(({ test }) => test), outside: first?.outside ?? null };
    })
    .toSorted((a, b) => ascending(placeOf(a), placeOf(b)) || ascending(a.outside ?? farOut, b.outside ?? farOut));
}

const placeOf = ({ claim }: Drawn): number => verdicts.indexOf(claim.verdict);
const farOut = Number.POSITIVE_INFINITY;

/**
 * A value in half-widths from the middle of what passes. Of one bound, the side that passes begins at -1 (at least) or
 * ends at 1 (at most), and a unit is the bound's size, or where it is 0 half the width of the interval.
 */
export function along({ least, most, low, high }: TestLine): ((value: number) => number) | null {
  if (least !== null && most !== null) {
    const half = (most - least) / 2 || 1;
    return (value) => (value - (least + most) / 2) / half;
  }
  const bound = least ?? most;
  if (bound === null) return null;
  const unit = Math.abs(bound) || (low !== null && high !== null && high > low ? (high - low) / 2 : 1);
  return (value) => (value - bound) / unit + (least === null ? 1 : -1);
}

/** How far outside, in the units of the axis. */
export function outsideOf(test: TestLine): number | null {
  const at = along(test);
  if (at === null || test.value === null) return null;
  const x = at(test.value);
  return Math.max(
    test.least === null ? Number.NEGATIVE_INFINITY : -1 - x,
    test.most === null ? Number.NEGATIVE_INFINITY : x - 1,
  );
}
