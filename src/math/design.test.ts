import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { design } from './design.js';
import { type Matrix, matrix } from './matrix.js';
import { below, normal, type Rng, stream, uniform } from './random.js';
import type { SparseRows } from './sparse.js';

/** Random sparse rows, empty and full ones among them, and the same as a matrix. */
function sample(n: number, d: number, rng: Rng): { readonly sparse: SparseRows; readonly dense: Matrix } {
  const dense = matrix(n, d);
  const [columns, values, pointers]: [number[], number[], number[]] = [[], [], [0]];
  const scale = 1 / 255;
  for (let i = 0; i < n; i++) {
    const share = [0, 0.2, 1][below(rng, 3)]!;
    for (let t = 0; t < d; t++) {
      if (uniform(rng) >= share) continue;
      const value = 1 + below(rng, 255);
      columns.push(t);
      values.push(value);
      dense.data[i * d + t] = value * scale;
    }
    pointers.push(columns.length);
  }
  return {
    sparse: {
      pointers: Uint32Array.from(pointers),
      columns: Uint16Array.from(columns),
      values: Uint8Array.from(values),
      scale,
      rows: n,
      cols: d,
    },
    dense,
  };
}

const normals = (rng: Rng, length: number) => Float64Array.from({ length }, () => normal(rng));

/** The products by their definition: X W, X' D, all |x - centre|^2, and the sums by label, for the given rows. */
function naive(x: Matrix, rows: Uint32Array, w: Float64Array, slopes: Float64Array, labels: Uint32Array, c: number) {
  const d = x.cols;
  const at = (r: number, t: number) => x.data[rows[r]! * d + t]!;
  const scores = new Float64Array(rows.length * c);
  const gradient = new Float64Array(d * c);
  const distances = new Float64Array(rows.length * c);
  const sums = new Float64Array(c * d);
  rows.forEach((_, r) => {
    for (let t = 0; t < d; t++) {
      for (let j = 0; j < c; j++) {
        scores[r * c + j]! += at(r, t) * w[t * c + j]!;
        gradient[t * c + j]! += at(r, t) * slopes[r * c + j]!;
        distances[r * c + j]! += (at(r, t) - w[t * c + j]!) ** 2;
      }
      sums[labels[r]! * d + t]! += at(r, t);
    }
  });
  return { scores, gradient, distances, sums };
}

/** Loss and slopes of softmax regression by their definition, from the scores without biases. */
function naiveSoftmax(scores: Float64Array, biases: Float64Array, labels: Uint32Array, weights?: Float64Array) {
  const c = biases.length;
  const slopes = new Float64Array(scores.length);
  let loss = 0;
  labels.forEach((label, r) => {
    const own = Array.from(biases, (bias, j) => scores[r * c + j]! + bias);
    const sum = own.reduce((total, score) => total + Math.exp(score), 0);
    loss += (weights?.[r] ?? 1) * (Math.log(sum) - own[label]!);
    own.forEach((score, j) => {
      slopes[r * c + j] = (weights?.[r] ?? 1) * (Math.exp(score) / sum - Number(j === label));
    });
  });
  const biasSlopes = biases.map((_, j) => slopes.reduce((total, slope, at) => total + (at % c === j ? slope : 0), 0));
  return { loss, slopes, biasSlopes };
}

function transposed(w: Float64Array, d: number, c: number): Matrix {
  return matrix(
    c,
    d,
    Float64Array.from({ length: c * d }, (_, at) => w[(at % d) * c + Math.floor(at / d)]!),
  );
}

function near(got: Float64Array, expected: Float64Array, scale = 1): void {
  expect(got.length).toBe(expected.length);
  const off = expected.map((value, at) => Math.abs(value - got[at]!) / (scale + Math.abs(value)));
  expect(Math.max(0, ...off)).toBeLessThan(1e-12);
}

