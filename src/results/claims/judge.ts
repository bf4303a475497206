/**
 * The paper's sentences, judged on the rows of a run: claims.csv. A claim's tests are measured (`measure.ts`), compared
 * with their thresholds, and grouped by reading; the readings that hold make the verdict. Nothing here knows a claim.
 */
import type { Claim, ClaimTest, Row, Verdict } from '../../experiment/contract.js';
import type { MetricMeta, Place } from '../summary.js';
import { cellsOfTest } from './cells.js';
import { type Cohort, cohort, type Measured, measure } from './measure.js';
import { type ClaimLine, passingEnds, type TestLine } from './tables.js';

/** A claim with its verdict, as claims.csv has it, and beside it. */
export interface JudgedClaim extends ClaimLine {
  readonly tests: readonly TestLine[];
  readonly expected: Verdict;
  /** Whether the verdict is the expected one. */
  readonly asExpected: boolean;
}

/** A test after measuring. */
interface JudgedTest {
  readonly line: TestLine;
  /** The test with its outcome, in words. */
  readonly text: string;
  /** Why it could not be judged; empty when it could. */
  readonly missing: string;
}

/**
 * @param seconds by trial id, for tests of the metric `seconds`.
 * @param metrics says which metrics are shares (Wilson interval).
 * @param grid all cells of the spec, run or not: a test across a sweep is not judged on some of its cells.
 * @param lacks says what the run lacks of a cell of the whole grid, which a test of that cell would need.
 * @returns one judged claim per claim, in order. Pure: the bootstrap's streams depend on the claim and test alone.
 */
export function judgeClaims(
  claims: readonly Claim[],
  rows: readonly Row[],
  seconds: ReadonlyMap<string, number>,
  metrics: readonly MetricMeta[],
  grid: readonly Place[],
  lacks: (place: Place) => string = () => '',
): JudgedClaim[] {
  const trials = cohort(rows, seconds, metrics, grid);
  return claims.map((claim) => {
    const judged = claim.tests.map((_, index) => judgeTest(claim, index, trials, lacks));
    const tests = judged.map(({ line }) => line);
    const verdict = verdictOf(claim, tests);
    const { id, sentence, section, paper, expected } = claim;
    const { value = null, low = null, high = null, n = null } = tests[0] ?? {};
    return {
      ...{ id, sentence, section, paper, value, low, high, n },
      test: judged.map(({ line: { under }, text }) => (under === '' ? text : `${under}: ${text}`)).join('; '),
      ...{ verdict, note: noteOf(claim, judged, leftOut(claim, trials)) },
      unit: claim.unit,
      ...{ tests, expected, asExpected: verdict === expected },
    };
  });
}

function judgeTest({ id, tests }: Claim, index: number, trials: Cohort, lacks: (place: Place) => string): JudgedTest {
  const test = tests[index]!;
  const { under, task, methods, metric, against } = test;
  const measured = methods.map((method) => measure(test, method, trials, `${id}/${index}`));
  const missing = measured.filter((result) => typeof result === 'string');
  const lack = cellsOfTest(test, trials.grid)
    .map(lacks)
    .find((reason) => reason !== '');
  if (lack !== undefined) missing.unshift(lack);
  if (measured.length === 0) missing.push('the test names no method');
  const values = measured.filter((result) => typeof result !== 'string');
  const nearest = values.reduce<Measured | null>(
    (least, next) => (least === null || margin(test, next.value) < margin(test, least.value) ? next : least),
    null,
  );
  const judged = nearest !== null && missing.length === 0;
  const outcome = !judged ? 'not judged' : passes(test, nearest.value) ? 'holds' : 'fails';
  const which = methods.length > 1 ? `${nearest?.method} ` : '';
  const shown = judged ? `${which}${rounded(test, nearest.value)} ` : '';
  return {
    line: {
      ...{ claim: id, test: index + 1, role: test.role, under, task, methods, metric },
      statistic: `${test.cell === undefined ? '' : `${test.cell} `}${test.statistic}${placeOf(test)}`,
      against:
        against === undefined
          ? ''
          : `${against.metric === undefined ? '' : `${against.metric} of `}${against.method ?? ''}`,
      threshold: threshold(test),
      ...passingEnds(test),
      value: nearest?.value ?? null,
      low: nearest?.interval?.low ?? null,
      high: nearest?.interval?.high ?? null,
      n: nearest?.n ?? null,
      ...{
        outcome,
        needed: null,
        unit: '',
        interval: '',
        adjusted: null,
        reason: missing.join(', '),
      },
    },
    text: `${subject(test)} ${threshold(test)}: ${shown}${outcome}`,
    missing: missing.join(', '),
  };
}

function passes(test: ClaimTest, value: number): boolean {
  return margin(test, value) >= 0;
}

