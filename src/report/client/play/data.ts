/** What a page says to the script of its panel. */
import type { Live, LiveSummary, Settings } from '../../../experiment/live-contract.js';
import type { Packed } from './packed.js';

export interface Meaning {
  readonly column: string;
  readonly about: string;
  /** Shares are told in percent. */
  readonly percent: boolean;
}

/** A committed cell that the knobs lead to. */
export interface Swept {
  readonly experiment: string;
  readonly seed: number;
  /** The method that has its settings here. */
  readonly method: string;
  readonly settings: Settings;
  /** Of the metrics that are drawn, as far as the experiment has them. */
  readonly summary: readonly LiveSummary[];
}

export interface PlayData {
  readonly live: Live;
  /** Of the metrics that are drawn. */
  readonly meanings: readonly Meaning[];
  /** By method, the committed rows from trial 0 on. */
  readonly committed: Readonly<Record<string, Packed>>;
  /** Means of summary.csv, by method and column. */
  readonly means: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  /** What experiments of the page have at other settings. */
  readonly swept: readonly Swept[];
  /** A line about each method. */
  readonly methods: Readonly<Record<string, string>>;
  /** The paper's number for the first metric, and the methods that it is about. */
  readonly paper: { readonly text: string; readonly value: number; readonly methods: readonly string[] } | null;
}
