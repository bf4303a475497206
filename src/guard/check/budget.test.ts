import { describe, expect, it } from 'vitest';
import type { Cell, Trial } from '../../experiment/contract.js';
import { firstTrials } from './budget.js';

const reference = { name: 'x' };
const cell = (method: string): Cell => ({
  ...{ task: 't', method, sweep: {}, trials: 9, k: 2, metrics: [] },
  ...{ data: reference, expert: reference, learn: reference },
});
const [cheap, dear, unknown] = [cell('cheap'), cell('dear'), cell('unknown')];
const trials = [dear, cheap, unknown].flatMap((one) =>
  Array.from({ length: 9 }, (_, trial): Trial => {
    const id = `t/${one.method}/${trial}`;
    return { id, cell: one, trial, seed: trial, keep: [], timeout: 1, digests: [], key: id };
  }),
);
const seconds = (one: Cell) => (one === cheap ? 1 : one === dear ? 4 : null);
const chosen = (budget: number) => firstTrials(trials, seconds, budget).map(({ id }) => id.slice(2));

describe('the first trials of each cell that fit in a budget', () => {
  it('are one of each cell first, the cheapest cell before the others', () => {
    expect(chosen(5)).toEqual(['cheap/0', 'dear/0']);
  });

  it('then two more, then four, then the rest, cell by cell', () => {
    expect(chosen(15)).toEqual(['cheap/0', 'dear/0', 'cheap/1', 'cheap/2', 'dear/1', 'dear/2']);
    expect(chosen(1000)).toHaveLength(18);
  });

  it('leave out a cell of which no trial fits, and one that was never timed', () => {
    expect(chosen(3)).toEqual(['cheap/0', 'cheap/1', 'cheap/2']);
    expect(chosen(1000)).not.toContain('unknown/0');
  });

  it('are none without time', () => {
    expect(chosen(0.5)).toEqual([]);
  });
});
