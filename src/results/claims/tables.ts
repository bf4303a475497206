/** claims.csv, a line a claim, for people; tests.csv, a line for each test of a claim, for programs. */
import type { Verdict } from '../../experiment/contract.js';
import { type Codec, codec, count, numberOrNull, oneOf, text, texts } from '../../tables/columns.js';

/** A claim whose cells have no values is not judged; it never passes in silence. */
export type JudgedVerdict = Verdict | 'not judged';

export const verdicts: readonly JudgedVerdict[] = [
  'reproduced',
  'reproduced by calibration',
  'depends on',
  'not reproduced',
  'not judged',
];

/** A claim with its verdict. */
export interface ClaimLine {
  readonly id: string;
  readonly sentence: string;
  readonly section: string;
  /** The paper's value, as it is printed there. */
  readonly paper: string;
  /** Value, interval and n of the claim's first test; null where it has none. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number | null;
  /** Every test with its outcome, in words; tests.csv has them in columns. */
  readonly test: string;
  readonly verdict: JudgedVerdict;
  readonly note: string;
}

export type TestOutcome = 'holds' | 'fails' | 'not judged';

/** One test of a claim, measured. */
export interface TestLine {
  /** The claim's id. */
  readonly claim: string;
  /** From 1, in the order of the claim's tests. */
  readonly test: number;
  /** Empty: tests have no roles yet. */
  readonly role: string;
  /** The reading or condition that the test stands for; empty for the sentence as it stands. */
  readonly under: string;
  readonly task: string;
  readonly methods: readonly string[];
  readonly metric: string;
  /** What is taken of the metric, and where: `median`, `mean at C=1`, `least mean across C`. */
  readonly statistic: string;
  /** What it is divided by: a method, or `metric of method`; empty where nothing is. */
  readonly against: string;
  /** `at least 0.9`. */
  readonly threshold: string;
  /** Of the method nearest to failing; null where there is nothing to measure. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number | null;
  readonly outcome: TestOutcome;
  /** Null: not known yet. */
  readonly needed: number | null;
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
});

export const testsCodec: Codec<TestLine> = codec<TestLine>({
  claim: text('claim'),
  test: count('test'),
  role: text('role'),
  under: text('under'),
  task: text('task'),
  methods: texts('methods'),
  metric: text('metric'),
  statistic: text('statistic'),
  against: text('against'),
  threshold: text('threshold'),
  ...measured,
  outcome: oneOf('outcome', ['holds', 'fails', 'not judged']),
  needed: numberOrNull('trials_needed'),
});

/** What a test asks, in words: `error of smile/lap, lp over argmin: median at C=1, at most 1.1`. */
export function testText({ under, task, methods, metric, statistic, against, threshold }: TestLine): string {
  const over = against === '' ? '' : ` over ${against}`;
  const asked = `${metric} of ${task}/${methods.join(', ')}${over}: ${statistic}, ${threshold}`;
  return under === '' ? asked : `${under}: ${asked}`;
}
