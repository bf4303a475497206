import { expect, it } from 'vitest';
import { addBiases, addBiasSlopes, toProbabilities, toSlopes } from './softmax.js';

const scores = () => Float64Array.of(9, 0, Math.log(3), 9);

it('turns scores (0, log 3) into (1/4, 3/4) where they stand, and gives -log p of the label', () => {
  const values = scores();
  expect(toProbabilities(values, 1, 2, 0, 1)).toBeCloseTo(Math.log(4), 12);
  expect([values[0], values[3]]).toEqual([9, 9]);
  expect(values[1]).toBeCloseTo(1 / 4, 12);
  expect(values[2]).toBeCloseTo(3 / 4, 12);
});

it('weighs the probabilities, not the loss of the label', () => {
  const values = scores();
  expect(toProbabilities(values, 1, 2, 1, 8)).toBeCloseTo(Math.log(4 / 3), 12);
  expect(values[1]).toBeCloseTo(2, 12);
  expect(values[2]).toBeCloseTo(6, 12);
});

it('stays finite where exponentials are not', () => {
  const values = Float64Array.of(-1e4, 0, 1e4);
  expect(toProbabilities(values, 0, 3, 0, 1)).toBe(2e4);
  expect([...values]).toEqual([0, 0, 1]);
});

it('slopes are w (p - e_label) and the loss sum w (-log p), labels and weights being those at from + r', () => {
  const block = Float64Array.of(0, Math.log(3), Math.log(3), 0, 7, 7);
  const labels = Uint32Array.of(9, 1, 0);
  const loss = toSlopes(block, 1, 2, 2, labels, Float64Array.of(9, 4, 8));
  expect(loss).toBeCloseTo(12 * Math.log(4 / 3), 12);
  [1, -1, -2, 2, 7, 7].forEach((slope, at) => {
    expect(block[at]).toBeCloseTo(slope, 12);
  });
  const plain = Float64Array.of(0, 0);
  expect(toSlopes(plain, 2, 1, 2, labels)).toBeCloseTo(Math.LN2, 12);
  expect([...plain]).toEqual([-0.5, 0.5]);
});

it('biases (1, 2) go to the counted rows alone, and slopes of biases are sums of these rows', () => {
  const block = Float64Array.of(10, 20, 30, 40, 50, 60);
  addBiases(block, 2, Float64Array.of(1, 2));
  expect([...block]).toEqual([11, 22, 31, 42, 50, 60]);
  const slopes = Float64Array.of(100, 0);
  addBiasSlopes(block, 2, slopes);
  expect([...slopes]).toEqual([142, 64]);
});
