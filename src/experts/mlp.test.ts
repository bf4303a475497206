import { expect, test } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { fromRows, matrix } from '../math/matrix.js';
import { below, stream, uniform } from '../math/random.js';
import { sparseOf } from '../math/sparse.js';
import { mlp } from './mlp.js';

const noise = stream('mlp');

/** A disc within a square: class 1 within 0.6 of the origin. */
const [N, x] = [400, drawn(400, 2, () => uniform(noise, -1, 1))];
const y = Float64Array.from({ length: N }, (_, i) => Number(Math.hypot(x.data[2 * i]!, x.data[2 * i + 1]!) < 0.6));
const rows = Uint32Array.from(y.keys());

test('a disc within a square is learnt', async () => {
  const expert = await bind(mlp, { hidden: 8, C: 100, iterations: 200 });
  const predicted = new Float64Array(N);
  expert.predict(expert.fit({ x, y, rows }, stream('fit')), x, predicted);
  expect(predicted.filter((label, i) => label === y[i]).length / N).toBeGreaterThan(0.97);
});

test('all classes of the task are in the model, though the samples have one: the others remain possible', async () => {
  const expert = await bind(mlp);
  const ones = new Float64Array(N).fill(1);
  const state = expert.fit({ x, y: ones, rows, classes: 3 }, stream('fit'));
  expect(state.output.cols).toBe(3);
  const other = new Float64Array(N);
  expert.losses(state, x, new Float64Array(N).fill(2), other, 0, 1);
  expect(other.every((loss) => Number.isFinite(loss) && loss > 3)).toBe(true);
  expect(expert.fit({ x, y: ones, rows }, stream('fit'), state).output.cols).toBe(3);
});

test('a warm start goes on where the last fit stopped, and draws nothing', async () => {
  const expert = await bind(mlp, { iterations: 5 });
  const total = (state: ReturnType<typeof expert.fit>) => {
    const losses = new Float64Array(N);
    expert.losses(state, x, y, losses, 0, 1);
    return losses.reduce((sum, loss) => sum + loss, 0);
  };
  const once = expert.fit({ x, y, rows }, stream('fit'));
  const rng = stream('unused');
  expect(total(expert.fit({ x, y, rows }, rng, once))).toBeLessThan(total(once));
  expect(uniform(rng)).toBe(uniform(stream('unused')));
});

test('features that are not finite are refused, in held rows only', async () => {
  const expert = await bind(mlp, { iterations: 2 });
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const broken = matrix(N, 2, x.data.with(4, value)); // sample 2
    expect(() => expert.fit({ x: broken, y, rows: Uint32Array.of(0, 1, 2) }, noise)).toThrow(InputError);
    expect(() => expert.fit({ x: broken, y, rows: Uint32Array.of(0, 1) }, noise)).not.toThrow();
  }
});

test('sparse rows have the losses and predictions of the same rows, dense', async () => {
  const bytes = Array.from({ length: 30 }, () => [0, 1, 2].map(() => below(noise, 2) && below(noise, 256)));
  const labels = Float64Array.from(bytes, ([a, b]) => Number(a! > b!));
  const [dense, sparse] = [fromRows(bytes.map((row) => row.map((byte) => byte / 255))), sparseOf(bytes)];
  const held = Uint32Array.from({ length: 20 }, (_, r) => r);
  const expert = await bind(mlp, { hidden: 3, iterations: 8 });
  const [a, b] = [dense, sparse].map((each) => expert.fit({ x: each, y: labels, rows: held }, stream('fit')));
  for (const chosen of [undefined, Uint32Array.of(29, 0, 0, 13)]) {
    const [got, expected] = [new Float64Array(30), new Float64Array(30)];
    expert.predict(b!, sparse, got, chosen);
    expert.predict(a!, dense, expected, chosen);
    expect(got).toEqual(expected);
    expert.losses(b!, sparse, labels, got, 0, 1, chosen);
    expert.losses(a!, dense, labels, expected, 0, 1, chosen);
    got.forEach((loss, r) => {
      expect(loss).toBeCloseTo(expected[r]!, 7);
    });
  }
});
