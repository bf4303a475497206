import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { between } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { fromRows, matrix } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import { dense } from '../math/sparse.js';
import type { Samples } from './contract.js';
import { fold, x, y } from './fixtures/smile.js';
import { kernelLogistic } from './kernel-logistic.js';
import { decisionValues, gram, type KernelExpansion, kernelProduct, rowsOf } from './rbf.js';

const rng = stream('kernel-logistic');
const expert = await bind(kernelLogistic);

/** The larger of |b + C w dloss/df| and |sum of w dloss/df|, both 0 at the minimum. */
function distanceFromMinimum(state: KernelExpansion, samples: Samples, C: number, gamma: number): number {
  const held = rowsOf(dense(samples.x, 'test'), samples.rows);
  const f = new Float64Array(held.rows);
  decisionValues(state, gamma, held, f, 0, 1);
  const slopes = f.map((value, r) => {
    const sign = samples.y[samples.rows[r]!]! > 0 ? 1 : -1;
    return (-sign * (samples.weights?.[r] ?? 1)) / (1 + Math.exp(sign * value));
  });
  const stationary = slopes.map((slope, r) => Math.abs(state.coefficients[r]! + C * slope));
  return Math.max(...stationary, Math.abs(slopes.reduce((sum, slope) => sum + slope, 0)));
}

describe('the gradient is 0 at the fit', () => {
  test.each([0, 1, 2, 3])('smile, fold %i', (index) => {
    const samples = { x, y, rows: fold(index) };
    expect(distanceFromMinimum(expert.fit(samples, rng), samples, 1, 0.5)).toBeLessThan(1e-9);
  });

  test('for any C and gamma, with weights, rows repeated', async () => {
    const exponent = between(-3, 3);
    await fc.assert(
      fc.asyncProperty(exponent, exponent, fc.nat(), async (logC, logGamma, seed) => {
        const noise = stream('fit', seed);
        const rows = Uint32Array.from([...fold(0).subarray(0, 20), ...fold(2).subarray(20), 3, 3]).sort();
        const weights = Float64Array.from(rows, () => uniform(noise, 0, 3));
        const [C, gamma] = [10 ** logC, 10 ** logGamma];
        const bound = await bind(kernelLogistic, { C, gamma });
        const samples = { x, y, rows, weights };
        expect(distanceFromMinimum(bound.fit(samples, rng), samples, C, gamma)).toBeLessThan(1e-8 * (1 + C));
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});

test('a minimum that full Newton steps fly away from is reached by halving them', async () => {
  const [C, gamma] = [68831, 0.325];
  const at = [-2.217, 0.95, 0.199, -2.462, 1.253, 1.148, -1.012, 1.082, 0.717, 0.704, 2.029, 0.088, 2.567];
  const samples = { x: matrix(13, 1, Float64Array.from(at)), y: new Float64Array(13).fill(1, 1, 2) };
  const rows = Uint32Array.from(at.keys());
  const state = (await bind(kernelLogistic, { C, gamma })).fit({ ...samples, rows }, rng);
  expect(distanceFromMinimum(state, { ...samples, rows }, C, gamma)).toBeLessThan(1e-9 * C);
});

test('two points, one a class: b = (-b, b), c = 0 and b = C / (1 + exp(b (1 - k)))', () => {
  const points = fromRows([[0], [1]]);
  const k = Math.exp(-0.5);
  let b = 0;
  for (let step = 0; step < 200; step++) b = 1 / (1 + Math.exp(b * (1 - k)));
  const state = expert.fit({ x: points, y: Float64Array.of(0, 1), rows: Uint32Array.of(0, 1) }, rng);
  expect(state.coefficients[0]).toBeCloseTo(-b, 10);
  expect(state.coefficients[1]).toBeCloseTo(b, 10);
  expect(state.intercept).toBeCloseTo(0, 10);
});

test('C -> 0 leaves the log odds of the classes, C -> infinity separates what can be separated', async () => {
  const rows = fold(3);
  const ones = y.reduce((sum, label) => sum + label, 0);
  const weak = (await bind(kernelLogistic, { C: 1e-9 })).fit({ x, y, rows }, rng);
  expect(weak.intercept).toBeCloseTo(Math.log(ones / (y.length - ones)), 6);
  expect(Math.max(...weak.coefficients.map(Math.abs))).toBeLessThan(1e-8);
  const bound = await bind(kernelLogistic, { C: 1e6, gamma: 2 });
  const predicted = new Float64Array(x.rows);
  bound.predict(bound.fit({ x, y, rows }, rng), x, predicted);
  expect(predicted).toEqual(y);
});

test('an integer weight is a repeated row', () => {
  const rows = fold(1);
  const weights = Float64Array.from(rows, (_, r) => 1 + (r % 3));
  const repeated = Uint32Array.from([...rows].flatMap((i, r) => Array<number>(1 + (r % 3)).fill(i)));
  const [weighted, expected] = [new Float64Array(x.rows), new Float64Array(x.rows)];
  decisionValues(expert.fit({ x, y, rows, weights }, rng), 0.5, x, weighted, 0, 1);
  decisionValues(expert.fit({ x, y, rows: repeated }, rng), 0.5, x, expected, 0, 1);
  weighted.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 8);
  });
});

test('one class is refused, in the held rows and in the data to relax over', () => {
  const points = fromRows([[0], [1], [2]]);
  const labels = Float64Array.of(1, 1, 0);
  expect(() => expert.fit({ x: points, y: labels, rows: Uint32Array.of(0, 1) }, rng)).toThrow(InputError);
  expect(() => expert.relax!(points, Float64Array.of(1, 1, 1))).toThrow(InputError);
});

test('K v in blocks of four rows is K v row by row', () => {
  for (const n of [1, 3, 4, 7, 8]) {
    const kernel = gram(
      rowsOf(
        x,
        Uint32Array.from({ length: n }, (_, i) => 11 * i),
      ),
      0.1,
    );
    const v = Float64Array.from({ length: n }, () => uniform(rng, -1, 1));
    const out = new Float64Array(n);
    kernelProduct(kernel, v, out);
    out.forEach((value, i) => {
      expect(value).toBeCloseTo(
        v.reduce((sum, entry, j) => sum + kernel[i * n + j]! * entry, 0),
        14,
      );
    });
  }
});
