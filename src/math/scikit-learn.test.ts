/** An independent implementation beside ours: scikit-learn. */
import { describe, expect, it } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { askPeer, withoutPeer } from '../peer.fixture.js';
import { type Matrix, matrix } from './matrix.js';
import { fitOneVersusRest } from './one-versus-rest.js';
import { normal, stream, uniform } from './random.js';
import { logSigmoids, writeProbabilities } from './scores.js';
import { fitSoftmax, linearScores } from './softmax-regression.js';

const [n, d, c] = [300, 4, 3];
const rng = stream('scikit-learn');
const x = drawn(n, d, () => normal(rng));
const labels = Float64Array.from({ length: n }, (_, i) => {
  const score = x.data[i * d]! - x.data[i * d + 1]! + 0.5 * normal(rng);
  return score < -0.5 ? 0 : score < 0.7 ? 1 : 2;
});
const rows = Array.from({ length: n }, (_, i) => [...x.data.subarray(i * d, (i + 1) * d)]);

const logistic = `
import json, sys
import numpy as np
from sklearn.linear_model import LogisticRegression
given = json.load(sys.stdin)
m = LogisticRegression(C=given['C'], tol=1e-10, max_iter=10000)
m.fit(np.array(given['x']), np.array(given['y']), sample_weight=np.array(given['weights']))
print(json.dumps({'weights': m.coef_.T.tolist(), 'biases': m.intercept_.tolist()}))
`;

const oneVersusRest = `
import json, sys
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
given = json.load(sys.stdin)
x = np.array(given['x'])
m = OneVsRestClassifier(LogisticRegression(C=given['C'], tol=1e-10, max_iter=10000, solver='newton-cg'))
m.fit(x, np.array(given['y']))
print(json.dumps({
    'weights': np.vstack([e.coef_[0] for e in m.estimators_]).T.tolist(),
    'biases': [e.intercept_[0] for e in m.estimators_],
    'probabilities': m.predict_proba(x).tolist(),
}))
`;

interface Given {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly weights: readonly number[];
  readonly C: number;
}

function expectSame(ours: Matrix, given: Given): void {
  const theirs = askPeer<{ weights: number[][]; biases: number[] }>(logistic, given);
  theirs.weights.flat().forEach((weight, at) => {
    expect(ours.data[at]).toBeCloseTo(weight, 4);
  });
  // Biases are free: both have the same up to a constant.
  const bias = (j: number) => ours.data[d * c + j]! - ours.data[d * c]!;
  theirs.biases.forEach((value, j) => {
    expect(bias(j)).toBeCloseTo(value - theirs.biases[0]!, 4);
  });
}

describe.skipIf(withoutPeer('comparison with scikit-learn'))('beside scikit-learn', () => {
  const weights = Float64Array.from({ length: n }, () => uniform(rng, 0.2, 2));

  it.each([0.1, 1, 30])('softmax regression with C = %d and sample weights has the same weights', (C) => {
    const ours = fitSoftmax({ x, targets: labels, weights, classes: c, C, iterations: 5000, tolerance: 1e-7 });
    expectSame(ours, { x: rows, y: [...labels], weights: [...weights], C });
  });

  it.each([0.1, 1, 30])('with C = %d and shares of the classes, as a row for each class weighted by its share', (C) => {
    const sizes = drawn(n, c, (at) => uniform(rng, 0.1, 1) + Number(labels[Math.floor(at / c)] === at % c));
    const sum = (i: number) => sizes.data.subarray(i * c, (i + 1) * c).reduce((total, size) => total + size, 0);
    const targets = drawn(n, c, (at) => sizes.data[at]! / sum(Math.floor(at / c)));
    const ours = fitSoftmax({ x, targets, weights, classes: c, C, iterations: 5000, tolerance: 1e-7 });
    const split = [...targets.data.keys()].map((at) => ({ i: Math.floor(at / c), j: at % c }));
    expectSame(ours, {
      ...{ x: split.map(({ i }) => rows[i]!), y: split.map(({ j }) => j), C },
      weights: split.map(({ i, j }) => weights[i]! * targets.data[i * c + j]!),
    });
  });

  it.each([0.1, 1, 30])('one class against the rest with C = %d has the same weights and probabilities', (C) => {
    const ours = fitOneVersusRest({ x, targets: labels, classes: c, C, iterations: 5000, tolerance: 1e-8 });
    const theirs = askPeer<{ weights: number[][]; biases: number[]; probabilities: number[][] }>(oneVersusRest, {
      ...{ x: rows, y: [...labels], C },
    });
    [...theirs.weights.flat(), ...theirs.biases].forEach((weight, at) => {
      expect(ours.data[at]).toBeCloseTo(weight, 4);
    });
    const probabilities = matrix(n, c);
    writeProbabilities(logSigmoids(linearScores(ours, x)), probabilities);
    theirs.probabilities.flat().forEach((probability, at) => {
      expect(probabilities.data[at]).toBeCloseTo(probability, 5);
    });
  });
});
