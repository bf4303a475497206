import { describe, expect, test } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { InputError } from '../errors.js';
import { checkGradients } from './gradient-check.js';
import { fromRows, matrix } from './matrix.js';
import { networkScores } from './network.js';
import { fitNetwork, type NetworkProblem, type NetworkSettings, networkObjective } from './network-fit.js';
import { below, normal, stream, uniform } from './random.js';
import { writeClasses, writeLosses } from './scores.js';
import type { Features } from './sparse.js';
import { sparseOf } from './sparse.js';

/** More rows than a block holds. */
const [N, D, H, C] = [300, 4, 3, 3];
const noise = stream('network-fit');
const bytes = Array.from({ length: N }, () => Array.from({ length: D }, () => below(noise, 2) && below(noise, 256)));
const dense = fromRows(bytes.map((row) => row.map((byte) => byte / 255)));
const sparse = sparseOf(bytes);
const labels = bytes.map(([a, b]) => (a! > b! ? 0 : 1 + Number(a! + b! > 200)));
const both: readonly (readonly [string, Features])[] = [
  ['dense', dense],
  ['sparse', sparse],
];
const theta = Float64Array.from({ length: (D + 1) * H + (H + 1) * C }, () => normal(noise));

function settingsOf(x: Features): NetworkSettings {
  return { x, targets: labels, classes: C, hidden: H, C: 10, iterations: 500, tolerance: 1e-6 };
}

describe.each(both)('the objective, %s', (_, x) => {
  const rows = Uint32Array.from({ length: 40 }, () => below(noise, N));
  const weights = Float64Array.from(rows, () => uniform(noise, 0, 3));
  const problem: NetworkProblem = { x, targets: labels, classes: C, hidden: H, rows, weights, C: 2 };

  const shares = drawn(N, C, (at) => (labels[Math.floor(at / C)] === at % C ? 0.5 : 0.25));
  const soft: NetworkProblem = { ...problem, targets: shares };

  test('labels are shares of one, to the last bit', () => {
    const hot = drawn(N, C, (at) => Number(labels[Math.floor(at / C)] === at % C));
    const [a, b] = [new Float64Array(theta.length), new Float64Array(theta.length)];
    const value = networkObjective(problem)(theta, a);
    expect(networkObjective({ ...problem, targets: hot })(theta, b)).toBe(value);
    expect(b).toEqual(a);
  });

  test('shares add the losses of the labels: half of the label’s, and a quarter of each other', () => {
    const at = (targets: NetworkProblem['targets']) =>
      networkObjective({ ...problem, targets })(theta, new Float64Array(theta.length));
    const turned = (by: number) => labels.map((label) => (label + by) % C);
    const expected = at(labels) / 2 + at(turned(1)) / 4 + at(turned(2)) / 4;
    expect(at(shares)).toBeCloseTo(expected, 10);
  });

  test.each([problem, soft, settingsOf(x)])('has the gradient that central differences give', (of) => {
    const objective = networkObjective(of);
    const last = new Float64Array(theta.length);
    const checked = {
      ...{ x0: theta, kinds: [] },
      evaluate: (at: Float64Array) => objective(at, last),
      slopes: (_: Float64Array, gradient: Float64Array) => gradient.set(last),
    };
    expect(() => checkGradients(checked)).not.toThrow();
    const wrong = (_: Float64Array, gradient: Float64Array) => {
      gradient.set(last);
      gradient[7]! += 0.1 * Math.max(1, Math.abs(gradient[7]!));
    };
    expect(() => checkGradients({ ...checked, slopes: wrong })).toThrow('[7]');
  });

  test('is sum_i w_i (-log p(label_i | x_i)) + 1/(2C) of the squared weights, biases not counted', () => {
    const [hidden, output] = [theta.slice(0, (D + 1) * H), theta.slice((D + 1) * H)];
    const state = { hidden: matrix(D + 1, H, hidden), output: matrix(H + 1, C, output) };
    const losses = new Float64Array(rows.length);
    writeLosses(networkScores(state, x), labels, losses, 0, 1, rows);
    const counted = [...hidden.subarray(0, D * H), ...output.subarray(0, H * C)];
    const penalty = counted.reduce((sum, weight) => sum + weight * weight, 0) / 4;
    const expected = losses.reduce((sum, loss, r) => sum + weights[r]! * loss, penalty);
    expect(networkObjective(problem)(theta, new Float64Array(theta.length))).toBeCloseTo(expected, 9);
  });

  test('overwrites what stood in the gradient, and counts the rows of each evaluation', () => {
    const counted: number[] = [];
    const objective = networkObjective({ ...problem, count: (evaluations) => counted.push(evaluations) });
    const [a, b] = [new Float64Array(theta.length), new Float64Array(theta.length).fill(7)];
    expect(objective(theta, a)).toBe(objective(theta, b));
    expect(a).toEqual(b);
    expect(counted).toEqual([40, 40]);
  });
});

