import { describe, expect, test } from 'vitest';
import type { PlainParameters } from '../components/contract.js';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { fromRows, matrix } from '../math/matrix.js';
import { normal, stream, uniform } from '../math/random.js';
import { sparseOf } from '../math/sparse.js';
import type { BoundExpert } from './contract.js';
import { type LogisticState, logistic } from './logistic.js';

const rng = stream('unused');

/** Two overlapping clouds of 60 points, classes 0 and 1, apart by 2 along the first of two features. */
function clouds() {
  const noise = stream('clouds');
  const y = Float64Array.from({ length: 120 }, (_, i) => i % 2);
  const x = matrix(
    120,
    2,
    Float64Array.from({ length: 240 }, (_, at) => normal(noise) + (at % 2 === 0 ? 2 * y[at >> 1]! : 0)),
  );
  return { x, y, rows: Uint32Array.from(y.keys()) };
}

function lossesOf(expert: BoundExpert<LogisticState>, state: LogisticState, { x, y } = clouds()): Float64Array {
  const out = new Float64Array(x.rows);
  expert.losses(state, x, y, out, 0, 1);
  return out;
}

describe('the classes of a task', () => {
  const { x, rows } = clouds();
  const y = new Float64Array(120).fill(1);

  test('are all in the model, though the samples have one: its loss is small, the others remain possible', async () => {
    const expert = await bind(logistic);
    const state = expert.fit({ x, y, rows, classes: 3 }, rng);
    expect([state.weights.rows, state.weights.cols]).toEqual([3, 3]);
    const predicted = new Float64Array(120);
    expert.predict(state, x, predicted);
    expect(predicted.every((label) => label === 1)).toBe(true);
    const other = new Float64Array(120);
    expert.losses(state, x, new Float64Array(120).fill(2), other, 0, 1);
    expect(other.every((loss) => Number.isFinite(loss) && loss > 3)).toBe(true);
  });

  test('without their number, are those of the warm state, else one more than the largest label of all samples', async () => {
    const expert = await bind(logistic);
    const held = Uint32Array.of(0, 2);
    const late = y.map((_, i) => (i === 119 ? 4 : 0));
    expect(expert.fit({ x, y: late, rows: held }, rng).weights.cols).toBe(5);
    const warm = expert.fit({ x, y, rows, classes: 7 }, rng);
    expect(expert.fit({ x, y, rows }, rng, warm).weights.cols).toBe(7);
  });

  test('bound the labels', async () => {
    const expert = await bind(logistic);
    expect(() => expert.fit({ x, y, rows, classes: 1 }, rng)).toThrow('labels must be class indices 0..0; got 1');
  });
});

test('a warm start goes on where the last fit stopped', async () => {
  const samples = clouds();
  const full = await bind(logistic, { tolerance: 1e-10 });
  const short = await bind(logistic, { iterations: 2 });
  const target = full.fit(samples, rng);
  const total = (state: LogisticState) => lossesOf(full, state).reduce((sum, loss) => sum + loss, 0);
  const once = short.fit(samples, rng);
  const on = short.fit(samples, rng, short.fit(samples, rng, once));
  expect(Math.abs(total(on) - total(target))).toBeLessThan(0.1 * Math.abs(total(once) - total(target)));
});

test.each([
  'lbfgs',
  'gradient-descent',
])('%s: features that are not finite are refused, in held rows only', async (solver) => {
  const expert = await bind(logistic, { solver });
  const { x, y } = clouds();
  const rows = Uint32Array.of(0, 1, 2);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const broken = matrix(120, 2, x.data.with(4, value)); // sample 2
    expect(() => expert.fit({ x: broken, y, rows }, rng)).toThrow(InputError);
    expect(() => expert.fit({ x: broken, y, rows: rows.subarray(0, 2) }, rng)).not.toThrow();
  }
});

