/** Rules that keep so many samples of each class in each cluster, in the methods that alternate. */
import { describe, expect, it } from 'vitest';
import { lp } from '../assignments/lp.js';
import { assignmentRules } from '../assignments/registry.js';
import { load } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import { stream, uniform } from '../math/random.js';
import { alternating } from './alternating.js';
import { learnTwo, line, majority } from './majority.fixture.js';
import { multistart } from './multistart.js';

/** It tells two classes apart: a cluster of one class is the failure that the paper describes. */
const expert = { ...majority, needsBothClasses: true };

function mixed(seed: number): Task {
  const rng = stream('per-class', seed);
  const x = Array.from({ length: 40 }, () => uniform(rng));
  return line(
    x,
    x.map(() => Number(uniform(rng) < 0.4)),
  );
}

const seeds = Array.from({ length: 20 }, (_, seed) => seed);

/** The least number of samples of a class in a cluster, over both clusters and classes. */
const fewest = (assignment: Uint32Array, { y }: Task): number =>
  Math.min(...[0, 1].flatMap((j) => [0, 1].map((c) => assignment.filter((own, i) => own === j && y[i] === c).length)));

describe('one-class clusters, which experts of two classes cannot be fitted to', () => {
  it('are where argmin ends, in every trial', async () => {
    for (const seed of seeds) {
      const assign = await load(assignmentRules.get('argmin'));
      const found = await learnTwo(alternating, mixed(seed), { assign }, { expert, stream: (s) => stream(seed, s) });
      expect(found.degenerate?.kind).toBe('single-class');
    }
  });

  it.each([1, 3])('never come of lp with minPerClass: %i, from the first assignment on', async (minPerClass) => {
    const assign = await load(lp, { minPerClass });
    for (const seed of seeds) {
      const task = mixed(seed);
      const found = await learnTwo(alternating, task, { assign }, { expert, stream: (s) => stream(seed, s) });
      expect(found.degenerate).toBeNull();
      expect(found.iterations).toBeGreaterThan(0);
      for (const { assignment } of found.history.slice(1))
        expect(fewest(assignment!, task)).toBeGreaterThanOrEqual(minPerClass);
    }
  });

  it('never come of many starts either', async () => {
    const assign = await load(lp, { minPerClass: 3, max: { share: 0.7 } });
    const given = { assign, starts: 4, from: 'mixed', perturbations: 5, outliers: 0 };
    for (const seed of seeds.slice(0, 5)) {
      const task = mixed(seed);
      const found = await learnTwo(multistart, task, given, { expert, stream: (s) => stream(seed, s) });
      expect(fewest(found.assignment, task)).toBeGreaterThanOrEqual(3);
    }
  });
});

it('of numbers it is refused where samples are first assigned', async () => {
  const assign = await load(lp, { minPerClass: 1 });
  const task = { ...mixed(1), target: { kind: 'regression' } } as const;
  await expect(learnTwo(alternating, task, { assign })).rejects.toThrow(
    new InputError('lp: minPerClass = 1 needs classes; the target has none'),
  );
});
