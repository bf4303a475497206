import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawn, tied } from '../../arbitraries.fixture.js';
import type { BoundExpert } from '../../experts/contract.js';
import { type LinearState, linear } from '../../experts/linear.js';
import { matrix } from '../../math/matrix.js';
import { normal, stream } from '../../math/random.js';
import { clusterwiseBound } from './clusterwise-bound.js';
import type { WeightedRows } from './plane-rows.js';

let expert: BoundExpert<LinearState>;
beforeAll(async () => {
  expert = await linear.bind({ ridge: 0 });
});

/** The least squares of the rows of a mask, by the linear expert. */
function squaresOf({ x, y, weights }: WeightedRows, mask: number): number {
  const rows = Uint32Array.from(y.keys()).filter((i) => (mask >> i) & 1 && weights?.[i] !== 0);
  if (rows.length === 0) return 0;
  const own = weights === undefined ? {} : { weights: Float64Array.from(rows, (i) => weights[i]!) };
  const state = expert.fit({ x, y, rows, ...own }, stream('unused'));
  const losses = new Float64Array(rows.length);
  expert.losses(state, x, y, losses, 0, 1, rows);
  return losses.reduce((sum, loss, r) => sum + (weights?.[rows[r]!] ?? 1) * loss, 0);
}

/** The least over all ways to divide the rows among two or three planes. */
function bruteForce(rows: WeightedRows, k: number): number {
  const all = 2 ** rows.y.length - 1;
  const one = Float64Array.from({ length: all + 1 }, (_, mask) => squaresOf(rows, mask));
  let least = Number.POSITIVE_INFINITY;
  for (let a = all; a >= 0; a--) {
    const left = all ^ a;
    if (k === 2) least = Math.min(least, one[a]! + one[left]!);
    else
      for (let b = left; ; b = (b - 1) & left) {
        least = Math.min(least, one[a]! + one[b]! + one[left ^ b]!);
        if (b === 0) break;
      }
  }
  return least;
}

const many = 1e6;

/** What sums of squares of these rows may lose to rounding. */
const rounding = (rows: WeightedRows) => 1e-11 * squaresOf(rows, 2 ** rows.y.length - 1) + 1e-20;

/** Rows of k planes with noise, whose features and coefficients are normal. */
function planes(n: number, d: number, k: number, noise: number): WeightedRows {
  const rng = stream('planes', n, d, k);
  const slopes = Array.from({ length: k }, () => Array.from({ length: d + 1 }, () => 2 * normal(rng)));
  const x = drawn(n, d, () => normal(rng));
  const y = Float64Array.from({ length: n }, (_, i) => {
    const own = slopes[i % k]!;
    return own.slice(1).reduce((sum, slope, t) => sum + slope * x.data[i * d + t]!, own[0]! + noise * normal(rng));
  });
  return { x, y };
}

const thousandths = (min: number, max: number) =>
  fc.integer({ min: 1000 * min, max: 1000 * max }).map((value) => value / 1000);

const givenRows = (value: fc.Arbitrary<number>, weight: fc.Arbitrary<number>) =>
  fc.record({ n: fc.integer({ min: 1, max: 7 }), d: fc.integer({ min: 1, max: 3 }) }).chain(({ n, d }) =>
    fc.record({
      x: fc.array(value, { minLength: n * d, maxLength: n * d }).map((own) => matrix(n, d, Float64Array.from(own))),
      y: fc.array(value, { minLength: n, maxLength: n }).map((own) => Float64Array.from(own)),
      weights: fc.option(
        fc.array(weight, { minLength: n, maxLength: n }).map((own) => Float64Array.from(own)),
        { nil: undefined },
      ),
    }),
  );

