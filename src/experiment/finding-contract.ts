/** Findings: sentences that say what was found, whose numbers are named and never typed. */
import type { Verdict, VerdictGroup } from './claim-contract.js';

/** A sentence that says what was found. Its numbers are those of the results: none is typed. */
export interface Finding {
  readonly text: readonly (string | Quantity)[];
  /** It stands only where these claims came out as expected. */
  readonly rests: readonly ClaimName[];
}

/** What a figure shows: in a few words, in a sentence with its numbers, and as bars. */
export interface FigureFinding extends Finding {
  readonly short?: string;
  readonly bars?: Bars;
}

/** Numbers to stand beside each other, from 0. */
export interface Bars {
  /** What they are of: `failed runs`. */
  readonly of: string;
  /** What the paper has, as its own number: 20 for 20%. */
  readonly paper?: number;
  readonly from: readonly { readonly label: string; readonly value: Quantity }[];
}

/** A claim, of an experiment where the text is not of one alone. */
export interface ClaimName {
  readonly experiment?: string;
  readonly claim: string;
}

/** A number of the results, by name. */
export type Quantity = ClaimQuantity | CellQuantity | CountQuantity;

interface Named {
  readonly experiment?: string;
  /** As it was written, for messages. */
  readonly written: string;
  /** `rest`: what a share leaves of 100%. `size`: without its sign. */
  readonly as?: (typeof quantityForms)[number];
}
export const quantityForms = ['rest', 'size'] as const;

/** The value of a claim, or of one of its tests. */
export interface ClaimQuantity extends Named, ClaimName {
  /** From 1. */
  readonly test?: number;
}

/** How many claims there are, or have a verdict, in all experiments of a study. */
export interface CountQuantity extends Named {
  readonly count: Verdict | VerdictGroup | 'all';
}

/** A statistic of a cell. */
export interface CellQuantity extends Named {
  readonly task: string;
  readonly method: string;
  readonly sweep: Readonly<Record<string, string>>;
  /** A metric of the task, or `seconds`. */
  readonly metric: string;
  readonly statistic: 'mean' | 'median';
}
