/** What a page says to the script of its panel. */
import type { Live } from '../../../experiment/live-contract.js';
import type { Packed } from './packed.js';

export interface Meaning {
  readonly column: string;
  readonly about: string;
  /** Shares are told in percent. */
  readonly percent: boolean;
}

export interface PlayData {
  readonly live: Live;
  /** Of the metrics that are drawn. */
  readonly meanings: readonly Meaning[];
  /** By method, the committed rows from trial 0 on. */
  readonly committed: Readonly<Record<string, Packed>>;
  /** Means of summary.csv, by method and column. */
  readonly means: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  /** A line about each method. */
  readonly methods: Readonly<Record<string, string>>;
  /** The paper's number for the first metric, and the methods that it is about. */
  readonly paper: { readonly text: string; readonly value: number; readonly methods: readonly string[] } | null;
}
