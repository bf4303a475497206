import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tasks } from '../arbitraries.fixture.js';
import { assignmentRules } from '../assignments/registry.js';
import type { PlainParameters } from '../components/contract.js';
import { bindParameters, load } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import { experts } from '../experts/registry.js';
import { gates } from '../gates/registry.js';
import { fromRows } from '../math/matrix.js';
import { normal, stream, uniform } from '../math/random.js';
import { askPeer, withoutPeer } from '../peer.fixture.js';
import type { Problem } from './contract.js';
import { em } from './em.js';

const registries = { assignments: assignmentRules, experts, gates };
const linear = await load(experts.get('linear'));
const logistic = await load(experts.get('logistic'), { C: 1e6 });

const problemOf = (task: Task, k: number, seed = 0, changed: Partial<Problem> = {}): Problem => ({
  ...{ task, k, expert: linear, keepCourse: true, stream: (stage: string) => stream(seed, stage) },
  ...changed,
});

const learn = async (problem: Problem, given: PlainParameters = {}) =>
  em.learn(problem, await bindParameters(em, given, registries));

const line = (points: readonly (readonly [number, number])[], rest: Partial<Task> = {}): Task => ({
  x: fromRows(points.map(([x]) => [x])),
  y: Float64Array.from(points, ([, y]) => y),
  target: { kind: 'regression' },
  ...rest,
});

/** Two lines that cross at 1.5, samples in turn. */
function crossing(n: number): Task {
  const rng = stream('crossing');
  return line(
    Array.from({ length: n }, (_, i) => {
      const x = uniform(rng, 0, 3);
      return [x, (i % 2 === 0 ? x : 3 - x) + 0.1 * normal(rng)] as const;
    }),
  );
}

const constantLog = (n: number, variance: number) => (-n / 2) * (Math.log(2 * Math.PI * variance) + 1);

/** EM of a mixture of normal linear experts with a softmax gate, the gate fitted to its end, from n x k labels. */
const peer = `
import json, sys, numpy as np
from scipy.optimize import minimize
given = json.load(sys.stdin)
x, y, labels, k = np.array(given["x"]), np.array(given["y"]), np.array(given["labels"]), given["k"]
n, d = x.shape
a = np.c_[x, np.ones(n)]
shares = np.full((n, k), 0.1 / k)
shares[np.arange(n), labels] += 0.9
weights, before = np.zeros((d + 1, k)), -np.inf
def log_softmax(w):
    s = a @ w
    s = s - s.max(1, keepdims=True)
    return s - np.log(np.exp(s).sum(1, keepdims=True))
def surprise(w):
    w = w.reshape(d + 1, k)
    l = log_softmax(w)
    slope = a.T @ (np.exp(l) - shares)
    slope[:-1] += w[:-1] / given["C"]
    return -(shares * l).sum() + (w[:-1] ** 2).sum() / (2 * given["C"]), slope.ravel()
for _ in range(5000):
    found = minimize(surprise, weights.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 1000, "gtol": 1e-9, "ftol": 1e-15})
    weights = found.x.reshape(d + 1, k)
    joint = log_softmax(weights)
    for j in range(k):
        root = np.sqrt(shares[:, j])
        line = np.linalg.lstsq(a * root[:, None], y * root, rcond=None)[0]
        errors = (y - a @ line) ** 2
        variance = (shares[:, j] * errors).sum() / shares[:, j].sum()
        joint[:, j] -= 0.5 * (errors / variance + np.log(2 * np.pi * variance))
    most = joint.max(1, keepdims=True)
    own = most[:, 0] + np.log(np.exp(joint - most).sum(1))
    shares = np.exp(joint - own[:, None])
    if abs(own.sum() - before) <= 1e-13 * abs(own.sum()): break
    before = own.sum()
print(json.dumps(own.sum()))`;

