import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tasks } from '../arbitraries.fixture.js';
import { assignmentRules } from '../assignments/registry.js';
import type { PlainParameters } from '../components/contract.js';
import { bind, bindParameters, load } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import { experts } from '../experts/registry.js';
import { gates } from '../gates/registry.js';
import { fromRows } from '../math/matrix.js';
import { normal, stream, uniform } from '../math/random.js';
import type { Problem, StartsDone } from './contract.js';
import { descend } from './descent.js';
import { multistart } from './multistart.js';
import { startKinds, startsOf } from './starts.js';

const registries = { assignments: assignmentRules, experts, gates };
const linear = await load(experts.get('linear'));

const problemOf = (task: Task, k: number, seed = 0, changed: Partial<Problem> = {}): Problem => ({
  task,
  k,
  expert: linear,
  keepCourse: true,
  stream: (stage) => stream(seed, stage),
  ...changed,
});

const learn = async (problem: Problem, given: PlainParameters = {}) =>
  multistart.learn(problem, await bindParameters(multistart, given, registries));

/** Points of these lists of x and y. */
const line = (points: readonly (readonly [number, number])[], rest: Partial<Task> = {}): Task => ({
  x: fromRows(points.map(([x]) => [x])),
  y: Float64Array.from(points, ([, y]) => y),
  target: { kind: 'regression' },
  ...rest,
});

/** Samples of two crossing lines, y = x and y = 3 - x, some noise on them. */
function crossing(n: number, noise: number): Task {
  const rng = stream('crossing');
  return line(
    Array.from({ length: n }, (_, i) => {
      const x = uniform(rng, 0, 3);
      return [x, (i % 2 === 0 ? x : 3 - x) + noise * normal(rng)] as const;
    }),
  );
}

/** Samples of no structure. */
function crowd(n: number, d: number): Task {
  const rng = stream('crowd');
  const drawn = (length: number) => Array.from({ length }, () => normal(rng));
  return {
    x: fromRows(Array.from({ length: n }, () => drawn(d))),
    y: Float64Array.from(drawn(n)),
    target: { kind: 'regression' },
  };
}

/** The sum of losses of the best of all k^n assignments. */
function leastOfAll({ x, y }: Task, k: number): number {
  let least = Infinity;
  const labels = new Uint32Array(x.rows);
  const losses = new Float64Array(x.rows);
  for (let code = 0; code < k ** x.rows; code++) {
    for (let i = 0, rest = code; i < x.rows; i++, rest = Math.floor(rest / k)) labels[i] = rest % k;
    let sum = 0;
    for (let j = 0; j < k; j++) {
      const rows = Uint32Array.from(labels.keys()).filter((i) => labels[i] === j);
      if (rows.length === 0) continue;
      const own = losses.subarray(0, rows.length);
      linear.bound.losses(linear.bound.fit({ x, y, rows }, stream(0)), x, y, own, 0, 1, rows);
      sum += own.reduce((total, loss) => total + loss);
    }
    least = Math.min(least, sum);
  }
  return least;
}

const objectiveOf = ({ log }: { log: { history: readonly { loss: number }[] } }, n: number) =>
  n * log.history.at(-1)!.loss;

