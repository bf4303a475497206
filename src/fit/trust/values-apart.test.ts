import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leastAround } from './values-apart.js';

const of = (...values: number[]) => Float64Array.from(values);

/** The squares about the means of these values by labels. */
function squares(values: readonly number[], weights: readonly number[], labels: readonly number[], k: number): number {
  let sum = 0;
  for (let j = 0; j < k; j++) {
    const own = [...values.keys()].filter((i) => labels[i] === j);
    const weight = own.reduce((all, i) => all + weights[i]!, 0);
    const mean = own.reduce((all, i) => all + weights[i]! * values[i]!, 0) / weight;
    for (const i of own) sum += weights[i]! * (values[i]! - mean) ** 2;
  }
  return sum;
}

it('is what two centers leave of 0, 1, 10 and 12: 1/2 and 2; with 12 three times 1/2 and 3; of k values nothing', () => {
  expect(leastAround(of(12, 0, 10, 1), of(1, 1, 1, 1), 2)).toBe(2.5);
  expect(leastAround(of(12, 0, 10, 1), of(3, 1, 1, 1), 2)).toBe(3.5);
  expect(leastAround(of(5, 9), of(2, 1), 2)).toBe(0);
});

it('is the least over all labels', () => {
  const value = fc.record({ value: fc.integer({ min: -20, max: 20 }), weight: fc.integer({ min: 1, max: 3 }) });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), fc.constantFrom(2, 3), (rows, k) => {
      const [values, weights] = [rows.map(({ value }) => value), rows.map(({ weight }) => weight)];
      let least = Number.POSITIVE_INFINITY;
      for (let code = 0; code < k ** rows.length; code++) {
        const labels = rows.map((_, i) => Math.floor(code / k ** i) % k);
        least = Math.min(least, squares(values, weights, labels, k));
      }
      expect(leastAround(of(...values), of(...weights), k)).toBeCloseTo(least, 9);
    }),
    { numRuns: 60, seed: 1 },
  );
});
