import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { InputError } from '../errors.js';
import { fromRows, type Matrix, matrix } from './matrix.js';
import { below, normal, type Rng, stream, uniform } from './random.js';
import { writeClasses, writeProbabilities } from './scores.js';
import { fitSoftmax, linearScores, type SoftmaxProblem, softmaxObjective } from './softmax-regression.js';
import { type Features, isSparse, sparseOf } from './sparse.js';

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

const both: readonly (readonly [string, Features])[] = [
  ['dense', dense],
  ['sparse', sparse],
];

/** n x c shares of the classes, most of them of the label's. */
function sharesOf(c: number, rng: Rng): Matrix {
  const rows = labels.map((label) => {
    const sizes = Array.from({ length: c }, (_, j) => uniform(rng) + Number(label === j));
    return sizes.map((size) => size / sizes.reduce((sum, other) => sum + other, 0));
  });
  return fromRows(rows);
}

/** The objective by its definition. */
function naive({ rows, targets, weights, C: strength }: SoftmaxProblem, theta: Float64Array, c: number): number {
  let value = theta.subarray(0, D * c).reduce((sum, w) => sum + w * w, 0) / (2 * strength);
  (rows ?? Uint32Array.from(labels.keys())).forEach((i, r) => {
    const scores = Array.from({ length: c }, (_, j) => {
      const products = bytes[i]!.map((byte, t) => (byte / 255) * theta[t * c + j]!);
      return products.reduce((sum, product) => sum + product, theta[D * c + j]!);
    });
    const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
    scores.forEach((score, j) => {
      const share = 'data' in targets ? targets.data[i * c + j]! : Number(labels[i] === j);
      value += (weights?.[r] ?? 1) * share * (Math.log(sum) - score);
    });
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
    const objective = softmaxObjective({ x: fromRows([[2]]), targets: [0], classes: 2, C: 0.5 });
    expect(objective(Float64Array.of(0, half, 0, 0), gradient)).toBeCloseTo(Math.log(4) + half * half, 13);
    [-1.5, 1.5 + 2 * half, -0.75, 0.75].forEach((value, at) => {
      expect(gradient[at]).toBeCloseTo(value, 13);
    });
  });

  test.each(both)('%s: value and gradient are those of the definition, for rows and weights of any kind', (_, x) => {
    const seeds = fc.record({
      seed: fc.nat(),
      m: fc.integer({ min: 0, max: 40 }),
      weighted: fc.boolean(),
      soft: fc.boolean(),
    });
    fc.assert(
      fc.property(seeds, ({ seed, m, weighted, soft }) => {
        const rng = stream('objective', seed);
        const c = C + below(rng, 3);
        const rows = m > 35 ? undefined : Uint32Array.from({ length: m }, () => below(rng, N));
        const weights = weighted
          ? Float64Array.from({ length: rows?.length ?? N }, () => uniform(rng, 0, 3))
          : undefined;
        const targets = soft ? sharesOf(c, rng) : labels;
        const problem: SoftmaxProblem = { x, targets, classes: c, rows, weights, C: 10 ** uniform(rng, -2, 2) };
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
      { seed: 11, numRuns: 40 },
    );
  });

  test('by hand: the same with shares (1/4, 3/4), which p are: the loss is their entropy, the gradient the penalty alone', () => {
    const half = Math.log(3) / 2;
    const gradient = new Float64Array(4);
    const objective = softmaxObjective({ x: fromRows([[2]]), targets: fromRows([[1 / 4, 3 / 4]]), classes: 2, C: 0.5 });
    const entropy = -Math.log(1 / 4) / 4 - (3 * Math.log(3 / 4)) / 4;
    expect(objective(Float64Array.of(0, half, 0, 0), gradient)).toBeCloseTo(entropy + half * half, 13);
    [0, 2 * half, 0, 0].forEach((value, at) => {
      expect(gradient[at]).toBeCloseTo(value, 13);
    });
  });

  test('labels are shares of one: to the last bit where rows are dense, to 1e-12 where they are sparse', () => {
    const targets = fromRows(labels.map((label) => Array.from({ length: C }, (_, j) => Number(label === j))));
    const theta = Float64Array.from({ length: (D + 1) * C }, (_, at) => 3 * Math.sin(at));
    const weights = Float64Array.from(labels, (_, i) => i % 5);
    const [hard, soft] = [labels, targets].map((of) =>
      both.map(([, x]) => {
        const gradient = new Float64Array(theta.length);
        const value = softmaxObjective({ x, targets: of, weights, classes: C, C: 2 })(theta, gradient);
        return [value, ...gradient];
      }),
    );
    expect(soft![0]).toEqual(hard![0]);
    soft![1]!.forEach((value, at) => {
      expect(value).toBeCloseTo(hard![1]![at]!, 11);
    });
  });

  test.each(both)('%s: a row of shares r is a row for each class j, of weight w r_j', (_, x) => {
    const shares = sharesOf(C, stream('split'));
    const theta = Float64Array.from({ length: (D + 1) * C }, (_, at) => Math.sin(at));
    const weights = Float64Array.from(labels, (_, i) => 0.5 + (i % 3));
    const split = Array.from({ length: N * C }, (_, at) => ({ i: Math.floor(at / C), j: at % C }));
    const rows = (of: readonly { readonly i: number }[]) => of.map(({ i }) => bytes[i]!);
    const copies = isSparse(x) ? sparseOf(rows(split)) : fromRows(rows(split).map((row) => row.map((b) => b / 255)));
    const apart = {
      ...{ x: copies, targets: split.map(({ j }) => j), classes: C, C: 1 },
      weights: Float64Array.from(split, ({ i, j }) => weights[i]! * shares.data[i * C + j]!),
    };
    const whole = { x, targets: shares, weights, classes: C, C: 1 };
    expect(valueAt(whole, theta)).toBeCloseTo(valueAt(apart, theta), 10);
    const settings = { iterations: 2000, tolerance: 1e-8 };
    fitSoftmax({ ...whole, ...settings })
      .data.slice(0, D * C)
      .forEach((weight, at) => {
        expect(weight).toBeCloseTo(fitSoftmax({ ...apart, ...settings }).data[at]!, 6);
      });
  });

  test.each([
    [matrix(N, C - 1), `shares must be ${N} x ${C}; got ${N} x ${C - 1}`],
    [
      drawn(N, C, (at) => (at < C ? 0.3 : 0.25)),
      'shares must be at least 0 and sum to one; got 0.3, 0.3, 0.3, 0.3 in sample 0',
    ],
    [drawn(N, C, (at) => [1.5, -0.5, 0, 0][at % C]!), 'got 1.5, -0.5, 0, 0 in sample 0'],
    [drawn(N, C, () => Number.NaN), 'got NaN, NaN, NaN, NaN in sample 0'],
  ])('shares that are none are refused, in words', (targets, message) => {
    const refused = () => softmaxObjective({ x: dense, targets, classes: C, C: 1 });
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(message);
  });

  test.each(both)('%s: a row of weight 2 is a row twice', (_, x) => {
    const theta = Float64Array.from({ length: (D + 1) * C }, (_, at) => Math.sin(at));
    const weighted = {
      x,
      targets: labels,
      classes: C,
      C: 1,
      rows: Uint32Array.of(3, 8),
      weights: Float64Array.of(1, 2),
    };
    const twice = { x, targets: labels, classes: C, C: 1, rows: Uint32Array.of(3, 8, 8) };
    expect(valueAt(weighted, theta)).toBeCloseTo(valueAt(twice, theta), 12);
  });

  test.each([fromRows([[1]]), sparseOf([[255]])])('scores of +-1e4 neither overflow nor lose the loss', (x) => {
    const objective = softmaxObjective({ x, targets: [0], classes: 2, C: 1e300 });
    const gradient = new Float64Array(4);
    expect(objective(Float64Array.of(-1e4, 1e4, 0, 0), gradient)).toBe(2e4);
    expect([...gradient]).toEqual([-1, 1, -1, 1]);
  });

  test.each(both)('%s: each evaluation counts the rows that it passes over', (_, x) => {
    const counted: number[] = [];
    const count = (evaluations: number) => counted.push(evaluations);
    const objective = softmaxObjective({ x, targets: labels, classes: C, C: 1, rows: Uint32Array.of(5, 5, 2), count });
    const theta = new Float64Array((D + 1) * C);
    objective(theta, theta.slice());
    objective(theta, theta.slice());
    expect(counted).toEqual([3, 3]);
  });

  test('a label that is no class is refused, in words', () => {
    const problem = { x: dense, targets: labels.map((label, i) => (i === 5 ? 4 : label)), classes: C, C: 1 };
    const message = 'labels must be class indices 0..3; got 4 in sample 5';
    expect(() => valueAt(problem, new Float64Array((D + 1) * C))).toThrow(new InputError(message));
    for (const label of [-1, 0.5, Number.NaN]) {
      const other = { ...problem, targets: labels.map(() => label) };
      expect(() => valueAt(other, new Float64Array((D + 1) * C))).toThrow(InputError);
    }
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
  const settings = { x, targets: labels, classes: C, iterations: 2000, tolerance: 1e-8 };

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
    writeClasses(linearScores(fitted, x), out);
    writeProbabilities(linearScores(fitted, x), shares);
    expect(out.every((label) => label === 2)).toBe(true);
    expect(shares.data.every((share) => share > 0)).toBe(true);
  });
});

test('features and starting weights that are not finite are refused', () => {
  const x = fromRows([[1], [Number.NaN]]);
  const settings = { x, targets: [0, 1], classes: 2, C: 1, iterations: 10, tolerance: 1e-6 };
  expect(() => fitSoftmax(settings)).toThrow(InputError);
  const start = matrix(2, 2, Float64Array.of(0, 0, Number.NaN, 0));
  expect(() => fitSoftmax({ ...settings, x: sparseOf([[1], [2]]), start })).toThrow(InputError);
});
