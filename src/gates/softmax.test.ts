import { expect, test } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { fromRows, matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { softmaxGate } from './softmax.js';

const rng = stream('unused');
const gate = await bind(softmaxGate, { tolerance: 1e-9, iterations: 500 });

test('two experts at -1 and 1, one sample each: p = 1 / (1 + exp(-2 w x)) with w = C (1 - p(1))', () => {
  const x = fromRows([[-1], [1]]);
  const state = gate.fit(x, Uint32Array.of(0, 1), 2, rng);
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
  gate.responsibilities(gate.fit(x, labels, 3, rng), x, out);
  labels.forEach((label, i) => {
    const row = out.data.subarray(3 * i, 3 * i + 3);
    expect(row.indexOf(Math.max(...row))).toBe(label);
    expect(row[2]).toBeLessThan(0.1);
  });
});

test('at least one sample is needed', () => {
  expect(() => gate.fit(matrix(0, 2), new Uint32Array(0), 2, rng)).toThrow(InputError);
});
