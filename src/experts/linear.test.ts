import fc from 'fast-check';
import { Matrix as Dense, QrDecomposition } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { between } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { fromRows, type Matrix } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import { type LinearState, linear } from './linear.js';

const rng = stream('linear');
const ols = await bind(linear);

function every(x: Matrix): Uint32Array {
  return Uint32Array.from({ length: x.rows }, (_, i) => i);
}

function fitted(rows: number[][], y: number[], weights?: number[], ridge = 0): Promise<LinearState> {
  const x = fromRows(rows);
  const samples = { x, y: Float64Array.from(y), rows: every(x) };
  const weighted = weights === undefined ? samples : { ...samples, weights: Float64Array.from(weights) };
  return bind(linear, { ridge }).then((expert) => expert.fit(weighted, rng));
}

function expectClose(state: LinearState, intercept: number, slopes: number[], digits = 12): void {
  expect(state.intercept).toBeCloseTo(intercept, digits);
  expect(state.slopes).toHaveLength(slopes.length);
  slopes.forEach((slope, t) => {
    expect(state.slopes[t]).toBeCloseTo(slope, digits);
  });
}

describe('least squares by hand', () => {
  test('(0, 1), (1, 3), (2, 4): slope 3/2, intercept 7/6', async () => {
    expectClose(await fitted([[0], [1], [2]], [1, 3, 4]), 7 / 6, [1.5]);
  });

  test('ridge 2 on the same points: slope 3 / (2 + 2), through the means (1, 8/3)', async () => {
    expectClose(await fitted([[0], [1], [2]], [1, 3, 4], undefined, 2), 8 / 3 - 0.75, [0.75]);
  });

  test('ridge without limit leaves the mean', async () => {
    expectClose(await fitted([[0], [1], [2]], [1, 3, 5], undefined, 1e18), 3, [0]);
    expectClose(
      await fitted(
        [
          [0, 1],
          [1, 0],
          [2, 2],
        ],
        [1, 3, 5],
        undefined,
        1e18,
      ),
      3,
      [0, 0],
    );
  });

  test('y = 1 + 2 u - v is found from four corners', async () => {
    expectClose(
      await fitted(
        [
          [0, 0],
          [1, 0],
          [0, 1],
          [1, 1],
        ],
        [1, 3, 0, 2],
      ),
      1,
      [2, -1],
    );
  });

  test('the loss is the squared residual', async () => {
    const out = new Float64Array(2);
    const state = { intercept: 1, slopes: Float64Array.of(2) };
    ols.losses(state, fromRows([[0], [3]]), Float64Array.of(4, 5), out, 0, 1);
    expect([...out]).toEqual([9, 4]);
  });
});

describe('slopes of least norm where samples do not identify them', () => {
  test('one sample: slope 0 through it', async () => {
    expectClose(await fitted([[7]], [3]), 3, [0]);
    expectClose(await fitted([[7, 2]], [3]), 3, [0, 0]);
  });

  test('constant x, up to rounding: slope 0, intercept the weighted mean', async () => {
    expectClose(await fitted([[0.1], [0.1], [0.1]], [1, 2, 6]), 3, [0]);
    expectClose(await fitted([[0.3], [0.1 + 0.2]], [1, 5], [3, 1]), 2, [0]);
    expectClose(
      await fitted(
        [
          [0.3, 0.3],
          [0.1 + 0.2, 0.1 + 0.2],
        ],
        [1, 5],
        [3, 1],
      ),
      2,
      [0, 0],
    );
  });

  test('v = 2 u, y = 5 u: slopes (1, 2), not (5, 0)', async () => {
    expectClose(
      await fitted(
        [
          [0, 0],
          [1, 2],
          [2, 4],
        ],
        [0, 5, 10],
      ),
      0,
      [1, 2],
    );
  });

  test('two samples in three dimensions are interpolated along their difference', async () => {
    expectClose(
      await fitted(
        [
          [0, 0, 0],
          [1, 2, 2],
        ],
        [1, 10],
      ),
      1,
      [1, 2, 2],
    );
  });
});

describe('accuracy', () => {
  function meanLoss(state: LinearState, x: Matrix, y: Float64Array): number {
    const out = new Float64Array(x.rows);
    ols.losses(state, x, y, out, 0, 1);
    return out.reduce((sum, loss) => sum + loss, 0) / x.rows;
  }

  test('points of a line are recovered to a mean squared error of 1e-30', () => {
    for (let repeat = 0; repeat < 20; repeat++) {
      const x = fromRows(Array.from({ length: 30 }, () => [uniform(rng)]));
      const y = x.data.map((value) => 0.7 * value - 2.1);
      expect(meanLoss(ols.fit({ x, y, rows: every(x) }, rng), x, y)).toBeLessThan(1e-30);
    }
  });

  test('x at 1e6 with a spread of 1e-3 keeps its slope to six digits', () => {
    const x = fromRows(Array.from({ length: 50 }, (_, i) => [1e6 + i * 2 ** -16]));
    const y = x.data.map((value) => 3 * (value - 1e6));
    const plane = fromRows([...x.data].map((value, i) => [value, i % 2]));
    for (const design of [x, plane]) {
      expect(ols.fit({ x: design, y, rows: every(x) }, rng).slopes[0]).toBeCloseTo(3, 6);
    }
  });
});

describe('identities', () => {
  const cases = fc.integer({ min: 1, max: 4 }).chain((d) =>
    fc.record({
      rows: fc.array(fc.array(between(-10, 10), { minLength: d, maxLength: d }), {
        minLength: d + 6,
        maxLength: 20,
      }),
      seed: fc.nat(),
    }),
  );

  /** Spread the generated rows so that the design has full rank and a modest condition. */
  function problem({ rows, seed }: { rows: number[][]; seed: number }): { x: Matrix; y: Float64Array } {
    const noise = stream('identities', seed);
    const x = fromRows(rows.map((row) => row.map((value) => value + uniform(noise, -5, 5))));
    return { x, y: Float64Array.from(rows, () => uniform(noise, -3, 3)) };
  }

  test('the fit is that of the QR decomposition of (1, x)', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { x, y } = problem(given);
        const design = new Dense(Array.from(every(x), (i) => [1, ...x.data.subarray(i * x.cols, (i + 1) * x.cols)]));
        const solution = new QrDecomposition(design).solve(Dense.columnVector([...y])).to1DArray();
        expectClose(ols.fit({ x, y, rows: every(x) }, rng), solution[0]!, solution.slice(1), 8);
      }),
      { seed: 1 },
    );
  });

  test('an integer weight is a repeated row, a weight of 0 is none', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { x, y } = problem(given);
        const weights = Float64Array.from(every(x), (i) => i % 4);
        const repeated = [...every(x)].flatMap((i) => Array<number>(i % 4).fill(i));
        const expected = ols.fit({ x, y, rows: Uint32Array.from(repeated) }, rng);
        const state = ols.fit({ x, y, rows: every(x), weights }, rng);
        expectClose(state, expected.intercept, [...expected.slopes], 8);
      }),
      { seed: 2 },
    );
  });

  test('only the held rows count', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { x, y } = problem(given);
        const rows = every(x).filter((i) => i % 2 === 1);
        const before = ols.fit({ x, y, rows }, rng);
        const changed = { ...x, data: x.data.map((v, at) => (Math.floor(at / x.cols) % 2 === 1 ? v : 1e9)) };
        expect(ols.fit({ x: changed, y, rows }, rng)).toEqual(before);
      }),
      { seed: 3 },
    );
  });
});
