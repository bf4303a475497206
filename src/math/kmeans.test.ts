import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.js';
import { kmeans, lloyd, type Partition } from './kmeans.js';
import { fromRows, type Matrix, matrix } from './matrix.js';
import { below, normal, stream } from './random.js';
import { sparseOf } from './sparse.js';

const toTheEnd = { iterations: 300, tolerance: 0 };

/** |x_i - centre_j|^2. */
function squares(x: Matrix, i: number, centres: Matrix, j: number): number {
  let sum = 0;
  for (let t = 0; t < x.cols; t++) sum += (x.data[i * x.cols + t]! - centres.data[j * x.cols + t]!) ** 2;
  return sum;
}

/** L(mu) of section 4.2. */
function objective(x: Matrix, centres: Matrix): number {
  let sum = 0;
  for (let i = 0; i < x.rows; i++) {
    sum += Math.min(...Array.from({ length: centres.rows }, (_, j) => squares(x, i, centres, j)));
  }
  return sum;
}

/** Lloyd's iterations by their definition. */
function plainLloyd(x: Matrix, start: Matrix, limit: number): { labels: number[]; centres: Matrix } {
  let centres = start;
  let labels: number[] = [];
  for (let iteration = 0; iteration <= limit; iteration++) {
    const next = Array.from({ length: x.rows }, (_, i) => {
      const all = Array.from({ length: start.rows }, (_, j) => squares(x, i, centres, j));
      return all.indexOf(Math.min(...all));
    });
    if (iteration === limit || next.every((label, i) => label === labels[i])) return { labels: next, centres };
    labels = next;
    centres = means(x, labels, centres);
  }
  throw new Error('unreachable');
}

function means(x: Matrix, labels: readonly number[], old: Matrix): Matrix {
  return fromRows(
    Array.from({ length: old.rows }, (_, j) => {
      const held = labels.flatMap((label, i) => (label === j ? [i] : []));
      return Array.from({ length: x.cols }, (_, t) =>
        held.length === 0
          ? old.data[j * x.cols + t]!
          : held.reduce((sum, i) => sum + x.data[i * x.cols + t]!, 0) / held.length,
      );
    }),
  );
}

function blobs(n: number, d: number, seed: number): Matrix {
  const rng = stream('blobs', seed);
  const middles = Array.from({ length: 4 * d }, () => 3 * normal(rng));
  const x = matrix(n, d);
  for (let i = 0; i < n; i++) {
    const blob = below(rng, 4);
    for (let t = 0; t < d; t++) x.data[i * d + t] = middles[blob * d + t]! + normal(rng);
  }
  return x;
}

