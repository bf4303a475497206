import { describe, expect, it } from 'vitest';
import { parseParameters } from '../components/parameters.js';
import { prepare } from '../datasets/prepare.js';
import { catalogOf } from '../experiment/catalog.js';
import { normal, stream, uniform } from '../math/random.js';
import { type Frame, frameOf } from '../tables/frame.js';
import { fitParameters } from './contract.js';
import { fitTable } from './fit-table.js';

const catalog = catalogOf();

/** Two lines, one for each sign of z, with a little noise. */
function lines(n: number): Frame {
  const rng = stream('lines');
  const x = Array.from({ length: n }, () => uniform(rng, 0, 10));
  const z = Array.from({ length: n }, () => uniform(rng, -1, 1));
  const y = x.map((value, i) => (z[i]! < 0 ? 100 + 5 * value : 400 - 20 * value) + normal(rng));
  return frameOf({ x, z, y });
}

async function fit(frame: Frame, given: Record<string, unknown>) {
  const plan = parseParameters(
    { name: 'fit', parameters: fitParameters },
    {
      formula: 'y ~ x | z',
      expert: 'linear',
      method: { name: 'alternating', assign: 'argmin' },
      gate: { name: 'softmax', C: 100 },
      ...given,
    },
    catalog,
  );
  const prepared = prepare(frame, 'lines.csv', plan, catalog.experts.get(plan.expert.name).target);
  return fitTable(prepared, plan, catalog, {}, null);
}

describe('a fit to a table', () => {
  it('finds two lines, and tells their coefficients in the units of the table', async () => {
    const { report } = await fit(lines(200), { from: 2, to: 2, seed: 3 });
    const slopes = report.experts.map(({ coefficients }) => coefficients!.map(({ value }) => value));
    const [up, down] = slopes.sort((a, b) => b[1]! - a[1]!);
    expect(up![0]).toBeCloseTo(100, -1);
    expect(up![1]).toBeCloseTo(5, 0);
    expect(down![1]).toBeCloseTo(-20, 0);
    expect(report.error).toBeLessThan(1.5);
    expect(report.gateAccuracy).toBeGreaterThan(0.95);
    expect(report.split!.gate).toBeGreaterThanOrEqual(report.split!.oracle);
  });
});
