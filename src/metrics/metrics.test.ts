import { describe, expect, it } from 'vitest';
import { assignmentRules } from '../assignments/registry.js';
import { parseParameters } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import type { BoundExpert } from '../experts/contract.js';
import { fromRows } from '../math/matrix.js';
import type { Learnt } from '../methods/contract.js';
import { modelOf } from '../model/contract.js';
import type { Finished, Judgement, Metric } from './contract.js';
import { metricsFor } from './registry.js';

type Need = NonNullable<Metric['needs']>[number];

const metrics = metricsFor(assignmentRules.all);

const unused: BoundExpert = {
  name: 'unused',
  needsBothClasses: false,
  likelihood: 'none',
  weighted: true,
  fit: () => undefined,
  losses: () => undefined,
  predict: () => undefined,
};

interface Case {
  readonly kind?: 'regression' | 'classes';
  readonly degenerate?: 'empty' | 'single-class';
  readonly error?: number | null;
  readonly refit?: number | null;
  readonly y?: readonly number[];
  readonly groups?: readonly number[];
  readonly assignment?: readonly number[];
  readonly k?: number;
  readonly evaluations?: number;
  /** Test targets. */
  readonly test?: readonly number[];
  readonly judge?: { readonly train?: Judgement; readonly test?: Judgement };
  /** Responsibilities of the samples, those learnt from or the test samples alike. */
  readonly alpha?: readonly (readonly number[])[];
  /** What expert j predicts for sample i. */
  readonly says?: (i: number, j: number) => number;
  readonly returns?: readonly number[];
}

const column = (values: readonly number[]) => fromRows(values.map(() => [0]));

function finished(given: Case): Finished {
  const y = Float64Array.from(given.y ?? [0, 1]);
  const task: Task = {
    x: column(given.y ?? [0, 1]),
    y,
    target: given.kind === 'classes' ? { kind: 'classes', labels: ['-1', '1'] } : { kind: 'regression' },
    ...(given.groups === undefined ? {} : { groups: Uint32Array.from(given.groups) }),
    ...(given.test === undefined ? {} : { test: { x: column(given.test), y: Float64Array.from(given.test) } }),
  };
  const states = Array.from({ length: given.k ?? 2 }, () => null);
  const learnt: Learnt = {
    model: states.length === 0 ? null : modelOf(task, { name: 'unused' }, states, null),
    assignment: Uint32Array.from(given.assignment ?? [0, 0]),
    log: {
      degenerate: given.degenerate === undefined ? null : { kind: given.degenerate, reason: 'why' },
      ...{ iterations: 1, converged: true, fitsConverged: 0.5, gradientNorm: () => 0.25, history: [] },
      ...(given.evaluations === undefined ? {} : { evaluations: given.evaluations }),
    },
  };
  const { alpha, says = () => 0, returns } = given;
  const has = (part: 'train' | 'test') => part === 'train' || given.test !== undefined;
  return {
    task,
    learnt,
    model: null,
    expert: unused,
    seed: 3,
    error: () => given.error ?? null,
    errorRefit: () => given.refit ?? null,
    decide: () => null,
    responsibilities: (part) => (alpha === undefined || !has(part) ? null : fromRows(alpha)),
    judge: (part) => given.judge?.[part] ?? null,
    predictions: (_, labels) => Float64Array.from(labels, (j, i) => says(i, j)),
    returns: () => (returns === undefined ? null : { returns: Float64Array.from(returns), mean: 4, sd: 2 }),
  };
}

const measure = (metric: Metric, given: Case) => metric.compute(finished(given), parseParameters(metric, {}));
const value = async (name: string, given: Case): Promise<number | null> => measure(metrics.get(name), given);
const values = (names: readonly string[], given: Case) => Promise.all(names.map((name) => value(name, given)));

describe('stable, degenerate, empty, single_class', () => {
  it.each<[Case, number, number, number, number]>([
    [{}, 1, 0, 0, 0],
    [{ degenerate: 'empty' }, 0, 1, 1, 0],
    [{ degenerate: 'single-class' }, 0, 1, 0, 1],
  ])('%o', async (given, ...expected) => {
    const names = ['stable', 'degenerate', 'empty', 'single_class'];
    expect(await values(names, { kind: 'classes', ...given })).toEqual(expected);
  });
});

