/** Which test of a claim is drawn, and where its value lies against what passes. */
import { ascending } from 'd3-array';
import { verdicts } from '../experiment/claim-contract.js';
import type { ClaimLine, TestLine } from '../results/claims/tables.js';
import type { Tables } from './contract.js';

/** A claim with the stated test that is drawn of it. */
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
      const own = tests.filter((test) => test.claim === claim.id);
      const test = tellingTest(own);
      const others = own.filter((other) => other !== test);
      return { claim, test, others, outside: test === undefined ? null : outsideOf(test) };
    })
    .toSorted((a, b) => ascending(placeOf(a), placeOf(b)) || ascending(a.outside ?? farOut, b.outside ?? farOut));
}

/**
 * Of a claim's stated tests the one that tells what became of its sentence: the first, whose value is the claim's; or where
 * one like it, in its unit and bounded on its side, came out worse, that one, of several the one that fails by most.
 */
export function tellingTest(stated: readonly TestLine[]): TestLine | undefined {
  const [first = stated[0], ...more] = stated.filter(({ value }) => value !== null);
  if (first === undefined) return undefined;
  const worse = more.filter((test) => isAlike(test, first) && badness(test) > badness(first));
  const far = (test: TestLine) => outsideOf(test) ?? Number.NEGATIVE_INFINITY;
  return worse.toSorted((a, b) => badness(b) - badness(a) || far(b) - far(a))[0] ?? first;
}

function isAlike(a: TestLine, b: TestLine): boolean {
  return a.unit === b.unit && (a.least === null) === (b.least === null) && (a.most === null) === (b.most === null);
}

const badness = ({ outcome }: TestLine): number => ['not judged', 'holds', 'undecided', 'fails'].indexOf(outcome);

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