/** Holds every product of both kinds of features against its definition. */
function check(n: number, d: number, c: number, rows: Uint32Array | undefined, rng: Rng): void {
  const { sparse, dense } = sample(n, d, rng);
  const chosen = rows ?? Uint32Array.from({ length: n }, (_, i) => i);
  const m = chosen.length;
  const [w, slopes] = [normals(rng, d * c), normals(rng, m * c)];
  const labels = Uint32Array.from({ length: m }, () => below(rng, c));
  const expected = naive(dense, chosen, w, slopes, labels, c);
  for (const x of [design(sparse), design(dense)]) {
    expect([x.rows, x.cols]).toEqual([n, d]);
    const scores = new Float64Array(m * c);
    const gradient = new Float64Array(d * c + 1).fill(7);
    x.pass(
      w,
      c,
      (block, from, count) => {
        scores.set(block.subarray(0, count * c), from * c);
        block.set(slopes.subarray(from * c, (from + count) * c));
      },
      rows,
      gradient,
    );
    near(scores, expected.scores);
    near(gradient.subarray(0, d * c), expected.gradient);
    expect(gradient[d * c]).toBe(7);
    const distances = matrix(m, c);
    x.squaredDistances(transposed(w, d, c), distances, rows);
    near(distances.data, expected.distances, d);
    for (const weights of [undefined, slopes.subarray(0, m).map(Math.abs)]) {
      const theta = Float64Array.from([...w, ...normals(stream('biases', c), c)]);
      const whole = new Float64Array(theta.length).fill(7);
      const softmax = naiveSoftmax(expected.scores, theta.subarray(d * c), labels, weights);
      near(
        Float64Array.of(x.crossEntropy(theta, c, labels, whole, rows, weights)),
        Float64Array.of(softmax.loss),
        1 + m,
      );
      const products = naive(dense, chosen, w, softmax.slopes, labels, c).gradient;
      near(whole, Float64Array.from([...products, ...softmax.biasSlopes]));
    }
    const sums = matrix(c, d, new Float64Array(c * d).fill(7));
    x.sums(labels, sums, rows);
    near(sums.data, expected.sums);
  }
}

describe("X W, X'D, |x - centre|^2, sums by label and cross entropy are those of the definition, sparse and dense", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 31, 32, 33, 110, 200])('c = %i', (c) => {
    check(70, 23, c, undefined, stream('design', c));
  });

  test.each([1, 3, 5, 7, 9, 10, 11, 13, 15, 110])('over several blocks, rows repeated or missing, c = %i', (c) => {
    const rng = stream('rows', c);
    const rows = Uint32Array.from({ length: 600 }, () => below(rng, 300));
    check(300, 5, c, rows, rng);
  });

  test('for any sizes (property)', () => {
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(size, size, size, fc.nat(40), fc.nat(), (n, d, c, m, seed) => {
        const rng = stream('sizes', seed);
        check(n, d, c, m > 30 ? undefined : Uint32Array.from({ length: m }, () => below(rng, n)), rng);
      }),
      { seed: 8, numRuns: 300 },
    );
  });

  test('for the largest bytes and columns that there are', () => {
    const x = { pointers: Uint32Array.of(0, 2), columns: Uint16Array.of(0, 65535), values: Uint8Array.of(255, 255) };
    const w = new Float64Array(65536 * 2).fill(1);
    w[65535 * 2 + 1] = 5;
    const seen: number[] = [];
    const visit = (block: Float64Array) => seen.push(block[0]!, block[1]!);
    design({ ...x, scale: 1 / 255, rows: 1, cols: 65536 }).pass(w, 2, visit);
    expect(seen).toEqual([2, 6]);
  });
});

