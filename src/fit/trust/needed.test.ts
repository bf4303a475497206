import { describe, expect, it } from 'vitest';
import { prepare } from '../../datasets/prepare.js';
import { catalogOf } from '../../experiment/catalog.js';
import { logistic } from '../../experts/logistic.js';
import { normal, type Rng, stream, uniform } from '../../math/random.js';
import { encodeModel } from '../../model/codec.js';
import { type Frame, frameOf } from '../../tables/frame.js';
import { lanesHere } from '../carry-out.js';
import type { FitPlan, FitProgress } from '../contract.js';
import { fitTable } from '../fit-table.js';
import type { FitJob } from '../job-contract.js';
import { withOrigin } from '../origin.js';
import { type FitRequest, planOf } from '../plan.js';
import { judged } from './needed.js';

const catalog = catalogOf();

/** y over two uniform inputs. */
function table(n: number, seed: string, y: (x: number, z: number, rng: Rng) => number | string): Frame {
  const rng = stream('needed', seed);
  const x = Array.from({ length: n }, () => uniform(rng, -1, 1));
  const z = Array.from({ length: n }, () => uniform(rng, -1, 1));
  return frameOf({ x, z, y: x.map((own, i) => y(own, z[i]!, rng)) as number[] });
}

const line = (x: number, z: number, rng: Rng) => x - z + normal(rng);
const crossed = (x: number, z: number, rng: Rng) => (z < 0 ? 4 : -4) * x + normal(rng);

const quick: FitRequest = { formula: 'y ~ x + z', experts: '1..2', method: 'kmeans', needed: 19 };

async function fit(frame: Frame, request: FitRequest, progress?: (done: FitProgress) => void) {
  const plan = planOf(request, frame, catalog);
  const prepared = prepare(frame, 'data', plan, catalog.experts.get(plan.expert.name).target);
  return { plan, ...(await fitTable(prepared, plan, catalog, progress === undefined ? {} : { progress }, null)) };
}

describe('p', () => {
  it('is (1 + simulations with at least this gain) / (1 + simulations), never 0', () => {
    const simulated = Array.from({ length: 19 }, (_, b) => (b - 10) / 100);
    expect(judged(1, simulated)).toEqual({ simulations: 19, gain: 1, chance: 0.08, p: 0.05 });
    // Reached by .07 and .08.
    expect(judged(0.07, simulated).p).toBe(3 / 20);
    expect(judged(-1, simulated).p).toBe(1);
  });
});

