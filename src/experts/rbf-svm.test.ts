import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { fromRows, type Matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { decisionsOfScikitLearn, fold, x, y } from './fixtures/smile.js';
import { decisionValues, type KernelExpansion, logisticLoss } from './rbf.js';
import { rbfSvm } from './rbf-svm.js';

interface RawSvm {
  train(samples: number[][], labels: number[]): void;
  predict(samples: number[][]): number[];
  free(): void;
}

const rng = stream('rbf-svm');
const svm = await bind(rbfSvm);
const Svm: new (options: object) => RawSvm = await createRequire(import.meta.url)('libsvm-js');

function decisions(state: KernelExpansion, at: Matrix = x, gamma = 0.5): Float64Array {
  const out = new Float64Array(at.rows);
  decisionValues(state, gamma, at, out, 0, 1);
  return out;
}

function lists(rows: Iterable<number>): number[][] {
  return Array.from(rows, (i) => [...x.data.subarray(2 * i, 2 * i + 2)]);
}

describe.each([0, 1, 2, 3])('smile, held rows of fold %i', (index) => {
  const rows = fold(index);
  const state = svm.fit({ x, y, rows }, rng);
  const f = decisions(state);

  test('f > 0 exactly where libsvm predicts class 1', () => {
    const raw = new Svm({ type: '0', kernel: '2', cost: 1, gamma: 0.5, quiet: true });
    raw.train(
      lists(rows),
      Array.from(rows, (i) => y[i]!),
    );
    const predicted = new Float64Array(x.rows);
    svm.predict(state, x, predicted);
    expect([...predicted]).toEqual(raw.predict(lists(y.keys())));
    raw.free();
    expect([...predicted]).toEqual(Array.from(f, (value) => Number(value > 0)));
  });

  test('decision values are those of scikit-learn to 1e-3', () => {
    const expected = decisionsOfScikitLearn(index);
    expect(expected).toHaveLength(x.rows);
    f.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-3);
    });
  });

  test('Karush, Kuhn, Tucker: y f is 1 at free support vectors, <= 1 at bound ones, >= 1 elsewhere; sum y alpha = 0', () => {
    const alphaOf = new Map<string, number>();
    state.coefficients.forEach((coefficient, s) => {
      alphaOf.set(String(state.support.data.subarray(2 * s, 2 * s + 2)), coefficient);
    });
    const freeMargins: number[] = [];
    for (const i of rows) {
      const sign = y[i]! > 0 ? 1 : -1;
      const alpha = sign * (alphaOf.get(String(x.data.subarray(2 * i, 2 * i + 2))) ?? 0);
      const margin = sign * f[i]!;
      expect(alpha).toBeGreaterThanOrEqual(0);
      expect(alpha).toBeLessThanOrEqual(1);
      if (alpha === 0) expect(margin).toBeGreaterThan(1 - 1e-3);
      else if (alpha === 1) expect(margin).toBeLessThan(1 + 1e-3);
      else {
        expect(Math.abs(margin - 1)).toBeLessThan(1e-3);
        freeMargins.push(sign * (margin - 1));
      }
    }
    expect(freeMargins.length).toBeGreaterThan(0);
    expect(freeMargins.reduce((sum, excess) => sum + excess, 0)).toBeCloseTo(0, 12); // rho in full digits
    expect(state.coefficients.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10);
  });

  test('the loss is log(1 + exp(-y f))', () => {
    const out = new Float64Array(x.rows);
    svm.losses(state, x, y, out, 0, 1);
    out.forEach((loss, i) => {
      expect(loss).toBeCloseTo(Math.log(1 + Math.exp(y[i]! > 0 ? -f[i]! : f[i]!)), 12);
    });
  });
});

