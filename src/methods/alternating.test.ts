import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawn, tasks } from '../arbitraries.fixture.js';
import type { Assign } from '../assignments/contract.js';
import { assignmentRules } from '../assignments/registry.js';
import { bind, parseParameters } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { piecewiseLinear } from '../datasets/piecewise-linear.js';
import { InputError } from '../errors.js';
import type { BoundExpert } from '../experts/contract.js';
import { linear } from '../experts/linear.js';
import { fromRows, type Matrix } from '../math/matrix.js';
import { below, stream, uniform } from '../math/random.js';
import { dense } from '../math/sparse.js';
import { alternating } from './alternating.js';
import { type Flat, flat } from './majority.fixture.js';

/** Predicts the mean of its features, whatever the sample: squared distance to a centre. */
const constant: BoundExpert<Float64Array> = {
  name: 'constant',
  needsBothClasses: false,
  likelihood: 'none',
  weighted: true,
  fit({ x: features, rows }) {
    const x = dense(features, 'test');
    const mean = new Float64Array(x.cols);
    for (const row of rows) for (let t = 0; t < x.cols; t++) mean[t]! += x.data[row * x.cols + t]! / rows.length;
    return mean;
  },
  losses(mean, x, _, out, offset, stride) {
    for (let i = 0; i < x.rows; i++) out[offset + i * stride] = distance(dense(x, 'test'), i, mean);
  },
  predict: (_, __, out) => {
    out.fill(0);
  },
};

/** The losses of `constant`, times a factor. */
function scaled(factor: number): BoundExpert<Float64Array>['losses'] {
  return (mean, x, y, out, offset, stride) => {
    constant.losses(mean, x, y, out, offset, stride);
    for (let i = 0; i < x.rows; i++) out[offset + i * stride]! *= factor;
  };
}

function distance(x: Matrix, i: number, centre: Float64Array): number {
  return centre.reduce((sum, value, t) => sum + (x.data[i * x.cols + t]! - value) ** 2, 0);
}

const argmin = await bind(assignmentRules.get('argmin'));
const bothClasses = { ...constant, needsBothClasses: true };

function learn<S>(task: Task, k: number, bound: BoundExpert<S>, seed: number, rule: Assign = argmin): Flat<S> {
  const expert = { reference: { name: 'tested' }, bound };
  const problem = { task, k, expert, keepCourse: true, stream: (stage: string) => stream(seed, stage) };
  const assign = { reference: { name: 'tested' }, bound: rule };
  return flat<S>(alternating.learn(problem, { assign, iterations: 100 }));
}

/** The initial labels of a trial. */
function initial(n: number, k: number, seed: number): number[] {
  const rng = stream(seed, 'init');
  return Array.from({ length: n }, () => below(rng, k));
}

function cloud(n: number, seed: number): Task & { readonly x: Matrix } {
  const rng = stream('cloud', seed);
  const x = drawn(n, 2, () => uniform(rng));
  return { x, y: new Float64Array(n), target: { kind: 'regression' } };
}

/** Lloyd's algorithm (1982) from given labels: centres, then nearest centres, until nothing changes. */
function lloyd(x: Matrix, k: number, from: number[]): number[] {
  const centres = Array.from({ length: k }, (_, j) => {
    const rows = from.flatMap((label, i) => (label === j ? [i] : []));
    return Float64Array.from({ length: x.cols }, (_, t) =>
      rows.reduce((sum, i) => sum + x.data[i * x.cols + t]! / rows.length, 0),
    );
  });
  const labels = from.map((_, i) => {
    const distances = centres.map((centre) => distance(x, i, centre));
    return distances.indexOf(Math.min(...distances));
  });
  return labels.every((label, i) => label === from[i]) ? labels : lloyd(x, k, labels);
}

