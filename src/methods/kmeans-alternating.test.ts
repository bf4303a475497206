import { describe, expect, it } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import type { PlainParameters } from '../components/contract.js';
import { bind, bindParameters, load } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import { type LogisticState, logistic } from '../experts/logistic.js';
import { gates } from '../gates/registry.js';
import { argmaxRows, fromRows, type Matrix } from '../math/matrix.js';
import { below, normal, stream, uniform } from '../math/random.js';
import type { Problem } from './contract.js';
import { kmeans } from './kmeans.js';
import { kmeansAlternating } from './kmeans-alternating.js';
import { asFirst, type Flat, flat, learnTwo, line, sharesOf } from './majority.fixture.js';

const mixed = line([0, 1, 10, 11, 12], [0, 1, 1, 1, 0]);

/** What of the paper's words is left open: as they stand, and the variant that follows the gate. */
const literal = { labels: 'log-loss', refit: false };
const refitted = { labels: 'zero-one', refit: true };

it.each([literal, refitted])('$labels, refit $refit starts from the cells of kmeans', async (given) => {
  const start = (await learnTwo(kmeans, mixed)).assignment;
  expect((await learnTwo(kmeansAlternating, mixed, given)).history[0]!.assignment).toEqual(start);
});

it.each([
  literal,
  refitted,
])('$labels, refit $refit clusters and gates by the features of the gate, where these are others', async (given) => {
  const [x, labels] = [
    [0, 2, 9, 1, 12, 11, 10],
    [0, 0, 1, 1, 1, 0, 1],
  ];
  const own = await learnTwo(kmeansAlternating, line(x, labels), given);
  const apart = { ...line([5, 3, 8, 1, 1, 9, 4], labels), gateX: line(x, labels).x };
  const found = await learnTwo(kmeansAlternating, apart, given);
  expect(found.assignment).toEqual(own.assignment);
  expect(found.gate).toEqual(own.gate);
  // By its own features the same samples end elsewhere.
  const { gateX: _, ...plain } = apart;
  expect((await learnTwo(kmeansAlternating, plain, given)).gate).not.toEqual(own.gate);
});

describe('literal', () => {
  it('memorises the labels: {0, 1} with p = 1/2 takes all zeros, {10, 11, 12} with p = 2/3 all ones', async () => {
    const found = await learnTwo(kmeansAlternating, mixed, literal);
    expect(asFirst(found.assignment)).toEqual([0, 1, 1, 1, 0]);
    const [zeros, ones] = [found.assignment[0]!, found.assignment[1]!];
    expect([found.experts[zeros], found.experts[ones]]).toEqual([0, 1]);
    expect(found.history.at(-1)!.loss).toBe(0);
    expect([found.iterations, found.converged]).toEqual([2, true]);
  });

  it('takes the new means as centres: 6 and 22 / 3', async () => {
    const found = await learnTwo(kmeansAlternating, mixed, literal);
    const { centres } = found.gate!.state as { centres: { data: Float64Array } };
    expect([...centres.data].sort()).toEqual([6, 22 / 3]);
  });

  it('an expert that loses its samples keeps its parameters, and its centre is never nearest', async () => {
    const found = await learnTwo(kmeansAlternating, line([0, 10, 11], [1, 1, 1]), literal);
    expect([...found.assignment]).toEqual([0, 0, 0]); // equal losses: the lowest
    expect(found.experts).toEqual([1, 1]);
    expect(found.degenerate).toBeNull();
    expect([...(found.gate!.state as { sizes: Uint32Array }).sizes]).toEqual([3, 0]);
  });

  it('stops after the given number of iterations', async () => {
    const found = await learnTwo(kmeansAlternating, mixed, { ...literal, iterations: 1 });
    expect([found.iterations, found.converged]).toEqual([1, false]);
  });

  it('counts fits on own samples and n k losses: 2 x (5 + 10)', async () => {
    expect((await learnTwo(kmeansAlternating, mixed, literal)).evaluations).toBe(30);
  });
});

