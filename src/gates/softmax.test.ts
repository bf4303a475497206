import { expect, test } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { fromRows, matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { softmaxGate } from './softmax.js';

const rng = stream('unused');
const gate = await bind(softmaxGate, { tolerance: 1e-9, iterations: 500 });

test('two experts at -1 and 1, one sample each: p = 1 / (1 + exp(-2 w x)) with w = C (1 - p(1))', () => {
  const x = fromRows([[-1], [1]]);
  const state = gate.fit({ x, targets: Uint32Array.of(0, 1), k: 2 }, rng);
  let w = 0.5;
  // The penalty is on both columns, (-w, w): w^2 / C; its derivative 2 w / C meets that of the losses, 4 (1 - p).
  for (let step = 0; step < 200; step++) w = 0.5 * w + 0.5 * (2 / (1 + Math.exp(2 * w)));
  const out = matrix(2, 2);
  gate.responsibilities(state, x, out);
  expect(out.data[3]).toBeCloseTo(1 / (1 + Math.exp(-2 * w)), 8);
  expect(out.data[0]).toBeCloseTo(out.data[3]!, 8);
});

test('an assignment by a line is learnt: each sample goes to its expert', () => {
  const x = drawn(200, 2, (at) => Math.sin(3 * at));
  const labels = Uint32Array.from({ length: 200 }, (_, i) => Number(x.data[2 * i]! > x.data[2 * i + 1]!));
  const out = matrix(200, 3);
  gate.responsibilities(gate.fit({ x, targets: labels, k: 3 }, rng), x, out);
  labels.forEach((label, i) => {
    const row = out.data.subarray(3 * i, 3 * i + 3);
    expect(row.indexOf(Math.max(...row))).toBe(label);
    expect(row[2]).toBeLessThan(0.1);
  });
});

test('where all samples are alike the responsibilities are their mean shares, by weight: (1/4, 3/4) and twice (1, 0)', () => {
  const targets = fromRows([
    [1 / 4, 3 / 4],
    [1, 0],
  ]);
  const x = fromRows([[5], [5]]);
  const out = matrix(2, 2);
  gate.responsibilities(gate.fit({ x, targets, weights: Float64Array.of(1, 2), k: 2 }, rng), x, out);
  [0.75, 0.25, 0.75, 0.25].forEach((share, at) => {
    expect(out.data[at]).toBeCloseTo(share, 8);
  });
});

test('a warm start at the optimum takes no step, and one elsewhere ends at the same optimum', () => {
  const x = drawn(60, 2, (at) => Math.cos(5 * at));
  const targets = Uint32Array.from({ length: 60 }, (_, i) => (x.data[2 * i]! > 0 ? 2 : i % 2));
  const state = gate.fit({ x, targets, k: 3 }, rng);
  expect(gate.fit({ x, targets, k: 3, warm: state }, rng)).toEqual(state);
  const other = gate.fit({ x, targets: targets.map((label) => 2 - label), k: 3 }, rng);
  const again = gate.fit({ x, targets, k: 3, warm: other }, rng);
  again.weights.data.subarray(0, 6).forEach((weight, at) => {
    expect(weight).toBeCloseTo(state.weights.data[at]!, 6); // the biases are so up to a constant
  });
});
