/** What a page carries to compute trials by itself, and what it and the thread that computes them say to each other. */

import type { SweepValue } from '../components/contract.js';
import type { Cell, Row } from './contract.js';
import type { Trace } from './trace-contract.js';

/** A task with knobs: plain data. */
export interface Live {
  readonly experiment: string;
  readonly task: string;
  /** The spec's. */
  readonly seed: number;
  /** One a method, at the settings of the spec. */
  readonly cells: readonly Cell[];
  readonly knobs: readonly Knob[];
  /** Columns that are drawn. */
  readonly metrics: readonly string[];
  readonly attempts: readonly Readonly<Record<string, SweepValue>>[];
}

export interface Knob {
  readonly name: string;
  /** What its settings are. */
  readonly about: string;
  /** The settings that take its value. */
  readonly set: readonly string[];
  /** What it can be, ascending; those of the spec among them. */
  readonly values: readonly SweepValue[];
  /** Its value in the spec, by method; absent where a method has no such setting. */
  readonly own: Readonly<Record<string, SweepValue>>;
}

/** Other settings, by their paths. */
export type Settings = readonly (readonly [path: string, value: SweepValue])[];

/** Asks for trials; whatever was asked for before is dropped. */
export interface LiveRequest {
  readonly id: number;
  readonly seed: number;
  readonly cell: Cell;
  readonly settings: Settings;
  /** How many, from trial 0. */
  readonly trials: number;
  /** Columns that are summarized. */
  readonly metrics: readonly string[];
}

/** Asks for one trial of some cells, step by step; whatever was asked for before is dropped. */
export interface LiveRaceRequest {
  readonly id: number;
  readonly seed: number;
  readonly cells: readonly Cell[];
  readonly trial: number;
}

/** A race that the page can run with other draws. */
export interface LiveRace extends Omit<LiveRaceRequest, 'id'> {
  readonly experiment: string;
  /** Lines about the methods, by name. */
  readonly about: Readonly<Record<string, string>>;
  /** Methods that only the recorded race has, and whether a page carries their code. */
  readonly others: readonly { readonly method: string; readonly carried: boolean }[];
}

/** Its traces, one a cell. */
export interface LiveTraces {
  readonly id: number;
  readonly traces: readonly Trace[];
}

/** A row without what says which it is: status, reason, iterations, converged, then the metrics of its cell. */
export type LiveRow = readonly (string | number | boolean | null)[];

/** Mean and 95% interval over the trials so far, as in summary.csv. */
export interface LiveSummary {
  readonly metric: string;
  readonly n: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Trials as they come, in their order; or why the settings cannot be. */
export type LiveAnswer =
  | {
      readonly id: number;
      /** The index of the first row. */
      readonly from: number;
      readonly rows: readonly LiveRow[];
      readonly summary: readonly LiveSummary[];
      readonly done: boolean;
    }
  | { readonly id: number; readonly refused: string };

/** What the thread says once, when requests can come. */
export const ready = 'ready';

/** The row of a trial, with the metrics in the order of these columns. */
export function liveRow({ status, reason, iterations, converged, metrics }: Row, columns: readonly string[]): LiveRow {
  return [status, reason, iterations, converged, ...columns.map((column) => metrics[column] ?? null)];
}
