import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tasks } from '../arbitraries.fixture.js';
import { assignmentRules } from '../assignments/registry.js';
import type { Loaded, PlainParameters } from '../components/contract.js';
import { bindParameters, load } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import type { BoundExpert } from '../experts/contract.js';
import { experts } from '../experts/registry.js';
import type { BoundGate } from '../gates/contract.js';
import { gates } from '../gates/registry.js';
import type { SoftmaxGateState } from '../gates/softmax.js';
import { argmaxRows, fromRows, type Matrix, matrix } from '../math/matrix.js';
import { normal, stream, uniform } from '../math/random.js';
import type { Problem, StartsDone } from './contract.js';
import { gatedAlternating } from './gated-alternating.js';
import { multistart } from './multistart.js';
import { gatedStartKinds, startsOf } from './starts.js';

const registries = { assignments: assignmentRules, experts, gates };
const linear = await load(experts.get('linear'));
const softmax = await load(gates.get('softmax'), { C: 10, tolerance: 1e-8 });

const problemOf = (task: Task, k: number, seed = 0, changed: Partial<Problem> = {}): Problem => ({
  ...{ task, k, expert: linear, keepCourse: true, stream: (stage: string) => stream(seed, stage) },
  ...changed,
});

async function learn(problem: Problem, given: PlainParameters = {}, gate?: Loaded<BoundGate>) {
  const parameters = await bindParameters(gatedAlternating, given, registries);
  return gatedAlternating.learn(problem, gate === undefined ? parameters : { ...parameters, gate });
}

/** The gate, and all states that it learns, in their order. */
function recorded({ reference, bound }: Loaded<BoundGate>, wholly = false) {
  const states: unknown[] = [];
  const gate: Loaded<BoundGate> = {
    reference,
    bound: {
      ...bound,
      fit(samples, rng) {
        const state = bound.fit(wholly ? { ...samples, steps: undefined } : samples, rng);
        states.push(state);
        return state;
      },
    },
  };
  return { gate, states };
}

/** Samples of two regions of x, split at 0, with a line each; z says nothing. */
function regions(n: number, noise: number, rest: Partial<Task> = {}): Task {
  const rng = stream('regions');
  const rows = Array.from({ length: n }, () => [uniform(rng, -1, 1), uniform(rng, -1, 1)]);
  return {
    x: fromRows(rows),
    y: Float64Array.from(rows, ([x]) => (x! < 0 ? 2 + x! : -2 - 3 * x!) + noise * normal(rng)),
    target: { kind: 'regression' },
    ...rest,
  };
}

const lossOf = ({ x, y }: Task, state: unknown): Float64Array => {
  const out = new Float64Array(y.length);
  linear.bound.losses(state, x, y, out, 0, 1);
  return out;
};

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

/** lambda times: -log of the responsibilities of the labels, and the gate's own penalty. */
function gatePart(task: Task, { weights }: SoftmaxGateState, labels: Uint32Array, k: number): number {
  const alpha = matrix(task.x.rows, k);
  softmax.bound.responsibilities({ weights }, task.x, alpha);
  const penalty = sum(weights.data.slice(0, -k).map((weight) => weight * weight)) / (2 * 10);
  return penalty - sum(Array.from(labels, (j, i) => Math.log(alpha.data[i * k + j]!)));
}