describe.each(['sparse', 'dense'] as const)('%s', (kind) => {
  const x = design(sample(600, 7, stream('pass'))[kind]);
  const w = normals(stream('weights'), 70);

  const passed = (rows?: Uint32Array) => {
    const gradient = new Float64Array(70);
    x.pass(w, 10, () => {}, rows, gradient);
    return gradient;
  };

  test("without weights a pass is X'D alone; without a gradient nothing goes back", () => {
    const gradient = new Float64Array(7);
    x.pass(null, 1, (block, _, count) => block.fill(1, 0, count), undefined, gradient);
    const sums = matrix(1, 7);
    x.sums(new Uint32Array(600), sums);
    near(gradient, sums.data);
    const blocks: number[] = [];
    x.pass(w, 10, (_, from, count) => blocks.push(from, count));
    expect(blocks).toEqual([0, 256, 256, 256, 512, 88]);
  });

  test("no rows: nothing is visited and X'D = 0", () => {
    let visits = 0;
    const gradient = new Float64Array(70).fill(7);
    x.pass(w, 10, () => visits++, new Uint32Array(0), gradient);
    expect([visits, gradient.every((value) => value === 0)]).toEqual([0, true]);
  });

  test('a result has the same bytes whatever was computed before, wider or narrower', () => {
    const before = passed();
    passed(Uint32Array.of(3));
    x.pass(normals(stream('wide'), 7 * 300), 300, () => {}, undefined, new Float64Array(7 * 300));
    x.squaredDistances(matrix(2, 7), matrix(600, 2));
    expect(passed()).toEqual(before);
  });
});

test("of a dense matrix, X W and X' D are summed term by term, to the last bit, whatever the number of rows", () => {
  for (const n of [1, 3, 4, 7, 260]) {
    const rng = stream('bits', n);
    const [d, c] = [5, 3];
    const x = matrix(n, d, normals(rng, n * d));
    const [w, slopes] = [normals(rng, d * c), normals(rng, n * c)];
    const rows = Uint32Array.from({ length: n }, () => below(rng, n));
    const expected = naive(
      x,
      rows,
      w,
      slopes,
      rows.map((i) => i % c),
      c,
    );
    const gradient = new Float64Array(d * c);
    const scores = new Float64Array(n * c);
    design(x).pass(
      w,
      c,
      (block, from, count) => {
        scores.set(block.subarray(0, count * c), from * c);
        block.set(slopes.subarray(from * c, (from + count) * c));
      },
      rows,
      gradient,
    );
    expect(scores).toEqual(expected.scores);
    expect(gradient).toEqual(expected.gradient);
  }
});

describe('sparse rows', () => {
  const { sparse } = sample(300, 7, stream('bad'));

  test('a row or a label that does not exist is refused, and the next pass works', () => {
    const x = design(sparse);
    expect(() => x.pass(new Float64Array(7), 1, () => {}, Uint32Array.of(0, 300))).toThrow('below 300; got 300');
    const labels = new Uint32Array(300).fill(2, 9);
    expect(() => x.sums(labels, matrix(2, 7))).toThrow('below 2; got 2');
    const theta = new Float64Array(16);
    expect(() => x.crossEntropy(theta, 2, labels, new Float64Array(16))).toThrow('below 2; got 2');
    expect(() => x.pass(new Float64Array(7), 1, () => {})).not.toThrow();
  });

  test('a pass within a pass over the same rows is refused, as it would overwrite the block', () => {
    const x = design(sparse);
    const nested = () => x.pass(null, 1, () => x.pass(null, 1, () => {}));
    expect(nested).toThrow('within another');
  });

  test('are placed once, and stay untouched', () => {
    const before = structuredClone(sparse);
    expect(design(sparse)).toBe(design(sparse));
    expect(sparse).toEqual(before);
  });

  test('a distance is never below 0, and next to 0 of a row to itself', () => {
    const x = design(sparse);
    const centres = matrix(300, 7);
    x.sums(
      Uint32Array.from({ length: 300 }, (_, i) => i),
      centres,
    );
    const out = matrix(300, 300);
    x.squaredDistances(centres, out);
    expect(out.data.every((value) => value >= 0)).toBe(true);
    for (let i = 0; i < 300; i++) expect(out.data[i * 301]).toBeLessThan(1e-13);
  });
});
