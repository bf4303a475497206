import { describe, expect, it } from 'vitest';
import type { Rule } from '../../model/trust-contract.js';
import type { Input } from '../../tables/encoding.js';
import { waysTo } from './where.js';

const inputs: readonly Input[] = [
  { name: 'x', kind: 'number', fill: null, range: null },
  { name: 'kind', kind: 'category', levels: ['a', 'b'], fill: null, unseen: 'refuse' },
];
const leaf = (expert: number, rows: number) => ({ expert, rows });

describe('the ways of a rule to an expert', () => {
  const rule: Rule = {
    fidelity: 1,
    root: {
      ...{ input: 0, test: { most: 3 } },
      yes: { input: 1, test: { level: 'a' }, yes: leaf(0, 5), no: leaf(1, 7) },
      no: { input: 1, test: { level: 'a' }, yes: leaf(0, 2), no: leaf(0, 9) },
    },
  };

  it('have the most rows first, and those that differ in one answer alone are one', () => {
    expect(waysTo(rule, 0, inputs)).toEqual(['x > 3 and kind != a (9 rows)', 'kind = a (7 rows)']);
    expect(waysTo(rule, 1, inputs)).toEqual(['x <= 3 and kind != a (7 rows)']);
    expect(waysTo(rule, 2, inputs)).toEqual([]);
  });

  it('are any row where one expert has them all', () => {
    expect(waysTo({ fidelity: 1, root: leaf(0, 4) }, 0, inputs)).toEqual(['any row (4 rows)']);
  });
});