describe('whether experts are needed', () => {
  it('is told of two lines that cross, which are then taken', async () => {
    const { report, model } = await fit(table(80, 'crossed', crossed), quick);
    expect(report.verdict).toMatchObject({ needed: true, by: 'simulation', simulations: 19, p: 0.05 });
    expect(report.verdict.gain).toBeGreaterThan(report.verdict.chance!);
    expect([report.k, report.warning, model.trust!.needed!.p]).toEqual([2, null, 0.05]);
  });

  it('is denied of one line, which is then taken', async () => {
    const { report } = await fit(table(80, 'line', line), quick);
    expect(report.verdict.needed).toBe(false);
    expect([report.k, report.warning]).toEqual([1, report.verdict.sentence]);
    const two = await fit(table(80, 'line', line), { ...quick, experts: 2 });
    expect([two.report.k, two.report.verdict.needed]).toEqual([2, false]);
  });

  it('has a p that is about uniform where one expert is the truth, also where noise grows with an input', async () => {
    const ps: number[] = [];
    for (let s = 0; s < 20; s++) {
      const noise = (x: number, z: number, rng: Rng) => x - z + normal(rng) * Math.exp(1.2 * x);
      const { report } = await fit(table(40, `noise ${s}`, noise), { ...quick, seed: s });
      ps.push(report.verdict.p!);
    }
    // Of 20 uniform values 10 are expected up to .5, give or take 2.2, and 1 up to .05.
    expect(Math.abs(ps.filter((p) => p <= 0.5).length - 10)).toBeLessThanOrEqual(6);
    expect(ps.filter((p) => p <= 0.05).length).toBeLessThanOrEqual(4);
  });

  it('counts a row of weight 0 for nothing, and learns no more from it', async () => {
    const rng = stream('weights');
    const x = Array.from({ length: 120 }, () => uniform(rng, -1, 1));
    const z = Array.from({ length: 120 }, () => uniform(rng, -1, 1));
    // Lines cross in the second half of the rows alone.
    const y = x.map((value, i) => (i >= 60 && z[i]! < 0 ? -4 : 4) * value + normal(rng));
    const told = async (first: number, second: number) => {
      const w = x.map((_, i) => (i < 60 ? first : second));
      const { report } = await fit(frameOf({ x, z, y, w }), { ...quick, weights: 'w' });
      return report.verdict;
    };
    expect((await told(0, 1)).needed).toBe(true);
    expect((await told(1, 0)).needed).toBe(false);
    const plain = await fit(frameOf({ x, z, y }), quick);
    expect(await told(1, 1)).toEqual(plain.report.verdict);
  });

  it('is told of classes, by labels that are drawn from the probabilities of one expert', async () => {
    const label = (slope: (z: number) => number) => (x: number, z: number, rng: Rng) =>
      uniform(rng) < 1 / (1 + Math.exp(-slope(z) * x)) ? 'yes' : 'no';
    const told = async (slope: (z: number) => number) =>
      (await fit(table(120, 'classes', label(slope)), { ...quick, formula: 'y ~ x | z' })).report.verdict;
    expect((await told((z) => (z < 0 ? 8 : -8))).needed).toBe(true);
    expect((await told(() => 8)).needed).toBe(false);
  });

  it('comes out the same whatever is fitted first, and is in the model file', async () => {
    const frame = table(40, 'order', crossed);
    const plan = planOf(quick, frame, catalog);
    const prepared = prepare(frame, 'data', plan, 'regression');
    const { start } = lanesHere(catalog);
    const bytes = async (most: number) => {
      const fitted = await fitTable(prepared, plan, catalog, {}, null, { most, start });
      return JSON.stringify(encodeModel(withOrigin(fitted, plan, 'a'.repeat(64)), catalog));
    };
    const one = await bytes(1);
    expect(await bytes(7)).toBe(one);
    expect(JSON.parse(one).trust.needed.simulations).toBe(19);
  });

  it('tells which simulation is under way, and comes to the end', async () => {
    const told: FitProgress[] = [];
    await fit(table(40, 'order', crossed), quick, (now) => told.push(now));
    expect(told.some(({ what }) => what === 'simulation 12 of 19, 2 experts, fold 3')).toBe(true);
    const { done, of } = told.at(-1)!.fits;
    expect(done).toBe(of);
  });

  it('learns from simulated targets with the folds and starts of the table, a new one each time', async () => {
    const jobs: FitJob[] = [];
    const lanes = lanesHere(catalog);
    const frame = table(40, 'order', crossed);
    const plan: FitPlan = planOf({ ...quick, method: 'gated-alternating', starts: 20 }, frame, catalog);
    const prepared = prepare(frame, 'data', plan, 'regression');
    await fitTable(prepared, plan, catalog, {}, null, {
      most: 1,
      start: (own) => {
        const lane = lanes.start(own);
        const run: typeof lane.run = (job, progress) => {
          jobs.push(job);
          return lane.run(job, progress);
        };
        return { ...lane, run };
      },
    });
    const own = jobs.filter(({ of }) => of === 'needed/fold 2');
    expect(new Set(own.map(({ held }) => String(held))).size).toBe(1);
    const targets = own.flatMap(({ simulated }) => (simulated === undefined ? [] : [String(simulated.y)]));
    expect(new Set(targets).size).toBe(19);
    expect(own.some(({ recipe }) => recipe.method.starts === 5)).toBe(true);
    expect(own.every(({ recipe: { k, method } }) => k === 1 || method.starts === 5)).toBe(true);
  });
});

describe('simulations', () => {
  const frame = table(80, 'line', line);
  it.each<readonly [string, FitRequest, Frame, string]>([
    ['are not fewer than 19', { ...quick, needed: 18 }, frame, 'needed must be a number of simulations, at least 19'],
    ['are a whole number', { ...quick, needed: 20.5 }, frame, 'got 20.5'],
    [
      'need a gate',
      { formula: 'y ~ x + z', experts: 2, gate: 'none', needed: 19 },
      frame,
      'needed needs a gate, for without one nothing says which expert predicts a row that is held out; got gate none',
    ],
    ['need something to compare', { ...quick, experts: 1 }, frame, 'experts must allow two or more; got 1'],
    [
      'need rows to fold',
      { ...quick, experts: 'auto' },
      table(24, 'few', line),
      'needed needs 25 rows or more for 2 experts, so that four folds of five have 10 for each; got 24',
    ],
    ['need more for more experts', { ...quick, experts: 7 }, frame, 'needed needs 88 rows or more for 7 experts'],
  ])('%s', (_, request, of, message) => {
    expect(() => planOf(request, of, catalog)).toThrow(message);
  });

  it('need probabilities of classes', () => {
    const labels = table(80, 'labels', (x) => (x < 0 ? 'a' : 'b'));
    const outside = { ...logistic, name: 'scores', likelihood: 'none' as const };
    expect(() => planOf({ ...quick, expert: 'scores' }, labels, catalogOf({ experts: [outside] }))).toThrow(
      'which scores has none of',
    );
  });

  it('need rows to fold, not counting those left out', async () => {
    const few = frameOf({
      x: Array.from({ length: 30 }, (_, i) => (i < 24 ? i : Number.NaN)),
      y: Array.from({ length: 30 }, (_, i) => i % 7),
    });
    await expect(fit(few, { ...quick, formula: 'y ~ x', missing: 'drop' })).rejects.toThrow('got 24');
  });
});
