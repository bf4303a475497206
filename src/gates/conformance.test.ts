/** What every registered gate must do. A new entry is tested by being registered. */

import { describe, expect, test } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { readState, writeState } from '../components/state.js';
import { InputError } from '../errors.js';
import { fromRows, type Matrix, matrix } from '../math/matrix.js';
import { below, normal, stream, uniform } from '../math/random.js';
import { sparseOf } from '../math/sparse.fixture.js';
import type { Features } from '../math/sparse.js';
import type { BoundGate, RoutedSamples } from './contract.js';
import { gates } from './registry.js';

const [N, K] = [30, 4];

test('there are gates, and each says what it is', () => {
  expect(gates.all.length).toBeGreaterThan(0);
  for (const gate of gates.all) expect(gate.about).not.toBe('');
});

function responsibilities(gate: BoundGate, state: unknown, x: Features): Float64Array {
  const out = matrix(x.rows, K, new Float64Array(x.rows * K).fill(7));
  gate.responsibilities(state, x, out);
  return out.data;
}

/** The responsibilities for x of the gate that is learnt from these samples. */
const learnt = (gate: BoundGate, samples: RoutedSamples, x: Features): Float64Array =>
  responsibilities(gate, gate.fit(samples, stream('fit')), x);

/** n x k shares that follow the labels, more or less. */
function sharesOf(labels: Uint32Array): Matrix {
  const rng = stream('shares');
  const shares = drawn(labels.length, K, (at) => uniform(rng) + (labels[Math.floor(at / K)] === at % K ? 2 : 0));
  const sums = Float64Array.from(labels, (_, i) => shares.data.subarray(i * K, (i + 1) * K).reduce((a, b) => a + b));
  return drawn(labels.length, K, (at) => shares.data[at]! / sums[Math.floor(at / K)]!);
}

const oneHot = (labels: Uint32Array) => drawn(labels.length, K, (at) => Number(labels[Math.floor(at / K)] === at % K));

function expectClose(found: Float64Array, expected: Float64Array, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  expect(Math.max(...found.map((value, at) => Math.abs(value - expected[at]!)))).toBeLessThan(tolerance);
}

const cases = gates.all.flatMap((gate) => [1, 2, 5].map((d) => ({ gate, name: gate.name, d })));