describe('what a log says of fits and of a gradient', () => {
  it('is read off, and null where it says nothing', async () => {
    const whole = finished({});
    expect(await values(['fits_converged', 'gradient_norm'], {})).toEqual([0.5, 0.25]);
    const { fitsConverged: _, gradientNorm: __, ...log } = whole.learnt.log;
    const silent = { ...whole, learnt: { ...whole.learnt, log } };
    for (const name of ['fits_converged', 'gradient_norm'])
      expect(await metrics.get(name).compute(silent, {})).toBeNull();
  });
});

describe('sizes and mean responsibilities', () => {
  it('of clusters of 1 and 3 samples are 1/4 and 3/4; of alpha (.5, .5), (1, 0) 1/4 and 3/4', async () => {
    const held = { assignment: [0, 1, 1, 1], y: [0, 1, 0, 1] };
    expect(await values(['smallest_share', 'largest_share'], held)).toEqual([1 / 4, 3 / 4]);
    const alpha = [
      [0.5, 0.5],
      [1, 0],
    ];
    expect(await values(['smallest_alpha', 'largest_alpha'], { alpha })).toEqual([1 / 4, 3 / 4]);
  });
});

describe('errors', () => {
  const names = ['error', 'error_refit', 'error_all', 'error_refit_all', 'error_at_stop'];
  it.each<[string, Case, readonly (number | null)[]]>([
    ['of a stable classifier are its own', { kind: 'classes', error: 0.2, refit: 0.1 }, [0.2, 0.1, 0.2, 0.1, 0.2]],
    [
      'of a degenerate classifier are scored 0.5 over all trials',
      { kind: 'classes', degenerate: 'empty', error: 0.2 },
      [null, null, 0.5, 0.5, 0.2],
    ],
    ['of a regression have no value over all trials', { error: 2, refit: 1 }, [2, 1, null, null, 2]],
    ['of a degenerate regression', { degenerate: 'empty', error: 2 }, [null, null, null, null, 2]],
    ['where no expert was fitted', { kind: 'classes', degenerate: 'empty' }, [null, null, 0.5, 0.5, null]],
    ['of 0 are 0', { kind: 'classes', error: 0, refit: 0 }, [0, 0, 0, 0, 0]],
  ])('%s', async (_, given, expected) => {
    expect(await values(names, given)).toEqual(expected);
  });
});

describe('recovered', () => {
  // The population variance of y is 4.
  const y = [1, 5, 1, 5];
  it.each<[string, Case, number | null]>([
    ['is 1 below a millionth of the variance', { y, error: 3.9e-6 }, 1],
    ['is 0 at a millionth of it', { y, error: 4e-6 }, 0],
    ['is 0 for a degenerate trial, whatever its error', { y, error: 0, degenerate: 'empty' }, 0],
    ['has no value for classes', { y, error: 0, kind: 'classes' }, null],
  ])('%s', async (_, given, expected) => {
    expect(await value('recovered', given)).toBe(expected);
  });
});

describe('feature_match', () => {
  it.each<[string, Case, number | null]>([
    ['is 1 up to a renaming', { groups: [0, 0, 1, 2], assignment: [2, 2, 0, 1], k: 3 }, 1],
    ['matches one expert to one group', { groups: [0, 0, 1, 1], assignment: [0, 0, 0, 0], k: 2 }, 2 / 4],
    // Counts [[3, 2], [2, 0]]: the greedy choice of 3 leaves 0; crossing gives 2 + 2.
    [
      'takes the best matching, not the greedy one',
      { groups: [0, 0, 0, 1, 1, 0, 0], assignment: [0, 0, 0, 0, 0, 1, 1] },
      4 / 7,
    ],
    ['leaves experts over where groups are fewer', { groups: [0, 0, 0, 0], assignment: [0, 1, 1, 2], k: 3 }, 2 / 4],
    ['leaves groups over where experts are fewer', { groups: [0, 1, 2, 2], assignment: [0, 0, 0, 0], k: 1 }, 2 / 4],
    ['has no value without groups', {}, null],
    ['has no value for a degenerate trial', { groups: [0, 1], degenerate: 'single-class' }, null],
  ])('%s', async (_, given, expected) => {
    expect(await value('feature_match', given)).toBe(expected);
  });
});

