import { expect, it } from 'vitest';
import { componentsOf } from '../../experiment/behavior.js';
import { catalogOf } from '../../experiment/catalog.js';
import type { Cell, Trial } from '../../experiment/contract.js';
import { describe } from './description.js';

it('is of another run where the grid is another one: another seed, or other counts of trials', () => {
  const catalog = catalogOf();
  const cell: Cell = {
    ...{ task: 't', method: 'm', sweep: {}, trials: 3, k: 2, metrics: ['stable'] },
    ...{ data: { name: 'piecewise-linear' }, expert: { name: 'linear' } },
    learn: { name: 'alternating', assign: { name: 'argmin' } },
  };
  const behavior = Object.fromEntries(['core', ...componentsOf(cell, catalog)].map((name) => [name, 'x']));
  const given = { experiment: 'e', build: { version: '1', code: 'c', behavior }, used: [], catalog };
  const runOf = (digest: string, count: number) =>
    describe(
      given,
      Array.from({ length: count }, (_, trial): Trial => {
        const id = `t/m/${trial}`;
        return { id, cell, trial, seed: trial, keep: [], timeout: 60, digests: [], key: `${digest}/${trial}` };
      }),
    ).run;
  expect(runOf('a', 3)).toBe(runOf('a', 3));
  expect(new Set([runOf('a', 3), runOf('a', 4), runOf('b', 3)]).size).toBe(3);
});
