import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../errors.js';
import { normal, stream, uniform } from '../../math/random.js';
import { scoreOf } from '../../model/intervals.js';
import { calibrationRows, fewestFor, intervalsOf, rankOf } from './conformal.js';

describe('the rank of the quantile', () => {
  it.each<[m: number, coverage: number, rank: number]>([
    [9, 0.9, 9],
    [10, 0.9, 10],
    [19, 0.9, 18],
    [99, 0.9, 90],
    [100, 0.9, 91],
    [69, 0.7, 49],
    // 20 x .55 is 11.000000000000002 in doubles, and 11 in fact; so are 100 x .07, 100 x .29 and 1000 x .023 too much.
    [19, 0.55, 11],
    [99, 0.07, 7],
    [99, 0.29, 29],
    [999, 0.023, 23],
    [98, 0.99, 99],
    [99, 0.99, 99],
    [1999, 0.9995, 1999],
  ])('ceil((%i + 1) x %f) is %i', (m, coverage, rank) => {
    expect(rankOf(m, coverage)).toBe(rank);
  });

  it('is that of exact arithmetic for every coverage of up to four digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 9995 }), (m, parts) => {
        const exact = ((m + 1) * parts + 9999) / 10_000;
        expect(rankOf(m, parts / 10_000)).toBe(Math.floor(exact));
      }),
      { seed: 1, numRuns: 20_000 },
    );
  });

  it('exists from 1, 9, 19, 99, 1999 scores on for .5, .9, .95, .99, .9995', () => {
    expect([0.5, 0.9, 0.95, 0.99, 0.9995].map(fewestFor)).toEqual([1, 9, 19, 99, 1999]);
  });
});

describe('the scores of experts', () => {
  /** Scores 1..m of expert j, for each j. */
  const ranked = (...rows: readonly number[]) => {
    const scores = rows.flatMap((m, j) => Array.from({ length: m }, (_, i) => 1000 * j + i + 1));
    const experts = rows.flatMap((m, j) => Array<number>(m).fill(j));
    return intervalsOf(Float64Array.from(scores), Uint32Array.from(experts), rows.length, 0.9);
  };

  it('are of their own rows from 100 on: 90 of 99, and 91 of 100', () => {
    expect(ranked(99)).toEqual({ coverage: 0.9, rows: 99, all: 90, experts: [null] });
    expect(ranked(100)).toEqual({ coverage: 0.9, rows: 100, all: 91, experts: [91] });
    expect(ranked(100, 199)).toMatchObject({ rows: 299, experts: [91, 1180] });
  });

  it('are of all rows together where no expert has enough', () => {
    expect(ranked(60, 60)).toEqual({ coverage: 0.9, rows: 120, all: 1049, experts: [null, null] });
  });

  it('are of the rows of those with few, who would be less than promised under the score of all', () => {
    // Rank 18 of the 19 rows of experts 1 and 2; the score of all 219 rows would be 198.
    expect(ranked(200, 10, 9)).toEqual({ coverage: 0.9, rows: 219, all: 2008, experts: [181, null, null] });
  });

  it('are shared with the smallest of the others where even these together are too few', () => {
    expect(ranked(300, 120, 5)).toMatchObject({ experts: [271, null, null] });
    // Rank 114 of expert 1's 120 rows and expert 2's 5.
    expect(ranked(300, 120, 5).all).toBe(1114);
    expect(ranked(150, 0)).toEqual({ coverage: 0.9, rows: 150, all: 136, experts: [null, null] });
  });

  it('leave no expert alone whose own rows have no such rank', () => {
    const scores = Float64Array.from({ length: 400 }, (_, i) => i + 1);
    const experts = Uint32Array.from({ length: 400 }, (_, i) => (i < 150 ? 0 : 1));
    // 199 are needed: expert 0 has 150, so expert 1 joins it.
    expect(intervalsOf(scores, experts, 2, 0.995)).toMatchObject({ all: 399, experts: [null, null] });
  });

  /** With m + 1 exchangeable scores the share of coverage is at least the promise, and by 1 / (m + 1) more at most. */
  it.each([
    ['one expert', [1], 50],
    ['experts of unlike noise, all with their own', [1, 5], 400],
    ['a small expert of much noise', [0.02, 0.98], 400],
  ])('cover new rows as often as promised: %s', (_, cuts, m) => {
    const rng = stream('coverage', m, ...cuts);
    const [draws, fresh] = [400, 50];
    const expertOf = (u: number) => (cuts.length === 1 ? 0 : u < cuts[0]! / (cuts[0]! + cuts[1]!) ? 1 : 0);
    const draw = () => {
      const j = expertOf(uniform(rng));
      return { j, score: Math.abs(normal(rng)) * (j === 1 ? 20 : 1) };
    };
    const shares = Array.from({ length: draws }, () => {
      const rows = Array.from({ length: m }, draw);
      const scores = Float64Array.from(rows, ({ score }) => score);
      const intervals = intervalsOf(
        scores,
        Uint32Array.from(rows, ({ j }) => j),
        2,
        0.9,
      );
      const tests = Array.from({ length: fresh }, draw);
      return tests.filter(({ j, score }) => score <= scoreOf(intervals, j)).length / fresh;
    });
    const mean = shares.reduce((sum, share) => sum + share) / draws;
    const deviation = Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (draws - 1));
    // Three standard errors about what theory gives; the draws are always the same.
    const error = (3 * deviation) / Math.sqrt(draws);
    expect(mean).toBeGreaterThan(0.9 - error);
    expect(mean).toBeLessThan(0.9 + 2 / (m * 0.02 + 1) + error);
  });
});

