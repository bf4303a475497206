import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { design } from './design.js';
import { fromRows } from './matrix.js';
import { below, normal, stream, uniform } from './random.js';
import { MOST_CLASSES, singleCrossEntropy } from './single-cross-entropy.js';
import { fitSoftmax, softmaxObjective } from './softmax-regression.js';
import { sparseOf } from './sparse.js';

/** n x d bytes, two thirds of them 0. */
const bytesOf = (n: number, d: number, rng = stream('bytes', n, d)) =>
  Array.from({ length: n }, () => Array.from({ length: d }, () => (below(rng, 3) > 0 ? 0 : below(rng, 256))));

describe('singleCrossEntropy', () => {
  test('is the loss and gradient in doubles, to 1e-6, for all numbers of classes, weights, and rows beyond a block', () => {
    const shapes = fc.record({
      seed: fc.nat(),
      n: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 250, max: 800 })),
      d: fc.integer({ min: 1, max: 30 }),
      c: fc.integer({ min: 1, max: MOST_CLASSES }),
      weighted: fc.boolean(),
    });
    fc.assert(
      fc.property(shapes, ({ seed, n, d, c, weighted }) => {
        const rng = stream('single', seed);
        const x = sparseOf(bytesOf(n, d, rng));
        const labels = Uint32Array.from({ length: n }, () => below(rng, c));
        const weights = weighted ? Float64Array.from({ length: n }, () => uniform(rng, 0, 3)) : undefined;
        const theta = Float64Array.from({ length: (d + 1) * c }, () => normal(rng));
        const [ours, theirs] = [new Float64Array(theta.length).fill(7), new Float64Array(theta.length)];
        const loss = singleCrossEntropy(x, labels, c, weights)(theta, ours);
        const expected = design(x).crossEntropy(theta, c, labels, theirs, undefined, weights);
        expect(Math.abs(loss - expected)).toBeLessThan(1e-6 * (1 + expected));
        const size = 1e-6 * (1 + (weights === undefined ? n : weights.reduce((sum, weight) => sum + weight, 0)));
        ours.forEach((slope, at) => {
          expect(Math.abs(slope - theirs[at]!)).toBeLessThan(size);
        });
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  test('keeps the digits of the slope of a sample that is all but certain: e^-30, not 0', () => {
    const x = sparseOf([[255]]);
    const gradient = new Float64Array(4);
    const loss = singleCrossEntropy(x, Uint32Array.of(1), 2)(Float64Array.of(0, 30, 0, 0), gradient);
    expect(gradient[0]! / Math.exp(-30)).toBeCloseTo(1, 5);
    expect(gradient[1]! / -Math.exp(-30)).toBeCloseTo(1, 5);
    expect(loss / Math.exp(-30)).toBeCloseTo(1, 2); // 1 + e^-30 is a double
  });

  test('scores of +-1e4 neither overflow nor lose the loss', () => {
    const gradient = new Float64Array(4);
    const loss = singleCrossEntropy(
      sparseOf([[255]]),
      Uint32Array.of(0),
      2,
    )(Float64Array.of(-1e4, 1e4, 0, 0), gradient);
    expect(Math.abs(loss / 2e4 - 1)).toBeLessThan(1e-6);
    expect([...gradient]).toEqual([-1, 1, -1, 1]);
  });
});

describe('a fit that begins in single precision', () => {
  const [n, d, c] = [1500, 120, 3]; // 60 000 entries
  const bytes = bytesOf(n, d);
  const rng = stream('labels');
  const labels = bytes.map((row) => Number(row[0]! + row[1]! > 128 + 100 * normal(rng)) + Number(row[2]! > 100));
  const settings = { targets: labels, classes: c, C: 1, iterations: 2000, tolerance: 1e-7 };
  const x = sparseOf(bytes);

  test('ends in doubles: at the minimum of dense rows, which are always in doubles, and says that it converged', () => {
    let converged = false;
    const ended = (at: boolean) => {
      converged = at;
    };
    const ours = fitSoftmax({ ...settings, x, ended });
    const theirs = fitSoftmax({ ...settings, x: fromRows(bytes.map((row) => row.map((byte) => byte / 255))) });
    expect(converged).toBe(true);
    const gradient = new Float64Array(ours.data.length);
    softmaxObjective({ ...settings, x })(ours.data, gradient);
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThanOrEqual(1e-7);
    for (let at = 0; at < d * c; at++) expect(ours.data[at]).toBeCloseTo(theirs.data[at]!, 6);
  });

  test('says that it has not converged where its iterations end, which count in both precisions', () => {
    for (const iterations of [1, 10]) {
      let converged = true;
      let passes = 0;
      fitSoftmax({
        ...{ ...settings, x, iterations },
        ended: (at) => {
          converged = at;
        },
        count: () => passes++,
      });
      expect(converged).toBe(false);
      expect(passes).toBeLessThan(3 * iterations + 10);
    }
  });
});
