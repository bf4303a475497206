import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.js';
import { fromRows, type Matrix, matrix } from './matrix.js';
import { below, normal, stream, uniform } from './random.js';
import {
  fitSoftmax,
  type SoftmaxProblem,
  softmaxClasses,
  softmaxLosses,
  softmaxObjective,
  softmaxProbabilities,
} from './softmax-regression.js';
import type { Features, SparseRows } from './sparse.js';

/** 120 x 6 bytes, a third of them 0, and their classes 0..3; the same formulas as in fixtures/README.md. */
const [N, D, C] = [120, 6, 4];
const bytes = Array.from({ length: N }, (_, i) =>
  Array.from({ length: D }, (_, t) => {
    const byte = (i * i * 31 + t * t * 17 + i * t * 7) % 256;
    return byte % 3 === 0 ? 0 : byte;
  }),
);
const labels = bytes.map((row, i) => Math.floor((row[0]! + 2 * row[1]! + (i % 5) * 40) / 128) % C);
const dense = fromRows(bytes.map((row) => row.map((byte) => byte / 255)));
const sparse = sparseOf(bytes);

function sparseOf(rows: readonly (readonly number[])[]): SparseRows {
  const entries = rows.map((row) => [...row.keys()].filter((t) => row[t] !== 0));
  const ends = entries.map((_, i) => entries.slice(0, i + 1).flat().length);
  return {
    pointers: Uint32Array.from([0, ...ends]),
    columns: Uint16Array.from(entries.flat()),
    values: Uint8Array.from(entries.flatMap((columns, i) => columns.map((t) => rows[i]![t]!))),
    scale: 1 / 255,
    rows: rows.length,
    cols: rows[0]!.length,
  };
}

const both: readonly (readonly [string, Features])[] = [
  ['dense', dense],
  ['sparse', sparse],
];

/** The objective by its definition. */
function naive({ rows, weights, C: strength }: SoftmaxProblem, theta: Float64Array, c: number): number {
  let value = theta.subarray(0, D * c).reduce((sum, w) => sum + w * w, 0) / (2 * strength);
  (rows ?? Uint32Array.from(labels.keys())).forEach((i, r) => {
    const scores = Array.from({ length: c }, (_, j) => {
      const products = bytes[i]!.map((byte, t) => (byte / 255) * theta[t * c + j]!);
      return products.reduce((sum, product) => sum + product, theta[D * c + j]!);
    });
    const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
    value += (weights?.[r] ?? 1) * (Math.log(sum) - scores[labels[i]!]!);
  });
  return value;
}

function valueAt(problem: SoftmaxProblem, theta: Float64Array): number {
  return softmaxObjective(problem)(theta, new Float64Array(theta.length));
}

describe('the objective', () => {
  test('by hand: x = 2, W = (0, log 3 / 2), b = 0 has p = (1/4, 3/4), the loss of class 0 log 4, the gradient x (p - e)', () => {
    const half = Math.log(3) / 2;
    const gradient = new Float64Array(4);
    const objective = softmaxObjective({ x: fromRows([[2]]), labels: [0], classes: 2, C: 0.5 });
    expect(objective(Float64Array.of(0, half, 0, 0), gradient)).toBeCloseTo(Math.log(4) + half * half, 13);
    [-1.5, 1.5 + 2 * half, -0.75, 0.75].forEach((value, at) => {
      expect(gradient[at]).toBeCloseTo(value, 13);
    });
  });

  test.each(both)('%s: value and gradient are those of the definition, for rows and weights of any kind', (_, x) => {
    const seeds = fc.record({ seed: fc.nat(), m: fc.integer({ min: 0, max: 40 }), weighted: fc.boolean() });
    fc.assert(
      fc.property(seeds, ({ seed, m, weighted }) => {
        const rng = stream('objective', seed);
        const c = C + below(rng, 3);
        const rows = m > 35 ? undefined : Uint32Array.from({ length: m }, () => below(rng, N));
        const weights = weighted
          ? Float64Array.from({ length: rows?.length ?? N }, () => uniform(rng, 0, 3))
          : undefined;
        const problem: SoftmaxProblem = { x, labels, classes: c, rows, weights, C: 10 ** uniform(rng, -2, 2) };
        const theta = Float64Array.from({ length: (D + 1) * c }, () => 2 * normal(rng));
        const gradient = new Float64Array(theta.length).fill(7);
        const value = softmaxObjective(problem)(theta, gradient);
        expect(Math.abs(value / naive(problem, theta, c) - 1)).toBeLessThan(1e-12);
        const h = 1e-5;
        for (let at = 0; at < theta.length; at++) {
          const moved = (by: number) =>
            naive(
              problem,
              theta.map((w, q) => (q === at ? w + by : w)),
              c,
            );
          const slope = (moved(h) - moved(-h)) / (2 * h);
          expect(Math.abs(gradient[at]! - slope)).toBeLessThan(1e-7 * (1 + value));
        }
      }),
      { seed: 11, numRuns: 25 },
    );
  });

  test.each(both)('%s: a row of weight 2 is a row twice', (_, x) => {
    const theta = Float64Array.from({ length: (D + 1) * C }, (_, at) => Math.sin(at));
    const weighted = { x, labels, classes: C, C: 1, rows: Uint32Array.of(3, 8), weights: Float64Array.of(1, 2) };
    const twice = { x, labels, classes: C, C: 1, rows: Uint32Array.of(3, 8, 8) };
    expect(valueAt(weighted, theta)).toBeCloseTo(valueAt(twice, theta), 12);
  });

  test.each([fromRows([[1]]), sparseOf([[255]])])('scores of +-1e4 neither overflow nor lose the loss', (x) => {
    const objective = softmaxObjective({ x, labels: [0], classes: 2, C: 1e300 });
    const gradient = new Float64Array(4);
    expect(objective(Float64Array.of(-1e4, 1e4, 0, 0), gradient)).toBe(2e4);
    expect([...gradient]).toEqual([-1, 1, -1, 1]);
  });

  test('a label that is no class is refused, in words', () => {
    const problem = { x: dense, labels: labels.map((label, i) => (i === 5 ? 4 : label)), classes: C, C: 1 };
    const message = 'labels must be class indices 0..3; got 4 in sample 5';
    expect(() => valueAt(problem, new Float64Array((D + 1) * C))).toThrow(new InputError(message));
    const other = { ...problem, labels: labels.map(() => -1) };
    expect(() => valueAt(other, new Float64Array((D + 1) * C))).toThrow(InputError);
  });
});

