import { describe, expect, it } from 'vitest';
import { load, parseParameters } from '../components/parameters.js';
import { prepare } from '../datasets/prepare.js';
import { catalogOf } from '../experiment/catalog.js';
import { normal, stream, uniform } from '../math/random.js';
import { standardDeviation } from '../math/statistics.js';
import { encodeModel } from '../model/codec.js';
import { loader } from '../model/predict.js';
import { type Frame, frameOf, type NumberColumn } from '../tables/frame.js';
import { type FitProgress, fitParameters } from './contract.js';
import { fitTable } from './fit-table.js';
import { learn } from './learn.js';
import { recipeOf } from './sizes.js';

const catalog = catalogOf();

/** Two lines, one for each sign of z, with a little noise. */
function lines(n: number): Frame {
  const rng = stream('lines');
  const x = Array.from({ length: n }, () => uniform(rng, 0, 10));
  const z = Array.from({ length: n }, () => uniform(rng, -1, 1));
  const y = x.map((value, i) => (z[i]! < 0 ? 100 + 5 * value : 400 - 20 * value) + normal(rng));
  return frameOf({ x, z, y });
}

function planned(frame: Frame, given: Record<string, unknown>) {
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
  return { plan, prepared: prepare(frame, 'lines.csv', plan, catalog.experts.get(plan.expert.name).target) };
}

async function fit(frame: Frame, given: Record<string, unknown>) {
  const { plan, prepared } = planned(frame, given);
  return fitTable(prepared, plan, catalog, {}, null);
}

