import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { InputError } from '../errors.js';
import { fromRows, type Matrix, matrix } from './matrix.js';
import { type NetworkState, networkScores } from './network.js';
import { below, normal, stream } from './random.js';
import { type Scores, writeClasses, writeLosses, writeProbabilities } from './scores.js';
import { sparseOf } from './sparse.js';

/** More rows than a block holds. */
const [N, D, H, C] = [330, 5, 3, 4];
const rng = stream('scores');
const bytes = Array.from({ length: N }, () => Array.from({ length: D }, () => below(rng, 2) && below(rng, 256)));
const dense = fromRows(bytes.map((row) => row.map((byte) => byte / 255)));
const labels = Array.from({ length: N }, () => below(rng, C));

function weights(rows: number, cols: number): Matrix {
  return drawn(rows, cols, () => 2 * normal(rng));
}

/** W' v + b. */
function layer({ data, rows, cols }: Matrix, v: readonly number[]): number[] {
  return Array.from({ length: cols }, (_, j) =>
    v.reduce((sum, value, t) => sum + value * data[t * cols + j]!, data[(rows - 1) * cols + j]!),
  );
}

const linear: NetworkState = { hidden: null, output: weights(D + 1, C) };
const network: NetworkState = { hidden: weights(D + 1, H), output: weights(H + 1, C) };

const cases = [dense, sparseOf(bytes)].flatMap((x, q) =>
  [linear, network].map((state, r) => ({ x, state, kind: ['dense', 'sparse'][q], of: ['linear', 'network'][r] })),
);

describe.each(cases)('scores of $kind rows, $of', ({ x, state }) => {
  const scores = networkScores(state, x);
  const shares = matrix(N, C);
  writeProbabilities(scores, shares);
  const [losses, classes] = [new Float64Array(N), new Float64Array(N)];
  writeLosses(scores, labels, losses, 0, 1);
  writeClasses(scores, classes);

  test('probabilities are exp(s_j) / sum_l exp(s_l) by definition', () => {
    for (let i = 0; i < N; i++) {
      const row = bytes[i]!.map((byte) => byte / 255);
      const { hidden, output } = state;
      const powers = layer(output, hidden === null ? row : layer(hidden, row).map(Math.tanh)).map(Math.exp);
      const sum = powers.reduce((total, power) => total + power, 0);
      powers.forEach((power, j) => {
        expect(shares.data[i * C + j]).toBeCloseTo(power / sum, 11);
      });
    }
  });

  test('the loss is -log of the probability of the label, the class the likeliest', () => {
    for (let i = 0; i < N; i++) {
      const row = shares.data.subarray(i * C, (i + 1) * C);
      expect(losses[i]).toBeCloseTo(-Math.log(row[labels[i]!]!), 11);
      expect(classes[i]).toBe(row.indexOf(Math.max(...row)));
    }
  });

  test('of chosen rows, in any order, repeated or not, they are the same bytes as among all', () => {
    const choice = fc.array(fc.nat(N - 1), { maxLength: 400 });
    fc.assert(
      fc.property(choice, fc.nat(3), fc.integer({ min: 1, max: 3 }), (chosen, offset, stride) => {
        const rows = Uint32Array.from(chosen);
        const some = new Float64Array(offset + stride * chosen.length + 1).fill(-7);
        writeLosses(scores, labels, some, offset, stride, rows);
        const expected = some.map(() => -7);
        chosen.forEach((i, r) => {
          expected[offset + stride * r] = losses[i]!;
        });
        expect(some).toEqual(expected);
        const predicted = new Float64Array(chosen.length);
        writeClasses(scores, predicted, rows);
        expect([...predicted]).toEqual(chosen.map((i) => classes[i]));
      }),
      { seed: 3, numRuns: 20 },
    );
  });

  test('a label that is no class is refused by the number of its sample', () => {
    const wrong = labels.with(300, C);
    const message = 'labels must be class indices 0..3; got 4 in sample 300';
    const losses = (rows?: Uint32Array) => writeLosses(scores, wrong, new Float64Array(N), 0, 1, rows);
    expect(() => losses()).toThrow(new InputError(message));
    expect(() => losses(Uint32Array.of(1, 300))).toThrow(new InputError(message));
    expect(() => losses(Uint32Array.of(1, 299))).not.toThrow();
  });
});

test('of equal scores the first class is taken', () => {
  const scores: Scores = { c: 3, pass: (visit) => visit(Float64Array.of(1, 5, 5, 2, 2, 2), 0, 2) };
  const out = new Float64Array(2);
  writeClasses(scores, out);
  expect([...out]).toEqual([1, 0]);
});
