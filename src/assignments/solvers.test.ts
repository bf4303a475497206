/** Every solver of the bounded assignment against all assignments (small n) and against the others. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { between, boundedLosses, drawn, tied } from '../arbitraries.fixture.js';
import type { Matrix } from '../math/matrix.js';
import { argminRows, fromRows } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import type { BoundedSolver, SizeBounds } from './bounds.js';
import { flowSolver } from './flow.js';
import { glpkSolver } from './glpk.js';
import { munkresSolver } from './munkres.js';

let flow: BoundedSolver;
let glpk: BoundedSolver;
let munkres: BoundedSolver;
beforeAll(async () => {
  [flow, glpk, munkres] = [flowSolver(), await glpkSolver(), await munkresSolver()];
});

function total(loss: Matrix, labels: ArrayLike<number>): number {
  return Array.from(labels).reduce((sum, j, i) => sum + loss.data[i * loss.cols + j]!, 0);
}

function sizes(labels: ArrayLike<number>, k: number): number[] {
  return Array.from({ length: k }, (_, j) => Array.from(labels).filter((label) => label === j).length);
}

/** The least total loss over all k^n assignments that keep the bounds. */
function leastTotal(loss: Matrix, { min, max }: SizeBounds): number {
  const { rows: n, cols: k } = loss;
  const held = new Array<number>(k).fill(0);
  const best = (i: number): number => {
    if (i === n) return held.every((size) => size >= min) ? 0 : Infinity;
    let least = Infinity;
    for (let j = 0; j < k; j++) {
      if (held[j] === max) continue;
      held[j]!++;
      least = Math.min(least, loss.data[i * k + j]! + best(i + 1));
      held[j]!--;
    }
    return least;
  };
  return best(0);
}

/** The total that a solver reaches, its bounds checked. */
function reached(solve: BoundedSolver, loss: Matrix, bounds: SizeBounds): number {
  const labels = new Uint32Array(loss.rows).fill(99);
  solve(loss, bounds, labels);
  for (const size of sizes(labels, loss.cols)) {
    expect(size).toBeGreaterThanOrEqual(bounds.min);
    expect(size).toBeLessThanOrEqual(bounds.max);
  }
  return total(loss, labels);
}

function equalSizes(n: number, k: number): SizeBounds {
  return { min: Math.floor(n / k), max: Math.ceil(n / k) };
}