describe('multistart', () => {
  it('finds the best of all k^n assignments of few samples', async () => {
    await fc.assert(
      fc.asyncProperty(tasks('regression', { n: 9, d: 1 }), fc.nat(99), async (task, seed) => {
        const found = objectiveOf(await learn(problemOf(task, 2, seed), { starts: 300 }), task.x.rows);
        expect(found).toBeLessThan(leastOfAll(task, 2) + 1e-9);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('ends in the same place from other seeds, of samples that are few for so many coefficients', async () => {
    const task = crowd(47, 5);
    const ends = [];
    for (let seed = 0; seed < 4; seed++) ends.push(objectiveOf(await learn(problemOf(task, 2, seed)), 47));
    for (const end of ends) expect(end / Math.min(...ends)).toBeCloseTo(1, 9);
  });

  it('finds two crossing lines', async () => {
    const { model } = await learn(problemOf(crossing(60, 0), 2));
    const slopes = model!.experts.map((state) => (state as { slopes: Float64Array }).slopes[0]!).sort();
    expect(slopes[0]).toBeCloseTo(-1, 12);
    expect(slopes[1]).toBeCloseTo(1, 12);
  });

  it.each([
    ['argmin', {}, 0],
    ['argmin, 2 of 12 left out', {}, 2],
    ['lp with bounds', { name: 'lp', min: { ofEqual: 0.5 }, max: { ofEqual: 1.5 } }, 0],
    ['lap', { name: 'lap' }, 0],
  ])('its objective never rises from one iteration to the next: %s', async (_, rule, outside) => {
    const { name = 'argmin', ...parameters } = rule as { name?: string };
    const assign = await bind(assignmentRules.get(name), parameters);
    fc.assert(
      fc.property(
        tasks('regression', { n: 40, d: 3 }),
        fc.nat(99),
        fc.constantFrom(...startKinds),
        (task, seed, from) => {
          fc.pre(task.x.rows >= 8);
          const problem = problemOf(task, 3, seed);
          const after = (limit: number) => {
            const rng = stream(seed, 'start');
            const out = Math.min(outside, task.x.rows - 3);
            return descend({ problem, assign, outside: out, limit }, rng, (fit) => startsOf(problem)[from](rng, fit));
          };
          let last = Infinity;
          for (let limit = 1; limit < 20; limit++) {
            const { objective, log } = after(limit);
            expect(objective).toBeLessThanOrEqual(last * (1 + 1e-12) + 1e-20);
            if (log.converged) break;
            last = objective;
          }
        },
      ),
      { numRuns: 60, seed: 2 },
    );
  });

  it('each of its starts is the same whatever their number, and that of perturbations', async () => {
    const problem = problemOf(crossing(50, 0.3), 3);
    const [few, many] = [await learn(problem, { starts: 4, perturbations: 0 }), await learn(problem, { starts: 9 })];
    expect(few.log.starts).toHaveLength(4);
    expect(many.log.starts!.slice(0, 4)).toEqual(few.log.starts);
    expect(new Set(many.log.starts!.map(({ from }) => from))).toEqual(new Set(startKinds));
  });

  it('keeps the best of its starts, which perturbation only betters', async () => {
    const problem = problemOf(crossing(50, 0.3), 4);
    const best = async (perturbations: number) => {
      const learnt = await learn(problem, { starts: 3, perturbations });
      return [Math.min(...learnt.log.starts!.map(({ objective }) => objective)), objectiveOf(learnt, 50)] as const;
    };
    const [start, kept] = await best(0);
    expect(kept).toBeCloseTo(start, 10);
    expect((await best(50))[1]).toBeLessThan(start);
  });

  it('leaves the outliers out of the fits, floor(share n) of them', async () => {
    const { x, y, target } = crossing(40, 0);
    const far = y.map((value, i) => (i % 10 === 3 ? value + 20 + i : value));
    const { outside, model, assignment } = await learn(problemOf({ x, y: far, target }, 2), { outliers: 0.124 });
    expect(Array.from(outside!.keys()).filter((i) => outside![i] === 1)).toEqual([3, 13, 23, 33]);
    expect(assignment).toHaveLength(40);
    const slopes = model!.experts.map((state) => (state as { slopes: Float64Array }).slopes[0]!).sort();
    expect(slopes[0]).toBeCloseTo(-1, 12);
    expect((await learn(problemOf(crossing(40, 0), 2))).outside).toBeUndefined();
  });

  it('takes a weight of 2 as a sample twice and one of 0 as none', async () => {
    const task = crossing(30, 0.3);
    const weights = Float64Array.from(task.y, (_, i) => i % 3);
    const rows = Array.from(task.y.keys()).flatMap((i) => Array<number>(i % 3).fill(i));
    const x = task.x as { data: Float64Array };
    const twice = line(rows.map((i) => [x.data[i]!, task.y[i]!] as const));
    const [weighted, repeated] = [await learn(problemOf({ ...task, weights }, 2)), await learn(problemOf(twice, 2))];
    expect(objectiveOf(weighted, 30)).toBeCloseTo(objectiveOf(repeated, rows.length), 9);
  });

  it('ends with samples for each expert also where one would do', async () => {
    const flat = line(Array.from({ length: 9 }, (_, i) => [i, 5] as const));
    for (const from of startKinds) {
      const { log, assignment } = await learn(problemOf(flat, 4), { from });
      expect(log.degenerate).toBeNull();
      expect(new Set(assignment).size).toBe(4);
      expect(objectiveOf({ log }, 9)).toBeLessThan(1e-20);
    }
  });

  it('ends with both classes for each expert that needs both, within the bounds of the rule', async () => {
    const svm = await load(experts.get('rbf-svm'));
    const rng = stream('classes');
    const x = fromRows(Array.from({ length: 24 }, () => [normal(rng), normal(rng)]));
    const y = Float64Array.from({ length: 24 }, (_, i) => Number(i >= 20));
    const task: Task = { x, y, target: { kind: 'classes', labels: ['no', 'yes'] } };
    const assign = { name: 'lp', min: 6, max: 6 };
    for (const given of [{}, { assign }, { from: 'planes' }, { from: 'random' }]) {
      const problem = problemOf(task, 4, 0, { expert: svm });
      const { assignment, log } = await learn(problem, { ...given, starts: 3, perturbations: 2, iterations: 10 });
      expect(log.degenerate).toBeNull();
      for (let j = 0; j < 4; j++) {
        expect(new Set(y.filter((_, i) => assignment[i] === j)).size).toBe(2);
        if ('assign' in given) expect(assignment.filter((label) => label === j)).toHaveLength(6);
      }
    }
  });

  it('tells of each start and stops when it is told to, with the best so far', async () => {
    const told: StartsDone[] = [];
    const problem = problemOf(crossing(30, 0.3), 3, 0, {
      progress: (done) => void told.push(done),
      stop: () => told.length >= 2,
    });
    const { log, model } = await learn(problem, { starts: 5, perturbations: 7 });
    expect(told.map(({ done, of }) => [done, of])).toEqual([
      [1, 12],
      [2, 12],
    ]);
    expect([log.stopped, log.starts!.length, model!.experts.length]).toEqual([true, 2, 3]);
    expect(told[1]!.best).toBe(Math.min(...log.starts!.map(({ objective }) => objective)));
    expect((await learn(problemOf(crossing(30, 0.3), 3))).log.stopped).toBeUndefined();
  });

  it('ends a start after the iteration at hand when it is told to stop', async () => {
    const whole = await learn(problemOf(crossing(30, 0.3), 3), { starts: 1 });
    expect(whole.log.iterations).toBeGreaterThan(2);
    let asked = 0;
    const stop = () => ++asked === 2;
    const { log, model } = await learn(problemOf(crossing(30, 0.3), 3, 0, { stop }), { starts: 1 });
    expect([log.iterations, log.converged, model!.experts.length]).toEqual([2, false, 3]);
  });

  it('refuses more experts than samples, and classes with too few of one', async () => {
    await expect(learn(problemOf(crossing(3, 0), 4))).rejects.toThrow(
      new InputError('multistart needs a sample for each expert; got k = 4, n = 3'),
    );
    const svm = await load(experts.get('rbf-svm'));
    const task: Task = { ...crossing(9, 0), target: { kind: 'classes', labels: ['no', 'yes'] } };
    const y = Float64Array.from({ length: 9 }, (_, i) => Number(i === 4));
    await expect(learn(problemOf({ ...task, y }, 2, 0, { expert: svm }))).rejects.toThrow(
      'k = 2 experts cannot each have a sample of both classes of those that are to be fitted; take fewer experts',
    );
  });
});