test.each([
  { solver: 'lbfgs', iterations: 3, least: 4, most: 12 },
  { solver: 'gradient-descent', iterations: 3, least: 3, most: 3 },
])('$solver counts a pass over the held rows for each evaluation', async ({ solver, iterations, least, most }) => {
  const expert = await bind(logistic, { solver, iterations });
  const counted: number[] = [];
  const samples = { ...clouds(), rows: Uint32Array.of(0, 1, 4, 5, 7) };
  expert.fit({ ...samples, count: (evaluations) => counted.push(evaluations) }, rng);
  expect(counted.every((evaluations) => evaluations === 5)).toBe(true);
  expect(counted.length).toBeGreaterThanOrEqual(least);
  expect(counted.length).toBeLessThanOrEqual(most);
});

describe('one class against the rest', () => {
  /** Three clouds of 40 points around the corners of a triangle. */
  function corners() {
    const noise = stream('corners');
    const y = Float64Array.from({ length: 120 }, (_, i) => i % 3);
    const points = Array.from(y, (label) => [2 * Number(label === 1), 2 * Number(label === 2)]);
    const x = fromRows(points.map((point) => point.map((at) => at + normal(noise))));
    return { x, y, rows: Uint32Array.from(y.keys()), classes: 3 };
  }

  test('is of two classes what multinomial is with half the C: its columns are opposite, each of twice the size', async () => {
    const [rest, softmax] = [
      await bind(logistic, { multiclass: 'ovr', C: 2, tolerance: 1e-9 }),
      await bind(logistic, { C: 1, tolerance: 1e-9 }),
    ];
    const samples = clouds();
    const [a, b] = [rest.fit(samples, rng), softmax.fit(samples, rng)];
    b.weights.data.forEach((weight, at) => {
      expect(a.weights.data[at]! / 2).toBeCloseTo(weight, 6);
    });
    const expected = lossesOf(softmax, b);
    lossesOf(rest, a).forEach((loss, i) => {
      expect(loss).toBeCloseTo(expected[i]!, 6);
    });
  });

  test('predicts the greatest score; the loss is -log of its sigmoid over the sum of all', async () => {
    const rest = await bind(logistic, { multiclass: 'ovr' });
    const samples = corners();
    const state = rest.fit(samples, rng);
    const predicted = new Float64Array(120);
    rest.predict(state, samples.x, predicted);
    const losses = lossesOf(rest, state, samples);
    const w = (t: number, j: number) => state.weights.data[3 * t + j]!;
    for (let i = 0; i < 120; i++) {
      const [x1, x2] = [samples.x.data[2 * i]!, samples.x.data[2 * i + 1]!];
      const scores = [0, 1, 2].map((j) => x1 * w(0, j) + x2 * w(1, j) + w(2, j));
      expect(predicted[i]).toBe(scores.indexOf(Math.max(...scores)));
      const sigmoids = scores.map((score) => 1 / (1 + Math.exp(-score)));
      const sum = sigmoids.reduce((total, sigmoid) => total + sigmoid);
      expect(losses[i]).toBeCloseTo(-Math.log(sigmoids[samples.y[i]!]! / sum), 9);
    }
    expect(predicted.filter((label, i) => label === samples.y[i]).length).toBeGreaterThan(90);
  });

  test('loses what is finite, however far a sample is on the wrong side', async () => {
    const rest = await bind(logistic, { multiclass: 'ovr' });
    const weights = matrix(2, 3, Float64Array.of(-1e3, -1e4, 1e4, 0, 0, 0));
    const losses = lossesOf(
      rest,
      { weights },
      { ...corners(), x: fromRows([[-1], [1], [1]]), y: Float64Array.of(2, 1, 2) },
    );
    expect([...losses]).toEqual([1e4 + Math.log(2), 1e4, 0]); // the first has two others that are sure
  });

  test('has every class of the task, also one of which it holds nothing, and starts warm where it was', async () => {
    const rest = await bind(logistic, { multiclass: 'ovr', tolerance: 1e-6 });
    const { rows, ...samples } = corners();
    const held = rows.filter((i) => samples.y[i] !== 2);
    const cold: number[] = [];
    const state = rest.fit({ ...samples, rows: held, count: (m) => cold.push(m) }, rng);
    const predicted = new Float64Array(120);
    rest.predict(state, samples.x, predicted);
    expect(new Set(predicted)).toEqual(new Set([0, 1]));
    const warm: number[] = [];
    rest.fit({ ...samples, rows: held, count: (m) => warm.push(m) }, rng, state);
    expect(warm).toHaveLength(3); // a look at the gradient of each class
    expect(cold.length).toBeGreaterThan(10);
  });

  test('by gradient descent has the same probabilities as a softmax of two classes by it', async () => {
    const samples = clouds();
    const [rest, softmax] = [
      await bind(logistic, { multiclass: 'ovr', solver: 'gradient-descent' }),
      await bind(logistic, { solver: 'gradient-descent' }),
    ];
    const expected = lossesOf(softmax, softmax.fit(samples, rng));
    lossesOf(rest, rest.fit(samples, rng)).forEach((loss, i) => {
      expect(loss).toBeCloseTo(expected[i]!, 10);
    });
  });

  test('bounds the labels', async () => {
    const rest = await bind(logistic, { multiclass: 'ovr' });
    expect(() => rest.fit({ ...corners(), classes: 2 }, rng)).toThrow('labels must be class indices 0..1; got 2');
  });
});

