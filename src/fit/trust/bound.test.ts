import { describe, expect, it } from 'vitest';
import { catalogOf } from '../../experiment/catalog.js';
import { normal, stream } from '../../math/random.js';
import { fitColumns, type TableOptions } from '../fit-columns.js';

const rng = stream('rows of two lines');
const x = Array.from({ length: 40 }, () => normal(rng));
const z = x.map(() => normal(rng));
const y = x.map((value, i) => (i % 2 === 0 ? 2 : -2) * value + 0.3 * normal(rng));
const columns = { x, z, y, a: z.map((value) => value * value), b: z.map(Math.exp) };

async function boundOf(options: TableOptions) {
  const { report } = await fitColumns(
    columns,
    { formula: 'y ~ x', k: 2, gate: 'none', starts: 2, ...options },
    catalogOf(),
  );
  return { ...report.bound!, objective: report.objective, bound: report.bound };
}

describe('the bound of a fit', () => {
  it('is what it reached, where it is proved to be best, in squared units of the target', async () => {
    const { lower, gap, complete, objective } = await boundOf({});
    expect(complete).toBe(true);
    expect(lower).toBeLessThanOrEqual(objective);
    expect(gap).toBeLessThan(1e-8);
    expect(lower).toBeGreaterThan(0.5 * 40 * 0.09);
  });

  it('is below what is held back by bounds of sizes, a ridge or means in place of lines', async () => {
    const free = await boundOf({});
    for (const options of [{ rule: 'lp', min: 18, max: 22 }, { ridge: 5 }]) {
      const { lower, objective } = await boundOf(options);
      expect(lower / free.lower).toBeCloseTo(1, 7);
      expect(objective).toBeGreaterThanOrEqual(lower);
    }
    const means = await boundOf({ expert: 'constant' });
    expect(means.complete).toBe(true);
    expect(means.gap).toBeLessThan(1e-8);
    expect(means.lower).toBeGreaterThan(free.lower);
  });

  it.each<[string, TableOptions]>([
    ['a gate', { gate: 'softmax' }],
    ['outliers', { outliers: 0.1 }],
    ['one expert', { k: 1 }],
    ['four experts', { k: 4 }],
    ['more than three features', { formula: 'y ~ x + z + a + b' }],
    ['other experts', { expert: 'mlp', starts: 1 }],
  ])('is not given with %s', async (_, options) => {
    expect((await boundOf(options)).bound).toBeNull();
  });
});
