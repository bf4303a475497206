/** A stranger's table in memory: named columns with their kinds, a typed array each. */

/** How the cells of a column are read. A date is a number: days since 1970-01-01, UTC, fractions for times of day. */
export type ColumnKind = 'number' | 'date' | 'category';

/** A column of n rows. */
export type Column = NumberColumn | CategoryColumn;

export interface NumberColumn {
  readonly name: string;
  readonly kind: 'number' | 'date';
  /** n values; NaN where the cell is missing. */
  readonly values: Float64Array;
}

export interface CategoryColumn {
  readonly name: string;
  readonly kind: 'category';
  /** n indices of `levels`; -1 where the cell is missing. */
  readonly codes: Int32Array;
  /** The different texts, in the order of their first row. */
  readonly levels: readonly string[];
}

/** Rows of a table; where it is read in parts, some of them. */
export interface Frame {
  readonly rows: number;
  /** In the order of the file. */
  readonly columns: readonly Column[];
  /**
   * Where a row stands, for messages: `cars.csv:17` for row 15 of a text file, counted from 0; `cars.parquet row 16`.
   * @param column adds the column where the file tells it: `cars.csv:17:9`.
   */
  place(row: number, column?: string): string;
}

/** Missing cells, however they are written, may not be used; or their rows are left out; or they are the column's mean, or a level of their own. */
export const missingPolicies = ['refuse', 'drop', 'mean', 'own-level'] as const;
export type MissingPolicy = (typeof missingPolicies)[number];

/** What a category that was not there to be learned from is taken for. */
export const unseenPolicies = ['refuse', 'base', 'missing'] as const;
export type UnseenPolicy = (typeof unseenPolicies)[number];
