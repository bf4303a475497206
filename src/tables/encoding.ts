/** How the columns of a table become features, as plain data that a model keeps. */
import type { MissingPolicy, UnseenPolicy } from './frame.js';

/** A column that features are made of. */
export type Input = NumberInput | CategoryInput;

export interface NumberInput {
  readonly name: string;
  readonly kind: 'number' | 'date';
  /** What a missing cell is taken for: the mean of those learned from; null where none may be missing. */
  readonly fill: number | null;
  /** The least and the greatest value that was learned from; null where that is not known. */
  readonly range: readonly [low: number, high: number] | null;
}

export interface CategoryInput {
  readonly name: string;
  readonly kind: 'category';
  /** Sorted; the first is the base, of which all indicators are 0. */
  readonly levels: readonly string[];
  /** What a missing cell is taken for: the index of a level; null where none may be missing. */
  readonly fill: number | null;
  readonly unseen: UnseenPolicy;
}

/** A factor of a feature: a number; whether a category has this level; or whether the cell is missing. */
export type Factor =
  | { readonly input: number }
  | { readonly input: number; readonly level: number }
  | { readonly input: number; readonly missing: true };

/** One column of the matrix that experts or gate see: the product of its factors, less `center`, over `scale`. */
export interface Feature {
  readonly factors: readonly Factor[];
  readonly center: number;
  /** Above 0. */
  readonly scale: number;
}

/** From the columns of a table to the d features of the experts and the g features of the gate. */
export interface Encoding {
  readonly inputs: readonly Input[];
  readonly missing: MissingPolicy;
  readonly experts: readonly Feature[];
  /** Null where they are those of the experts. */
  readonly gate: readonly Feature[] | null;
}

/** The encoding of features that are numbers as they are: `x1` to `xd`. */
export function plainEncoding(names: readonly string[]): Encoding {
  return {
    inputs: names.map((name) => ({ name, kind: 'number', fill: null, range: null })),
    missing: 'refuse',
    experts: names.map((_, input) => ({ factors: [{ input }], center: 0, scale: 1 })),
    gate: null,
  };
}