/** How far the value is on the right side of the test's nearest threshold; negative where the test fails. */
function margin({ atLeast, atMost, within }: ClaimTest, value: number): number {
  const margins = [
    ...(atLeast === undefined ? [] : [value - atLeast]),
    ...(atMost === undefined ? [] : [atMost - value]),
    ...(within === undefined ? [] : [value - within[0], within[1] - value]),
  ];
  return margins.length === 0 ? Number.NaN : Math.min(...margins);
}

/** The readings of the sentence in order, each with whether all its tests hold. */
function readingsOf(tests: readonly TestLine[]): { under: string; holds: boolean }[] {
  const unders = [...new Set(tests.map(({ under }) => under))];
  return unders.map((under) => ({
    under,
    holds: tests.every((test) => test.under !== under || test.outcome === 'holds'),
  }));
}

function verdictOf({ calibrated }: Claim, tests: readonly TestLine[]): Verdict {
  if (tests.length === 0 || tests.some(({ outcome }) => outcome === 'not judged')) return 'not judged';
  const readings = readingsOf(tests);
  if (readings.every(({ holds }) => holds))
    return calibrated === undefined ? 'reproduced' : 'reproduced by calibration';
  return readings.some(({ holds }) => holds) ? 'reproduced in part' : 'not reproduced';
}

function noteOf({ why, calibrated }: Claim, tests: readonly JudgedTest[], omitted: string): string {
  const missing = [...new Set(tests.map((test) => test.missing))].filter((reason) => reason !== '');
  const unjudged = tests.length === 0 ? ['the claim has no tests'] : missing;
  const readings = unjudged.length === 0 ? readingsOf(tests.map(({ line }) => line)) : [];
  const named = (held: boolean) =>
    readings.filter(({ holds }) => holds === held).map(({ under }) => (under === '' ? 'as it stands' : under));
  const holding = readings.length > 1 ? named(true) : [];
  const failing = readings.length > 1 ? named(false) : [];
  return [
    ...(unjudged.length > 0 ? [`Not judged: ${unjudged.join('; ')}`] : []),
    ...(why === '' ? [] : [why]),
    ...(holding.length > 0 ? [`Holds: ${holding.join(', ')}`] : []),
    ...(failing.length > 0 ? [`Does not hold: ${failing.join(', ')}`] : []),
    ...(calibrated === undefined ? [] : [`Calibrated: ${calibrated}`]),
    ...(omitted === '' ? [] : [omitted]),
  ]
    .map((sentence) => (sentence.endsWith('.') ? sentence : `${sentence}.`))
    .join(' ');
}

/** Says when trials of the claim's tasks and methods came to no result, as the values are without them. */
function leftOut(claim: Claim, trials: Cohort): string {
  const used = new Set(
    claim.tests.flatMap(({ task, methods, against }) =>
      [...methods, ...(against?.method === undefined ? [] : [against.method])].map((method) => `${task}/${method}`),
    ),
  );
  const count = trials.withoutResult.filter(({ task, method }) => used.has(`${task}/${method}`)).length;
  return count === 0 ? '' : `Without ${count} ${count === 1 ? 'trial' : 'trials'} that failed or ran out of time`;
}

/** What is measured: `median error of faces/lap, lp at C=1 over that of plain`, `least stable of smile/lp across C`. */
function subject(test: ClaimTest): string {
  const { statistic, metric, task, methods, cell, against } = test;
  const over = against === undefined ? '' : ` over ${against.metric ?? 'that'} of ${against.method}`;
  const what = statistic === 'mean' ? metric : `median ${metric}`;
  const extreme = cell === undefined ? '' : `${cell} `;
  return `${extreme}${what} of ${task}/${methods.join(', ')}${placeOf(test)}${over}`;
}

/** Which of the swept cells: ` at C=1`, ` averaged across C`; of an extreme ` across C`. */
function placeOf({ at, across, cell }: ClaimTest): string {
  const places = Object.entries(at).map(([name, value]) => `${name}=${value}`);
  const where = places.length > 0 ? ` at ${places.join(', ')}` : '';
  return `${where}${across === undefined ? '' : `${cell === undefined ? ' averaged' : ''} across ${across}`}`;
}

function threshold({ atLeast, atMost, within }: ClaimTest): string {
  return [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
    ...(within === undefined ? [] : [`within [${within[0]}, ${within[1]}]`]),
  ].join(' and ');
}

/** The value to 3 significant digits, or to as many as show on which side of the threshold it lies. */
function rounded(test: ClaimTest, value: number): number {
  for (let digits = 3; digits < 17; digits++) {
    const shown = Number(value.toPrecision(digits));
    if (passes(test, shown) === passes(test, value)) return shown;
  }
  return value;
}
