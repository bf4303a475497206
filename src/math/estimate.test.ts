import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Estimate, extremeOf, known, scaled } from './estimate.js';
import { meanOf, medianOf, ratioOfMeans } from './intervals.js';
import { shareOf } from './shares.js';

const seed = 20180613;

describe('an extreme of several', () => {
  const each = [meanOf([1, 2, 3], 'normal'), meanOf([2, 3, 5], 'normal'), known(2.5)];

  test('the least: the least lower bound alone, the least upper bound at a third of the level', () => {
    const least = extremeOf(each, 'least');
    expect(least.value).toBe(2);
    const lows = each.map((one) => one.bounds(0.05).low);
    const highs = each.map((one) => one.bounds(0.05 / 3).high);
    expect(least.bounds(0.05)).toEqual({ low: Math.min(...lows), high: Math.min(...highs) });
  });

  test('the greatest is the mirror image', () => {
    const { low, high } = extremeOf(each, 'greatest').bounds(0.05);
    expect(low).toBe(2.5);
    expect(high).toBe(Math.max(...each.map((one) => one.bounds(0.05).high)));
  });
});

describe('every estimate', () => {
  const made: readonly [string, (values: readonly number[]) => Estimate][] = [
    ['mean', (values) => meanOf(values, 'normal')],
    ['mean of a skewed sample', (values) => meanOf(values, 'skewed')],
    ['median', (values) => medianOf(values, 'skewed')],
    ['share', (values) => shareOf(values.filter((value) => value > 5).length, values.length)],
    ['ratio', (values) => ratioOfMeans(values, [...values].reverse(), 'paired skewed')],
  ];
  const samples = fc.array(fc.double({ min: 1, max: 10, noNaN: true }), { minLength: 3, maxLength: 30 });

  test.each(made)('%s: a smaller alpha widens, a factor scales, bounds lie around the value', (_, of) => {
    fc.assert(
      fc.property(samples, (values) => {
        const estimate = of(values);
        const [strict, loose] = [estimate.bounds(0.01), estimate.bounds(0.05)];
        expect(strict.low).toBeLessThanOrEqual(loose.low);
        expect(strict.high).toBeGreaterThanOrEqual(loose.high);
        expect(loose.low).toBeLessThanOrEqual(estimate.value + 1e-9);
        expect(loose.high).toBeGreaterThanOrEqual(estimate.value - 1e-9);
        const percent = scaled(estimate, 100).bounds(0.05);
        expect(percent.low).toBe(100 * loose.low);
        expect(percent.high).toBe(100 * loose.high);
        expect(estimate.withTrials(values.length).bounds(0.05)).toEqual(loose);
      }),
      { seed, numRuns: 60 },
    );
  });
});
