/** The reproducibility checklist as plain data, and what it is made from. */
import type { Reference } from '../../components/contract.js';
import type { Cell, Spec } from '../../experiment/contract.js';
import type { Metric } from '../../metrics/contract.js';
import type { Run } from '../../results/provenance.js';
import type { Results } from '../../results/results.js';

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
