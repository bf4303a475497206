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

describe('em', () => {
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