describe.each(cases)('$name, d = $d', async ({ gate, d }) => {
  const bound = await bind(gate);
  const rng = stream('gates', d);
  const x = drawn(N, d, () => normal(rng));
  const targets = Uint32Array.from({ length: N }, (_, i) => i % (K - 1)); // the last expert holds nothing
  const shares = sharesOf(targets);
  const weights = Float64Array.from({ length: N }, () => below(rng, 3));
  const state = bound.fit({ x, targets, k: K }, stream('fit'));

  test.each<[string, RoutedSamples]>([
    ['labels', { x, targets, k: K }],
    ['labels and weights', { x, targets, weights, k: K }],
    ['shares', { x, targets: shares, k: K }],
    ['shares and weights, warm', { x, targets: shares, weights, k: K, warm: state }],
  ])('of %s: rows sum to one, entries lie in 0..1, whatever stood in `out`', (_, samples) => {
    const found = learnt(bound, samples, x);
    expect(found.every((share) => share >= 0 && share <= 1)).toBe(true);
    for (let i = 0; i < N; i++) {
      const row = found.subarray(i * K, (i + 1) * K);
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  });

  test('inputs are untouched, the same seed gives the same bytes', () => {
    const samples = { x, targets: shares, weights, k: K, warm: state };
    const before = structuredClone(samples);
    expect(bound.fit(samples, stream('fit'))).toEqual(bound.fit(samples, stream('fit')));
    expect(bound.fit({ x, targets, k: K }, stream('fit'))).toEqual(state);
    expect(samples).toEqual(before);
    expect(bound.name).toBe(gate.name);
  });

  test('the state is plain data: a round trip through JSON gives the same responsibilities', () => {
    const text = JSON.stringify(writeState(gate.state, state, ['state']));
    const copy = readState(gate.state, JSON.parse(text), ['state'], { d, k: K });
    expect(copy).toEqual(state);
    expect(responsibilities(bound, copy, x)).toEqual(responsibilities(bound, state, x));
  });

  test('a clone of the state has the same responsibilities, and the state shares no memory with the inputs', () => {
    expect(responsibilities(bound, structuredClone(state), x)).toEqual(responsibilities(bound, state, x));
    const given = structuredClone({ x, targets: shares, weights, warm: state });
    const own = bound.fit({ ...given, k: K }, stream('fit'));
    const before = responsibilities(bound, own, x);
    for (const part of [given.x.data, given.targets.data, given.weights]) part.fill(0);
    expect(responsibilities(bound, own, x)).toEqual(before);
  });

  test('labels are shares of one, and weights of one are none', () => {
    const expected = responsibilities(bound, state, x);
    expectClose(learnt(bound, { x, targets: oneHot(targets), k: K }, x), expected, 1e-12);
    expectClose(learnt(bound, { x, targets, weights: new Float64Array(N).fill(1), k: K }, x), expected, 1e-12);
  });

  test('a whole weight is a repeated sample, of weight 0 none: with labels and with shares', () => {
    const repeated = [...targets.keys()].flatMap((i) => Array<number>(weights[i]!).fill(i));
    const rowsOf = (of: Matrix) => fromRows(repeated.map((i) => [...of.data.subarray(i * of.cols, (i + 1) * of.cols)]));
    const labels = Uint32Array.from(repeated, (i) => targets[i]!);
    for (const [given, again] of [
      [targets, labels],
      [shares, rowsOf(shares)],
    ] as const) {
      const expected = learnt(bound, { x: rowsOf(x), targets: again, k: K, warm: state }, x);
      expectClose(learnt(bound, { x, targets: given, weights, k: K, warm: state }, x), expected, 1e-3);
    }
  });

  test('weights and shares matter: what is held elsewhere, or weighs nothing, is not followed', () => {
    const opposite = targets.map((label) => (label + 1) % K);
    const twice = { x: fromRows([...Array(2)].flatMap(() => rowsOf(x))), k: K };
    const both = Uint32Array.of(...targets, ...opposite);
    const first = Float64Array.from(both, (_, i) => Number(i < N));
    expectClose(
      learnt(bound, { ...twice, targets: both, weights: first, warm: state }, x),
      learnt(bound, { x, targets, warm: state, k: K }, x),
      1e-3,
    );
    const second = learnt(bound, { ...twice, targets: both, weights: first.map((weight) => 1 - weight) }, x);
    expect(second).not.toEqual(responsibilities(bound, state, x));
  });

  test('from its own state it stays there', () => {
    expectClose(learnt(bound, { x, targets, k: K, warm: state }, x), responsibilities(bound, state, x), 1e-2);
  });

  test('sparse rows give the responsibilities of the same rows, dense', () => {
    const bytes = Array.from({ length: N }, () => Array.from({ length: d }, () => below(rng, 2) && below(rng, 256)));
    const [dense, sparse] = [fromRows(bytes.map((row) => row.map((byte) => byte / 255))), sparseOf(bytes)];
    for (const given of [{ targets }, { targets: shares, weights }]) {
      const expected = learnt(bound, { x: dense, ...given, k: K }, dense);
      expectClose(learnt(bound, { x: sparse, ...given, k: K }, sparse), expected, 1e-3);
    }
  });

  test.each<[string, Partial<RoutedSamples>]>([
    ['at least one sample; got 0', { x: matrix(0, d), targets: new Uint32Array(0) }],
    ['30 sample weights; got 1', { weights: Float64Array.of(1) }],
    ['weights of at least 0; got -1 in sample 1', { weights: new Float64Array(N).fill(1).with(1, -1) }],
    ['weights of at least 0; got Infinity in sample 2', { weights: new Float64Array(N).with(2, Infinity) }],
    ['a weight above 0; all are 0', { weights: new Float64Array(N) }],
    ['class indices 0..3; got 4 in sample 5', { targets: targets.with(5, 4) }],
    ['shares must be 30 x 4; got 30 x 3', { targets: matrix(N, 3) }],
    ['at least 0 and sum to one; got 0, 0, 0, 0 in sample 0', { targets: matrix(N, K) }],
  ])('needs %s', (message, changed) => {
    const fit = () => bound.fit({ x, targets, k: K, ...changed }, stream('fit'));
    expect(fit).toThrow(InputError);
    expect(fit).toThrow(message);
  });
});

/** The rows of a matrix, as lists. */
const rowsOf = ({ data, rows, cols }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);