describe('alternating', () => {
  it('is k-means with constant experts, squared distance and argmin (section 2)', () => {
    for (let seed = 0; seed < 30; seed++) {
      const task = cloud(40, seed);
      const { assignment, converged } = learn(task, 3, constant, seed);
      expect(converged).toBe(true);
      expect([...assignment]).toEqual(lloyd(task.x, 3, initial(40, 3, seed)));
    }
  });

  it('starts from uniform labels of the stream `init`, the same for every rule', () => {
    const task = cloud(3000, 0);
    const { history } = learn(task, 3, constant, 7);
    expect([...history[0]!.assignment!]).toEqual(initial(3000, 3, 7));
    for (const size of history[0]!.sizes) expect(Math.abs(size - 1000)).toBeLessThan(100);
  });

  it('never lets the mean loss rise with argmin and least squares (property)', async () => {
    const expert = await bind(linear, { ridge: 0 });
    fc.assert(
      fc.property(
        tasks('regression', { n: 60, d: 2 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(1e6),
        (task, k, seed) => {
          const { history } = learn(task, k, expert, seed);
          history.slice(2).forEach(({ loss }, step) => {
            expect(loss).toBeLessThanOrEqual(history[step + 1]!.loss * (1 + 1e-9) + 1e-12);
          });
        },
      ),
      { seed: 2, numRuns: 100 },
    );
  });

  it('gives the experts fitted to the assignment before the last, and their losses under the last', () => {
    const task = cloud(30, 1);
    const { history, experts, assignment, iterations } = learn(task, 3, constant, 1);
    expect(history.length).toBe(iterations + 1);
    const before = history.at(-2)!.assignment!;
    experts.forEach((mean, j) => {
      const rows = Uint32Array.from([...before.keys()].filter((i) => before[i] === j));
      expect(mean).toEqual(constant.fit({ x: task.x, y: task.y, rows }, stream(0)));
    });
    const losses = [...assignment].map((label, i) => distance(task.x, i, experts[label]!));
    expect(history.at(-1)!.loss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / 30, 12);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('fails where a loss is %d', (value) => {
    const broken: BoundExpert<Float64Array> = {
      ...constant,
      losses(mean, x, y, out, offset, stride) {
        constant.losses(mean, x, y, out, offset, stride);
        if (offset === 1) out[offset + 5 * stride] = value;
      },
    };
    expect(() => learn(cloud(20, 1), 3, broken, 1)).toThrow(
      new InputError('losses are not finite: expert 1, sample 5'),
    );
  });

  it('fails by its losses where the data overflow, not by the experts that they leave empty', async () => {
    const given = parseParameters(piecewiseLinear, { intercept: 1e308 });
    const expert = await bind(linear, { ridge: 0 });
    expect(() => learn(piecewiseLinear.load(given, stream('data', 1)), 3, expert, 1)).toThrow(
      'losses are not finite: expert 0, sample 0',
    );
  });

  it('takes finite losses whose sum is not', () => {
    const huge = { ...constant, losses: scaled(1e308) };
    const { degenerate } = learn(cloud(20, 1), 2, huge, 1);
    expect(degenerate?.kind ?? 'none').toBe('none');
  });

  it('stops at the limit without converging', () => {
    const alternate: Assign = (_, rng, labels) => {
      labels.forEach((_, i) => {
        labels[i] = below(rng, 2);
      });
    };
    const { iterations, converged, degenerate } = learn(cloud(40, 1), 2, constant, 1, alternate);
    expect([iterations, converged, degenerate]).toEqual([100, false, null]);
  });

  it('stops at an initial assignment that is degenerate, with no expert', () => {
    const { degenerate, iterations, model, history } = learn(cloud(2, 1), 3, constant, 1);
    expect(degenerate?.kind).toBe('empty');
    expect([iterations, model, history.length]).toEqual([0, null, 1]);
  });

  it('stops where an expert becomes empty, with the experts that emptied it', () => {
    const toTheFirst: Assign = (_, __, labels) => {
      labels.fill(0);
    };
    const { degenerate, iterations, experts, history } = learn(cloud(20, 1), 2, constant, 1, toTheFirst);
    expect(degenerate).toEqual({ kind: 'empty', reason: 'expert 1 holds no sample' });
    expect([iterations, experts.length, [...history.at(-1)!.sizes]]).toEqual([1, 2, [20, 0]]);
  });

  it('stops where an expert that needs both classes gets one only', () => {
    const x = fromRows([[0], [0.1], [1], [1.1], [0.2], [1.2]]);
    const y = Float64Array.of(0, 1, 1, 1, 0, 1);
    const byPlace: Assign = (_, __, labels) => {
      labels.set([1, 1, 0, 0, 1, 0]);
    };
    const task: Task = { x, y, target: { kind: 'classes', labels: ['-1', '1'] } };
    // A start in which both hold both classes.
    const seed = Array.from({ length: 200 }, (_, s) => s).find((s) => {
      const labels = initial(6, 2, s);
      return [0, 1].every((j) => new Set(labels.flatMap((label, i) => (label === j ? [y[i]] : []))).size === 2);
    });
    const reason = 'expert 0 holds one class only';
    expect(learn(task, 2, bothClasses, seed!, byPlace).degenerate).toEqual({ kind: 'single-class', reason });
    expect(learn(task, 2, constant, seed!, byPlace).degenerate).toBeNull();
  });
});
