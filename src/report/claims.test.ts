import { expect, test } from 'vitest';
import { verdictMarks } from '../charts/verdicts.js';
import { verdicts } from '../experiment/claim-contract.js';
import type { JudgedClaim } from '../results/claims/judge.js';
import { outcomeBadge, valuesTold, verdictBadge } from './claims.js';

test('a verdict has the mark of the map wherever it stands, and no two have the same', () => {
  expect(verdicts.map((verdict) => verdictBadge(verdict).mark)).toEqual(verdicts.map((one) => verdictMarks[one].path));
  expect(new Set(verdicts.map((verdict) => verdictBadge(verdict).mark)).size).toBe(verdicts.length);
  expect(outcomeBadge('holds')).toEqual({ ...verdictBadge('reproduced'), text: 'holds' });
});

const stated = { role: 'stated', under: '', unit: '%', value: 49.742, low: 49.38, high: 50.1, outcome: 'fails' };
const told = (unit: string, ...tests: readonly object[]) =>
  valuesTold({ paper: '86.16%', unit, tests } as unknown as JudgedClaim);

test('the paper’s value and ours are told in the unit of the claim', () => {
  expect(told('% of test samples right', stated)).toBe('the paper: 86.16%; here: 49.7% of test samples right');
  expect(told('', { ...stated, unit: 'points' })).toBe('the paper: 86.16%; here: 49.7 (points)');
  expect(told('', stated, { ...stated, under: 'else' })).toBe('the paper: 86.16%; here: 49.7%');
  expect(told('', { ...stated, value: null })).toBe('');
});
