/** Traces of one task side by side, as the page carries them: what is drawn, and nothing that can be worked out from it. */

export interface Race {
  /** Experts of a lane. */
  readonly k: number;
  /** All samples. */
  readonly n: number;
  /** The most samples that any expert holds at a step that is shown. */
  readonly most: number;
  /** Absent where the samples have no place on a line or a plane. */
  readonly plane?: Plane;
  readonly lanes: readonly Lane[];
}

/** Side of the square that everything is drawn on; coordinates on it are whole numbers, from its upper left corner. */
export const side = 1000;

/** The drawn samples; lists of one length. */
export interface Plane {
  /** Name and ends of both axes. */
  readonly axes: readonly [Axis, Axis];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Where each lies among all n. */
  readonly index: readonly number[];
  /** The classes’ names; none where the target is a number. */
  readonly classes: readonly string[];
  /** The class of each sample, as `codeOf` writes it; empty without classes. */
  readonly labels: string;
}

export interface Axis {
  readonly name: string;
  readonly ends: readonly [number, number];
}

export interface Lane {
  /** The method, and a line about it. */
  readonly name: string;
  readonly about: string;
  /** What came of it, to be said at its last step. */
  readonly result?: string;
  /** Mean losses of other courses, each at places of the slider, between two of which it may lie. */
  readonly others?: readonly (readonly (readonly [place: number, loss: number])[])[];
  readonly steps: readonly LaneStep[];
}

export interface LaneStep {
  readonly iteration: number;
  readonly loss: number | null;
  /** Samples of each expert. */
  readonly sizes: readonly number[];
  /** What happened, in a sentence or a few. */
  readonly said: string;
  /** Of it what does not happen in every step. */
  readonly news?: string;
  /** The expert of each drawn sample, as `codeOf` writes it. */
  readonly held?: string;
  /** SVG paths, one an expert: its curve, or where its prediction turns from class to class. */
  readonly lines?: readonly string[];
  /** SVG paths, one an expert: its curve over the samples that it holds. */
  readonly strong?: readonly string[];
  /** SVG paths, one a class: where the whole mixture predicts it. */
  readonly map?: readonly string[];
  /** At the end of a degenerate trial: the experts that make it so, and which drawn samples they held last, or hold. */
  readonly fatal?: { readonly experts: readonly number[]; readonly samples: readonly number[] };
}

const zero = 48;

/** Small whole numbers as text, a letter each. */
export const codeOf = (numbers: readonly number[]): string =>
  numbers.map((number) => String.fromCharCode(zero + number)).join('');

/** The i-th of the numbers that `codeOf` wrote. */
export const decoded = (text: string, i: number): number => text.charCodeAt(i) - zero;
