/** From estimates and a threshold to an outcome: by intervals, never by points. */
import type { ClaimTest, TestOutcome } from '../../experiment/claim-contract.js';
import { coverageOf, trusted } from '../../math/coverage.js';
import type { Estimate } from '../../math/estimate.js';
import type { Interval } from '../../math/statistics.js';

/** What a bound may miss: one-sided 95 % bounds, which together are a two-sided 90 % interval. */
export const level = 0.05;

/**
 * Bounds at 5 % that cover too little decide nothing; those at a fiftieth of it do, as they hold in 95 % of samples of
 * every kind and number that is simulated.
 */
export const strict = 0.02;

/** Of a test: what came out, and how surely. */
export interface Decision {
  readonly outcome: Exclude<TestOutcome, 'not judged'>;
  readonly value: number;
  readonly interval: Interval;
  readonly n: number;
  readonly by: Estimate['interval'];
  /** p of that it holds and of that it fails: the least level at which the bounds say so. */
  readonly holds: number;
  readonly fails: number;
  /** p of the outcome where it is one of several methods that decides, times their number; else null. */
  readonly adjusted: number | null;
  readonly reason: string;
  /** Trials that would decide, by the spread seen; null where it is decided, none was seen, or none would. */
  readonly needed: number | null;
  /** The probability of a false outcome that the bounds allow. */
  readonly level: number;
}

type Thresholds = Pick<ClaimTest, 'atLeast' | 'atMost' | 'within' | 'never' | 'any'>;

/** What passes, ends included. */
export function passing({ atLeast, atMost, within, never }: Thresholds): Interval {
  if (within !== undefined) return { low: within[0], high: within[1] };
  return { low: atLeast ?? Number.NEGATIVE_INFINITY, high: atMost ?? never ?? Number.POSITIVE_INFINITY };
}

/**
 * Whether each estimate, or with `any` one of them, lies where the test passes. That all do is shown by each alone
 * (intersection-union), that one of m does at a level of its m-th part; so, too, that all or that one fail.
 * @param estimates one a method, one or more.
 */
export function decide(estimates: readonly Estimate[], test: Thresholds): Decision {
  const range = passing(test);
  const rule: Rule = { range, once: test.never !== undefined };
  const m = estimates.length;
  const each = estimates.map((estimate) => ({
    holds: leastLevel((alpha) => holdsAt(estimate, rule, alpha)),
    fails: leastLevel((alpha) => failsAt(estimate, rule, alpha)),
  }));
  const [everyHolds, everyFails] = [Math.max(...each.map((p) => p.holds)), Math.max(...each.map((p) => p.fails))];
  const one = (ps: readonly number[]) => Math.min(1, m * Math.min(...ps));
  const [oneHolds, oneFails] = [one(each.map((p) => p.holds)), one(each.map((p) => p.fails))];
  const [holds, fails] = test.any ? [oneHolds, everyFails] : [everyHolds, oneFails];
  const outcome = holds <= level ? 'holds' : fails <= level ? 'fails' : 'undecided';
  const byOne = m > 1 && outcome === (test.any ? 'holds' : 'fails');
  return {
    ...{ outcome, ...shownOf(estimates, test, range) },
    ...{ by: estimates[0]!.interval, holds, fails, adjusted: byOne ? (test.any ? holds : fails) : null },
    ...(outcome === 'undecided' ? openOf(estimates, test, rule) : { reason: strictly(estimates), needed: null }),
    level: estimates.every(({ basis }) => basis.length === 0) ? 0 : levelOf(estimates, range),
  };
}

interface Rule {
  readonly range: Interval;
  /** One occurrence refutes it. */
  readonly once: boolean;
  /** Bounds count whatever their coverage. */
  readonly unchecked?: boolean;
}

function holdsAt(estimate: Estimate, { range, once, unchecked = false }: Rule, alpha: number): boolean {
  if (once && estimate.value > 0) return false;
  const { low, high } = unchecked ? estimate.bounds(alpha) : trustedBounds(estimate, alpha);
  return low >= range.low && high <= range.high;
}

function failsAt(estimate: Estimate, { range, once, unchecked = false }: Rule, alpha: number): boolean {
  if (once) return estimate.value > 0;
  const { low, high } = unchecked ? estimate.bounds(alpha) : trustedBounds(estimate, alpha);
  return high < range.low || low > range.high;
}

/** Each bound at alpha, or where such bounds cover too little at less, or where nothing is known of them nowhere. */
function trustedBounds(estimate: Estimate, alpha: number): Interval {
  const covers = coverOf(estimate);
  const [plain, less] = [estimate.bounds(alpha), estimate.bounds(strict * alpha)];
  const end = (cover: number, side: 'low' | 'high', none: number) =>
    cover >= trusted ? plain[side] : cover > 0 ? less[side] : none;
  return {
    low: end(covers.low, 'low', Number.NEGATIVE_INFINITY),
    high: end(covers.high, 'high', Number.POSITIVE_INFINITY),
  };
}

const certain: Interval = { low: 1, high: 1 };