describe('gated-alternating', () => {
  it.each([
    ['loss', 'the sum of loss - lambda log gate'],
    ['noise', 'n/2 log of the mean squared error - lambda log gate'],
  ])('with lambda in units of %s never lets rise %s, each iteration with the gate that it used', async (units) => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        tasks('regression', { n: 25, d: 2 }),
        fc.constantFrom(0.01, 0.1, 1),
        fc.nat(99),
        async (task, lambda, seed) => {
          const k = 2;
          const { gate, states } = recorded(softmax);
          const given = { units, lambda, starts: 1, refit: false };
          const { history } = (await learn(problemOf(task, k, seed), given, gate)).log;
          const values = history.slice(1).map(({ assignment, experts: own }, t) => {
            const losses = own!.map((state) => lossOf(task, state));
            const loss = sum(Array.from(assignment!, (j, i) => losses[j]![i]!));
            const part = lambda * gatePart(task, states[t] as SoftmaxGateState, assignment!, k);
            return (units === 'loss' ? loss : (task.y.length / 2) * Math.log(loss + 1e-20)) + part;
          });
          for (let t = 1; t < values.length; t++) expect(values[t]!).toBeLessThan(values[t - 1]! + 1e-7);
          compared += values.length - 1;
        },
      ),
      { numRuns: 150, seed: 1 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('with lambda 0 is multistart from the same starts', async () => {
    for (const [seed, task] of [regions(40, 0.3), regions(60, 0.1)].entries()) {
      const gated = await learn(problemOf(task, 3, seed), { lambda: 0, starts: 1 });
      const given = await bindParameters(multistart, { starts: 1, perturbations: 0 }, registries);
      expect(gated.log.starts).toEqual(multistart.learn(problemOf(task, 3, seed), given).log.starts);
    }
  });

  it("assigns by PARC's rule: squared error + sigma / n (log sum_h exp(w_h x + g_h) - w_j x - g_j)", async () => {
    const task = regions(30, 0.5);
    const [k, sigma, n, d] = [3, 12, 30, 2];
    const { gate, states } = recorded(softmax, true);
    const given = { units: 'loss', lambda: sigma / n, starts: 1, iterations: 1, refit: false };
    const { history } = (await learn(problemOf(task, k, 4), given, gate)).log;
    const before = history[0]!.assignment!;
    const { weights } = softmax.bound.fit({ x: task.x, targets: before, k }, stream(0)) as SoftmaxGateState;
    expect((states[0] as SoftmaxGateState).weights.data).toEqual(weights.data);
    const { data } = task.x as Matrix;
    const rows = (j: number) => Uint32Array.from(before.keys()).filter((i) => before[i] === j);
    const fits = [0, 1, 2].map((j) => linear.bound.fit({ x: task.x, y: task.y, rows: rows(j) }, stream(0)));
    const losses = fits.map((state) => lossOf(task, state));
    const expected = Array.from(before, (_, i) => {
      const score = (j: number) =>
        data[i * d]! * weights.data[j]! + data[i * d + 1]! * weights.data[k + j]! + weights.data[2 * k + j]!;
      const all = Math.log(sum([0, 1, 2].map((j) => Math.exp(score(j)))));
      const costs = [0, 1, 2].map((j) => losses[j]![i]! + (sigma / n) * (all - score(j)));
      return costs.indexOf(Math.min(...costs));
    });
    expect([...history[1]!.assignment!]).toEqual(expected);
    expect(expected).not.toEqual([...before]);
  });

  it('finds regions that the losses alone do not: a greater lambda has the gate agree with the assignment', async () => {
    const rng = stream('crossing');
    const rows = Array.from({ length: 120 }, () => [uniform(rng, -1, 1)]);
    const y = Float64Array.from(rows, ([x]) => Math.abs(x!) + 0.2 * normal(rng));
    const task: Task = { x: fromRows(rows), y, target: { kind: 'regression' } };
    const agreed = async (lambda: number) => {
      const { model, assignment } = await learn(problemOf(task, 2), { lambda, units: 'loss', refit: false });
      const alpha = matrix(120, 2);
      softmax.bound.responsibilities(model!.gate!.state, task.x, alpha);
      return argmaxRows(alpha).filter((j, i) => assignment[i] === j).length / 120;
    };
    expect(await agreed(0.3)).toBeGreaterThan((await agreed(0)) + 0.15);
  });

  it.each(gates.all.map(({ name }) => name))('learns with the gate %s', async (name) => {
    const task = regions(120, 0.1);
    const { model, assignment, log } = await learn(problemOf(task, 2), { gate: name });
    expect(model!.gate!.reference.name).toBe(name);
    expect([log.degenerate, assignment.length]).toEqual([null, 120]);
    if (name === 'constant') return;
    const { data } = task.x as Matrix;
    const left = assignment.filter((_, i) => data[2 * i]! < -0.1);
    expect(left.filter((j) => j === left[0]).length / left.length).toBeGreaterThan(0.95);
  });

  it('makes a few iterations from each start, and goes on from the best quarter, whose least objective it keeps', async () => {
    const told: StartsDone[] = [];
    const watched = { progress: (done: StartsDone) => void told.push(done) };
    const task = regions(90, 0.8);
    const { log } = await learn(problemOf(task, 4, 0, watched), { starts: 12 });
    const short = (await learn(problemOf(task, 4), { starts: 12, iterations: 4 })).log.starts!;
    const ends = log.starts!;
    const order = [...short.keys()].sort((a, b) => short[a]!.objective - short[b]!.objective);
    for (const s of order.slice(3))
      expect(ends[s]).toEqual(short[s]!.converged ? short[s] : { ...short[s], dropped: true });
    for (const s of order.slice(0, 3)) {
      expect(ends[s]!.objective).toBeLessThanOrEqual(short[s]!.objective);
      expect(ends[s]!.converged).toBe(true);
    }
    expect(log.objective).toBe(Math.min(...ends.map(({ objective }) => objective)));
    expect(log.objective).toBeLessThan(short[order[0]!]!.objective);
    expect(told.map(({ done, of }) => [done, of])).toEqual(Array.from({ length: 15 }, (_, at) => [at + 1, 15]));
    expect(told.at(-1)!.best).toBe(log.objective);
  });

  it('begins from regions of the gate alone, too', async () => {
    const task = regions(60, 0.1);
    const y = task.y.map((_, i) => i % 2);
    const { log } = await learn(problemOf({ ...task, y }, 2), { starts: 8 });
    expect(log.starts!.map(({ from }) => from)).toEqual([...gatedStartKinds, ...gatedStartKinds]);
    const { labels } = startsOf(problemOf({ ...task, y }, 2)).regions(stream(0), () => 0) as { labels: Uint32Array };
    expect(startsOf(problemOf(task, 2)).regions(stream(0), () => 0)).toEqual({ labels });
    const { data } = task.x as Matrix;
    const mean = (j: number, t: number) => {
      const rows = Array.from(labels.keys()).filter((i) => labels[i] === j);
      return rows.reduce((total, i) => total + data[2 * i + t]!, 0) / rows.length;
    };
    expect(Math.hypot(mean(0, 0) - mean(1, 0), mean(0, 1) - mean(1, 1))).toBeGreaterThan(0.7);
  });

  it('fits experts that iterate a few steps at a time, and at the end to their minimum', async () => {
    const logistic = await load(experts.get('logistic'));
    const task = regions(80, 0.1, { target: { kind: 'classes', labels: ['below', 'above'] } });
    const y = task.y.map((value) => Number(value > 0));
    const steps: (number | undefined)[] = [];
    const bound: BoundExpert = {
      ...logistic.bound,
      fit(samples, ...rest) {
        steps.push(samples.steps);
        return logistic.bound.fit(samples, ...rest);
      },
    };
    const { log } = await learn(problemOf({ ...task, y }, 2, 0, { expert: { ...logistic, bound } }), { starts: 1 });
    expect([log.converged, log.fitsConverged]).toEqual([true, 1]);
    expect(new Set(steps)).toEqual(new Set([undefined, 5]));
    // The last of the alternation, and to the cells of the gate.
    expect(steps.slice(-4)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('refits the experts to the cells of the gate, unless it is not to', async () => {
    const task = regions(80, 0.4);
    const { model, assignment } = await learn(problemOf(task, 2));
    const alpha = matrix(80, 2);
    softmax.bound.responsibilities(model!.gate!.state, task.x, alpha);
    expect([...assignment]).toEqual([...argmaxRows(alpha)]);
    model!.experts.forEach((state, j) => {
      const rows = Uint32Array.from(assignment.keys()).filter((i) => assignment[i] === j);
      expect(state).toEqual(linear.bound.fit({ x: task.x, y: task.y, rows }, stream(0)));
    });
    const { log } = await learn(problemOf(task, 2), { refit: false });
    expect(log.history.at(-1)!.done).toBeUndefined();
  });

  it('leaves the outliers out of experts and gate', async () => {
    const task = regions(60, 0.05);
    const far = task.y.map((value, i) => (i % 15 === 3 ? value + 50 + i : value));
    const { gate, states } = recorded(softmax);
    const found = await learn(problemOf({ ...task, y: far }, 2), { outliers: 0.07 }, gate);
    expect(Array.from(found.outside!.keys()).filter((i) => found.outside![i] === 1)).toEqual([3, 18, 33, 48]);
    const best = Math.min(...found.log.starts!.map(({ objective }) => objective));
    expect(best).toBeLessThan(30);
    expect(states.length).toBeGreaterThan(10);
    expect((await learn(problemOf(task, 2))).outside).toBeUndefined();
  });

  it('takes a weight of 2 as a sample twice and one of 0 as none', async () => {
    const task = regions(45, 0.3);
    const weights = Float64Array.from(task.y, (_, i) => i % 3);
    const rows = Array.from(task.y.keys()).flatMap((i) => Array<number>(i % 3).fill(i));
    const { data } = task.x as Matrix;
    const twice: Task = {
      x: fromRows(rows.map((i) => [data[2 * i]!, data[2 * i + 1]!])),
      y: Float64Array.from(rows, (i) => task.y[i]!),
      target: task.target,
    };
    const best = async (of: Task) =>
      Math.min(...(await learn(problemOf(of, 2), { starts: 20 })).log.starts!.map(({ objective }) => objective));
    expect(await best({ ...task, weights })).toBeCloseTo(await best(twice), 3);
  });

  it('tells of each start, stops when it is told to, and refuses more experts than samples', async () => {
    const told: StartsDone[] = [];
    const watched = { progress: (done: StartsDone) => void told.push(done), stop: () => told.length >= 2 };
    const { log } = await learn(problemOf(regions(30, 0.3), 2, 0, watched), { starts: 5 });
    expect(told.map(({ done, of }) => [done, of])).toEqual([
      [1, 7],
      [2, 7],
    ]);
    expect([log.stopped, log.starts!.length]).toEqual([true, 2]);
    await expect(learn(problemOf(regions(3, 0), 4))).rejects.toThrow(
      new InputError('gated-alternating needs a sample for each expert; got k = 4, n = 3'),
    );
  });
});
