/** What is shown of a model, and what a section of its page is. */

import type { Prepared } from '../datasets/prepare.js';
import type { Html } from '../documents/html.js';
import type { Likelihood } from '../experts/contract.js';
import type { BySize } from '../fit/by-size.js';
import type { ExpertReport, FitPlan, Settings } from '../fit/contract.js';
import type { CourseFound } from '../fit/course.js';
import type { BoundModel } from '../model/predict.js';

/** A model, with its data where that was given. */
export interface Inspected {
  /** The model's file, as it was named. */
  readonly file: string;
  readonly bound: BoundModel;
  /** What its losses are. */
  readonly likelihood: Likelihood;
  /** How it was fitted; null where it was not learned from a table. */
  readonly plan: FitPlan | null;
  /** The same without what goes without saying. */
  readonly settings: Settings | null;
  /** The k experts. Without data sizes are those of the rows learned from, rounded, and outliers are not known. */
  readonly experts: readonly ExpertReport[];
  /** Null without its data. */
  readonly data: InspectedData | null;
}

/** The rows that the model was learned from; entry r of each list is about row `prepared.rows[r]`. */
export interface InspectedData {
  /** The table's file, as it was named. */
  readonly file: string;
  readonly prepared: Prepared;
  /** The expert that decides: the gate's, or without a gate that of least loss. */
  readonly expert: Uint32Array;
  /** Its responsibility; null without a gate. */
  readonly share: Float64Array | null;
  /** What it predicts: numbers in the target's units, or indices of classes. */
  readonly prediction: Float64Array;
  /** 1 where no expert has to fit the row. */
  readonly outlier: Uint8Array;
  /** Entries that are drawn, ascending: all, or as many as a page holds. */
  readonly drawn: Uint32Array;
  /** Null where it was not asked for. */
  readonly bySize: BySize | null;
  /** The fit, made again, or why it could not be; null where it was not asked for. */
  readonly course: CourseFound | null;
}

/** A part of the page. */
export interface PageSection {
  /** For a link: letters and dashes. */
  readonly id: string;
  readonly title: string;
  /** Without its heading; null where there is nothing to be shown of this model. Same model and data, same bytes. */
  html(inspected: Inspected): Promise<Html | null>;
}