describe('a fit to a table', () => {
  it('teaches the gate nothing of the rows that no expert has to fit', async () => {
    const method = { name: 'multistart', assign: 'argmin', starts: 3, outliers: 0.1 };
    const { plan, prepared } = planned(lines(100), { from: 2, to: 2, seed: 3, method });
    const recipe = recipeOf(plan, 2);
    const { task, learnt, model } = await learn(prepared, prepared.rows, recipe, '', catalog, loader(catalog));
    expect(learnt.outside!.reduce((sum, flag) => sum + flag, 0)).toBe(10);
    const { bound } = await load(catalog.gates.get('softmax'), { C: 100 });
    const of = (weights?: Float64Array) =>
      bound.fit({ x: task.gateX!, targets: learnt.assignment, k: 2, weights }, stream('unused'));
    expect(model.gate!.state).toEqual(of(Float64Array.from(learnt.outside!, (flag) => 1 - flag)));
    expect(model.gate!.state).not.toEqual(of());
  });

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

  it('gives as many experts as asked for, where a tree, though it predicts better, has fewer leaves', async () => {
    const rng = stream('line');
    const x = Array.from({ length: 18 }, () => uniform(rng, 0, 10));
    const line = frameOf({ x, z: x.map(() => uniform(rng, -1, 1)), y: x.map((value) => value + normal(rng)) });
    const { report } = await fit(line, { from: 3, to: 3, beside: ['model-tree'] });
    expect([report.k, report.settings.method.name]).toEqual([3, 'alternating']);
    // A leaf has ten rows or more: of 18 rows there is one.
    expect((await fit(line, { from: 3, to: 3, method: 'model-tree' })).report.k).toBe(1);
  });

  const two = { from: 2, to: 2, seed: 3 };
  const bytes = async (frame: Frame, given: Record<string, unknown> = {}) => {
    const { model } = await fit(frame, { ...two, ...given });
    return JSON.stringify(encodeModel(model, catalog));
  };
  const withColumns = ({ columns, rows, source }: Frame, more: Frame): Frame => ({
    ...{ rows, source },
    columns: [...more.columns, ...columns],
  });

  it('gives equal bytes for equal input, whatever other columns there are, and others by another seed', async () => {
    const frame = lines(60);
    const first = await bytes(frame);
    expect(await bytes(frame)).toBe(first);
    const other = frameOf({ id: Array.from({ length: 60 }, (_, i) => `r${i}`), junk: Array(60).fill(1) });
    expect(await bytes(withColumns(frame, other))).toBe(first);
    const scores = async (seed: number) =>
      (await fit(frame, { ...two, seed, validate: '0.3' })).report.held!.test.parts;
    expect(await scores(1)).toEqual(await scores(1));
    expect(await scores(1)).not.toEqual(await scores(2));
  });

  it('takes a weight of 0 for a row that is not there', async () => {
    const frame = lines(60);
    const own = { columns: frame.columns.map((column) => ({ ...column })) };
    const values = Float64Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 0 : 1));
    const y = own.columns.find(({ name }) => name === 'y') as NumberColumn;
    const spoiled = y.values.map((value, i) => (values[i] === 0 ? 0 : value));
    const columns = [...own.columns.filter((column) => column !== y), { ...y, values: spoiled }];
    const weighted = { ...frame, columns: [...columns, { name: 'w', kind: 'number', values } as const] };
    const { model } = await fit(weighted, { ...two, from: 1, to: 1, formula: 'y ~ x', weights: 'w' });
    const kept = Array.from(values.keys()).filter((i) => values[i] === 1);
    const least = frameOf(
      Object.fromEntries(frame.columns.map((c) => [c.name, kept.map((i) => (c as NumberColumn).values[i]!)])),
    );
    const { model: own1 } = await fit(least, { ...two, from: 1, to: 1, formula: 'y ~ x' });
    const at = (of: typeof model, x: number) => {
      const { encoding, target, experts } = of;
      const [{ center, scale }] = encoding.experts as [(typeof encoding.experts)[number]];
      const { intercept, slopes } = experts[0] as { intercept: number; slopes: Float64Array };
      const said = intercept + (slopes[0]! * (x - center)) / scale;
      return target.kind === 'regression' ? target.center + target.scale * said : said;
    };
    for (const x of [0, 10]) expect(at(model, x)).toBeCloseTo(at(own1, x), 6);
  });

  it('leaves out rows with missing cells, or fills them, or refuses them with their place', async () => {
    const [x, y] = [lines(60).columns[0] as NumberColumn, lines(60).columns[2]!];
    const holes = x.values.map((value, i) => (i === 7 ? Number.NaN : value));
    const frame = { ...lines(60), columns: [{ ...x, values: holes }, lines(60).columns[1]!, y] };
    await expect(fit(frame, two)).rejects.toThrow('data.x[7] "x" is missing; options.missing drop, mean or own-level');
    expect((await fit(frame, { ...two, missing: 'drop' })).report.rows).toBe(59);
    for (const [missing, features] of [
      ['mean', 1],
      ['own-level', 2],
    ] as const) {
      const { report, model } = await fit(frame, { ...two, missing, validate: '5fold' });
      expect([report.rows, model.encoding.experts.length]).toEqual([60, features]);
      expect(Number.isFinite(report.held!.test.value)).toBe(true);
    }
  });

  it('is validated where a category is in the held-out rows alone', async () => {
    const frame = lines(60);
    const levels = ['usual', 'other', 'once'];
    const codes = Int32Array.from({ length: 60 }, (_, i) => (i === 11 ? 2 : i % 2));
    const rare = { ...frame, columns: [...frame.columns, { name: 'c', kind: 'category', codes, levels } as const] };
    const { report, model } = await fit(rare, { ...two, formula: 'y ~ x + c | z', validate: '5fold' });
    expect(report.held!.test.parts).toHaveLength(5);
    expect(model.encoding.inputs.find(({ name }) => name === 'c')).toMatchObject({
      levels: ['once', 'other', 'usual'],
    });
  });

  it('takes the different values of a column of numbers for classes, in their order', async () => {
    const frame = lines(60);
    const values = Float64Array.from((frame.columns[1] as NumberColumn).values, (z, i) => (z < 0 ? 10 : i % 2 ? 9 : 2));
    const classes = { ...frame, columns: [frame.columns[0]!, { name: 'y', kind: 'number', values } as const] };
    const given = { expert: 'logistic', formula: 'y ~ x', from: 1, to: 1 };
    const { report } = await fit(classes, given);
    expect(report.target).toEqual({ name: 'y', kind: 'classes', labels: ['2', '9', '10'] });
    expect(report.metric).toBe('accuracy');
  });

  it('tries no more experts than the rows can hold', async () => {
    const { report } = await fit(lines(7), { from: 1, to: 6, seed: 1 });
    expect(report.sizes.map(({ k }) => k)).toEqual([1, 2, 3, 4, 5, 6].slice(0, report.sizes.length));
    expect(report.sizes.length).toBeLessThan(6);
  });

  it('deals few rows to folds several times, so that no score hangs on one deal; its progress counts them all', async () => {
    for (const [n, deals, dealsOfPart] of [
      [60, 3, 3],
      [300, 2, 3],
    ] as const) {
      const { plan, prepared } = planned(lines(n), { from: 1, to: 2, seed: 3, validate: '0.3' });
      const told: FitProgress['fits'][] = [];
      const { report } = await fitTable(prepared, plan, catalog, { progress: ({ fits }) => told.push(fits) }, null);
      const [single] = report.sizes;
      const { parts, value } = single!.score!;
      expect(parts).toHaveLength(5 * deals);
      expect(value).toBeCloseTo(parts.reduce((sum, part) => sum + part) / parts.length, 12);
      expect(new Set(parts).size).toBe(parts.length);
      const { parts: ofBest, value: bestValue } = report.sizes[1]!.score!;
      expect(single!.below!.value).toBeCloseTo(bestValue - value, 12);
      const short = ofBest.map((part, p) => part - parts[p]!);
      expect(single!.below!.error).toBeCloseTo(standardDeviation(short)! / Math.sqrt(5), 12);
      expect(told.at(-1)!.of).toBe(2 * 5 * (deals + dealsOfPart) + 2 + 4);
      expect(told.at(-1)!.done).toBe(told.at(-1)!.of);
    }
  });
});
