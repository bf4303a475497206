/** Every expert with a smooth form: its derivatives against finite differences, and its minimum against `fit`. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { between, drawn } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { fromRows } from '../math/matrix.js';
import { normal, stream } from '../math/random.js';
import type { BoundExpert, RelaxedExpert } from './contract.js';
import { experts } from './registry.js';

const N = 12;

/** The weighted losses and the penalty at theta, with the gradient of both. */
function evaluate(relaxed: RelaxedExpert, theta: Float64Array, weights: Float64Array, scale: number) {
  const [at, offset, stride] = [2, 1, 3];
  const losses = new Float64Array(offset + N * stride);
  const spread = new Float64Array(losses.length);
  weights.forEach((weight, i) => {
    spread[offset + i * stride] = weight;
  });
  const gradient = new Float64Array(theta.length);
  relaxed.losses(theta, at, losses, offset, stride);
  relaxed.gradient(theta, at, spread, offset, stride, gradient);
  const penalty = relaxed.penalty(theta, at, scale, gradient);
  return { value: losses.reduce((sum, loss, i) => sum + loss * spread[i]!, penalty), penalty, gradient };
}

const cases = [
  { name: 'linear', parameters: { ridge: 0.7 }, d: 1 },
  { name: 'linear', parameters: { ridge: 0.7 }, d: 3 },
  { name: 'kernel-logistic', parameters: { C: 2, gamma: 2 }, d: 2 },
];

describe.each(cases)('$name, d = $d', async ({ name, parameters, d }) => {
  const expert: BoundExpert = await bind(experts.get(name), parameters);
  const rng = stream('relaxed', name, d);
  const x = drawn(N, d, () => 5 + 2 * normal(rng));
  const y = Float64Array.from({ length: N }, (_, i) => (name === 'linear' ? 3 * normal(rng) - 8 : i % 2));
  const relaxed = expert.relax!(x, y);
  const theta = fc.array(between(-3, 3), {
    minLength: relaxed.size + 4,
    maxLength: relaxed.size + 4,
  });
  const weights = fc.array(between(0, 2), { minLength: N, maxLength: N });

  test('the gradients of losses and penalty are the central differences', () => {
    fc.assert(
      fc.property(theta, weights, between(0, 2), (values, given, scale) => {
        const at = Float64Array.from(values);
        const w = Float64Array.from(given);
        const { gradient } = evaluate(relaxed, at, w, scale);
        const h = 1e-5;
        at.forEach((value, q) => {
          const [up, down] = [value + h, value - h].map(
            (moved) => evaluate(relaxed, at.with(q, moved), w, scale).value,
          );
          const difference = (up! - down!) / (2 * h);
          expect(Math.abs(gradient[q]! - difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
        });
      }),
      { seed: 4, numRuns: 30 },
    );
  });

  test('the penalty alone is linear in its scale and is 0 at scale 0', () => {
    const at = Float64Array.from({ length: relaxed.size + 4 }, () => normal(rng));
    const none = new Float64Array(N);
    const once = evaluate(relaxed, at, none, 1);
    const twice = evaluate(relaxed, at, none, 2);
    expect(once.penalty).toBeGreaterThan(0);
    expect(twice.penalty).toBeCloseTo(2 * once.penalty, 12);
    expect(evaluate(relaxed, at, none, 0).penalty).toBe(0);
  });

  test('experts that share the data do not disturb each other', () => {
    const both = Float64Array.from({ length: 2 * relaxed.size }, () => normal(rng));
    const alone = new Float64Array(N);
    const out = new Float64Array(2 * N);
    expert.relax!(x, y).losses(both, relaxed.size, alone, 0, 1);
    const gradients = [new Float64Array(both.length), new Float64Array(both.length)] as const;
    const ones = new Float64Array(N).fill(1);
    relaxed.losses(both, 0, out, 0, 2);
    relaxed.losses(both, relaxed.size, out, 1, 2);
    expect(out.filter((_, i) => i % 2 === 1)).toEqual(alone);
    relaxed.gradient(both, 0, ones, 0, 1, gradients[0]);
    const fresh = expert.relax!(x, y);
    fresh.losses(both, 0, new Float64Array(N), 0, 1);
    fresh.gradient(both, 0, ones, 0, 1, gradients[1]);
    expect(gradients[0]).toEqual(gradients[1]);
  });

  test('the state of theta has the losses of theta, up to the variance of a regression target', () => {
    const at = Float64Array.from({ length: relaxed.size }, () => normal(rng));
    const [direct, ofState] = [new Float64Array(N), new Float64Array(N)];
    relaxed.losses(at, 0, direct, 0, 1);
    expert.losses(relaxed.state(at, 0), x, y, ofState, 0, 1);
    const mean = y.reduce((sum, value) => sum + value, 0) / N;
    const variance = name === 'linear' ? y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / N : 1;
    direct.forEach((loss, i) => {
      expect(ofState[i]! / (variance * loss)).toBeCloseTo(1, 9);
    });
  });

  test('the fitted expert is where gradient descent on losses plus penalty ends', () => {
    const at = new Float64Array(relaxed.size + 2);
    const ones = new Float64Array(N).fill(1);
    for (let step = 0; step < 20_000; step++) {
      const { gradient } = evaluate(relaxed, at, ones, 1);
      for (let q = 0; q < at.length; q++) at[q]! -= 0.02 * gradient[q]!;
    }
    const fitted = expert.fit({ x, y, rows: Uint32Array.from(y.keys()) }, rng);
    const [descended, expected] = [new Float64Array(N), new Float64Array(N)];
    expert.losses(relaxed.state(at, 2), x, y, descended, 0, 1);
    expert.losses(fitted, x, y, expected, 0, 1);
    descended.forEach((loss, i) => {
      expect(Math.abs(loss - expected[i]!)).toBeLessThan(1e-10);
    });
  });
});

test('constant columns and a constant target have deviation 1 and give finite states', async () => {
  const expert = await bind(experts.get('linear'));
  const x = fromRows([
    [0.1, 1],
    [0.1, 2],
    [0.1, 4],
  ]); // a constant whose sum rounds
  const relaxed = expert.relax!(x, Float64Array.of(0.7, 0.7, 0.7));
  const losses = new Float64Array(3);
  relaxed.losses(Float64Array.of(5, 0, 2), 0, losses, 0, 1);
  expect([...losses]).toEqual([4, 4, 4]);
});
