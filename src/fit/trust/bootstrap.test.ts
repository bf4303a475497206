import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../components/parameters.js';
import { prepare } from '../../datasets/prepare.js';
import { catalogOf } from '../../experiment/catalog.js';
import { below, normal, stream, uniform } from '../../math/random.js';
import { decodeModel, encodeModel } from '../../model/codec.js';
import { loader } from '../../model/predict.js';
import { type Frame, frameOf } from '../../tables/frame.js';
import { lanesHere } from '../carry-out.js';
import { fitParameters } from '../contract.js';
import { fitTable } from '../fit-table.js';
import type { ResampleJob } from '../job-contract.js';
import { recipeOf } from '../sizes.js';
import { fitResamples } from './resample.js';

const catalog = catalogOf();
const seed = 5;

async function fitted(frame: Frame, given: Record<string, unknown>) {
  const plan = parseParameters(
    { name: 'fit', parameters: fitParameters },
    { formula: 'y ~ x', expert: 'linear', method: { name: 'multistart', starts: 4, perturbations: 4 }, seed, ...given },
    catalog,
  );
  const prepared = prepare(frame, 'table.csv', plan, catalog.experts.get(plan.expert.name).target);
  const table = await fitTable(prepared, plan, catalog, {}, null);
  const resamples = (to: number, changed: Partial<ResampleJob['fitted']> = {}) => {
    const { model, rows, assignment } = table;
    const fit = { model, assignment, ...changed };
    const job = { recipe: recipeOf(plan, plan.to), of: '', rows, held: null, fitted: fit, from: 0, to };
    return fitResamples(job, { prepared, catalog, loader: loader(catalog) }, {});
  };
  return { plan, prepared, table, resamples };
}

/** How often each of n rows is drawn for resample b. */
function countsOf(b: number, among: readonly number[]): Map<number, number> {
  const rng = stream(seed, 'resample', b, 'rows');
  const counts = new Map<number, number>();
  for (const _ of among) {
    const row = among[below(rng, among.length)]!;
    counts.set(row, (counts.get(row) ?? 0) + 1);
  }
  return counts;
}

/** Intercept and slope of weighted least squares, by its normal equations. */
function leastSquares(x: readonly number[], y: readonly number[], weights: ReadonlyMap<number, number>): number[] {
  const sum = (of: (i: number) => number) => [...weights].reduce((all, [i, weight]) => all + weight * of(i), 0);
  const [w, sx, sy] = [sum(() => 1), sum((i) => x[i]!), sum((i) => y[i]!)];
  const slope = (w * sum((i) => x[i]! * y[i]!) - sx * sy) / (w * sum((i) => x[i]! ** 2) - sx ** 2);
  return [(sy - slope * sx) / w, slope];
}

const noisy = (() => {
  const rng = stream('noisy');
  const x = Array.from({ length: 30 }, () => uniform(rng, 0, 10));
  return { x, y: x.map((value) => 3 - 2 * value + normal(rng)), w: x.map((_, i) => i % 3) };
})();

/** Two lines, which z tells apart. */
function lines(n: number): Frame {
  const rng = stream('lines');
  const x = Array.from({ length: n }, () => uniform(rng, 0, 10));
  const z = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1) * uniform(rng, 0.5, 1));
  const y = x.map((value, i) => (z[i]! < 0 ? 100 + 5 * value : 400 - 20 * value) + 3 * normal(rng));
  return frameOf({ x, z, y });
}

describe('resamples of one expert', () => {
  it('are weighted least squares, rows counting as often as they are drawn', async () => {
    const { x, y } = noisy;
    const { resamples } = await fitted(frameOf({ x, y }), { from: 1, to: 1, gate: 'softmax' });
    const { coefficients, gates } = await resamples(4);
    coefficients.forEach(([own], b) => {
      const expected = leastSquares(x, y, countsOf(b, [...x.keys()]));
      own!.forEach((value, c) => {
        expect(value).toBeCloseTo(expected[c]!, 9);
      });
    });
    // Nothing is to be decided.
    expect(gates).toEqual([]);
  });

  it('draw rows that weigh something, and count each by its weight, too', async () => {
    const { x, y, w } = noisy;
    const { resamples } = await fitted(frameOf({ x, y, w }), { from: 1, to: 1, gate: 'softmax', weights: 'w' });
    const { coefficients } = await resamples(4);
    const among = [...w.keys()].filter((i) => w[i]! > 0);
    coefficients.forEach(([own], b) => {
      const weights = new Map([...countsOf(b, among)].map(([i, count]) => [i, count * w[i]!]));
      expect(own![1]).toBeCloseTo(leastSquares(x, y, weights)[1]!, 9);
    });
  });
});

const ways: Readonly<Record<string, Record<string, unknown>>> = {
  'without a gate': {},
  'with a gate': {
    formula: 'y ~ x | z',
    gate: { name: 'softmax', C: 10 },
    method: { name: 'gated-alternating', lambda: 1, starts: 4 },
  },
  'by a method that begins anew': { formula: 'y ~ x | z', gate: 'softmax', method: 'kmeans' },
  'by soft EM': { formula: 'y ~ x | z', gate: 'softmax', method: { name: 'em', starts: 2 } },
  'with outliers': { method: { name: 'multistart', starts: 4, perturbations: 4, outliers: 0.1 } },
};

