import { describe, expect, it } from 'vitest';
import type { Task } from '../../datasets/contract.js';
import type { BoundExpert } from '../../experts/contract.js';
import { fromRows } from '../../math/matrix.js';
import type { Mixture } from '../../methods/contract.js';
import type { Finished } from '../contract.js';
import { metrics } from './registry.js';

const unused: BoundExpert = {
  name: 'unused',
  needsBothClasses: false,
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
}

function finished(given: Case): Finished {
  const y = Float64Array.from(given.y ?? [0, 1]);
  const task: Task = {
    x: fromRows([...y].map(() => [0])),
    y,
    target: given.kind === 'classes' ? { kind: 'classes', labels: ['-1', '1'] } : { kind: 'regression' },
    ...(given.groups === undefined ? {} : { groups: Uint32Array.from(given.groups) }),
  };
  const mixture: Mixture = {
    degenerate: given.degenerate === undefined ? null : { kind: given.degenerate, reason: 'why' },
    iterations: 1,
    converged: true,
    assignment: Uint32Array.from(given.assignment ?? [0, 0]),
    experts: Array.from({ length: given.k ?? 2 }, () => null),
    history: [],
  };
  return { task, mixture, expert: unused, error: () => given.error ?? null, errorRefit: () => given.refit ?? null };
}

const value = (name: string, given: Case): number | null => metrics.get(name).compute(finished(given));

describe('stable, empty, single_class', () => {
  it.each<[Case, number, number, number]>([
    [{}, 1, 0, 0],
    [{ degenerate: 'empty' }, 0, 1, 0],
    [{ degenerate: 'single-class' }, 0, 0, 1],
  ])('%o', (given, ...expected) => {
    expect(['stable', 'empty', 'single_class'].map((name) => value(name, given))).toEqual(expected);
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
  ])('%s', (_, given, expected) => {
    expect(names.map((name) => value(name, given))).toEqual(expected);
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
  ])('%s', (_, given, expected) => {
    expect(value('recovered', given)).toBe(expected);
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
  ])('%s', (_, given, expected) => {
    expect(value('feature_match', given)).toBe(expected);
  });
});

it('a share takes the values 0 and 1 and no other', () => {
  for (const metric of metrics.all.filter(({ summary }) => summary === 'share')) {
    for (const degenerate of [undefined, 'empty', 'single-class'] as const) {
      const given = { error: 0.25, refit: 0.25, ...(degenerate === undefined ? {} : { degenerate }) };
      expect([0, 1]).toContain(metric.compute(finished(given)));
    }
  }
});
