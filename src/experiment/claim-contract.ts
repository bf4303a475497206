/** The claims of a spec: sentences of a paper, the tests that judge them, and what these can come to. */
import type { SweepValue } from '../components/contract.js';

/** What a claim can come to; of several that apply, the first that stands here. */
export const verdicts = [
  'not judged',
  'not testable here',
  'undecided',
  'depends on the reading',
  'reproduced',
  'reproduced by calibration',
  'reproduced in part',
  'not as written, holds with a repair',
  'not reproduced',
] as const;
export type Verdict = (typeof verdicts)[number];

/** What verdicts come to. */
export const verdictGroups = {
  holds: ['reproduced'],
  qualified: [
    'reproduced by calibration',
    'reproduced in part',
    'depends on the reading',
    'not as written, holds with a repair',
  ],
  fails: ['not reproduced'],
  'not decided': ['undecided', 'not testable here', 'not judged'],
} as const satisfies Readonly<Record<string, readonly Verdict[]>>;
export type VerdictGroup = keyof typeof verdictGroups;

/** A sentence of the paper, and how it is judged on the results. */
export interface Claim {
  readonly id: string;
  readonly sentence: string;
  readonly section: string;
  /** Where it stands among the sentences of the paper: they are shown by ascending numbers, those without any last. */
  readonly place?: number;
  /** The paper's value, as it is printed there. */
  readonly paper: string;
  /** What the claim's value counts, as a reader says it: `% of data sets unstable`; empty for the metric's own unit. */
  readonly unit: string;
  /** What was chosen so that the number comes out; a claim that then holds is reproduced *by calibration*. */
  readonly calibrated?: string;
  /** Data that the paper does not publish and that had to be invented: with it neither outcome may say much. */
  readonly invented?: string;
  /** What of the tests was chosen after rows had been seen, and which rows. */
  readonly chosenAfter?: string;
  /** With `chosenAfter`: the seed of the spec draws anew all that those rows hung on, so that they judge no more. */
  readonly renewed: boolean;
  readonly expected: Verdict;
  /** What is behind the expected verdict. */
  readonly why: string;
  readonly tests: readonly ClaimTest[];
}

/** A sentence of the paper that no claim is about, and the reason. */
export interface NotJudged {
  readonly sentence: string;
  readonly section: string;
  readonly place?: number;
  readonly why: string;
}

/**
 * What a test may do to the verdict. `stated`: a conjunct of the sentence under the paper's settings, which decides;
 * `reading`: another defensible meaning of an ambiguous text; `repair`: what the paper does not have; `robustness`: the
 * stated test along a setting that the paper leaves open; `control`: what has to fail it.
 */
export const roles = ['stated', 'reading', 'repair', 'robustness', 'control'] as const;
export type Role = (typeof roles)[number];

/** From an interval, never from a point; `not judged` where there are no rows for it. */
export const outcomes = ['holds', 'fails', 'undecided', 'not judged'] as const;
export type TestOutcome = (typeof outcomes)[number];

/**
 * One comparison of a statistic with a threshold. The statistic is taken per method; with several methods each must
 * pass, or with `any` one of them. Tests of a role with the same `under` must all hold for that conjunct, reading,
 * repair, or setting to hold. Values and thresholds of shares are in percent, differences of them in points.
 */
export interface ClaimTest {
  readonly role: Role;
  /** The condition that this test stands for; empty for the sentence as it stands. */
  readonly under: string;
  /** Of a reading: the words of the paper that allow it. */
  readonly quote?: string;
  /** Of robustness: it varies invented data, so that a sentence about these may be not testable here. */
  readonly generator: boolean;
  readonly task: string;
  readonly methods: readonly string[];
  /** One of the methods that holds suffices. */
  readonly any: boolean;
  /** A metric of trials.csv, or `seconds`. */
  readonly metric: string;
  readonly statistic: 'mean' | 'median';
  /** The cell's swept values, where the task has a swept grid. */
  readonly at: Readonly<Record<string, SweepValue>>;
  /** Name of a sweep: the statistic is taken per cell along it and then averaged over the cells. */
  readonly across?: string;
  /** With `across`: the cell of the least or of the greatest statistic, instead of the mean of the cells. */
  readonly cell?: 'least' | 'greatest';
  /**
   * By name of a sweep, two of its values: the second's value less the first's, trial by trial, averaged over the sweeps
   * that `at` does not fix; with two sweeps their interaction, the difference of these differences.
   */
  readonly effect?: Readonly<Record<string, readonly [SweepValue, SweepValue]>>;
  /** What it is compared with, trial by trial: another method, metric, or place of the grid. */
  readonly against?: Against;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly within?: readonly [number, number];
  /** Of a share of trials: it occurs in at most so many percent of them, and one occurrence refutes it. */
  readonly never?: number;
  /** The sentence is about more samples than those of the test part: their error counts, too. */
  readonly overSamples: boolean;
}

/** What is not given is the test's own. */
export interface Against {
  readonly method?: string;
  readonly metric?: string;
  readonly at?: Readonly<Record<string, SweepValue>>;
  readonly by: 'ratio' | 'difference';
}

/** Whether a condition is of this conjunct, as itself or varied: `softmax` has `softmax, 30 samples`. */
export function isOf(conjunct: string, under: string): boolean {
  return under === conjunct || under.startsWith(`${conjunct}, `);
}