interface Golden {
  readonly C: number;
  readonly weighted: boolean;
  readonly rows: number;
  readonly weights: readonly (readonly number[])[];
  readonly objective: number;
}

const golden: readonly Golden[] = JSON.parse(
  readFileSync(new URL('./fixtures/softmax-regression.json', import.meta.url), 'utf8'),
);

describe.each(both)('the fit, %s', (_, x) => {
  const settings = { x, labels, classes: C, iterations: 2000, tolerance: 1e-8 };

  test.each(golden)('is that of scikit-learn: C = $C, weighted = $weighted, $rows rows', (expected) => {
    const rows = expected.rows === N ? undefined : Uint32Array.from({ length: N / 2 }, (_, r) => 2 * r);
    const weights = expected.weighted ? Float64Array.from({ length: N }, (_, i) => 1 + (i % 3)) : undefined;
    const problem = { ...settings, rows, weights, C: expected.C };
    const fitted = fitSoftmax(problem);
    expect(valueAt(problem, fitted.data) / expected.objective).toBeCloseTo(1, 12);
    const off = expected.weights.flat().map((weight, at) => Math.abs(weight - fitted.data[at]!));
    expect(off.length).toBe(fitted.data.length);
    expect(Math.max(...off)).toBeLessThan(1e-5);
  });

  test('from the minimum it stays there; the start is not changed', () => {
    const start = fitSoftmax({ ...settings, C: 1 });
    const before = start.data.slice();
    expect(fitSoftmax({ ...settings, C: 1, start, iterations: 1 }).data).toEqual(before);
    expect(start.data).toEqual(before);
  });

  test('samples of one class make it the likeliest everywhere, and the others remain possible', () => {
    const rows = Uint32Array.from(labels.keys()).filter((i) => labels[i] === 2);
    const fitted = fitSoftmax({ ...settings, rows, C: 1 });
    const [out, shares] = [new Float64Array(N), matrix(N, C)];
    softmaxClasses(fitted, x, out);
    softmaxProbabilities(fitted, x, shares);
    expect(out.every((label) => label === 2)).toBe(true);
    expect(shares.data.every((share) => share > 0)).toBe(true);
  });
});

test('features and starting weights that are not finite are refused', () => {
  const x = fromRows([[1], [Number.NaN]]);
  const settings = { x, labels: [0, 1], classes: 2, C: 1, iterations: 10, tolerance: 1e-6 };
  expect(() => fitSoftmax(settings)).toThrow(InputError);
  const start = matrix(2, 2, Float64Array.of(0, 0, Number.NaN, 0));
  expect(() => fitSoftmax({ ...settings, x: sparseOf([[1], [2]]), start })).toThrow(InputError);
});

describe.each(both)('losses, probabilities and classes, %s', (_, x) => {
  const rng = stream('weights');
  const weights: Matrix = matrix(
    D + 1,
    C,
    Float64Array.from({ length: (D + 1) * C }, () => 3 * normal(rng)),
  );
  const shares = matrix(N, C);
  softmaxProbabilities(weights, x, shares);

  test('probabilities sum to one, and the loss is -log of that of the label', () => {
    const losses = new Float64Array(2 * N + 1).fill(-7);
    softmaxLosses(weights, x, labels, losses, 1, 2);
    for (let i = 0; i < N; i++) {
      const row = shares.data.subarray(i * C, (i + 1) * C);
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 13);
      expect(losses[1 + 2 * i]).toBeCloseTo(-Math.log(row[labels[i]!]!), 12);
      expect(losses[2 * i]).toBe(-7);
    }
  });

  test('the class is the likeliest; of equal ones the first', () => {
    const out = new Float64Array(N);
    softmaxClasses(weights, x, out);
    out.forEach((label, i) => {
      const row = shares.data.subarray(i * C, (i + 1) * C);
      expect(label).toBe(row.indexOf(Math.max(...row)));
    });
    softmaxClasses(matrix(D + 1, C), x, out);
    expect(out.every((label) => label === 0)).toBe(true);
  });

  test('an evaluation at the same weights has the same bytes', () => {
    const again = matrix(N, C);
    softmaxProbabilities(weights, x, again);
    expect(again).toEqual(shares);
  });
});