describe.each(both)('the fit, %s', (_, x) => {
  const settings = settingsOf(x);
  const fitted = fitNetwork(settings, stream('fit'));
  const flat = (state: typeof fitted) => Float64Array.of(...state.hidden!.data, ...state.output.data);

  test('ends where the gradient is 0, below its start', () => {
    const gradient = new Float64Array(theta.length);
    const objective = networkObjective(settings);
    const value = objective(flat(fitted), gradient);
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThanOrEqual(1e-6);
    const start = fitNetwork({ ...settings, iterations: 0 }, stream('fit'));
    expect(value).toBeLessThan(objective(flat(start), gradient));
  });

  test('is the same for the same stream, and another for another', () => {
    expect(fitNetwork(settings, stream('fit'))).toEqual(fitted);
    expect(fitNetwork(settings, stream('other'))).not.toEqual(fitted);
  });

  test('from a minimum stays there, draws nothing, and leaves the start as it was', () => {
    const before = structuredClone(fitted);
    const rng = stream('unused');
    expect(fitNetwork({ ...settings, start: fitted }, rng)).toEqual(before);
    expect(fitted).toEqual(before);
    expect(uniform(rng)).toBe(uniform(stream('unused')));
  });

  test('a row of weight 2 is a row twice', () => {
    const rows = Uint32Array.from({ length: 50 }, (_, r) => r);
    const start = { hidden: matrix(D + 1, H, theta.slice(0, (D + 1) * H)), output: matrix(H + 1, C) };
    const short = { ...settings, start, iterations: 5 };
    const weighted = fitNetwork({ ...short, rows, weights: new Float64Array(50).fill(2) }, stream('fit'));
    const twice = fitNetwork({ ...short, rows: Uint32Array.from([...rows, ...rows]) }, stream('fit'));
    flat(weighted).forEach((weight, at) => {
      expect(weight).toBeCloseTo(flat(twice)[at]!, 8);
    });
  });
});

test('sparse rows give the network of the same rows, dense', () => {
  const [a, b] = [dense, sparse].map((x) => fitNetwork({ ...settingsOf(x), iterations: 10 }, stream('fit')));
  a!.hidden!.data.forEach((weight, at) => {
    expect(b!.hidden!.data[at]).toBeCloseTo(weight, 8);
  });
});

test('exclusive or, which no linear scores tell apart, is learnt', () => {
  const x = fromRows([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const xor = { x, targets: [0, 1, 1, 0], classes: 2, hidden: 4, C: 1000, iterations: 200, tolerance: 1e-6 };
  const out = new Float64Array(4);
  writeClasses(networkScores(fitNetwork(xor, stream('xor')), x), out);
  expect([...out]).toEqual([0, 1, 1, 0]);
});

test.each([
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
])('a feature of %d is refused, though tanh is finite of it', (value) => {
  const x = fromRows([[1], [value]]);
  const settings = { x, targets: [0, 1], classes: 2, hidden: 2, C: 1, iterations: 10, tolerance: 1e-6 };
  expect(() => fitNetwork(settings, stream('fit'))).toThrow(InputError);
});

test('a start of another shape is refused', () => {
  const start = fitNetwork({ ...settingsOf(dense), hidden: 2, iterations: 1 }, stream('fit'));
  expect(() => fitNetwork({ ...settingsOf(dense), start }, stream('fit'))).toThrow('must be 4 - 3 - 3');
});
