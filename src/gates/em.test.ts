/** What soft EM asks of gates and experts: weights, soft targets, warm starts, likelihoods (Jordan and Jacobs 1994). */
import { expect, test } from 'vitest';
import { drawn, learnable } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import type { BoundExpert } from '../experts/contract.js';
import { linear } from '../experts/linear.js';
import { logistic } from '../experts/logistic.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import type { BoundGate } from './contract.js';
import { mlpGate } from './mlp.js';
import { softmaxGate } from './softmax.js';

const [n, k, C, steps] = [80, 3, 10, 30];
const fitting = { C, iterations: 1000, tolerance: 1e-8 };

/** Half the squares of the weights, biases aside, over C: what fits add to the losses. */
function penaltyOf(layers: readonly (Matrix | null)[]): number {
  const weights = layers.flatMap((layer) => (layer === null ? [] : [...layer.data.slice(0, -layer.cols)]));
  return weights.reduce((sum, weight) => sum + weight * weight, 0) / (2 * C);
}

const meansOf = ({ data }: Matrix): number[] =>
  Array.from({ length: k }, (_, j) => data.filter((_, at) => at % k === j).reduce((sum, share) => sum + share / n, 0));

function randomShares(): Matrix {
  const rng = stream('em', 'start');
  const sizes = drawn(n, k, () => uniform(rng, 0.2, 1));
  const sum = (i: number) => sizes.data.subarray(i * k, (i + 1) * k).reduce((total, size) => total + size, 0);
  return drawn(n, k, (at) => sizes.data[at]! / sum(Math.floor(at / k)));
}

/** log p(y | x) less the penalties after each step of EM. */
function likelihoods(gate: BoundGate, expert: BoundExpert, penalty: (gate: unknown, experts: unknown[]) => number) {
  const { x, y } = learnable(expert.likelihood === 'log' ? 'classes' : 'regression', n, 2, stream('em', 'task'));
  const rows = Uint32Array.from(y.keys());
  const rng = stream('em', 'fits');
  const shares = randomShares();
  const [alpha, losses] = [matrix(n, k), matrix(n, k)];
  let [state, states]: [unknown, unknown[]] = [undefined, []];
  return Array.from({ length: steps }, () => {
    state = gate.fit({ x, targets: shares, k, warm: state }, rng);
    states = Array.from({ length: k }, (_, j) => {
      const weights = Float64Array.from({ length: n }, (_, i) => shares.data[i * k + j]!);
      return expert.fit({ x, y, rows, weights, classes: 2 }, rng, states[j]);
    });
    gate.responsibilities(state, x, alpha);
    // The biases are free: at the gate's minimum its mean responsibilities are the mean shares.
    meansOf(alpha).forEach((mean, j) => {
      expect(mean).toBeCloseTo(meansOf(shares)[j]!, 4);
    });
    states.forEach((one, j) => {
      expert.losses(one, x, y, losses.data, j, k);
    });
    const variance = shares.data.reduce((sum, share, at) => sum + share * losses.data[at]!, 0) / n;
    const density = (loss: number) =>
      expert.likelihood === 'log'
        ? Math.exp(-loss)
        : Math.exp(-loss / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
    let value = -penalty(state, states);
    for (let i = 0; i < n; i++) {
      const joint = Array.from({ length: k }, (_, j) => alpha.data[i * k + j]! * density(losses.data[i * k + j]!));
      const sum = joint.reduce((total, part) => total + part, 0);
      value += Math.log(sum);
      shares.data.set(
        joint.map((part) => part / sum),
        i * k,
      );
    }
    return value;
  });
}

const softmax = await bind(softmaxGate, fitting);
const network = await bind(mlpGate, { ...fitting, hidden: 4 });
const lines = await bind(linear, { ridge: 0 });
const classifiers = await bind(logistic, fitting);

const layersOf = (state: unknown): Matrix[] => Object.values(state as Readonly<Record<string, Matrix>>);

test.each([
  ['softmax gate, linear experts', softmax, lines, 0],
  ['mlp gate, linear experts', network, lines, 0],
  ['softmax gate, logistic experts', softmax, classifiers, 1],
  ['mlp gate, logistic experts', network, classifiers, 1],
] as const)('%s: the likelihood never falls', (_, gate, expert, penalized) => {
  const found = likelihoods(gate as BoundGate, expert as BoundExpert, (own, states) =>
    penaltyOf([...layersOf(own), ...(penalized ? states.flatMap(layersOf) : [])]),
  );
  found.slice(1).forEach((value, step) => {
    expect(value).toBeGreaterThanOrEqual(found[step]! - 1e-6);
  });
  expect(found.at(-1)!).toBeGreaterThan(found[0]! + 1);
});