test('two points, one a class: alpha is C for both (1 / (1 - k) > C), f is antisymmetric, whichever comes first', () => {
  const points = fromRows([[0], [1]]);
  const k = Math.exp(-0.5);
  for (const labels of [Float64Array.of(0, 1), Float64Array.of(1, 0)]) {
    const state = svm.fit({ x: points, y: labels, rows: Uint32Array.of(0, 1) }, rng);
    const f = decisions(state, points);
    const sign = labels[1] === 1 ? 1 : -1;
    expect(f[0]).toBeCloseTo(-sign * (1 - k), 6);
    expect(f[1]).toBeCloseTo(sign * (1 - k), 6);
  }
});

test('flipping all labels flips f', () => {
  const f = decisions(svm.fit({ x, y, rows: fold(3) }, rng));
  const flipped = decisions(svm.fit({ x, y: y.map((label) => 1 - label), rows: fold(3) }, rng));
  flipped.forEach((value, i) => {
    expect(Math.abs(value + f[i]!)).toBeLessThan(1e-3);
  });
});

test('a shift of x by 7e7 leaves f as it is', () => {
  const shifted = { ...x, data: x.data.map((value) => value + 2 ** 26) };
  const f = decisions(svm.fit({ x, y, rows: fold(0) }, rng));
  const moved = decisions(svm.fit({ x: shifted, y, rows: fold(0) }, rng), shifted);
  moved.forEach((value, i) => {
    expect(Math.abs(value - f[i]!)).toBeLessThan(1e-3);
  });
});

test('equal weights of 2 are C = 2', async () => {
  const rows = fold(0);
  const weights = new Float64Array(rows.length).fill(2);
  const doubled = await bind(rbfSvm, { C: 2 });
  const state = svm.fit({ x, y, rows, weights }, rng);
  expect(state).toEqual(doubled.fit({ x, y, rows }, rng));
  expect(state).not.toEqual(svm.fit({ x, y, rows }, rng));
});

test('the logistic loss does not overflow', () => {
  expect(logisticLoss(-1000)).toBe(1000);
  expect(logisticLoss(1000)).toBe(0);
  expect(logisticLoss(40)).toBeCloseTo(Math.exp(-40), 25);
  expect(logisticLoss(0)).toBeCloseTo(Math.LN2, 15);
});

describe('refused', () => {
  const points = fromRows([
    [0, 1],
    [1, 0],
    [2, 2],
  ]);
  const rows = Uint32Array.of(0, 1, 2);
  const labels = Float64Array.of(0, 1, 1);
  const refused = (samples: Parameters<typeof svm.fit>[0], message: string) => {
    expect(() => svm.fit(samples, rng)).toThrow(InputError);
    expect(() => svm.fit(samples, rng)).toThrow(message);
  };

  test('one class in the held rows', () => {
    refused({ x: points, y: labels, rows: Uint32Array.of(1, 2) }, 'both classes; got 0 of class 0 and 2 of class 1');
  });

  test('no rows', () => {
    refused({ x: points, y: labels, rows: new Uint32Array(0) }, 'got 0 of class 0 and 0 of class 1');
  });

  test('a third class anywhere in the task, and labels that are no class', () => {
    refused(
      { x: points, y: Float64Array.of(0, 1, 2), rows: Uint32Array.of(0, 1) },
      'labels 0 and 1; got 2 in sample 2',
    );
    refused({ x: points, y: Float64Array.of(0, 1, 0.5), rows }, 'got 0.5 in sample 2');
  });

  test('features that are not finite', () => {
    refused(
      {
        x: fromRows([
          [0, 1],
          [1, Number.NaN],
          [2, 2],
        ]),
        y: labels,
        rows,
      },
      'got NaN in sample 1, feature 1',
    );
    refused(
      {
        x: fromRows([
          [0, 1],
          [1, 1],
          [Infinity, 2],
        ]),
        y: labels,
        rows,
      },
      'got Infinity in sample 2, feature 0',
    );
  });

  test('weights that differ, and weights of zero', () => {
    refused(
      { x: points, y: labels, rows, weights: Float64Array.of(1, 1, 2) },
      'equal sample weights only; got 1 and 2',
    );
    refused({ x: points, y: labels, rows, weights: new Float64Array(3) }, 'got 0 of class 0');
  });
});