function coverOf({ basis }: Estimate): Interval {
  return basis
    .map(coverageOf)
    .reduce((least, { low, high }) => ({ low: Math.min(least.low, low), high: Math.min(least.high, high) }), certain);
}

const least = 1e-12;

/** The least level at which bounds say so; 0 below 1e-12, and 1 where they do not at one half. */
function leastLevel(says: (alpha: number) => boolean): number {
  if (says(least)) return 0;
  let [low, high] = [least, 0.5 - 1e-9];
  if (!says(high)) return 1;
  while (high / low > 1 + 1e-9) {
    const middle = Math.sqrt(low * high);
    if (says(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The value nearest to the outcome's edge with its interval: of the extreme, not of the method that happened to be it. */
function shownOf(estimates: readonly Estimate[], { any }: Thresholds, range: Interval) {
  const distance = ({ value }: Estimate) => Math.max(range.low - value, value - range.high);
  const sorted = [...estimates].sort((a, b) => distance(b) - distance(a));
  const shown = any ? sorted.at(-1)! : sorted[0]!;
  const { value, n } = shown;
  const ends = (alpha: number) => estimates.map((estimate) => estimate.bounds(alpha));
  const [alone, together] = [ends(level), ends(level / estimates.length)];
  const lows = (of: readonly Interval[]) => of.map(({ low }) => low);
  const highs = (of: readonly Interval[]) => of.map(({ high }) => high);
  const both = Number.isFinite(range.low) && Number.isFinite(range.high);
  if (both) {
    if (any) return { value, n, interval: shown.bounds(level / estimates.length) };
    return { value, n, interval: { low: Math.min(...lows(alone)), high: Math.max(...highs(alone)) } };
  }
  // All at least x: the least of them; any at least x: the greatest. The other way round for at most.
  const ofLeast = Number.isFinite(range.low) !== any;
  const interval = ofLeast
    ? { low: Math.min(...lows(alone)), high: Math.min(...highs(together)) }
    : { low: Math.max(...lows(together)), high: Math.max(...highs(alone)) };
  return { value, n, interval };
}

/** Why it is undecided, and how many trials would decide, by the spread seen: one trial shows none. */
function openOf(estimates: readonly Estimate[], test: Thresholds, rule: Rule): Pick<Decision, 'reason' | 'needed'> {
  const says = (of: readonly Estimate[], by: Rule) => {
    const m = of.length;
    const every = (is: typeof holdsAt) => of.every((estimate) => is(estimate, by, level));
    const some = (is: typeof holdsAt) => of.some((estimate) => is(estimate, by, level / m));
    return test.any ? some(holdsAt) || every(failsAt) : every(holdsAt) || some(failsAt);
  };
  const varying = estimates.flatMap(({ basis }) => basis);
  const n = Math.min(...varying.map((one) => one.n));
  return {
    reason: reasonOf(estimates, n, says(estimates, { ...rule, unchecked: true })),
    needed:
      n === 1
        ? null
        : neededFrom(n, (trials) =>
            says(
              estimates.map((estimate) => estimate.withTrials(trials)),
              rule,
            ),
          ),
  };
}

function reasonOf(estimates: readonly Estimate[], n: number, byUnchecked: boolean): string {
  if (n === 1) return 'one trial shows no spread';
  if (byUnchecked) return `bounds at 5% of ${n} such values hold in ${leastCover(estimates)}% of samples`;
  const open = estimates.some(
    ({ bounds }) => !Number.isFinite(bounds(level).low) && !Number.isFinite(bounds(level).high),
  );
  return open ? `${n} trials do not bound it` : 'the interval reaches over the threshold';
}

/** Says where bounds were stricter than those that are shown. */
function strictly(estimates: readonly Estimate[]): string {
  const cover = leastCover(estimates);
  return cover < 100 * trusted ? `by bounds at 0.1%, as those at 5% hold in ${cover}% of samples` : '';
}

/** The least coverage of any of the bounds, in percent. */
function leastCover(estimates: readonly Estimate[]): number {
  const least = Math.min(...estimates.map(coverOf).flatMap(({ low, high }) => [low, high]));
  return Number((100 * least).toFixed(1));
}

const mostTrials = 1_000_000;

/** The least number of trials above n that decides; null where a million does not. */
function neededFrom(n: number, decides: (trials: number) => boolean): number | null {
  let [below, enough] = [n, 2 * n];
  while (enough < mostTrials && !decides(enough)) [below, enough] = [enough, 2 * enough];
  if (!decides(enough)) return null;
  while (enough - below > 1) {
    const middle = (below + enough) >> 1;
    if (decides(middle)) enough = middle;
    else below = middle;
  }
  return enough;
}

/** Both sides of a band narrower than the interval can be missed, at the level each; else one of them. */
function levelOf(estimates: readonly Estimate[], range: Interval): number {
  const width = range.high - range.low;
  const narrow = estimates.some((estimate) => {
    const { low, high } = estimate.bounds(level);
    return !(high - low <= width);
  });
  return narrow ? 2 * level : level;
}
