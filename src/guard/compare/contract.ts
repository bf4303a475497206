/** Two runs of one experiment beside each other: what `moe compare` finds. Plain data, as `--json` prints it. */
import type { Status } from '../../experiment/contract.js';
import type { Metric } from '../../metrics/contract.js';
import type { Results } from '../../results/results.js';
import type { Place } from '../../results/summary.js';

/** What is compared of the results of one experiment. */
export type SavedRun = Pick<Results, 'experiment' | 'rows' | 'seconds' | 'run'> & {
  readonly judgements?: readonly Judgement[];
};

/** A claim's verdict, or the outcome of one of its tests. */
export interface Judgement {
  readonly claim: string;
  /** Empty for the verdict, else which test. */
  readonly of: string;
  readonly word: string;
}

/** A judgement that is another one in B; null where a run has no such claim. */
export interface JudgementChange extends Pick<Judgement, 'claim' | 'of'> {
  readonly a: string | null;
  readonly b: string | null;
}

/** What has to be known of a metric to compare its values. */
export type Direction = Pick<Metric, 'name' | 'better'>;

/** How a metric of B stands to that of A. `changed`: a difference, where neither direction is better. */
export type ComparisonVerdict = 'better' | 'worse' | 'changed' | 'no difference found' | 'same' | 'not compared';

/**
 * One metric of one cell. Means, difference and interval are over the values compared: those of the pairs or, unpaired,
 * all. Null where there is nothing to say.
 */
export interface Comparison {
  readonly metric: string;
  readonly better: Metric['better'];
  /** Trials of the cell with a value. */
  readonly nA: number;
  readonly nB: number;
  /** Trials of equal index and seed with a value in both; null where no seeds agree: other data, compared unpaired. */
  readonly pairs: number | null;
  /** Pairs whose values differ by more than rounding. */
  readonly differing: number | null;
  readonly meanA: number | null;
  readonly meanB: number | null;
  /** Mean of B - A. */
  readonly difference: number | null;
  /** 95% interval of the difference by Student t, of pairs or (Welch) of samples that are none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided; null where nothing differs, so that there was nothing to test. */
  readonly p: number | null;
  /** The least p that as many differing pairs or, unpaired, values can give; null as p is. */
  readonly least: number | null;
  /** p corrected over every test of the whole comparison (Holm 1979). */
  readonly corrected: number | null;
  readonly verdict: ComparisonVerdict;
}

/** A change of how trials of the same index ended. */
export interface StatusChange {
  readonly from: Status;
  readonly to: Status;
  readonly trials: number;
  /** `worse` where a result was lost, `better` where one was gained; degenerate trials are what `stable` compares. */
  readonly verdict: 'better' | 'worse' | 'changed';
}

/** A cell that both runs have. */
export interface CellComparison extends Place {
  readonly trialsA: number;
  readonly trialsB: number;
  /** Trials of equal index. */
  readonly matched: number;
  /** Of these, with equal seeds. */
  readonly paired: number;
  /** Whether every matched trial has equal bytes in all columns that both runs have. */
  readonly identical: boolean;
  readonly statuses: readonly StatusChange[];
  readonly comparisons: readonly Comparison[];
  /** Median seconds of B over that of A; advisory, as machines and their load differ. */
  readonly secondsRatio: number | null;
}

/** One field of provenance that differs; `undefined` where a run does not have it. */
export interface Change {
  readonly group: ChangeGroup;
  /** Such as `tasks.faces.expert.C`. */
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

export type ChangeGroup = 'spec' | 'run' | 'versions' | 'machine';

/** One experiment that both sides have. */
export interface ExperimentComparison {
  readonly experimentA: string;
  readonly experimentB: string;
  readonly changes: readonly Change[];
  /** Verdicts that both runs tell. */
  readonly verdicts: number;
  readonly judgements: readonly JudgementChange[];
  /** In the order of A. */
  readonly cells: readonly CellComparison[];
  readonly cellsOnlyA: readonly Place[];
  readonly cellsOnlyB: readonly Place[];
  readonly metricsOnlyA: readonly string[];
  readonly metricsOnlyB: readonly string[];
  /** Metrics of both that were not asked for and have no better direction. */
  readonly metricsLeftOut: readonly string[];
}

/** Everything compared at once. */
export interface RunsComparison {
  readonly experiments: readonly ExperimentComparison[];
  /** How many tests p was corrected for: every comparison whose values differ, or are unpaired. */
  readonly tests: number;
  /** The level at which a corrected p is a difference. */
  readonly level: number;
  /** Cells and metrics that A has and B has not, and metrics of a cell with values in A alone: what B lost. */
  readonly lost: number;
  /** Whether any comparison or status is worse, or anything was lost. */
  readonly worse: boolean;
}