describe('the rows that calibrate', () => {
  const prepared = (n: number, weights: readonly number[] | null = null) => ({
    rows: Uint32Array.from({ length: n }, (_, i) => 2 * i),
    y: new Float64Array(2 * n),
    weights: weights === null ? null : Float64Array.from(weights.flatMap((weight) => [weight, weight])),
    target: { name: 'y', kind: 'regression' } as const,
  });
  const classes = (counts: readonly number[]) => {
    const y = counts.flatMap((count, c) => Array<number>(count).fill(c));
    const rows = Uint32Array.from(y, (_, i) => i);
    const labels = counts.map((_, c) => `c${c}`);
    return { rows, y: Float64Array.from(y), weights: null, target: { name: 'y', kind: 'classes', labels } as const };
  };

  it('are a quarter of the rows, ascending, by the seed, and 2000 at most', () => {
    const of = (n: number, seed = 0) => calibrationRows(prepared(n), { intervals: 0.9, seed });
    expect(of(103)).toHaveLength(25);
    expect(of(50_000)).toHaveLength(2000);
    expect([...of(103)]).toEqual([...of(103).toSorted()]);
    expect(of(103).every((row) => row % 2 === 0 && row < 206)).toBe(true);
    expect(of(103)).toEqual(of(103));
    expect(of(103)).not.toEqual(of(103, 1));
    expect(calibrationRows(prepared(10), { intervals: 0, seed: 0 })).toHaveLength(0);
  });

  it('are a quarter of those of classes with more than one, and never the last row of a class', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 9 }),
        fc.nat(1000),
        (counts, seed) => {
          const given = classes([40, ...counts]);
          const all = [40, ...counts];
          const taken = new Uint32Array(all.length);
          const rows = calibrationRows(given, { intervals: 0.5, seed });
          for (const row of rows) taken[given.y[row]!]!++;
          const able = all.reduce((sum, count) => sum + (count > 1 ? count : 0), 0);
          expect(rows).toHaveLength(Math.floor(able / 4));
          expect(all.every((count, c) => taken[c]! < count)).toBe(true);
        },
      ),
      { seed: 2, numRuns: 300 },
    );
  });

  it('may be of a class with few rows, too: one that never calibrated would be covered by chance alone', () => {
    const given = classes([60, 2, 60]);
    const met = Array.from({ length: 100 }, (_, seed) =>
      calibrationRows(given, { intervals: 0.9, seed }).some((row) => given.y[row] === 1),
    ).filter(Boolean).length;
    expect(met).toBeGreaterThan(25);
    expect(met).toBeLessThan(75);
  });

  it('have a weight above 0', () => {
    const weights = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 0 : 3));
    const taken = calibrationRows(prepared(100, weights), { intervals: 0.9, seed: 0 });
    expect(taken).toHaveLength(12);
    expect(taken.every((row) => (row / 2) % 2 === 1)).toBe(true);
  });

  it.each<[n: number, coverage: number, message: string]>([
    [395, 0.99, 'intervals: coverage 0.99 needs 99 rows to calibrate by, one of 4 of at least 396; got 395 rows'],
    [35, 0.9, 'intervals: coverage 0.9 needs 9 rows to calibrate by, one of 4 of at least 36; got 35 rows'],
  ])('are too few of %i rows for coverage %f', (n, coverage, message) => {
    expect(() => calibrationRows(prepared(n), { intervals: coverage, seed: 0 })).toThrow(new InputError(message));
    expect(calibrationRows(prepared(n + 1), { intervals: coverage, seed: 0 })).toHaveLength(fewestFor(coverage));
  });
});
