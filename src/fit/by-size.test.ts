import { describe, expect, it } from 'vitest';
import { prepare } from '../datasets/prepare.js';
import { catalogOf } from '../experiment/catalog.js';
import { normal, stream, uniform } from '../math/random.js';
import { frameOf } from '../tables/frame.js';
import { bySize, drawn, mostRows } from './by-size.js';
import { fitTable } from './fit-table.js';
import { type FitRequest, planOf } from './plan.js';

const catalog = catalogOf();

function planned(n: number, request: FitRequest) {
  const rng = stream('by-size');
  const x = Array.from({ length: n }, () => uniform(rng, 0, 10));
  const z = Array.from({ length: n }, () => uniform(rng, -1, 1));
  const y = x.map((value, i) => (z[i]! < 0 ? 100 + 5 * value : 400 - 20 * value) + normal(rng));
  const frame = frameOf({ x, z, y });
  const plan = planOf(
    { formula: 'y ~ x | z', method: 'alternating', rule: 'argmin', gate: 'softmax', ...request },
    frame,
    catalog,
  );
  return { plan, prepared: prepare(frame, 'rows', plan, 'regression') };
}

describe('every number of experts', () => {
  it('has the score, the criteria and the cost of the gate that a fit which chooses tells', async () => {
    const { plan, prepared } = planned(80, { experts: '1..4' });
    const told = await bySize(prepared, plan, 2, catalog);
    const { report } = await fitTable(prepared, plan, catalog, {}, null);
    expect(told.sizes.map(({ k }) => k)).toEqual([1, 2, 3, 4]);
    told.sizes.forEach(({ tree: _, split: __, ...size }, at) => {
      expect(size).toEqual(report.sizes[at]);
    });
    expect(told.sizes.find(({ k }) => k === report.k)!.split).toEqual(report.split);
    expect(told).toMatchObject({ metric: 'r2', likelihood: 'normal', rows: 80, of: 80, pays: true });
  });

  it('has a tree of as many experts on the same folds, but for one', async () => {
    const { plan, prepared } = planned(60, { experts: 2 });
    const { sizes } = await bySize(prepared, plan, 2, catalog);
    expect(sizes[0]!.tree).toBeNull();
    for (const { tree, score } of sizes.slice(1)) expect(tree!.parts).toHaveLength(score!.parts.length);
    // The border of the lines is a border of the tree.
    expect(sizes[1]!.tree!.value).toBeGreaterThan(sizes[0]!.score!.value + 0.2);
  });

  it('tells no score without a gate, and does not ask for more experts than rows can hold', async () => {
    const { plan, prepared } = planned(20, {
      formula: 'y ~ x',
      experts: 1,
      method: 'multistart',
      gate: 'none',
      starts: 2,
    });
    const { sizes, pays } = await bySize(prepared, plan, 1, catalog);
    expect(sizes.map(({ k, score }) => [k, score])).toEqual([
      [1, null],
      [2, null],
    ]);
    expect(sizes.every(({ bic }) => bic !== null)).toBe(true);
    expect(pays).toBeNull();
  });

  it('tells how far it is', async () => {
    const { plan, prepared } = planned(40, { experts: 1 });
    let last = { done: 0, of: 0 };
    await bySize(prepared, plan, 1, catalog, {
      progress({ fits }) {
        expect(fits.done).toBeGreaterThanOrEqual(last.done);
        last = { ...fits };
      },
    });
    expect(last.done).toBe(last.of);
  });
});

describe('rows that are drawn', () => {
  it('are all where there are few, else so many different ones, ascending, the same for the same seed', () => {
    const rows = Uint32Array.from({ length: 100 }, (_, i) => 2 * i);
    expect(drawn(rows, 100, 1)).toBe(rows);
    const some = drawn(rows, 30, 1);
    expect(some).toHaveLength(30);
    expect(new Set(some).size).toBe(30);
    expect([...some]).toEqual([...some].sort((a, b) => a - b));
    expect([...some].every((row) => rows.includes(row))).toBe(true);
    expect(drawn(rows, 30, 1)).toEqual(some);
    expect(drawn(rows, 30, 2)).not.toEqual(some);
    expect(mostRows).toBe(5000);
  });
});
