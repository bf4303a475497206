/**
 * Data for tests: drawn by fast-check where a property wants many, and from a random stream where one of its kind will
 * do. Sizes are small, values often equal, so that ties, empty rows and empty clusters come up.
 */
import fc from 'fast-check';
import type { Target, Task } from './datasets/contract.js';
import { learnable } from './experts/conformance.js';
import { type Matrix, matrix } from './math/matrix.js';
import { stream } from './math/random.js';

export { learnable };

/** A rows x cols matrix of values drawn one after another, row by row. */
export function drawn(rows: number, cols: number, value: (at: number) => number): Matrix {
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, (_, at) => value(at)),
  );
}

/** Numbers between the limits, never NaN. */
export function between(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true });
}

/** Whole numbers of few values: losses that tie. */
export const tied: fc.Arbitrary<number> = fc.integer({ min: -3, max: 3 });

/** Bytes, most of them 0 or small. */
export const byte: fc.Arbitrary<number> = fc.oneof(fc.constant(0), fc.nat(4), fc.nat(255));

interface Sizes {
  /** At most so many samples. */
  readonly n: number;
  /** At most so many experts. */
  readonly k: number;
}

/** The losses, n x k, of up to n samples under up to k experts; n < k is among them. */
export function losses(value: fc.Arbitrary<number>, most: Sizes): fc.Arbitrary<Matrix> {
  return fc
    .tuple(fc.integer({ min: 1, max: most.n }), fc.integer({ min: 1, max: most.k }))
    .chain(([n, k]) =>
      fc.array(value, { minLength: n * k, maxLength: n * k }).map((values) => matrix(n, k, Float64Array.from(values))),
    );
}

/** Losses with bounds of cluster sizes that can hold for them; equal and no bounds are among them. */
export function boundedLosses(value: fc.Arbitrary<number>, most: Sizes) {
  return losses(value, most).chain((loss) =>
    fc.record({
      loss: fc.constant(loss),
      bounds: fc.record({
        min: fc.integer({ min: 0, max: Math.floor(loss.rows / loss.cols) }),
        max: fc.integer({ min: Math.ceil(loss.rows / loss.cols), max: loss.rows }),
      }),
    }),
  );
}

interface Assigned {
  readonly row: number[];
  /** Its expert, 0..k-1. */
  readonly label: number;
}

/** Up to `n` samples of d features, each with its expert; some of the k experts often have none. */
export function assigned(value: fc.Arbitrary<number>, d: number, { n, k }: Sizes): fc.Arbitrary<Assigned[]> {
  const row = fc.array(value, { minLength: d, maxLength: d });
  return fc.array(fc.record({ row, label: fc.nat(k - 1) }), { minLength: 1, maxLength: n });
}

/** Tasks of up to n samples that can be learnt in part. */
export function tasks(kind: Target['kind'], most: { readonly n: number; readonly d: number }): fc.Arbitrary<Task> {
  return fc
    .record({ n: fc.integer({ min: 2, max: most.n }), d: fc.integer({ min: 1, max: most.d }), seed: fc.nat(1e6) })
    .map(({ n, d, seed }) => learnable(kind, n, d, stream('tasks', seed)));
}