describe('lloyd', () => {
  test('by hand: 0, 1, 2, 9 from centres 0 and 1 ends at 1 and 9', () => {
    const found = lloyd(fromRows([[0], [1], [2], [9]]), fromRows([[0], [1]]), toTheEnd);
    // {0} {1 2 9} -> 0, 4; {0 1 2} {9} -> 1, 9; nothing changes.
    expect([...found.labels]).toEqual([0, 0, 0, 1]);
    expect([...found.centres.data]).toEqual([1, 9]);
    expect([found.iterations, found.converged]).toEqual([2, true]);
  });

  test('is not converged where the limit ends it, and its labels are nearest to its centres', () => {
    const x = fromRows([[0], [1], [2], [3], [4], [9], [10], [11], [30]]);
    const start = fromRows([[0], [1], [2]]);
    const found = lloyd(x, start, { iterations: 1, tolerance: 0 });
    expect([found.iterations, found.converged]).toEqual([1, false]);
    const plain = plainLloyd(x, start, 1);
    expect([...found.labels]).toEqual(plain.labels);
    expect([...found.centres.data]).toEqual([...plain.centres.data]);
    expect([...start.data]).toEqual([0, 1, 2]);
  });

  test('of equally near centres the first counts', () => {
    const ends = { iterations: 1, tolerance: 0 };
    expect([...lloyd(fromRows([[-1], [0], [1]]), fromRows([[-1], [1]]), ends).labels]).toEqual([0, 0, 1]);
    expect([...lloyd(fromRows([[-1], [0], [1]]), fromRows([[1], [-1]]), ends).labels]).toEqual([1, 0, 0]);
  });

  test('a centre without samples stays where it is', () => {
    const found = lloyd(fromRows([[0], [1]]), fromRows([[7], [0], [1], [-9]]), toTheEnd);
    expect([...found.labels]).toEqual([1, 2]);
    expect([...found.centres.data]).toEqual([7, 0, 1, -9]);
  });

  test('is done where the squared moves are at most tolerance x the mean variance, though a label changed', () => {
    // Variances 12.5 and 0; the centres move by 0 and 3, and the second and third sample go to the first.
    const x = fromRows([
      [0, 0],
      [1, 0],
      [2, 0],
      [9, 0],
    ]);
    const start = fromRows([
      [0, 0],
      [1, 0],
    ]);
    const run = (tolerance: number) => lloyd(x, start, { iterations: 9, tolerance });
    const [enough, little] = [run(9.01 / 6.25), run(8.99 / 6.25)];
    expect([enough.iterations, enough.converged, ...enough.centres.data]).toEqual([1, true, 0, 0, 4, 0]);
    expect([little.iterations, little.converged, ...little.centres.data]).toEqual([2, true, 1, 0, 9, 0]);
  });

  test('takes the iterations of the definition, whatever the bounds leave out (property)', () => {
    const shape = fc.record({
      seed: fc.nat(1e6),
      n: fc.integer({ min: 8, max: 120 }),
      d: fc.integer({ min: 1, max: 5 }),
      k: fc.integer({ min: 1, max: 7 }),
      limit: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(shape, ({ seed, n, d, k, limit }) => {
        const x = blobs(n, d, seed);
        const start = matrix(k, d, x.data.slice(0, k * d));
        const found = lloyd(x, start, { iterations: limit, tolerance: 0 });
        const plain = plainLloyd(x, start, limit);
        expect([...found.labels]).toEqual(plain.labels);
        found.centres.data.forEach((value, at) => {
          expect(value).toBeCloseTo(plain.centres.data[at]!, 9);
        });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('never lets the sum of squared distances rise', () => {
    for (let seed = 0; seed < 20; seed++) {
      const x = blobs(80, 2, seed);
      let centres = matrix(5, 2, x.data.slice(0, 10));
      for (let before = objective(x, centres), step = 0; step < 15; step++) {
        centres = lloyd(x, centres, { iterations: 1, tolerance: 0 }).centres;
        const after = objective(x, centres);
        expect(after).toBeLessThanOrEqual(before * (1 + 1e-12));
        before = after;
      }
    }
  });
});

describe('kmeans', () => {
  /** Every sample is at its nearest centre, and every centre is the mean of its samples. */
  function expectLocalOptimum(x: Matrix, { labels, centres }: Partition): void {
    labels.forEach((label, i) => {
      const all = Array.from({ length: centres.rows }, (_, j) => squares(x, i, centres, j));
      expect(all[label]).toBeLessThanOrEqual(Math.min(...all) + 1e-12);
    });
    means(x, [...labels], centres).data.forEach((value, at) => {
      expect(centres.data[at]).toBeCloseTo(value, 9);
    });
  }

  test('ends in a local optimum, and from many streams finds the best of all partitions', () => {
    for (let of = 0; of < 10; of++) {
      const [n, k] = [7, 3];
      const x = blobs(n, 2, of);
      let best = Number.POSITIVE_INFINITY;
      for (let code = 0; code < k ** n; code++) {
        const labels = Array.from({ length: n }, (_, i) => Math.floor(code / k ** i) % k);
        const centres = means(x, labels, matrix(k, 2, x.data.slice(0, 2 * k)));
        best = Math.min(
          best,
          labels.reduce((sum, label, i) => sum + squares(x, i, centres, label), 0),
        );
      }
      const found = Array.from({ length: 30 }, (_, seed) => kmeans(x, k, toTheEnd, stream('many', seed)));
      for (const one of found) expectLocalOptimum(x, one);
      const sums = found.map(({ centres }) => objective(x, centres));
      expect(Math.min(...sums)).toBeCloseTo(best, 9);
      for (const sum of sums) expect(sum).toBeGreaterThanOrEqual(best - 1e-9);
    }
  });

  test('the same stream gives the same bytes, another may give others', () => {
    const x = blobs(200, 3, 1);
    const run = (seed: number) => kmeans(x, 6, toTheEnd, stream(seed));
    expect(run(1)).toEqual(run(1));
    expect(run(1).labels).not.toEqual(run(2).labels);
  });

  test('sparse rows have the cells of the same rows, dense', () => {
    const rng = stream('bytes');
    for (let seed = 0; seed < 20; seed++) {
      const bytes = Array.from({ length: 150 }, () =>
        Array.from({ length: 9 }, () => below(rng, 2) && below(rng, 256)),
      );
      const dense = fromRows(bytes.map((row) => row.map((byte) => byte / 255)));
      const [a, b] = [dense, sparseOf(bytes)].map((x) => kmeans(x, 5, toTheEnd, stream(seed)));
      expect(b!.labels).toEqual(a!.labels);
      expect(b!.iterations).toBe(a!.iterations);
      b!.centres.data.forEach((value, at) => {
        expect(value).toBeCloseTo(a!.centres.data[at]!, 12);
      });
    }
  });

  test('k = 1 is the mean', () => {
    const { labels, centres, converged } = kmeans(fromRows([[1], [2], [6]]), 1, toTheEnd, stream(1));
    expect([[...labels], [...centres.data], converged]).toEqual([[0, 0, 0], [3], true]);
  });

  test('k = n with distinct samples: each has a cell of its own', () => {
    const { labels, converged } = kmeans(fromRows([[4], [1], [9], [2]]), 4, toTheEnd, stream(3));
    expect([[...labels].sort(), converged]).toEqual([[0, 1, 2, 3], true]);
  });

  test.each([
    ['dense', fromRows([[51], [51], [102], [51], [102]])],
    ['sparse', sparseOf([[51], [51], [102], [51], [102]], 1)],
  ])('fewer distinct samples than centres leave centres without samples: %s', (_, x) => {
    for (let seed = 0; seed < 20; seed++) {
      const { labels, centres, converged } = kmeans(x, 4, toTheEnd, stream(seed));
      expect([new Set(labels).size, converged]).toEqual([2, true]);
      labels.forEach((label, i) => {
        expect(centres.data[label]).toBe([51, 51, 102, 51, 102][i]);
      });
    }
  });

  test('refuses more centres than samples, and features that are not finite or overflow', () => {
    const fit = (x: Matrix, k: number) => () => kmeans(x, k, toTheEnd, stream(1));
    const message = 'k-means needs at least as many samples as centres: k = 3 exceeds n = 2';
    expect(fit(fromRows([[1], [2]]), 3)).toThrow(new InputError(message));
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e200]) {
      for (const k of [1, 2]) {
        expect(fit(fromRows([[1], [value], [3]]), k)).toThrow('k-means needs features whose squares are finite');
      }
    }
  });
});