describe('whether a fit converged', () => {
  const endOf = async (given: PlainParameters): Promise<boolean[]> => {
    const ends: boolean[] = [];
    (await bind(logistic, given)).fit({ ...clouds(), ended: (converged) => void ends.push(converged) }, rng);
    return ends;
  };

  test.each([
    [{ iterations: 2 }, false],
    [{ iterations: 1000 }, true],
    [{ multiclass: 'ovr', iterations: 2 }, false],
    [{ multiclass: 'ovr', iterations: 1000 }, true],
    [{ iterations: 1000, tolerance: 0 }, false],
    [{ solver: 'gradient-descent', iterations: 1000 }, false],
  ])('%j: %s, said once', async (given, converged) => {
    expect(await endOf(given)).toEqual([converged]);
  });
});

describe('gradient descent', () => {
  test('from ml-logistic-regression ends where L-BFGS does without a penalty', async () => {
    const descent = await bind(logistic, { solver: 'gradient-descent', iterations: 2000 });
    const newton = await bind(logistic, { C: 1e12, tolerance: 1e-9 });
    const samples = clouds();
    const [a, b] = [descent.fit(samples, rng), newton.fit(samples, rng)];
    const expected = lossesOf(newton, b);
    lossesOf(descent, a).forEach((loss, i) => {
      expect(Math.abs(loss - expected[i]!)).toBeLessThan(1e-6);
    });
  });

  test('on a face before a uniform background, which no line tells apart, draws the line of L-BFGS', async () => {
    const noise = stream('face');
    const n = 600;
    const y = Float64Array.from({ length: n }, (_, i) => i % 2);
    const points = Array.from(y, (label, i) => {
      if (label === 0) return [uniform(noise, -1, 1), uniform(noise, -1, 1)];
      if (i % 4 === 1) return [(i % 8 === 1 ? 0.5 : -0.5) + 0.08 * normal(noise), 0.5 + 0.08 * normal(noise)];
      const [radius, angle] = [0.6 + 0.05 * normal(noise), Math.PI * uniform(noise, 7 / 6, 11 / 6)];
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    });
    const samples = { x: fromRows(points), y, rows: Uint32Array.from(y.keys()) };
    const descent = await bind(logistic, { solver: 'gradient-descent', iterations: 1000 });
    const newton = await bind(logistic, { C: 1e12, tolerance: 1e-9 });
    const [a, b] = [descent.fit(samples, rng), newton.fit(samples, rng)];
    a.weights.data.forEach((weight, at) => {
      expect(Math.abs(weight - b.weights.data[at]!)).toBeLessThan(1e-4);
    });
    const [predicted, expected] = [new Float64Array(n), new Float64Array(n)];
    descent.predict(a, samples.x, predicted);
    newton.predict(b, samples.x, expected);
    expect(predicted).toEqual(expected);
  });

  test('does not mistake a lone class 1 for class 0', async () => {
    const descent = await bind(logistic, { solver: 'gradient-descent', iterations: 100 });
    const { x, y } = clouds();
    const state = descent.fit({ x, y, rows: Uint32Array.from(y.keys()).filter((i) => y[i] === 1) }, rng);
    const predicted = new Float64Array(120);
    descent.predict(state, x, predicted);
    expect(predicted.filter((_, i) => y[i] === 1).every((label) => label === 1)).toBe(true);
  });

  test('refuses more classes than two, sparse rows and weights, in words', async () => {
    const descent = await bind(logistic, { solver: 'gradient-descent' });
    const samples = clouds();
    const weights = new Float64Array(120).fill(2);
    const refused = [
      { given: { ...samples, classes: 3 }, message: 'solver gradient-descent is for two classes; got 3' },
      { given: { ...samples, weights }, message: 'solver gradient-descent takes no sample weights' },
      {
        given: { ...samples, x: sparseOf([[0, 0]]) },
        message: 'needs dense features; the data has 1 sparse rows of 2',
      },
    ];
    for (const { given, message } of refused) {
      expect(() => descent.fit(given, rng)).toThrow(InputError);
      expect(() => descent.fit(given, rng)).toThrow(message);
    }
  });
});

