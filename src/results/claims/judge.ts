/**
 * The paper's sentences, judged on the rows of a run: claims.csv. A claim's tests are measured (`measure.ts`), compared
 * with their thresholds, and grouped by reading; the readings that hold make the verdict. Nothing here knows a claim.
 */
import type { Claim, ClaimTest, Row, Verdict } from '../../experiment/contract.js';
import type { Sheet } from '../../tables/csv.js';
import type { MetricMeta, Place } from '../summary.js';
import { type Cohort, cohort, type Measured, measure } from './measure.js';

/** A claim whose cells have no values is not judged; it never passes in silence. */
export type JudgedVerdict = Verdict | 'not judged';

/** A claim with its verdict, as claims.csv has it. */
export interface JudgedClaim {
  readonly id: string;
  readonly sentence: string;
  readonly section: string;
  readonly paper: string;
  /** Value, interval and n of the claim's first test; null where it has none. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number | null;
  /** Every test with its outcome, in words. */
  readonly test: string;
  readonly verdict: JudgedVerdict;
  readonly note: string;
  readonly expected: Verdict;
  /** Whether the verdict is the expected one. */
  readonly asExpected: boolean;
}

/** One test of a claim, after measuring: `holds` is null where there is nothing to measure. */
interface JudgedTest {
  readonly under: string;
  readonly holds: boolean | null;
  /** Of the method nearest to failing. */
  readonly shown: Measured | null;
  readonly text: string;
  /** Why it could not be judged; empty when it could. */
  readonly missing: string;
}

/**
 * @param seconds by trial id, for tests of the metric `seconds`.
 * @param metrics says which metrics are shares (Wilson interval).
 * @param grid all cells of the spec, run or not: a test across a sweep is not judged on some of its cells.
 * @returns one judged claim per claim, in order. Pure: the bootstrap's streams depend on the claim and test alone.
 */
export function judgeClaims(
  claims: readonly Claim[],
  rows: readonly Row[],
  seconds: ReadonlyMap<string, number>,
  metrics: readonly MetricMeta[],
  grid: readonly Place[],
): JudgedClaim[] {
  const trials = cohort(rows, seconds, metrics, grid);
  return claims.map((claim) => {
    const tests = claim.tests.map((test, index) => judgeTest(test, trials, `${claim.id}/${index}`));
    const verdict = verdictOf(claim, tests);
    const first = tests[0]?.shown;
    const { id, sentence, section, paper, expected } = claim;
    return {
      ...{ id, sentence, section, paper, expected, verdict },
      value: first?.value ?? null,
      low: first?.interval?.low ?? null,
      high: first?.interval?.high ?? null,
      n: first?.n ?? null,
      test: tests.map(({ under, text }) => (under === '' ? text : `${under}: ${text}`)).join('; '),
      note: noteOf(claim, tests, leftOut(claim, trials)),
      asExpected: verdict === expected,
    };
  });
}

export function claimsTable(claims: readonly JudgedClaim[]): Sheet {
  const columns = ['id', 'sentence', 'section', 'paper', 'value', 'ci_low', 'ci_high', 'n', 'test', 'verdict', 'note'];
  return {
    columns,
    rows: claims.map(({ id, sentence, section, paper, value, low, high, n, test, verdict, note }) => [
      ...[id, sentence, section, paper, value, low, high, n, test, verdict, note],
    ]),
  };
}

function judgeTest(test: ClaimTest, trials: Cohort, name: string): JudgedTest {
  const measured = test.methods.map((method) => measure(test, method, trials, name));
  const missing = measured.filter((result) => typeof result === 'string');
  if (measured.length === 0) missing.push('the test names no method');
  const values = measured.filter((result) => typeof result !== 'string');
  const shown = values.reduce<Measured | null>(
    (nearest, next) => (nearest === null || margin(test, next.value) < margin(test, nearest.value) ? next : nearest),
    null,
  );
  const judged = shown !== null && missing.length === 0;
  const holds = judged ? passes(test, shown.value) : null;
  const which = shown !== null && test.methods.length > 1 ? `${shown.method} ` : '';
  const outcome = judged ? `${which}${rounded(test, shown.value)} ${holds ? 'holds' : 'fails'}` : 'not judged';
  const text = `${subject(test)} ${threshold(test)}: ${outcome}`;
  return { under: test.under, holds, shown, text, missing: missing.join(', ') };
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
function readingsOf(tests: readonly JudgedTest[]): { under: string; holds: boolean }[] {
  const unders = [...new Set(tests.map(({ under }) => under))];
  return unders.map((under) => ({
    under,
    holds: tests.every((test) => test.under !== under || test.holds === true),
  }));
}

function verdictOf({ calibrated }: Claim, tests: readonly JudgedTest[]): JudgedVerdict {
  if (tests.length === 0 || tests.some(({ holds }) => holds === null)) return 'not judged';
  const readings = readingsOf(tests);
  if (readings.every(({ holds }) => holds))
    return calibrated === undefined ? 'reproduced' : 'reproduced by calibration';
  return readings.some(({ holds }) => holds) ? 'depends on' : 'not reproduced';
}

function noteOf({ why, calibrated }: Claim, tests: readonly JudgedTest[], omitted: string): string {
  const missing = [...new Set(tests.map((test) => test.missing))].filter((reason) => reason !== '');
  const unjudged = tests.length === 0 ? ['the claim has no tests'] : missing;
  const readings = unjudged.length === 0 ? readingsOf(tests) : [];
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
      [...methods, ...(against === undefined ? [] : [against.method])].map((method) => `${task}/${method}`),
    ),
  );
  const count = trials.withoutResult.filter(({ task, method }) => used.has(`${task}/${method}`)).length;
  return count === 0 ? '' : `Without ${count} ${count === 1 ? 'trial' : 'trials'} that failed or ran out of time`;
}

/** What is measured: `median error of smile/lap, lp at C=1 over that of argmin`, `least stable of smile/lp across C`. */
function subject({ statistic, metric, task, methods, at, across, cell, against }: ClaimTest): string {
  const places = Object.entries(at).map(([name, value]) => `${name}=${value}`);
  const where = places.length > 0 ? ` at ${places.join(', ')}` : '';
  const along = across === undefined ? '' : `${cell === undefined ? ' averaged' : ''} across ${across}`;
  const denominator = against?.metric === undefined ? 'that' : against.metric;
  const over = against === undefined ? '' : ` over ${denominator} of ${against.method}`;
  const what = statistic === 'mean' ? metric : `median ${metric}`;
  const extreme = cell === undefined ? '' : `${cell} `;
  return `${extreme}${what} of ${task}/${methods.join(', ')}${where}${along}${over}`;
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