describe('em', () => {
  it.skipIf(withoutPeer('soft EM of a mixture of experts')).each([2, 3])(
    'from the same labels ends at the likelihood of the same EM in numpy, k = %d',
    async (k) => {
      const rng = stream('overlapping');
      const x = Array.from({ length: 150 }, () => [uniform(rng, -1, 1), uniform(rng, -1, 1)]);
      const y = x.map(([a, b]) => (a! + 0.3 * normal(rng) < 0 ? 1 + 2 * a! : 3 * b!) + 0.3 * normal(rng));
      const task: Task = { x: fromRows(x), y: Float64Array.from(y), target: { kind: 'regression' } };
      const gate = { name: 'softmax', C: 100, iterations: 1000, tolerance: 1e-8 };
      const given = { gate, starts: 1, tolerance: 1e-13, iterations: 5000, floor: 1e-9 };
      const { log } = await learn(problemOf(task, k, 4), given);
      const labels = Array.from(log.history[0]!.assignment!);
      expect(log.starts![0]!.objective).toBeCloseTo(-askPeer<number>(peer, { x, y, labels, k, C: 100 }), 3);
    },
  );

  it('with one expert is least squares, whose log likelihood is known in closed form', async () => {
    const task = line([
      [0, 0],
      [1, 2],
      [2, 1],
      [3, 3],
    ]);
    // Slope 0.8, intercept 0.3; residuals -0.3, 0.9, -0.9, 0.3: their mean square is 0.45.
    const { model, log } = await learn(problemOf(task, 1), { starts: 1 });
    const [{ intercept, slopes }] = model!.experts as [{ intercept: number; slopes: Float64Array }];
    expect([intercept, slopes[0]]).toEqual([expect.closeTo(0.3, 12), expect.closeTo(0.8, 12)]);
    expect(log.starts![0]!.objective).toBeCloseTo(-constantLog(4, 0.45), 12);
    expect(log.converged).toBe(true);
  });

  it('with groups far apart ends at their means, variances and shares', async () => {
    // x is constant, so that experts are constants: 3 samples about 0 of variance 2/3, 6 about 1000 of variance 1.
    const y = [-1, 0, 1, 999, 1001, 999, 1001, 999, 1001];
    const task = line(y.map((value) => [1, value] as const));
    const { model, log, assignment } = await learn(problemOf(task, 2), { gate: 'constant', floor: 1e-9 });
    const means = model!.experts.map((state) => (state as { intercept: number }).intercept);
    expect(means.toSorted((a, b) => a - b)).toEqual([expect.closeTo(0, 9), expect.closeTo(1000, 9)]);
    const shares = 3 * Math.log(1 / 3) + 6 * Math.log(2 / 3);
    const value = constantLog(3, 2 / 3) + constantLog(6, 1) + shares;
    expect(Math.min(...log.starts!.map(({ objective }) => objective))).toBeCloseTo(-value, 9);
    expect(new Set(assignment.slice(0, 3)).size + new Set(assignment.slice(3)).size).toBe(2);
  });

  it.each([
    ['regression', linear],
    ['classes', logistic],
  ] as const)('never lets the log likelihood fall: %s', async (kind, expert) => {
    await fc.assert(
      fc.asyncProperty(tasks(kind, { n: 30, d: 2 }), fc.nat(99), async (task, seed) => {
        const gate = { name: 'softmax', C: 1e6 };
        const values: number[] = [];
        for (let iterations = 1; iterations <= 8; iterations++) {
          const problem = problemOf(task, 2, seed, { expert });
          const { log } = await learn(problem, { gate, starts: 2, iterations, tolerance: 0 });
          values.push(-log.starts![1]!.objective);
        }
        // But for penalties of a millionth.
        for (let t = 1; t < values.length; t++)
          expect(values[t]!).toBeGreaterThan(values[t - 1]! - 1e-3 * (1 + Math.abs(values[t]!)));
        expect(values.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 15, seed: 1 },
    );
  });

  it('finds two crossing lines, which share their region', async () => {
    const { model } = await learn(problemOf(crossing(100), 2));
    const slopes = model!.experts.map((state) => (state as { slopes: Float64Array }).slopes[0]!).sort((a, b) => a - b);
    expect(slopes[0]).toBeCloseTo(-1, 1);
    expect(slopes[1]).toBeCloseTo(1, 1);
  });

  it('lets no variance fall below its floor: three samples on a line do not take an expert for themselves', async () => {
    const rng = stream('noise');
    const task = line(Array.from({ length: 12 }, (_, i) => [i, normal(rng)] as const));
    const ends = async (floor: number) => (await learn(problemOf(task, 3), { floor, starts: 20 })).log.starts!;
    const least = async (floor: number) => Math.min(...(await ends(floor)).map(({ objective }) => objective));
    expect(await least(1e-12)).toBeLessThan((await least(1e-3)) - 10);
  });

  it('takes a weight of 2 as a sample twice and one of 0 as none', async () => {
    const task = crossing(40);
    const weights = Float64Array.from(task.y, (_, i) => i % 3);
    const rows = Array.from(task.y.keys()).flatMap((i) => Array<number>(i % 3).fill(i));
    const x = task.x as { data: Float64Array };
    const twice = line(rows.map((i) => [x.data[i]!, task.y[i]!] as const));
    const best = async (of: Task) => {
      const { log } = await learn(problemOf(of, 2), { tolerance: 1e-10, iterations: 500 });
      return Math.min(...log.starts!.map(({ objective }) => objective));
    };
    expect(await best({ ...task, weights })).toBeCloseTo(await best(twice), 4);
  });

  it('ends a start after the iteration at hand when it is told to stop', async () => {
    let asked = 0;
    const stop = () => ++asked === 2;
    const { log, model } = await learn(problemOf(crossing(100), 2, 0, { stop }), { starts: 1 });
    expect([log.iterations, log.converged, model!.experts.length]).toEqual([2, false, 2]);
  });

  it('refuses experts without weights or likelihood, and more experts than samples', async () => {
    const svm = await load(experts.get('rbf-svm'));
    const task: Task = { ...crossing(9), y: Float64Array.from({ length: 9 }, (_, i) => i % 2) };
    const classes: Task = { ...task, target: { kind: 'classes', labels: ['no', 'yes'] } };
    await expect(learn(problemOf(classes, 2, 0, { expert: svm }))).rejects.toThrow(
      new InputError('em needs experts that take sample weights and whose loss is a likelihood; got rbf-svm'),
    );
    await expect(learn(problemOf(crossing(2), 3))).rejects.toThrow(
      new InputError('em needs a sample for each expert; got k = 3, n = 2'),
    );
  });
});
