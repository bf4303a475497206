/** What trials keep beyond their row, as plain data. */

/** `course`: every iteration of the example, not the first and the last alone. */
export type Kept = 'history' | 'example' | 'course' | 'clusters' | 'responsibilities' | 'correct';

/** A flag for each of some samples, as text (`tables/bits.ts`). */
export interface Bits {
  readonly samples: number;
  readonly bits: string;
}

/** What an expert holds. */
export interface Cluster {
  /** Samples of each class, by its label. */
  readonly classes: readonly { readonly label: string; readonly samples: number }[];
  /** Mean of each of the d features; zeros where it holds nothing. */
  readonly means: readonly number[];
}

/** How many responsibilities lie in low <= share < high; the last bin holds its high end, too. */
export interface HistogramBin {
  readonly low: number;
  readonly high: number;
  /** Of all n k. */
  readonly all: number;
  /** Of the n greatest, one a sample. */
  readonly greatest: number;
}

/**
 * A trial as a picture needs it: the data and, at the first and the last iteration, assignment and experts; a mixture
 * with a gate at the last alone, and as a whole. Where the course is kept, at every iteration, or, of many, at the first
 * and then ever fewer.
 */
export interface Example {
  /** Indices of the kept samples: all, or evenly spaced ones. */
  readonly samples: readonly number[];
  /** Their d features, or their places on the plane where the data has one. */
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly group: readonly string[];
  readonly steps: readonly ExampleStep[];
  /** The plane as rectangles of equal expert and prediction, for a mixture with a gate over two dimensions. */
  readonly map?: readonly (Region & { readonly expert: number })[];
  /** The return of each episode, where the data is of a control task. */
  readonly returns?: readonly number[];
}

export interface ExampleStep {
  readonly iteration: number;
  readonly assignment: readonly number[];
  /** Per expert, where d = 1: predictions along x. */
  readonly curves: readonly (readonly { readonly x: number; readonly prediction: number }[])[];
  /** Per expert, where d = 2: the plane as rectangles of equal predicted class. */
  readonly regions: readonly (readonly Region[])[];
  /** Counted over all n samples, where the course is kept. */
  readonly whole?: {
    /** Samples that changed expert since the kept iteration before; null at the first. */
    readonly changed: number | null;
    /** Of each expert its samples of each class, k x c; empty where the target is not classes. */
    readonly classes: readonly (readonly number[])[];
  };
}

export interface Region {
  readonly x1: readonly [number, number];
  readonly x2: readonly [number, number];
  readonly prediction: number;
}
