/** What every registered expert must do, on data of its kind. A new entry is tested by being registered. */

import { describe, expect, test } from 'vitest';
import { learnable } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { readState, writeState } from '../components/state.js';
import type { Target } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import type { Matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import type { BoundExpert } from './contract.js';
import { experts } from './registry.js';

const N = 40;

function data(target: Target['kind'], d: number): { x: Matrix; y: Float64Array; rows: Uint32Array } {
  const { x, y } = learnable(target, N, d, stream('conformance', target, d));
  return { x, y, rows: Uint32Array.from(y.keys()).filter((i) => i % 3 !== 0) };
}

function lossesOf(expert: BoundExpert, state: unknown, x: Matrix, y: Float64Array): Float64Array {
  const out = new Float64Array(x.rows);
  expert.losses(state, x, y, out, 0, 1);
  return out;
}

test('there are experts, and each says what it is', () => {
  expect(experts.all.length).toBeGreaterThan(0);
  for (const expert of experts.all) expect(expert.about).not.toBe('');
});

const cases = experts.all.flatMap((expert) => [1, 2, 5].map((d) => ({ expert, name: expert.name, d })));
const relaxable = cases.filter(({ expert }) => expert.relaxable);

describe.each(cases)('$name, d = $d', async ({ expert, d }) => {
  const bound = await bind(expert);
  const { x, y, rows } = data(expert.target, d);
  const state = bound.fit({ x, y, rows }, stream('fit'));

  test('the bound expert keeps name and needs', () => {
    expect(bound.name).toBe(expert.name);
    expect(bound.needsBothClasses).toBe(expert.needsBothClasses);
    expect(bound.likelihood).toBe(expert.likelihood);
    expect(bound.relax !== undefined).toBe(expert.relaxable);
  });

  test('its loss is what it says: -log p(y | x), whose exp(-loss) sum to one over the classes, or a squared error', () => {
    const predicted = new Float64Array(N);
    bound.predict(state, x, predicted);
    const [no, yes] = [0, 1].map((label) => lossesOf(bound, state, x, new Float64Array(N).fill(label)));
    const ones = Float64Array.from(y, (_, i) => Math.exp(-no![i]!) + Math.exp(-yes![i]!));
    const squares = Float64Array.from(y, (value, i) => (value - predicted[i]!) ** 2);
    const farthest = (a: Float64Array, b: (i: number) => number) => Math.max(...a.map((v, i) => Math.abs(v - b(i))));
    const losses = lossesOf(bound, state, x, y);
    expect(farthest(ones, () => 1) < 1e-12).toBe(bound.likelihood === 'log');
    expect(farthest(squares, (i) => losses[i]!) < 1e-12).toBe(bound.likelihood === 'normal');
  });

  test('a whole weight is a repeated sample, of weight 0 none; where weights are not taken they are refused', () => {
    const weights = Float64Array.from(rows, (_, r) => r % 3);
    const fit = () => bound.fit({ x, y, rows, weights }, stream('fit'), state);
    if (!bound.weighted) return expect(fit).toThrow(InputError);
    const repeated = Uint32Array.from([...rows].flatMap((row, r) => Array<number>(r % 3).fill(row)));
    const again = lossesOf(bound, bound.fit({ x, y, rows: repeated }, stream('fit'), state), x, y);
    const found = lossesOf(bound, fit(), x, y);
    expect(Math.max(...found.map((loss, i) => Math.abs(loss - again[i]!)))).toBeLessThan(1e-2);
    expect(found).not.toEqual(lossesOf(bound, bound.fit({ x, y, rows }, stream('fit'), state), x, y));
  });

  test('losses are finite, at least 0, and predictions are values or class indices', () => {
    expect(lossesOf(bound, state, x, y).every((loss) => Number.isFinite(loss) && loss >= 0)).toBe(true);
    const predicted = new Float64Array(N);
    bound.predict(state, x, predicted);
    const allowed = (value: number) =>
      expert.target === 'regression' ? Number.isFinite(value) : [0, 1].includes(value);
    expect(predicted.every(allowed)).toBe(true);
  });

  test('it learns: the mean loss on held rows is below that of shuffled targets', () => {
    const mean = (targets: Float64Array) => {
      const all = lossesOf(bound, state, x, targets);
      return rows.reduce((sum, i) => sum + all[i]!, 0);
    };
    expect(mean(y)).toBeLessThan(mean(y.toReversed()));
  });

  test('losses are written at offset + i stride and nowhere else', () => {
    const [offset, stride] = [2, 3];
    const out = new Float64Array(offset + N * stride + 1).fill(-7);
    bound.losses(state, x, y, out, offset, stride);
    const plain = lossesOf(bound, state, x, y);
    out.forEach((value, at) => {
      const i = (at - offset) / stride;
      expect(value).toBe(Number.isInteger(i) && i >= 0 && i < N ? plain[i] : -7);
    });
  });

  test('losses and predictions of chosen rows, in any order, repeated or not, are those picked from all', () => {
    const all = { losses: lossesOf(bound, state, x, y), predicted: new Float64Array(N) };
    bound.predict(state, x, all.predicted);
    for (const chosen of [Uint32Array.of(31, 4, 4, 0, 39, 4), rows.toReversed(), new Uint32Array(0)]) {
      const [offset, stride, m] = [1, 2, chosen.length];
      const losses = new Float64Array(offset + m * stride + 1).fill(-7);
      const predicted = new Float64Array(m + 1).fill(-7);
      bound.losses(state, x, y, losses, offset, stride, chosen);
      bound.predict(state, x, predicted, chosen);
      losses.forEach((value, at) => {
        const r = (at - offset) / stride;
        expect(value).toBe(Number.isInteger(r) && r >= 0 && r < m ? all.losses[chosen[r]!] : -7);
      });
      expect([...predicted]).toEqual([...Array.from(chosen, (i) => all.predicted[i]), -7]);
    }
  });

  test('it counts evaluations in every fit or in none, as positive whole numbers, and fits as it does uncounted', () => {
    const counts = [undefined, state].map((warm) => {
      const counted: number[] = [];
      const samples = { x, y, rows, count: (evaluations: number) => counted.push(evaluations) };
      const fitted = bound.fit(samples, stream('fit'), warm);
      expect(fitted).toEqual(bound.fit({ x, y, rows }, stream('fit'), warm));
      return counted;
    });
    expect(counts.flat().every((evaluations) => Number.isInteger(evaluations) && evaluations > 0)).toBe(true);
    expect(counts[0]!.length > 0).toBe(counts[1]!.length > 0);
  });

  test('inputs are untouched', () => {
    const before = structuredClone({ x, y, rows, state });
    bound.fit({ x, y, rows, weights: new Float64Array(rows.length).fill(1) }, stream('fit'));
    lossesOf(bound, state, x, y);
    bound.relax?.(x, y);
    expect({ x, y, rows, state }).toEqual(before);
  });

  test('the same seed gives the same bytes, and weights of one change nothing', () => {
    expect(bound.fit({ x, y, rows }, stream('fit'))).toEqual(state);
    const weights = new Float64Array(rows.length).fill(1);
    expect(bound.fit({ x, y, rows, weights }, stream('fit'))).toEqual(state);
  });

  test('the state is plain data: a clone and a round trip through JSON have the same losses', () => {
    const losses = lossesOf(bound, state, x, y);
    expect(lossesOf(bound, structuredClone(state), x, y)).toEqual(losses);
    const text = JSON.stringify(writeState(expert.state, state, ['state']));
    const copy = readState(expert.state, JSON.parse(text), ['state'], { d });
    expect(copy).toEqual(state);
    expect(lossesOf(bound, copy, x, y)).toEqual(losses);
  });

  test('the state shares no memory with the inputs', () => {
    const copy = { x: structuredClone(x), y: y.slice(), rows: rows.slice() };
    const fitted = bound.fit(copy, stream('fit'));
    const before = lossesOf(bound, fitted, x, y);
    for (const part of [copy.x.data, copy.y, copy.rows]) part.fill(0);
    expect(lossesOf(bound, fitted, x, y)).toEqual(before);
  });
});

test('these losses are likelihoods, and these experts take weights', async () => {
  const all = await Promise.all(experts.all.map(async (expert) => [expert.name, await bind(expert)] as const));
  const found = Object.fromEntries(all.map(([name, { likelihood, weighted }]) => [name, [likelihood, weighted]]));
  expect(found).toMatchObject({
    linear: ['normal', true],
    logistic: ['log', true],
    mlp: ['log', true],
    'kernel-logistic': ['log', true],
    'rbf-svm': ['log', false],
  });
  expect((await bind(experts.get('logistic'), { solver: 'gradient-descent' })).weighted).toBe(false);
});

test('these experts can be relaxed', () => {
  expect(relaxable.map(({ name }) => name)).toEqual(expect.arrayContaining(['linear', 'kernel-logistic']));
});

describe.each(relaxable)('$name relaxed, d = $d', async ({ expert, d }) => {
  const bound = await bind(expert);
  const { x, y } = data(expert.target, d);

  test('the state of parameters shares no memory with them or the inputs', () => {
    const copy = { x: structuredClone(x), y: y.slice() };
    const relaxed = bound.relax!(copy.x, copy.y);
    const theta = new Float64Array(relaxed.size);
    relaxed.start(stream('start'), theta, 0);
    const state = relaxed.state(theta, 0);
    const before = lossesOf(bound, state, x, y);
    for (const part of [copy.x.data, copy.y, theta]) part.fill(9);
    expect(lossesOf(bound, state, x, y)).toEqual(before);
  });

  test('a start depends on its stream alone and fills its own place', () => {
    const relaxed = bound.relax!(x, y);
    const [first, second] = [new Float64Array(relaxed.size + 2), new Float64Array(relaxed.size + 2)];
    relaxed.start(stream('start'), first, 1);
    relaxed.start(stream('start'), second, 1);
    expect(first).toEqual(second);
    expect([first[0], first[relaxed.size + 1]]).toEqual([0, 0]);
    expect(first.some((value) => value !== 0)).toBe(true);
  });
});
