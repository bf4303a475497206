import { expect, test } from 'vitest';
import type { TestLine } from '../results/claims/tables.js';
import { tellingTest } from './claims-tests.js';

const line = (test: number, given: Partial<TestLine>) =>
  ({ test, unit: '%', least: 5, most: null, low: null, high: null, value: 9, outcome: 'holds', ...given }) as TestLine;
const told = (...tests: readonly Partial<TestLine>[]) => tellingTest(tests.map((one, t) => line(t + 1, one)))?.test;

test('the first stated test tells what became of a sentence', () => {
  expect(told({}, { value: 6 })).toBe(1);
  expect(told({ value: null }, {})).toBe(2);
  expect(told()).toBeUndefined();
});

test('one like it that came out worse tells more, of several the one that fails by most', () => {
  const fails = { outcome: 'fails' } as const;
  expect(told({}, { value: 4, ...fails }, { value: 2, ...fails })).toBe(3);
  expect(told({}, { value: 3, outcome: 'undecided' }, { value: 4, ...fails })).toBe(3);
  expect(told({ value: 4, ...fails }, { value: 2, ...fails })).toBe(1);
});

test('one in another unit, or bounded on another side, says something else', () => {
  expect(told({}, { unit: 's', outcome: 'fails' }, { least: null, most: 3, outcome: 'fails' })).toBe(1);
});