describe('train_accuracy, test_accuracy, train_loss, test_loss, predict_evaluations', () => {
  const names = ['train_accuracy', 'test_accuracy', 'train_loss', 'test_loss', 'predict_evaluations'];
  const train = { accuracy: 0.5, loss: 2, evaluations: 3 };
  const test = { accuracy: 0, loss: 1, evaluations: 6 };
  it.each<[string, Case, readonly (number | null)[]]>([
    [
      'are what the gate is judged by; evaluations per test sample',
      { judge: { train, test }, test: [1, 1, 0] },
      [0.5, 0, 2, 1, 2],
    ],
    ['without test samples, evaluations are per training sample', { judge: { train } }, [0.5, null, 2, null, 1.5]],
    ['of a regression: no accuracy', { judge: { train: { ...train, accuracy: null } } }, [null, null, 2, null, 1.5]],
    ['have no value without a gate', { test: [1] }, [null, null, null, null, null]],
  ])('%s', async (_, given, expected) => {
    expect(await values(names, given)).toEqual(expected);
  });
});

it('train_evaluations are those of the mixture per sample; no value where they were not counted', async () => {
  expect(await value('train_evaluations', { y: [0, 1, 0, 1], evaluations: 10 })).toBe(2.5);
  expect(await value('train_evaluations', {})).toBeNull();
});

it('return and return_sd are mean and deviation over the episodes; no value where none were played', async () => {
  expect(await values(['return', 'return_sd'], { returns: [2, 4, 6] })).toEqual([4, 2]);
  expect(await values(['return', 'return_sd'], {})).toEqual([null, null]);
});

describe('smallest_share, starved, purity', () => {
  const names = ['smallest_share', 'starved', 'purity'];
  const y = [0, 0, 1, 1, 1];
  const hundred = Array.from({ length: 100 }, (_, i) => i);
  it.each<[string, Case, readonly (number | null)[]]>([
    // Clusters {0, 1}, {0, 1, 1}.
    ['of clusters with two classes each', { kind: 'classes', y, assignment: [0, 1, 0, 1, 1] }, [0.4, 0, 3 / 5]],
    ['of clusters that are the classes', { kind: 'classes', y, assignment: [1, 1, 0, 0, 0] }, [0.4, 0, 1]],
    [
      'of one expert: its purity is the share of the first class',
      { kind: 'classes', y, assignment: [0, 0, 0, 0, 0], k: 1 },
      [1, 0, 0.6],
    ],
    ['count experts that hold nothing', { kind: 'classes', y, assignment: [2, 2, 2, 2, 2], k: 4 }, [0, 3, 0.6]],
    [
      'count 1 % as starved, 2 % not',
      { y: hundred, assignment: hundred.map((i) => (i < 3 ? (i + 1) >> 1 : 2)), k: 3 },
      [0.01, 1, null],
    ],
    ['where no expert was fitted', { kind: 'classes', y, assignment: [0, 0, 0, 0, 0], k: 0 }, [null, null, null]],
  ])('%s', async (_, given, expected) => {
    expect(await values(names, given)).toEqual(expected);
  });
});

describe('sparse99 and smallest_alpha', () => {
  const names = ['sparse99', 'smallest_alpha'];
  it.each<[string, Case, readonly (number | null)[]]>([
    // .99 itself is not above .99.
    [
      'of four samples',
      {
        alpha: [
          [1, 0],
          [0.99, 0.01],
          [0.001, 0.999],
          [0.5, 0.5],
        ],
      },
      [2 / 4, (0.01 + 0.999 + 0.5) / 4],
    ],
    ['of one expert', { alpha: [[1], [1]], k: 1 }, [1, 1]],
    ['have no value without a gate', {}, [null, null]],
  ])('%s', async (_, given, [sparse, alpha]) => {
    const found = await values(names, given);
    expect(found[0]).toBe(sparse);
    if (alpha === null) expect(found[1]).toBeNull();
    else expect(found[1]).toBeCloseTo(alpha!, 14);
  });
});

