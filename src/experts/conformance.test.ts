/** What every registered expert keeps to. A new entry is tested by being registered. */
import { describe, expect, it } from 'vitest';
import { faultOf } from '../components/conformance.js';
import { bind } from '../components/parameters.js';
import { stream } from '../math/random.js';
import { expertChecks, kindsOf, learnable } from './conformance.js';
import type { BoundExpert, Expert } from './contract.js';
import { experts } from './registry.js';

describe.each(experts.all.map((expert) => ({ expert, name: expert.name })))('$name', ({ expert }) => {
  it.each(expertChecks)('$title', async (check) => {
    expect(await faultOf(check, expert)).toBeUndefined();
  });
});

// A constant knows how often there is which target, but not where.
describe.each(experts.all.filter(({ name }) => name !== 'constant'))('$name', (expert) => {
  it.each([
    1, 2, 5,
  ])('follows its targets: of d = %i features its loss is below that of targets in reverse', async (d) => {
    const bound = await bind(expert);
    const [kind] = kindsOf(expert);
    const { x, y } = learnable(kind!, 40, d, stream('conformance', kind!, d));
    const state = bound.fit({ x, y, rows: Uint32Array.from(y.keys()) }, stream('fit'));
    const loss = (targets: Float64Array) => {
      const out = new Float64Array(40);
      bound.losses(state, x, targets, out, 0, 1);
      return out.reduce((sum, one) => sum + one);
    };
    expect(loss(y)).toBeLessThan(loss(y.toReversed()));
  });
});

it('these losses are likelihoods, and these experts take weights', async () => {
  const all = await Promise.all(experts.all.map(async (expert) => [expert.name, await bind(expert)] as const));
  const found = Object.fromEntries(all.map(([name, { likelihood, weighted }]) => [name, [likelihood, weighted]]));
  expect(found).toMatchObject({
    linear: ['normal', true],
    logistic: ['log', true],
    mlp: ['log', true],
    'kernel-logistic': ['log', true],
    'rbf-svm': ['log', false],
    constant: ['by target', true],
  });
  expect((await bind(experts.get('logistic'), { solver: 'gradient-descent' })).weighted).toBe(false);
});

it('these experts can be relaxed', () => {
  const relaxable = experts.all.filter((expert) => expert.relaxable).map(({ name }) => name);
  expect(relaxable).toEqual(expect.arrayContaining(['linear', 'kernel-logistic']));
});

describe('a broken expert is caught', () => {
  const linear = experts.get('linear');
  /** The line by least squares with something else about it. */
  const changed = (change: (bound: BoundExpert) => Partial<BoundExpert>, own: Partial<Expert> = {}): Expert => ({
    ...linear,
    ...own,
    bind: async (parameters) => {
      const bound = await linear.bind(parameters);
      return { ...bound, ...change(bound) };
    },
  });

  it.each<[string, Expert, RegExp]>([
    ['says little', { ...linear, about: 'line' }, /^says what/],
    ['goes by another name', changed(() => ({ name: 'other' })), /^is bound under its name/],
    ['has losses below 0', changed(() => ({ losses: (_, __, ___, out) => out.fill(-1) })), /^has finite losses/],
    ['has another loss than it says', changed(() => ({ likelihood: 'log' }), { likelihood: 'log' }), /^has the loss/],
    [
      'learns nothing',
      changed(({ fit }) => ({ fit: (samples, rng) => fit({ ...samples, y: samples.y.map(() => 7) }, rng) })),
      /^learns/,
    ],
    [
      'ignores weights',
      changed(({ fit }) => ({ fit: ({ weights: _, ...rest }, rng) => fit(rest, rng) })),
      /^takes a whole weight/,
    ],
    [
      'writes losses beside their place',
      changed(({ losses }) => ({
        losses: (state, x, y, out, offset, stride, rows) => {
          losses(state, x, y, out, offset, stride, rows);
          out[out.length - 1] = 0;
        },
      })),
      /^writes losses/,
    ],
    [
      'ignores the chosen rows',
      changed(({ predict }) => ({ predict: (state, x, out, rows) => predict(state, x, out, rows?.toSorted()) })),
      /^has for chosen rows/,
    ],
    [
      'counts by halves',
      changed(({ fit }) => ({
        fit: (samples, rng, warm) => {
          samples.count?.(0.5);
          return fit(samples, rng, warm);
        },
      })),
      /^counts evaluations/,
    ],
    [
      'says twice that it converged',
      changed(({ fit }) => ({
        fit: (samples, rng, warm) => {
          samples.ended?.(false);
          samples.ended?.(true);
          return fit(samples, rng, warm);
        },
      })),
      /^says once/,
    ],
    [
      'changes its samples',
      changed(({ fit }) => ({
        fit: (samples, rng) => {
          const state = fit(samples, rng);
          samples.y.fill(0);
          return state;
        },
      })),
      /^leaves what it is given/,
    ],
    [
      'draws from elsewhere',
      changed(({ fit }) => ({
        fit: (samples, rng) => fit({ ...samples, y: samples.y.map((v) => v + Math.random()) }, rng),
      })),
      /^gives the same state/,
    ],
    ['has another state than its table says', { ...linear, state: [] }, /^has a state as its table says/],
    [
      'has other sums',
      changed(({ sums }) => ({
        sums: (samples) => {
          const found = sums!(samples)!;
          return { ...found, fit: (rows) => found.fit(rows.map((i) => i ^ 1)) };
        },
      })),
      /^is the same, to 1e-9/,
    ],
    [
      'keeps its samples',
      changed(({ fit }) => ({
        fit: (samples, rng) => ({
          ...(fit(samples, rng) as object),
          slopes: samples.y.subarray(0, samples.x.cols),
        }),
      })),
      /^keeps no memory/,
    ],
    [
      'starts anywhere',
      changed(({ relax }) => ({
        relax: (x, y) => ({ ...relax!(x, y), start: (_, theta) => void theta.set(theta.map(() => Math.random())) }),
      })),
      /^starts relaxed/,
    ],
  ])('that %s', async (_, expert, title) => {
    const faults = await Promise.all(
      expertChecks.map(async (check) => [check.title, await faultOf(check, expert)] as const),
    );
    expect(faults.filter(([name, fault]) => title.test(name) && fault !== undefined)).toHaveLength(1);
  });
});
