import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchOf } from './batch.js';
import { newArena } from './kernels/arena.js';
import type { Precision } from './kernels/load.js';
import { matrix } from './matrix.js';
import { below, normal, stream } from './random.js';
import { sparseOf } from './sparse.js';

/** A layer by its definition, for columns beyond `columns` too; and the layer's, of the same vectors. */
function compared(kind: 'sparse' | 'dense', precision: Precision, n: number, d: number, columns: number, seed: number) {
  const rng = stream('batch', seed);
  const bytes = Array.from({ length: n }, () => Array.from({ length: d }, () => below(rng, 3) && below(rng, 256)));
  const dense = matrix(
    n,
    d,
    Float64Array.from(bytes.flat(), (byte) => byte / 255),
  );
  const rows = Uint32Array.from({ length: n }, (_, i) => i).filter(() => below(rng, 3) > 0);
  const m = rows.length;
  const arena = newArena();
  const batch = batchOf(arena, kind === 'dense' ? dense : sparseOf(bytes), m, columns, precision);
  const { width } = batch;
  const vector = (length: number) => arena.reserve(8 * length);
  const [weightsAt, outputsAt, slopesAt] = [vector((d + 1) * width), vector(m * width), vector(m * width)];
  const gradientAt = vector((d + 1) * width);
  const weights = arena.doubles(weightsAt, (d + 1) * width).map(() => normal(rng));
  arena.doubles(weightsAt, weights.length).set(weights);
  const slopes = arena.doubles(slopesAt, m * width).map(() => normal(rng));
  arena.doubles(slopesAt, slopes.length).set(slopes);
  arena.doubles(gradientAt, (d + 1) * width).fill(7);
  batch.gather(rows);
  batch.forth(weightsAt, outputsAt);
  batch.back(slopesAt, gradientAt);

  const outputs = new Float64Array(m * width);
  const gradient = new Float64Array((d + 1) * width);
  for (let r = 0; r < m; r++) {
    for (let t = 0; t <= d; t++) {
      const value = t === d ? 1 : dense.data[rows[r]! * d + t]!;
      for (let q = 0; q < width; q++) {
        outputs[r * width + q]! += value * weights[t * width + q]!;
        gradient[t * width + q]! += value * slopes[r * width + q]!;
      }
    }
  }
  const pairs = [
    [arena.doubles(outputsAt, outputs.length), outputs],
    [arena.doubles(gradientAt, gradient.length), gradient],
  ] as const;
  return { width, worst: Math.max(0, ...pairs.flatMap(([a, b]) => [...a].map((one, at) => Math.abs(one - b[at]!)))) };
}

describe.each([
  ['dense', 'double', 1e-12],
  ['sparse', 'double', 1e-12],
  ['sparse', 'single', 2e-5],
] as const)('batches of %s rows in %s precision', (kind, precision, slack) => {
  it('are multiplied as by definition, of rows in any number and columns in any number', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 70 }), fc.nat(), ([n, d], columns, seed) => {
        const { width, worst } = compared(kind, precision, n, d, columns, seed);
        expect(width).toBeGreaterThanOrEqual(columns);
        expect(worst).toBeLessThan(slack);
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});

it('reads all rows where none are named, and again after some', () => {
  const arena = newArena();
  const x = matrix(3, 1, Float64Array.of(5, 6, 7));
  const batch = batchOf(arena, x, 3, 1, 'double');
  const [weights, outputs] = [arena.reserve(8 * 4), arena.reserve(8 * 6)];
  arena.doubles(weights, 4).set([1, 0, 10, 0]);
  const seen = [undefined, Uint32Array.of(2), undefined].map((rows) => {
    batch.gather(rows);
    batch.forth(weights, outputs);
    return [...arena.doubles(outputs, 6)];
  });
  expect(seen).toEqual([
    [15, 0, 16, 0, 17, 0],
    [17, 0, 16, 0, 17, 0],
    [15, 0, 16, 0, 17, 0],
  ]);
});
