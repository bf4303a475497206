import type { TopLevelSpec } from 'vega-lite';
import type { Component, PlainParameters } from '../components/contract.js';
import type { TableLines, TableName } from '../results/results.js';
import type { Table } from '../tables/csv.js';

/** The files of a results folder that charts read. */
export type TableFile = TableName;

/** The files of one experiment's results. */
export interface Tables {
  /** The experiment's name, for messages: `moe run <experiment>`. */
  readonly experiment: string;
  /**
   * One file, read when first asked for.
   * @throws InputError when it is missing, cannot be parsed or lacks one of the columns, with the command that makes it.
   */
  get(file: TableFile, columns: readonly string[]): Table;
  /** As `get`, with the lines as typed values; each file is parsed once, however often and in whichever way it is asked for. */
  lines<N extends TableFile>(file: N): readonly TableLines[N][];
}

/** A table as people read it: a column of names, then texts. */
export interface ReadableTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What one must know to read it. */
  readonly note: string;
}

/**
 * A figure: from result tables to a Vega-Lite spec with its data inside. A chart selects, converts units and lays out;
 * it computes no statistics. Its spec has a title, a description for screen readers, axis titles with units, n and what
 * the intervals are; `theme.page` makes the frame. Same tables, same spec.
 */
export interface Chart extends Component {
  /** @param parameters plain values from the spec's `figures`, defaults filled in. @throws InputError for tables that lack what is drawn. */
  render(tables: Tables, parameters: PlainParameters): TopLevelSpec;
  /** The figure's numbers as text files beside the picture, by their ending. Same tables, same texts. @throws as `render`. */
  texts?(tables: Tables, parameters: PlainParameters): Readonly<Record<'csv' | 'md', string>>;
  /** The figure as a table, of charts that are one. @throws as `render`. */
  table?(tables: Tables, parameters: PlainParameters): ReadableTable;
}
