/** What the page and the checklist are made of: experiments with their results, and what only the command line can compute or read. */

import type { Reference } from '../components/contract.js';
import type { Html } from '../documents/html.js';
import type { Cell, Spec } from '../experiment/contract.js';
import type { Live } from '../experiment/live-contract.js';
import type { FigureName, Paper } from '../experiment/study-contract.js';
import type { Metric } from '../metrics/contract.js';
import type { JudgedClaim } from '../results/claims/judge.js';
import type { Section } from '../results/claims/sentences.js';
import type { Run } from '../results/provenance.js';
import type { Results } from '../results/results.js';
import type { Swept } from './client/play/data.js';
import type { ClientFiles } from './client-files.js';
import type { Figure } from './figures.js';

export interface Report {
  readonly whole: Whole;
  readonly experiments: readonly ReportedExperiment[];
  readonly checklist: Checklist;
  /** All registered metrics: what the columns mean. */
  readonly metrics: readonly MetricMeaning[];
  /** What is wrong or left open in the paper that the experiments reproduce; none for a user's own. */
  readonly errata: readonly Erratum[];
  /** What makes all results, as the user would type it. */
  readonly run: string;
  /** What makes the page where it is by default, as the user would type it. */
  readonly command: string;
  readonly client: ClientFiles;
}

/** What the experiments say together. */
export interface Whole {
  /** What they reproduce, where that is known. */
  readonly paper?: Paper;
  /** What was found, where it stands. */
  readonly headline?: string;
  /** The figures whose findings matter most, of these experiments. */
  readonly findings: readonly FigureName[];
  /** The paper's sentences; none where there are no claims. */
  readonly sections: readonly Section[];
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
  /** Trials that the page can compute; null where its spec has no section `play`. */
  readonly live: Live | null;
  /** What the page's experiments have at other settings that its knobs lead to. */
  readonly swept: readonly Swept[];
  /** Trials side by side, step by step. */
  readonly races: readonly RacedTask[];
}

export interface RacedTask {
  readonly task: string;
  readonly trials: readonly RacedTrial[];
  readonly figure?: Html;
  /** The same race, of an experiment before, by its id on the page: then there is no figure. */
  readonly sameAs?: string;
  /** Why they cannot be computed again, such as data that is not on this machine. */
  readonly missing?: string;
}

/** A trial that was computed again for the page. */
export interface RacedTrial {
  readonly id: string;
  /** Columns of trials.csv whose value is another now; none where the row is the same. */
  readonly differs: readonly string[];
}

export interface Checklist {
  readonly items: readonly ChecklistItem[];
}

/** One question of the checklist, answered. Texts are plain, and hold what users wrote: whoever renders them escapes. */
export interface ChecklistItem {
  /** Fit for a link: letters and dashes. */
  readonly id: string;
  readonly title: string;
  /** One paragraph. */
  readonly answer: string;
  readonly tables: readonly ChecklistTable[];
}

/** At least one row, each with a text for every column. */
export interface ChecklistTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** An experiment with its results. */
export interface ChecklistSource {
  readonly spec: Spec;
  /** All cells of the spec, run or not: settings with every default written out. */
  readonly cells: readonly Cell[];
  readonly run: Run;
  readonly results: Pick<Results, 'rows' | 'seconds' | 'lines'>;
}

/** What results cannot know of the parts that a spec names. */
export interface ChecklistParts {
  /** All registered metrics, in their order. */
  readonly metrics: readonly Pick<Metric, 'name' | 'about' | 'summary'>[];
  /** What a task's data is, and where it comes from, as a line each. */
  describe(data: Reference): { readonly about: string; readonly origin: string };
}

/** One item of the checklist, over all experiments. */
export type ChecklistEntry = (sources: readonly ChecklistSource[], parts: ChecklistParts) => ChecklistItem;