test('sparse rows give the weights of the same rows, dense', async () => {
  const bytes = [
    [51, 0],
    [204, 0],
    [255, 102],
    [0, 0],
    [255, 153],
    [51, 255],
  ];
  const y = Float64Array.of(0, 1, 2, 0, 1, 1);
  const rows = Uint32Array.of(0, 1, 2, 4, 5);
  const x = fromRows(bytes.map((row) => row.map((byte) => byte / 255)));
  const sparse = sparseOf(bytes);
  const expert = await bind(logistic, { tolerance: 1e-10 });
  const [a, b] = [expert.fit({ x, y, rows }, rng), expert.fit({ x: sparse, y, rows }, rng)];
  a.weights.data.forEach((weight, q) => {
    expect(b.weights.data[q]).toBeCloseTo(weight, 8);
  });
  for (const chosen of [undefined, Uint32Array.of(5, 0, 0, 3)]) {
    const [predicted, expected] = [new Float64Array(6), new Float64Array(6)];
    expert.predict(b, sparse, predicted, chosen);
    expert.predict(a, x, expected, chosen);
    expect(predicted).toEqual(expected);
    expert.losses(b, sparse, y, predicted, 0, 1, chosen);
    expert.losses(a, x, y, expected, 0, 1, chosen);
    predicted.forEach((loss, r) => {
      expect(loss).toBeCloseTo(expected[r]!, 8);
    });
  }
});

test.each([
  'multinomial',
  'ovr',
])('%s: a fit of some steps is one of so many iterations, and no more than its own', async (multiclass) => {
  const { x, y, rows } = clouds();
  const [expert, two] = [await bind(logistic, { multiclass }), await bind(logistic, { multiclass, iterations: 2 })];
  const ends: boolean[] = [];
  const state = expert.fit({ x, y, rows, steps: 2, ended: (one) => ends.push(one) }, rng);
  expect(state).toEqual(two.fit({ x, y, rows }, rng));
  expect(two.fit({ x, y, rows, steps: 9 }, rng)).toEqual(state);
  expect(ends).toEqual([false]);
});
