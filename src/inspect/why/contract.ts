/** What the page knows of the rows that a reader may ask about, as it stands in the page beside the model. */
import type { Row } from './rows.js';

export interface WhyData {
  /** The model, as its file has it. */
  readonly model: unknown;
  /** Rows of the table that can be chosen, and their numbers there, from 1, ascending; empty without data. */
  readonly rows: readonly Row[];
  readonly numbers: readonly number[];
  /** Of each input whether its numbers are whole, as far as those rows show. */
  readonly whole: readonly boolean[];
  /** The row to begin with. */
  readonly first: Row;
}
