import type { TopLevelSpec } from 'vega-lite';
import type { Component, ParametersOf, ParameterTable, Reference } from '../components/contract.js';
import type { Need } from '../experiment/contract.js';
import type { Metric } from '../metrics/contract.js';
import type { Found } from '../results/findings.js';
import type { TableLines, TableName } from '../results/results.js';
import type { Sheet } from '../tables/csv.js';

/** The results of one experiment, as figures read them. */
export interface Tables {
  /** The experiment's name, for messages: `moe run <experiment>`. */
  readonly experiment: string;
  /**
   * The lines of a table, which there are.
   * @throws InputError when it is missing or empty, with the command that makes it, and for malformed lines.
   */
  lines<N extends TableName>(file: N): readonly TableLines[N][];
  /** Whether there is such a table at all, for what a figure can do without. */
  has(file: TableName): boolean;
  /** The unit of a metric as it is registered; empty for one that is not. */
  unitOf(metric: string): string;
}

/** What has to be known of a metric to draw it. */
export type MetricUnit = Pick<Metric, 'name' | 'unit'>;

/** A table as people read it: a column of names, then texts. */
export interface ReadableTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What one must know to read it. */
  readonly note: string;
}

/** A figure to draw: a chart with its parameters, and what it shows where that is known. */
export interface Figure {
  readonly chart: Reference;
  readonly finding?: Found;
}

/**
 * A figure: from result tables to a Vega-Lite spec with its data inside. A chart selects, converts units and lays out;
 * it computes no statistics. Its spec has a title, a description for screen readers, axis titles with units, n and what
 * the intervals are; `theme.page` makes the frame. Same tables, same spec.
 */
export interface Chart<T extends ParameterTable = ParameterTable> extends Component<T> {
  /** Of one of the tasks that it may draw: a spec in which none has all of it is refused. */
  readonly needs?: readonly Need[];
  /** @param parameters those of the spec's `figures`. @throws InputError for tables that lack what is drawn. */
  render(tables: Tables, parameters: ParametersOf<T>): TopLevelSpec;
  /**
   * The same for a phone, `narrowSheet` px wide, of charts whose texts leave no room for marks there. @throws as `render`.
   */
  narrow?(tables: Tables, parameters: ParametersOf<T>): TopLevelSpec;
  /** The figure's numbers for other programs, in the units of the results. @throws as `render`. */
  sheet?(tables: Tables, parameters: ParametersOf<T>): Sheet;
  /** The figure as a table for readers, of charts that are one. @throws as `render`. */
  table?(tables: Tables, parameters: ParametersOf<T>): ReadableTable;
}
