import { describe, expect, it } from 'vitest';
import { catalogOf } from '../experiment/catalog.js';
import { matrix } from '../math/matrix.js';
import { modelOf } from '../model/contract.js';
import { bindModel, loader } from '../model/predict.js';
import { errorOf, judgeGate, ownLosses, scoreOf, sumOf } from './judge.js';

const of = (...values: readonly number[]) => Float64Array.from(values);

describe('a score', () => {
  it('of numbers is R2 about the mean of the very rows that are judged', () => {
    // Rows 1 and 3 hold 2 and 6, mean 4: squared errors 1 + 4 of 4 + 4.
    expect(scoreOf(of(3, 4), of(99, 2, 99, 6), Uint32Array.of(1, 3), 'regression')).toBe(1 - 5 / 8);
    expect(scoreOf(of(2, 6), of(99, 2, 99, 6), Uint32Array.of(1, 3), 'regression')).toBe(1);
    expect(scoreOf(of(4, 4), of(99, 2, 99, 6), Uint32Array.of(1, 3), 'regression')).toBe(0);
    expect(scoreOf(of(1), of(1), Uint32Array.of(0), 'regression')).toBe(0);
  });

  it('of classes is the share of right labels', () => {
    expect(scoreOf(of(0, 1, 1), of(0, 1, 2), Uint32Array.of(0, 1, 2), 'classes')).toBe(2 / 3);
  });

  it('takes a weight of 2 as a row twice, and one of 0 as none', () => {
    const [y, weights] = [of(1, 2, 6, 4), of(0, 1, 2, 1)];
    const rows = Uint32Array.of(0, 1, 2, 3);
    const twice = scoreOf(of(3, 5, 5, 4), of(2, 6, 6, 4), rows, 'regression');
    expect(scoreOf(of(9, 3, 5, 4), y, rows, 'regression', weights)).toBeCloseTo(twice, 14);
    expect(scoreOf(of(1, 2, 2, 4), y, rows, 'classes', weights)).toBe(2 / 4);
    expect(scoreOf(of(1), y, Uint32Array.of(0), 'classes', weights)).toBe(0);
  });
});

it('sums leave out what has no weight, even where it is no number', () => {
  expect(sumOf(of(1, Number.NaN, 3), of(2, 0, 1))).toEqual({ sum: 5, weight: 3 });
  expect(sumOf(of(1, 2), undefined)).toEqual({ sum: 3, weight: 2 });
});

it('losses are split into those under the best expert and under the one that the gate chose, in units of the target', async () => {
  const task = { x: matrix(3, 1), y: of(0, 1, 3), target: { kind: 'regression' } } as const;
  const states = [0, 2].map((intercept) => ({ intercept, slopes: of(0) }));
  const plain = modelOf(task, { name: 'linear', ridge: 0 }, states, null);
  const model = { ...plain, target: { name: 'y', kind: 'regression', center: 5, scale: 10 } } as const;
  const bound = await bindModel(model, loader(catalogOf()));
  // Squared errors 0, 1, 9 under the first and 4, 1, 1 under the second, in units of 10.
  expect(ownLosses(bound, task, Uint32Array.of(1, 0, 1))).toEqual(of(400, 100, 100));
  // The second row fits both alike, so whichever it is sent to is right.
  const chosen = Uint32Array.of(1, 1, 0);
  const wrong = { accuracy: 1 / 3, split: { oracle: 100 * (2 / 3), gate: 100 * (14 / 3) } };
  expect(judgeGate(bound, task, chosen)).toEqual(wrong);
  expect(judgeGate(bound, task, chosen, of(1, 2, 0))).toEqual({
    accuracy: 2 / 3,
    split: { oracle: 100 * (2 / 3), gate: 200 },
  });
  expect(errorOf(bound, task, Uint32Array.of(0, 0, 1))).toBe((100 * 2) / 3);
  expect(errorOf(bound, task, Uint32Array.of(1, 0, 1), of(1, 3, 0))).toBe((100 * 7) / 4);
});
