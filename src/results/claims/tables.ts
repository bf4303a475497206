/** claims.csv, a line a claim, for people; tests.csv, a line for each test of a claim, for programs. */
import {
  type ClaimTest,
  outcomes,
  type Role,
  roles,
  type TestOutcome,
  type Verdict,
  verdicts,
} from '../../experiment/claim-contract.js';
import { type Codec, codec, count, numberOrNull, oneOf, text, texts } from '../../tables/columns.js';

/** A claim with its verdict. */
export interface ClaimLine {
  readonly id: string;
  readonly sentence: string;
  readonly section: string;
  /** The paper's value, as it is printed there. */
  readonly paper: string;
  /** Value, two-sided 90 % interval and n of the claim's first stated test; null where it has none. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number | null;
  /** Every test with its outcome, in words; tests.csv has them in columns. */
  readonly test: string;
  readonly verdict: Verdict;
  readonly note: string;
  /** What the value counts: `%`, `points`, `% of data sets unstable`; empty for a plain number. */
  readonly unit: string;
}

/** One test of a claim, measured. */
export interface TestLine {
  /** The claim's id. */
  readonly claim: string;
  /** From 1, in the order of the claim's tests. */
  readonly test: number;
  readonly role: Role;
  /** The condition that the test stands for; empty for the sentence as it stands. */
  readonly under: string;
  readonly task: string;
  readonly methods: readonly string[];
  readonly metric: string;
  /** What is taken of the metric, and where: `median`, `mean at C=1`, `least mean across C`. */
  readonly statistic: string;
  /** What it is compared with: `over method`, `less metric of method`; empty where nothing is. */
  readonly against: string;
  /** `at least 0.9`. */
  readonly threshold: string;
  /** The least and the greatest value that pass, in the unit of `value`; null where there is no such end. */
  readonly least: number | null;
  readonly most: number | null;
  /** Of the method or cell that decides, with its two-sided 90 % interval; null where there is nothing to measure. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number | null;
  readonly outcome: TestOutcome;
  /** Of an undecided test: how many trials would decide it, by the spread seen; null where none would, or it is decided. */
  readonly needed: number | null;
  /** Of value, interval and threshold: `%`, `points`, `s`; empty for a ratio and a plain number. */
  readonly unit: string;
  /** How the interval was made: `Student t`, `Clopper-Pearson`, ...; empty where there is none. */
  readonly interval: string;
  /** The p of what the outcome says, adjusted for the methods of which any would have done; null where none is. */
  readonly adjusted: number | null;
  /** Why it is undecided or not judged, or by which stricter bounds than those shown it is decided; mostly empty. */
  readonly reason: string;
}

const measured = {
  value: numberOrNull('value'),
  low: numberOrNull('ci_low'),
  high: numberOrNull('ci_high'),
  n: numberOrNull('n'),
};

export const claimsCodec: Codec<ClaimLine> = codec<ClaimLine>({
  id: text('id'),
  sentence: text('sentence'),
  section: text('section'),
  paper: text('paper'),
  ...measured,
  test: text('test'),
  verdict: oneOf('verdict', verdicts),
  note: text('note'),
  unit: text('unit'),
});

export const testsCodec: Codec<TestLine> = codec<TestLine>({
  claim: text('claim'),
  test: count('test'),
  role: oneOf('role', roles),
  under: text('under'),
  task: text('task'),
  methods: texts('methods'),
  metric: text('metric'),
  statistic: text('statistic'),
  against: text('against'),
  threshold: text('threshold'),
  ...measured,
  outcome: oneOf('outcome', outcomes),
  needed: numberOrNull('trials_needed'),
  unit: text('unit'),
  interval: text('interval'),
  adjusted: numberOrNull('p_adjusted'),
  reason: text('reason'),
  least: numberOrNull('passes_from'),
  most: numberOrNull('passes_to'),
});

/** What a test asks, in its columns. */
export function askedOf(test: ClaimTest): Pick<TestLine, 'statistic' | 'against' | 'threshold' | 'least' | 'most'> {
  const { atLeast, atMost, within, never } = test;
  return {
    ...{ statistic: statisticText(test), against: againstText(test), threshold: thresholdText(test) },
    ...{ least: atLeast ?? within?.[0] ?? null, most: atMost ?? within?.[1] ?? never ?? null },
  };
}

/** `median`, `mean at C=1`, `least mean across C`, `occurrences`, `effect of refit (false to true)`. */
function statisticText({ statistic, at, across, cell, effect, never }: ClaimTest): string {
  const levels = Object.entries(effect ?? {}).map(([name, [from, to]]) => `${name} (${from} to ${to})`);
  const of = levels.length === 0 ? '' : `effect of ${levels.join(' x ')}, `;
  const places = Object.entries(at).map(([name, value]) => `${name}=${value}`);
  const where = places.length > 0 ? ` at ${places.join(', ')}` : '';
  const along = across === undefined ? '' : `${cell === undefined ? ' averaged' : ''} across ${across}`;
  const what = never === undefined ? statistic : 'occurrences';
  return `${of}${cell === undefined ? '' : `${cell} `}${what}${where}${along}`;
}

/** `over argmin`, `less test_accuracy of the same`, `over lap at C=1`. */
function againstText({ against, methods }: ClaimTest): string {
  if (against === undefined) return '';
  const { method, metric, at, by } = against;
  const whose = method ?? (methods.length > 1 ? 'the same method' : methods[0]!);
  const where = Object.entries(at ?? {}).map(([name, value]) => `${name}=${value}`);
  const place = where.length > 0 ? ` at ${where.join(', ')}` : '';
  return `${by === 'ratio' ? 'over' : 'less'} ${metric === undefined ? '' : `${metric} of `}${whose}${place}`;
}

function thresholdText({ atLeast, atMost, within, never, any }: ClaimTest): string {
  const limits = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
    ...(within === undefined ? [] : [`within [${within[0]}, ${within[1]}]`]),
    ...(never === undefined ? [] : [`never (at most ${never})`]),
  ].join(' and ');
  return any ? `any ${limits}` : limits;
}

/** What a test asks, in words: `error of smile/lap, lp over argmin: median at C=1, at most 1.1`. */
export function testText({ under, task, methods, metric, statistic, against, threshold }: TestLine): string {
  const over = against === '' ? '' : ` ${against}`;
  const asked = `${metric} of ${task}/${methods.join(', ')}${over}: ${statistic}, ${threshold}`;
  return under === '' ? asked : `${under}: ${asked}`;
}
