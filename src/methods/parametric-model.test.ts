import { describe, expect, it } from 'vitest';
import { matrix } from '../math/matrix.js';
import { networkScores } from '../math/network.js';
import { below, normal, stream, uniform } from '../math/random.js';
import { writeLosses, writeProbabilities } from '../math/scores.js';
import type { Features } from '../math/sparse.js';
import { sparseOf } from '../math/sparse.js';
import { type ParametricModel, parametricModel } from './parametric-model.js';

const [n, d, k, classes] = [12, 4, 3, 3];
const rng = stream('parametric', 1);

/** Rows of which a third of the entries are bytes above 0, dense and sparse. */
const bytes = Array.from({ length: n }, () => Array.from({ length: d }, () => below(rng, 3) && below(rng, 256)));
const denseX = matrix(
  n,
  d,
  Float64Array.from(bytes.flat(), (byte) => byte / 255),
);
const sparseX = sparseOf(bytes);
const y = Float64Array.from({ length: n }, () => below(rng, classes));
const rows = Uint32Array.of(7, 0, 11, 3, 4);
const forces = Float64Array.of(0.4, -0.3, 0.2);

const cases = (
  [
    ['dense', denseX],
    ['sparse', sparseX],
  ] satisfies [string, Features][]
).flatMap(([kind, x]) =>
  [
    { gateHidden: 0, expertHidden: 0 },
    { gateHidden: 5, expertHidden: 0 },
    { gateHidden: 0, expertHidden: 4 },
    { gateHidden: 2, expertHidden: 6 },
  ].map((hidden) => ({ ...hidden, kind, x })),
);

/** The loss and the shares by the formula, from the networks that theta means. */
function byHand(model: ParametricModel, theta: Float64Array, x: Features, of: readonly number[]) {
  const alpha = matrix(n, k);
  writeProbabilities(networkScores(model.gate(theta), x), alpha);
  const losses = matrix(n, k);
  for (let j = 0; j < k; j++) writeLosses(networkScores(model.expert(theta, j), x), y, losses.data, j, k);
  const shares = [0, 1, 2].map((j) => of.reduce((sum, i) => sum + alpha.data[i * k + j]!, 0) / of.length);
  const loss = of.flatMap((i) => [0, 1, 2].map((j) => alpha.data[i * k + j]! * losses.data[i * k + j]!));
  return { loss: loss.reduce((sum, one) => sum + one, 0) / of.length, shares };
}

/** Which entries of theta some network has: those whose change changes one. */
function meant({ size, gate, expert }: ParametricModel): boolean[] {
  return Array.from({ length: size }, (_, at) => {
    const unit = new Float64Array(size);
    unit[at] = 1;
    const networks = [gate(unit), ...[0, 1, 2].map((j) => expert(unit, j))];
    return networks.some(({ hidden, output }) => [hidden, output].some((layer) => layer?.data.includes(1)));
  });
}

