/** What the page is made of: experiments with their results, and what only the command line can compute or read. */

import type { Html } from '../documents/html.js';
import type { Row, Spec } from '../experiment/contract.js';
import type { Metric } from '../metrics/contract.js';
import type { JudgedClaim } from '../results/claims/judge.js';
import type { Run } from '../results/provenance.js';
import type { Results } from '../results/results.js';
import type { Checklist } from './checklist/contract.js';
import type { Figure } from './figures.js';

export interface Report {
  readonly experiments: readonly ReportedExperiment[];
  readonly checklist: Checklist;
  /** All registered metrics: what the columns mean. */
  readonly metrics: readonly MetricMeaning[];
  /** What is wrong or left open in the paper that the experiments reproduce; none for a user's own. */
  readonly errata: readonly Erratum[];
  /** What makes the page, as the user would type it. */
  readonly command: string;
  /** The page's one script, which draws the figures. */
  readonly script: string;
}

export interface Erratum {
  /** The paper's section. */
  readonly section: string;
  /** Code between backticks. */
  readonly text: string;
}

export type MetricMeaning = Pick<Metric, 'name' | 'about' | 'unit' | 'summary' | 'better'>;

export interface ReportedExperiment {
  readonly spec: Spec;
  /** What makes its results, as the user would type it. */
  readonly command: string;
  readonly run: Run;
  readonly results: Results;
  /** Judged on the results; claims.csv and tests.csv say the same. */
  readonly claims: readonly JudgedClaim[];
  readonly figures: readonly Figure[];
  /** Trials to step through, by task. */
  readonly watched: readonly WatchedTask[];
}

export interface WatchedTask {
  readonly task: string;
  /** Trials of one method that ended differently, to be seen side by side; or one trial where all ended alike. */
  readonly pair: readonly WatchedTrial[];
  readonly others: readonly WatchedTrial[];
  /** Why no trial can be computed again, such as data that is not on this machine. */
  readonly missing?: string;
}

/** A trial that was computed again for the page. */
export interface WatchedTrial {
  readonly row: Row;
  /** Columns of trials.csv whose value is another now; none where the row is the same. */
  readonly differs: readonly string[];
  readonly figure: Html;
}
