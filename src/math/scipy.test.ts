/** An independent implementation beside ours: SciPy, which scikit-learn needs anyway. */
import { describe, expect, it } from 'vitest';
import { askPeer, withoutPeer } from '../peer.fixture.js';
import { betaQuantile, tQuantile } from './distributions.js';
import { normal, stream } from './random.js';
import { signFlip, twoSample } from './significance.js';

const rng = stream('scipy');
const sample = (n: number, shift: number) => Array.from({ length: n }, () => normal(rng) + shift);

const flipped = `
import json, sys
import numpy as np
from scipy.stats import permutation_test
mean = lambda x, axis: np.mean(x, axis=axis)
exact = lambda d: permutation_test((np.array(d),), mean, permutation_type='samples', n_resamples=np.inf, vectorized=True)
print(json.dumps([exact(d).pvalue for d in json.load(sys.stdin)]))
`;

const quantiles = `
import json, sys
from scipy.stats import beta, t
cases = json.load(sys.stdin)
print(json.dumps([[t.ppf(p, df) for p, df in cases['t']], [beta.ppf(p, a, b) for p, a, b in cases['beta']]]))
`;

const permuted = `
import json, sys
import numpy as np
from scipy.stats import permutation_test
between = lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis)
def p(a, b):
    return permutation_test((np.array(a), np.array(b)), between, n_resamples=20000, vectorized=True, random_state=1).pvalue
print(json.dumps([p(a, b) for a, b in json.load(sys.stdin)]))
`;

describe.skipIf(withoutPeer('comparison with SciPy'))('beside SciPy', () => {
  it('quantiles of t, also at a fraction of a degree of freedom, and of beta', () => {
    const cases = {
      t: [0.9, 0.95, 0.975, 0.9999].flatMap((p) => [1, 1.5, 2, 9, 33.7, 999, 9999].map((df) => [p, df])),
      beta: [0.0001, 0.05, 0.5, 0.95].flatMap((p) =>
        [1, 3, 204, 990].flatMap((a) => [1, 11, 797].map((b) => [p, a, b])),
      ),
    };
    const [t, beta] = askPeer<number[][]>(quantiles, cases);
    cases.t.forEach(([p, df], i) => {
      expect(tQuantile(p!, df!) / t![i]!).toBeCloseTo(1, 8); // Debian's SciPy is right to 1e-9
    });
    cases.beta.forEach(([p, a, b], i) => {
      expect(betaQuantile(p!, a!, b!) / beta![i]!).toBeCloseTo(1, 9);
    });
  });

  it('the sign-flip test has the p of permutation_test over all patterns of signs', () => {
    const cases = [
      sample(3, 1),
      sample(5, 0.5),
      sample(10, 0.3),
      sample(13, 0.8),
      [0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.7],
    ];
    askPeer<number[]>(flipped, cases).forEach((p, i) => {
      expect(signFlip(cases[i]!)).toBeCloseTo(p, 12);
    });
  });

  it('the test of two samples is near the permutation test that it approximates', () => {
    const pairs = [
      [sample(40, 0), sample(60, 0.4)],
      [sample(15, 0), sample(200, 0.3)],
      [sample(30, 0), sample(30, 0)],
    ];
    askPeer<number[]>(permuted, pairs).forEach((p, i) => {
      expect(Math.abs(twoSample(pairs[i]![0]!, pairs[i]![1]!) - p)).toBeLessThan(0.015);
    });
  });
});