describe.each(cases)('$kind features, $gateHidden hidden units of the gate, $expertHidden of an expert', (one) => {
  const { x, gateHidden, expertHidden } = one;
  const model = parametricModel(x, y, n, { k, classes, gateHidden, expertHidden });
  const parts = meant(model);
  const theta = model.start(stream('start')).map((weight, at) => (parts[at] ? weight + 0.3 * normal(rng) : weight));

  it('is mean_i sum_j alpha_ij CE_ij over the rows, with the means of alpha', () => {
    for (const chosen of [rows, undefined]) {
      const expected = byHand(model, theta, x, [...(chosen ?? y.keys())]);
      expect(model.forward(theta, chosen)).toBeCloseTo(expected.loss, 10);
      expected.shares.forEach((share, j) => {
        expect(model.shares[j]).toBeCloseTo(share, 10);
      });
    }
  });

  it.each([1, 0])('has the gradient that central differences give, of %i times the loss and the forces', (weight) => {
    const value = (at: Float64Array): number => {
      const loss = model.forward(at, rows);
      return weight * loss + model.shares.reduce((sum, share, j) => sum + forces[j]! * share, 0);
    };
    const gradient = new Float64Array(model.size).fill(7);
    model.forward(theta, rows);
    model.backward(theta, weight, forces, gradient);
    const h = 1e-5;
    gradient.forEach((slope, at) => {
      if (!parts[at]) expect(slope).toBe(0);
      if (!parts[at]) return;
      const [above, below] = [theta.slice(), theta.slice()];
      above[at]! += h;
      below[at]! -= h;
      expect(Math.abs((value(above) - value(below)) / (2 * h) - slope)).toBeLessThan(1e-8);
    });
  });

  it('starts within the limits of Glorot, biases 0, the same for the same stream', () => {
    const start = model.start(stream('start'));
    expect(model.start(stream('start'))).toEqual(start);
    for (const { hidden, output } of [model.gate(start), ...[0, 1, 2].map((j) => model.expert(start, j))]) {
      for (const layer of [hidden, output].filter((each) => each !== null)) {
        const limit = Math.sqrt(6 / (layer.rows - 1 + layer.cols));
        const weights = layer.data.subarray(0, (layer.rows - 1) * layer.cols);
        expect(weights.every((weight) => weight !== 0 && Math.abs(weight) <= limit)).toBe(true);
        expect(layer.data.subarray(weights.length).every((bias) => bias === 0)).toBe(true);
      }
    }
  });

  it('has in single precision what it has in double precision, rounded', () => {
    const single = parametricModel(x, y, n, { k, classes, gateHidden, expertHidden }, 'single');
    expect(single.forward(theta, rows) / model.forward(theta, rows)).toBeCloseTo(1, 6);
    const [rounded, gradient] = [new Float64Array(model.size), new Float64Array(model.size)];
    single.backward(theta, 1, forces, rounded);
    model.backward(theta, 1, forces, gradient);
    const largest = Math.max(...gradient.map(Math.abs));
    gradient.forEach((slope, at) => {
      expect(Math.abs(slope - rounded[at]!)).toBeLessThan(1e-6 * largest);
    });
    if (x === denseX) expect(rounded).toEqual(gradient);
  });

  it('gives the same from its own theta, without a copy, and to its own gradient', () => {
    const { optimizer } = model;
    const gradient = new Float64Array(model.size);
    const loss = model.forward(theta, rows);
    model.backward(theta, 1, forces, gradient);
    optimizer.theta.set(theta);
    optimizer.gradient.fill(7);
    expect(model.forward(optimizer.theta, rows)).toBe(loss);
    model.backward(optimizer.theta, 1, forces, optimizer.gradient);
    expect(optimizer.gradient).toEqual(gradient);
  });

  it('hands out networks that share no memory with theta', () => {
    const own = theta.slice();
    const states = [model.gate(own), model.expert(own, 1)];
    own.fill(0);
    expect(states).toEqual([model.gate(theta), model.expert(theta, 1)]);
  });
});

describe('toy parametric models', () => {
  it('has (d + 1) (k + k c) weights when linear, and heads beside when not', () => {
    const size = (gateHidden: number, expertHidden: number) =>
      meant(parametricModel(denseX, y, 1, { k, classes, gateHidden, expertHidden })).filter(Boolean).length;
    expect(size(0, 0)).toBe(5 * (3 + 9));
    expect(size(2, 6)).toBe(5 * (2 + 18) + 3 * 3 + 3 * (7 * 3));
  });

  it('gives log c and equal shares where all weights are 0', () => {
    const model = parametricModel(denseX, y, n, { k, classes, gateHidden: 0, expertHidden: 0 });
    expect(model.forward(new Float64Array(model.size))).toBeCloseTo(Math.log(classes), 12);
    for (const share of model.shares) expect(share).toBeCloseTo(1 / k, 12);
  });

  it('is the same for a row alone as for it among others', () => {
    const model = parametricModel(sparseX, y, n, { k, classes, gateHidden: 0, expertHidden: 0 });
    const theta = Float64Array.from({ length: model.size }, () => uniform(rng, -2, 2));
    const each = [...y.keys()].map((i) => model.forward(theta, Uint32Array.of(i)));
    expect(model.forward(theta)).toBeCloseTo(each.reduce((sum, loss) => sum + loss, 0) / n, 12);
  });
});