describe('alpha_<rule>', () => {
  const all = assignmentRules.all.map(({ name }) => `alpha_${name}`);
  // All samples lean to expert 0, less and less; expert 0 always says 0, expert 1 always 1.
  const alpha = [0.9, 0.8, 0.7, 0.6].map((share) => [share, 1 - share]);
  const leaning: Case = { kind: 'classes', y: [0, 0, 1, 1], assignment: [0, 0, 0, 0], alpha, says: (_, j) => j };

  it('exists for every assignment rule', () => {
    expect(metrics.all.map(({ name }) => name)).toEqual(expect.arrayContaining(all));
  });

  it.each<[string, number]>([
    ['alpha_argmin', 2 / 4], // 0 0 0 0
    ['alpha_lap', 4 / 4], // 0 0 1 1: the two that lose least
    ['alpha_lp', 3 / 4], // 0 0 0 1: each holds half of its equal share, at least
  ])('%s on four samples that all lean to expert 0', async (name, expected) => {
    expect(await value(name, leaning)).toBe(expected);
  });

  it('is of the test samples where there are any', async () => {
    expect(await value('alpha_argmin', { ...leaning, test: [0, 0, 0, 1] })).toBe(3 / 4);
  });

  it('draws by the responsibilities: softmax gives expert 1 a third of the samples, random a half', async () => {
    const n = 3000;
    const y = new Array<number>(n).fill(1);
    const given: Case = { kind: 'classes', y, assignment: y, alpha: y.map(() => [2 / 3, 1 / 3]), says: (_, j) => j };
    expect(await value('alpha_softmax', given)).toBeCloseTo(1 / 3, 1);
    expect(await value('alpha_random', given)).toBeCloseTo(1 / 2, 1);
    expect(await value('alpha_softmax', given)).toBe(await value('alpha_softmax', given));
  });

  const byLosses = ['alpha_argmin', 'alpha_softmax', 'alpha_lap', 'alpha_lp'];
  it.each(
    byLosses,
  )('%s gives each sample to its one expert where alpha is 0 or 1 and sizes are equal', async (name) => {
    const own = Array.from({ length: 60 }, (_, i) => (7 * i) % 3);
    const one = own.map((j) => [0, 1, 2].map((each) => (each === j ? 1 : 0)));
    const given: Case = { kind: 'classes', y: own, assignment: own, k: 3, alpha: one, says: (_, j) => j };
    expect(await value(name, given)).toBe(1);
  });

  it('of one expert is its accuracy, by every rule', async () => {
    const given: Case = { kind: 'classes', y: [0, 0, 1], assignment: [0, 0, 0], k: 1, alpha: [[1], [1], [1]] };
    expect(await values(all, given)).toEqual(all.map(() => 2 / 3));
  });

  it('has no value without a gate, nor for a regression', async () => {
    const { alpha: _, ...ungated } = leaning;
    expect(await values(all, ungated)).toEqual(all.map(() => null));
    expect(await values(all, { ...leaning, kind: 'regression' })).toEqual(all.map(() => null));
  });
});

it('a share takes the values 0 and 1 and no other', async () => {
  const shares = metrics.all.filter(({ summary }) => summary === 'share');
  expect(shares.length).toBeGreaterThan(0);
  for (const metric of shares) {
    for (const degenerate of [undefined, 'empty', 'single-class'] as const) {
      const kind = metric.needs?.includes('classes') ? ('classes' as const) : ('regression' as const);
      const given = { kind, error: 0.25, refit: 0.25, ...(degenerate === undefined ? {} : { degenerate }) };
      expect([0, 1]).toContain(await measure(metric, given));
    }
  }
});

describe.each(metrics.all)('$name', (metric) => {
  const judged = (kind: Case['kind']): Judgement => ({
    ...{ accuracy: kind === 'classes' ? 0.5 : null, loss: 1, evaluations: 2 },
  });
  /** A finished trial with all that a metric may need, or with all but one of it. */
  function lacking(trait: Need | undefined): Case {
    const kind = trait === 'classes' || (trait !== 'regression' && metric.needs?.includes('regression'));
    const target = kind ? ('regression' as const) : ('classes' as const);
    const { test, alpha, returns, groups, ...always } = {
      ...{ kind: target, y: [0, 1], assignment: [0, 1], error: 0.25, refit: 0.25, evaluations: 4 },
      ...{ test: [0, 1], alpha: [0, 1].map((j) => [1 - j, j]), returns: [3, 5], groups: [0, 1] },
    };
    const gated = trait !== 'gate';
    const judge = { train: judged(target), ...(trait === 'test' ? {} : { test: judged(target) }) };
    return {
      ...always,
      ...(gated ? { alpha, judge } : {}),
      ...(trait === 'test' ? {} : { test }),
      ...(gated && trait !== 'control' ? { returns } : {}),
      ...(trait === 'groups' ? {} : { groups }),
    };
  }

  it('has a value where there is all that it may need', async () => {
    expect(await measure(metric, lacking(undefined))).not.toBeNull();
  });

  it.each([
    'gate',
    'test',
    'groups',
    'control',
    'classes',
    'regression',
  ] as const)('without %s has none exactly where it says that it needs it', async (trait) => {
    const value = await measure(metric, lacking(trait));
    expect(value === null).toBe(metric.needs?.includes(trait) ?? false);
  });
});