describe('clusterwiseBound', () => {
  it('is the least over all assignments, where it is complete, and no more than it before', () => {
    const few = fc.constantFrom(0, 1, 2);
    const rows = fc.oneof(givenRows(tied, few), givenRows(thousandths(-10, 10), thousandths(0, 3)));
    fc.assert(
      fc.property(rows, fc.constantFrom(2, 3), fc.nat(300), (rows, k, limit) => {
        const least = bruteForce(rows, k);
        const all = rounding(rows);
        // The sum of some assignment: of one plane for all.
        const known = squaresOf(rows, 2 ** rows.y.length - 1);
        const early = clusterwiseBound(rows, k, known, limit);
        expect(early.lower).toBeLessThanOrEqual(least + all);
        const found = clusterwiseBound(rows, k, known, 3000);
        expect(found.lower).toBeLessThanOrEqual(least + all);
        if (found.complete) expect(found.lower).toBeGreaterThanOrEqual(least * (1 - 1e-8) - 1e-12 * known - all);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it.each([
    [2, 1, 12],
    [2, 2, 12],
    [2, 3, 11],
    [3, 1, 10],
  ])('of %i planes of %i features is that of brute force over %i rows', (k, d, n) => {
    const rows = planes(n, d, k, 1);
    const least = bruteForce(rows, k);
    const found = clusterwiseBound(rows, k, squaresOf(rows, 2 ** n - 1), many);
    expect(found.complete).toBe(true);
    expect(found.lower / least).toBeCloseTo(1, 8);
  });

  it('of points on two lines and one beside them is half the square of its distance along y, by hand', () => {
    // y = 0 in 0, 1, 2, y = 9 in 0, 1, 2, and (1, 2) shares a line with (0, 0), (1, 0), (2, 0): squares (4 + 4 + 4 + 36) / 16 = 3.
    const rows = { x: matrix(7, 1, Float64Array.of(0, 1, 2, 0, 1, 2, 1)), y: Float64Array.of(0, 0, 0, 9, 9, 9, 2) };
    expect(clusterwiseBound(rows, 2, 100, many)).toMatchObject({ lower: expect.closeTo(3, 7), complete: true });
    // A weight of 3 instead: the line is at 1, squares 3 + 3 = 6; in three clusters nothing is left.
    const weights = Float64Array.of(1, 1, 1, 1, 1, 1, 3);
    expect(clusterwiseBound({ ...rows, weights }, 2, 100, many).lower).toBeCloseTo(6, 6);
    expect(clusterwiseBound(rows, 3, 100, many).lower).toBeCloseTo(0, 9);
  });

  it('holds for 200 rows of two planes of three features, which it proves to be best', () => {
    const rows = planes(200, 3, 2, 0.1);
    // Of the planes that they were drawn from: hardly more than the least.
    const known = [0, 1].reduce((sum, j) => sum + leastOf(rows, j, 2), 0);
    const found = clusterwiseBound(rows, 2, known, 60_000);
    expect(found.complete).toBe(true);
    expect(found.lower).toBeLessThanOrEqual(known);
    expect(found.lower).toBeGreaterThan(0.97 * known);
  });

  it('only grows with the limit, and is the same each time', () => {
    const rows = planes(40, 2, 2, 1);
    const known = leastOf(rows, 0, 1);
    const bounds = [0, 1, 10, 100, 1000, 10_000].map((limit) => clusterwiseBound(rows, 2, known, limit).lower);
    expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
    expect(bounds[0]).toBeGreaterThanOrEqual(0);
    expect(bounds.at(-1)).toBeGreaterThan(bounds[1]!);
    expect(clusterwiseBound(rows, 2, known, 1000)).toEqual(clusterwiseBound(rows, 2, known, 1000));
  });

  it('is the same for rows of weight 2 and for rows given twice, and for a column given twice', () => {
    const { x, y } = planes(12, 1, 2, 1);
    const twice = (values: Float64Array) =>
      Float64Array.from({ length: 2 * values.length }, (_, at) => values[at >> 1]!);
    const double = matrix(12, 2, twice(x.data));
    const [known, k] = [leastOf({ x, y }, 0, 1), 2];
    const { lower } = clusterwiseBound({ x, y }, k, known, many);
    expect(clusterwiseBound({ x: double, y }, k, known, many).lower).toBeCloseTo(lower, 7);
    const weights = new Float64Array(12).fill(2);
    expect(clusterwiseBound({ x, y, weights }, k, 2 * known, many).lower).toBeCloseTo(2 * lower, 7);
    const constant = { x: matrix(12, 0, new Float64Array(0)), y };
    const ones = { x: matrix(12, 1, new Float64Array(12).fill(5)), y };
    expect(clusterwiseBound(constant, k, 100, many)).toEqual(clusterwiseBound(ones, k, 100, many));
    const copies = { x: matrix(24, 1, twice(x.data)), y: twice(y) };
    expect(clusterwiseBound(copies, k, 2 * known, many).lower).toBeCloseTo(2 * lower, 7);
  });

  it('does not depend on the units of columns and target', () => {
    const { x, y } = planes(30, 2, 2, 1);
    const known = leastOf({ x, y }, 0, 1);
    const { lower } = clusterwiseBound({ x, y }, 2, known, many);
    const other = {
      x: matrix(
        30,
        2,
        x.data.map((value, at) => (at % 2 === 0 ? 1e6 + value : 1e-6 * value)),
      ),
      y: y.map((value) => 1e3 * value - 1e5),
    };
    expect(clusterwiseBound(other, 2, 1e6 * known, many).lower / (1e6 * lower)).toBeCloseTo(1, 6);
  });

  it('of categories alone is at once what k centers leave in each of them: steep planes pass through any value', () => {
    // Of 0, 1, 10, 12 two centers leave 1/2 + 2, of their doubles four times as much, twice each.
    const values = [0, 1, 10, 12];
    const y = Float64Array.from([...values, ...values.map((value) => 2 * value)].flatMap((value) => [value, value]));
    const x = matrix(
      16,
      1,
      Float64Array.from(y, (_, i) => Number(i >= 8)),
    );
    const found = clusterwiseBound({ x, y }, 2, 1000, 500);
    expect(found.complete).toBe(true);
    expect(found.lower).toBeCloseTo(2 * (2.5 + 10), 6);
  });

  it('is nothing, at once, where one plane explains all', () => {
    const x = matrix(5, 1, Float64Array.of(0, 1, 2, 3, 4));
    for (const y of [new Float64Array(5).fill(7), Float64Array.of(1, 3, 5, 7, 9)])
      expect(clusterwiseBound({ x, y }, 2, 1e-28, many)).toEqual({ lower: 0, nodes: 0, complete: true });
  });
});

/** The least squares of every k-th row, from row j. */
function leastOf({ x, y }: WeightedRows, j: number, k: number): number {
  const rows = Uint32Array.from(y.keys()).filter((i) => i % k === j);
  const state = expert.fit({ x, y, rows }, stream('unused'));
  const losses = new Float64Array(rows.length);
  expert.losses(state, x, y, losses, 0, 1, rows);
  return losses.reduce((sum, loss) => sum + loss, 0);
}
