import { expect, test } from 'vitest';
import { below, normal, stream } from '../math/random.js';
import { softmaxObjective } from '../math/softmax-regression.js';
import { sparseOf } from '../math/sparse.js';
import { plainObjective } from './plain-loop.js';

test('the plain loop and the kernels have one loss and one gradient', () => {
  const rng = stream('plain loop');
  const [n, d, c] = [40, 7, 10];
  const bytes = () => Array.from({ length: d }, () => Math.max(0, below(rng, 512) - 256));
  const x = sparseOf(Array.from({ length: n }, bytes));
  const labels = Float64Array.from({ length: n }, () => below(rng, c));
  const theta = Float64Array.from({ length: (d + 1) * c }, () => normal(rng));
  const [gradient, plainGradient] = [new Float64Array(theta.length), new Float64Array(theta.length)];

  const loss = softmaxObjective({ x, targets: labels, classes: c, C: 1 })(theta, gradient);
  expect(plainObjective(x, labels)(theta, plainGradient)).toBeCloseTo(loss, 9);
  plainGradient.forEach((slope, at) => {
    expect(slope).toBeCloseTo(gradient[at]!, 9);
  });
});