describe.each(Object.entries(ways))('resamples %s', (_, given) => {
  it('find two lines that lie apart, the experts matched: their intervals hold the slopes', async () => {
    const { table } = await fitted(lines(80), { from: 2, to: 2, tune: false, bootstrap: 40, ...given });
    const { experts, trust } = table.report;
    expect(trust!.bootstrap!.resamples).toBe(40);
    expect(trust!.bootstrap!.degenerate).toBe(0);
    const slopes = experts.map(({ coefficients }) => coefficients!.find(({ name }) => name === 'x')!);
    slopes.sort((a, b) => a.value - b.value);
    for (const [j, slope] of [-20, 5].entries()) {
      expect(slopes[j]!.low!).toBeLessThan(slopes[j]!.high!);
      expect(slopes[j]!.low! - 2).toBeLessThan(slope);
      expect(slopes[j]!.high! + 2).toBeGreaterThan(slope);
      expect(slopes[j]!.high! - slopes[j]!.low!).toBeLessThan(6);
    }
    for (const { stability } of experts) expect(stability!).toBeGreaterThan(0.9);
  });

  it('say the same of the same mixture whatever the order of its experts', async () => {
    const { table, resamples } = await fitted(lines(60), {
      from: 2,
      to: 2,
      tune: false,
      ...given,
      gate: undefined,
      ...('gate' in given ? { gate: 'nearest-mean' } : {}),
    });
    const { model, assignment } = table;
    const gate = model.gate as {
      reference: { name: string };
      state: { centres: { data: Float64Array; rows: number; cols: number }; sizes: Float64Array };
    } | null;
    const other = {
      assignment: assignment.map((j) => 1 - j),
      model: {
        ...model,
        experts: [...model.experts].reverse(),
        gate: gate && {
          ...gate,
          state: {
            centres: { ...gate.state.centres, data: Float64Array.from(gate.state.centres.data).reverse() },
            sizes: Float64Array.from(gate.state.sizes).reverse(),
          },
        },
      },
    };
    const [one, reversed] = [await resamples(5), await resamples(5, other)];
    expect(reversed.kept).toEqual(one.kept);
    one.coefficients.forEach((experts, b) => {
      experts.forEach((own, j) => {
        own!.forEach((value, c) => {
          expect(reversed.coefficients[b]![1 - j]![c]).toBeCloseTo(value, 6);
        });
      });
    });
  });
});

describe('a resample in which an expert is left without rows', () => {
  it('counts as degenerate, and nowhere else: here those without the only row of an expert', async () => {
    const y = [...Array.from({ length: 19 }, (_, i) => (i % 5) / 5), 1000];
    const given = { expert: 'constant', from: 2, to: 2, bootstrap: 60 };
    const { table } = await fitted(frameOf({ x: y.map((_, i) => i), y }), given);
    const without = Array.from({ length: 60 }, (_, b) => countsOf(b, [...y.keys()])).filter((own) => !own.has(19));
    const { resamples, degenerate } = table.report.trust!.bootstrap!;
    expect(resamples).toBe(60);
    expect(without.length).toBeGreaterThan(10);
    expect(degenerate).toBe(without.length);
    const lone = table.report.experts.find(({ size }) => size === 1)!;
    expect(lone.coefficients).toEqual([{ name: 'intercept', value: 1000, low: 1000, high: 1000 }]);
  });
});

it('experts without coefficients have no intervals, but rows that are stable', async () => {
  const rng = stream('classes');
  const x = Array.from({ length: 60 }, () => uniform(rng, -1, 1));
  const y = x.map((value) => (Math.abs(value) < 0.5 ? 'inner' : 'outer'));
  const { table } = await fitted(frameOf({ x, y }), {
    ...{ from: 2, to: 2, expert: 'rbf-svm', method: { name: 'kmeans' }, gate: 'nearest-mean', bootstrap: 40 },
  });
  expect(table.model.trust!.bootstrap!.coefficients).toEqual([null, null]);
  expect(table.report.trust!.bootstrap!.stable).toBeGreaterThan(0.5);
});

it('is kept by the model file, with gates enough to tell the stability of other rows, and read back', async () => {
  const { table } = await fitted(lines(60), { from: 2, to: 2, tune: false, bootstrap: 60, ...ways['with a gate'] });
  const { model } = table;
  expect(model.trust!.bootstrap!.gates).toHaveLength(50);
  const text = JSON.stringify(encodeModel(model, catalog));
  const copy = decodeModel(text, catalog);
  expect(copy.trust).toEqual(model.trust);
  expect(JSON.stringify(encodeModel(copy, catalog))).toBe(text);
});

it('does not depend on who carries out which resamples', async () => {
  const { plan, prepared, table } = await fitted(lines(60), { from: 2, to: 2, bootstrap: 40 });
  const lanes = { ...lanesHere(catalog), most: 3 };
  const other = await fitTable(prepared, plan, catalog, {}, null, lanes);
  expect(encodeModel(other.model, catalog)).toEqual(encodeModel(table.model, catalog));
});