describe('refit', () => {
  it('leaves a sample at the nearest centre where all experts are right about it, or none', async () => {
    // Both predict 1: the ones are right everywhere, the zeros wrong everywhere.
    const found = await learnTwo(kmeansAlternating, mixed, refitted);
    expect(found.assignment).toEqual((await learnTwo(kmeans, mixed)).assignment);
    expect(found.converged).toBe(true);
  });

  it('sends a sample to an expert that is right, though its centre is farther', async () => {
    // Cells {0, 1, 2} with p = 1/3, which predicts 0, and {10, 11} with p = 1: sample 2 of class 1 goes over.
    const task = line([0, 1, 2, 10, 11], [0, 0, 1, 1, 1]);
    const found = await learnTwo(kmeansAlternating, task, refitted);
    expect(asFirst(found.history[1]!.assignment!)).toEqual([0, 0, 1, 1, 1]);
  });

  it('refits the experts to the cells of the new means, which are the last assignment, one iteration more', async () => {
    // After sample 2 went over the means are 1/2 and 23/3: it is nearer to the first again.
    const task = line([0, 1, 2, 10, 11], [0, 0, 1, 1, 1]);
    const found = await learnTwo(kmeansAlternating, task, refitted);
    expect(asFirst(found.assignment)).toEqual([0, 0, 0, 1, 1]);
    expect(found.experts[found.assignment[0]!]).toBeCloseTo(1 / 3, 12);
    expect(found.history.at(-1)!.iteration).toBe(found.iterations);
    expect(found.iterations).toBe(3); // over, unchanged, refitted
  });

  it('sends each sample to the nearest initial centre of the experts with the least error (brute force)', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const rng = stream('refit', seed);
      const n = 60;
      const task = line(
        Array.from({ length: n }, () => uniform(rng)),
        Array.from({ length: n }, () => below(rng, 2)),
      );
      const { history } = await learnTwo(kmeansAlternating, task, refitted, { k: 5 });
      const [start, next] = [history[0]!.assignment!, history[1]!.assignment!];
      const cells = Array.from({ length: 5 }, (_, j) => [...start.keys()].filter((i) => start[i] === j));
      const mean = (rows: readonly number[], of: (i: number) => number) =>
        rows.reduce((sum, i) => sum + of(i), 0) / rows.length;
      const at = (i: number) => (task.x as Matrix).data[i]!;
      const costs = (i: number) =>
        cells.map((rows) => {
          const wrong = Number(mean(rows, (row) => task.y[row]!) >= 0.5) === task.y[i] ? 0 : 100;
          return wrong + Math.abs(at(i) - mean(rows, at));
        });
      next.forEach((label, i) => {
        expect(label).toBe(costs(i).indexOf(Math.min(...costs(i))));
      });
    }
  });

  it('needs classes', async () => {
    const regression = { ...mixed, x: fromRows([[0], [1], [10], [11], [12]]), target: { kind: 'regression' } } as const;
    await expect(learnTwo(kmeansAlternating, regression, refitted)).rejects.toThrow(InputError);
  });
});

describe('labels, refit and gate', () => {
  const task = crossedBlobs(200);
  const rules = ['log-loss', 'zero-one'];
  const all = rules.flatMap((labels) =>
    [false, true].flatMap((refit) =>
      ['nearest-mean', 'nearest-median', 'softmax'].map((gate) => ({ labels, refit, gate })),
    ),
  );

  async function learn(given: PlainParameters): Promise<Flat> {
    const parameters = await bindParameters(kmeansAlternating, given, { gates });
    const problem: Problem<LogisticState> = {
      ...{ task, k: 3, expert: await load(logistic), keepCourse: true },
      stream: (stage) => stream(1, stage),
    };
    return flat(kmeansAlternating.learn(problem, parameters));
  }

  it.each(all)('$labels, refit $refit, $gate', async ({ labels, refit, gate }) => {
    const [found, left] = [await learn({ labels, refit, gate }), await learn({ labels, refit: false, gate })];
    // The alternation and what the gate learns from it are the same, refitted or not.
    expect(found.gate).toEqual(left.gate);
    const steps = left.history.length;
    expect(found.history.slice(0, steps)).toEqual(left.history);
    if (!refit) return;
    expect([found.history.length, found.iterations]).toEqual([steps + 1, left.iterations + 1]);
    const alpha = await sharesOf(found, task.x);
    expect(found.assignment).toEqual(argmaxRows(alpha));
    // Each is fitted to its cell, from where it was: no worse there.
    const loss = async (experts: readonly unknown[]) => {
      const expert = await bind(logistic);
      const losses = experts.map((state) => {
        const out = new Float64Array(task.x.rows);
        expert.losses(state as LogisticState, task.x, task.y, out, 0, 1);
        return out;
      });
      return found.assignment.reduce((sum, j, i) => sum + losses[j]![i]!, 0);
    };
    expect(await loss(found.experts)).toBeLessThan((await loss(left.experts)) + 1e-9);
  });

  it('are not the same thing under two names: no two of the twelve end alike', async () => {
    const ends = await Promise.all(all.map(async (given) => JSON.stringify((await learn(given)).model)));
    expect(new Set(ends).size).toBe(12);
  });

  it("are the paper's words as they stand by default", async () => {
    expect((await learn({})).model).toEqual((await learn(all[0]!)).model);
  });

  it('refits what the loss assigned on a regression, too', async () => {
    const [x, y] = [
      [0, 1, 10, 11, 12],
      [0, 1, 5, 5, 6],
    ];
    const regression = { ...line(x, y), target: { kind: 'regression' } } as const;
    const found = await learnTwo(kmeansAlternating, regression, { labels: 'log-loss', refit: true });
    expect(found.iterations).toBe(found.history.at(-1)!.iteration);
    expect(found.assignment).toEqual(argmaxRows(await sharesOf(found, regression.x)));
  });
});

/** Three blobs in which the class changes across, along and across again. */
function crossedBlobs(n: number): Task {
  const rng = stream('blobs');
  const x = drawn(n, 2, () => uniform(rng, -1, 1));
  const y = Float64Array.from({ length: n }, (_, i) => {
    const [across, along] = [x.data[2 * i]!, x.data[2 * i + 1]!];
    x.data[2 * i]! += 2.5 * (i % 3);
    return Number((i % 3 === 1 ? along : across) + 0.4 * normal(rng) > 0);
  });
  return { x, y, target: { kind: 'classes', labels: ['no', 'yes'] } };
}