const problems = (value: fc.Arbitrary<number>) => boundedLosses(value, { n: 6, k: 3 });
const close = (value: number, scale: number, tolerance: number, expected: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * scale);
const peak = (loss: Matrix) => loss.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe('the least total loss over all assignments that keep the bounds', () => {
  it('is what flow reaches, exactly, for integer losses (ties, k = 1, n < k, min = max among them)', () => {
    fc.assert(
      fc.property(problems(tied), ({ loss, bounds }) => {
        expect(reached(flow, loss, bounds)).toBe(leastTotal(loss, bounds));
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  it.each([1, 1e300, 1e-300])('is what flow reaches to 1e-14 for real losses times %d', (scale) => {
    fc.assert(
      fc.property(problems(between(-1, 1).map((v) => v * scale)), ({ loss, bounds }) => {
        close(reached(flow, loss, bounds), peak(loss) * loss.rows, 1e-14, leastTotal(loss, bounds));
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it.each([1, 1e300, 1e-300])('is what glpk reaches to 1e-6 for losses times %d', (scale) => {
    fc.assert(
      fc.property(problems(tied.map((v) => v * scale)), ({ loss, bounds }) => {
        close(reached(glpk, loss, bounds), peak(loss), 1e-6, leastTotal(loss, bounds));
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it.each([
    1, 1e300, 1e-300,
  ])('is what munkres reaches for equal sizes, k dividing n or not, losses times %d', (scale) => {
    fc.assert(
      fc.property(problems(tied.map((v) => v * scale)), ({ loss }) => {
        const bounds = equalSizes(loss.rows, loss.cols);
        close(reached(munkres, loss, bounds), peak(loss), 1e-12, leastTotal(loss, bounds));
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});

describe('the solvers agree where there are too many assignments to try', () => {
  const uneven = (n: number, k: number, seed: number): Matrix => {
    const rng = stream('solvers', n, k, seed);
    // Experts are not alike, so argmin breaks the bounds; rounding makes ties.
    return drawn(n, k, (at) => Math.round(50 * uniform(rng) ** 2) / 10 + (at % k));
  };

  it.each([
    [60, 3],
    [61, 4],
    [50, 7],
    [3, 5],
  ])('flow, munkres and glpk on equal sizes: n = %i, k = %i', (n, k) => {
    for (let seed = 0; seed < 5; seed++) {
      const loss = uneven(n, k, seed);
      const bounds = equalSizes(n, k);
      const least = reached(flow, loss, bounds);
      close(reached(munkres, loss, bounds), least, 1e-9, least);
      close(reached(glpk, loss, bounds), least, 1e-6, least);
    }
  });

  it.each([
    [60, 3, 10, 40],
    [60, 3, 20, 60],
    [60, 4, 0, 20],
    [100, 6, 10, 25],
  ])('flow and glpk: n = %i, k = %i, sizes %i..%i', (n, k, min, max) => {
    for (let seed = 0; seed < 5; seed++) {
      const loss = uneven(n, k, seed);
      const least = reached(flow, loss, { min, max });
      close(reached(glpk, loss, { min, max }), least, 1e-6, least);
    }
  });

  it('flow leaves no cycle or chain of moves that pays: n = 400, k = 5', () => {
    const loss = uneven(400, 5, 1);
    const labels = new Uint32Array(400);
    flow(loss, { min: 60, max: 90 }, labels);
    const held = sizes(labels, 5);
    // Shortest chains of moves between clusters (Floyd and Warshall): none round a cycle, none to a size in bounds.
    const chain = Array.from({ length: 5 }, (_, a) => Array.from({ length: 5 }, (_, b) => (a === b ? 0 : Infinity)));
    labels.forEach((a, i) => {
      for (let b = 0; b < 5; b++) {
        chain[a]![b] = Math.min(chain[a]![b]!, loss.data[i * 5 + b]! - loss.data[i * 5 + a]!);
      }
    });
    for (const c of held.keys()) {
      for (const a of held.keys()) {
        for (const b of held.keys()) chain[a]![b] = Math.min(chain[a]![b]!, chain[a]![c]! + chain[c]![b]!);
      }
    }
    const [givers, takers] = [
      [...held.keys()].filter((a) => held[a]! > 60),
      [...held.keys()].filter((b) => held[b]! < 90),
    ];
    expect([givers.length, takers.length].every((count) => 0 < count && count < 5)).toBe(true);
    for (const a of held.keys()) expect(chain[a]![a]).toBeGreaterThan(-1e-9);
    for (const a of givers) for (const b of takers) expect(chain[a]![b]).toBeGreaterThan(-1e-9);
  });
});

describe('identities', () => {
  it('without bounds flow is argmin, label by label', () => {
    fc.assert(
      fc.property(problems(tied), ({ loss }) => {
        const [labels, least] = [new Uint32Array(loss.rows), new Uint32Array(loss.rows)];
        flow(loss, { min: 0, max: loss.rows }, labels);
        argminRows(loss, least);
        expect(labels).toEqual(least);
      }),
      { seed: 5 },
    );
  });

  it('labels do not depend on what a solver solved before', () => {
    fc.assert(
      fc.property(problems(tied), ({ loss, bounds }) => {
        const [again, fresh] = [new Uint32Array(loss.rows), new Uint32Array(loss.rows)];
        flow(loss, bounds, again);
        flowSolver()(loss, bounds, fresh);
        expect(again).toEqual(fresh);
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  it('by hand: two samples want expert 0, which may hold one; the one that loses least by it goes', () => {
    for (const solve of [flow, glpk, munkres]) {
      const labels = new Uint32Array(2);
      solve(
        fromRows([
          [0, 5],
          [0, 3],
        ]),
        { min: 1, max: 1 },
        labels,
      );
      expect([...labels]).toEqual([0, 1]);
    }
  });

  it('by hand: the cheapest way from expert 0 to expert 2 leads over expert 1', () => {
    const loss = fromRows([
      [0, 1, 9],
      [0, 2, 9],
      [9, 0, 1],
    ]);
    for (const solve of [flow, glpk, munkres]) {
      const labels = new Uint32Array(3);
      solve(loss, { min: 1, max: 1 }, labels);
      expect([...labels]).toEqual([1, 0, 2]);
    }
  });

  it('differences of losses near the largest double do not overflow', () => {
    const loss = fromRows([
      [-1.7e308, 1.7e308],
      [-1.7e308, 1.6e308],
      [-1.7e308, 1.5e308],
    ]);
    for (const solve of [flow, glpk]) {
      const labels = new Uint32Array(3);
      solve(loss, { min: 1, max: 2 }, labels);
      expect([...labels]).toEqual([0, 0, 1]);
    }
  });
});
