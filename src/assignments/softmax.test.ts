import { describe, expect, it } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import type { Matrix } from '../math/matrix.js';
import { argminRows, fromRows } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import { random } from './random.js';
import { softmax } from './softmax.js';

const DRAWS = 40_000;

/** How often each expert is drawn for equal samples with these losses. */
async function counts(losses: readonly number[], temperature: number): Promise<number[]> {
  const loss = fromRows(Array.from({ length: DRAWS }, () => losses));
  const labels = new Uint32Array(DRAWS);
  (await bind(softmax, { temperature }))(loss, stream('softmax'), labels);
  return losses.map((_, j) => labels.filter((label) => label === j).length);
}

function chiSquare(observed: readonly number[], shares: readonly number[]): number {
  return observed.reduce((sum, count, j) => sum + (count - DRAWS * shares[j]!) ** 2 / (DRAWS * shares[j]!), 0);
}

function randomLoss(n: number, k: number): Matrix {
  const rng = stream('loss', n, k);
  return drawn(n, k, () => uniform(rng, -3, 3));
}

describe('softmax', () => {
  it('at temperature 0 is argmin, ties included, and draws nothing', async () => {
    const loss = randomLoss(200, 4);
    loss.data.set([1, 1, 1, 1], 0);
    const expected = new Uint32Array(200);
    argminRows(loss, expected);
    const labels = new Uint32Array(200);
    const rng = stream(1);
    (await bind(softmax, { temperature: 0 }))(loss, rng, labels);
    expect(labels).toEqual(expected);
    expect(rng.getState()).toEqual(stream(1).getState());
  });

  it('tends to argmin as the temperature falls to 0', async () => {
    const loss = randomLoss(200, 4);
    const expected = new Uint32Array(200);
    argminRows(loss, expected);
    for (const temperature of [1e-6, 1e-300, Number.MIN_VALUE]) {
      const labels = new Uint32Array(200);
      (await bind(softmax, { temperature }))(loss, stream(1), labels);
      expect(labels).toEqual(expected);
    }
  });

  // 99.99 % points of chi-square: 15.1 (1 degree of freedom), 18.4 (2), 21.1 (3)
  it.each([
    [[Math.log(1), Math.log(2), Math.log(5)], 1, [10 / 17, 5 / 17, 2 / 17], 18.4],
    [[-1000, -1000 + 2 * Math.log(3)], 2, [3 / 4, 1 / 4], 15.1],
    [[1e300, 1e300, 1e300, 1e300], 1e-5, [1 / 4, 1 / 4, 1 / 4, 1 / 4], 21.1],
  ])('draws j with probability proportional to exp(-loss_j / temperature): %j at %d', async (losses, t, shares, at) => {
    expect(chiSquare(await counts(losses, t), shares)).toBeLessThan(at);
  });

  it('is finite for huge losses of both signs: the least takes all', async () => {
    expect(await counts([1e308, -1e308, 0], 1)).toEqual([0, DRAWS, 0]);
    expect(await counts([-1e308, 1e308], Number.MIN_VALUE)).toEqual([DRAWS, 0]);
  });

  it('takes one uniform per sample', async () => {
    const rng = stream(5);
    (await bind(softmax))(randomLoss(10, 3), rng, new Uint32Array(10));
    const other = stream(5);
    for (let i = 0; i < 10; i++) uniform(other);
    expect(rng.getState()).toEqual(other.getState());
  });
});

it('random is uniform whatever the losses', async () => {
  const loss = fromRows(Array.from({ length: DRAWS }, () => [0, 1e9, -1e9]));
  const labels = new Uint32Array(DRAWS);
  (await bind(random))(loss, stream('random'), labels);
  const observed = [0, 1, 2].map((j) => labels.filter((label) => label === j).length);
  expect(chiSquare(observed, [1 / 3, 1 / 3, 1 / 3])).toBeLessThan(18.4);
});
