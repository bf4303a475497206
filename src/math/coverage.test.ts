import { describe, expect, test } from 'vitest';
import { coverage, coverageOf, simulated, trusted } from './coverage.js';

describe('the table of coverage', () => {
  test('is what the simulation gives, to the last digit up to five trials', () => {
    for (const line of coverage.filter(({ n }) => n <= 5)) {
      const { low, high } = simulated(line, 20_000);
      expect([line.interval, line.drawn, line.n, low, high]).toEqual([
        ...[line.interval, line.drawn, line.n],
        ...[line.low, line.high],
      ]);
    }
  });

  test('and within four standard errors of fewer samples above', () => {
    for (const line of coverage.filter(({ n }) => n > 5)) {
      const samples = line.n > 100 ? 200 : 2000;
      const { low, high } = simulated(line, samples);
      const error = (p: number) => 4 * Math.sqrt(Math.max(p * (1 - p), 0.01) / samples);
      expect(Math.abs(low - line.low)).toBeLessThan(error(line.low));
      expect(Math.abs(high - line.high)).toBeLessThan(error(line.high));
    }
  });

  test('bounds at a fiftieth of 5 % hold in 95 % of samples where those at 5 % cover too little', () => {
    for (const line of coverage.filter(({ low, high }) => Math.min(low, high) < trusted)) {
      const { low, high } = simulated(line, 2000, 0.05 * 0.02);
      expect(Math.min(low, high)).toBeGreaterThanOrEqual(0.95);
    }
  });

  test('bounds decide at every n simulated, but for the upper one of skewed samples below 30', () => {
    const under = coverage.filter(({ low, high }) => Math.min(low, high) < trusted);
    expect(under.map(({ interval, sample, n }) => `${interval} ${sample} ${n}`)).toEqual([
      ...[3, 5, 10, 30].map((n) => `Student t skewed ${n}`),
      ...[3, 5, 10].map((n) => `transformed t skewed ${n}`),
    ]);
    expect(under.every(({ low }) => low >= trusted)).toBe(true);
  });
});

describe('the coverage of an estimate', () => {
  const t = { interval: 'Student t', sample: 'normal' } as const;

  test('is that of the greatest n simulated below its own; of fewer than three trials there is none', () => {
    expect(coverageOf({ ...t, n: 29 })).toEqual(coverageOf({ ...t, n: 10 }));
    expect(coverageOf({ ...t, n: 30 })).not.toEqual(coverageOf({ ...t, n: 10 }));
    expect(coverageOf({ ...t, n: 2 })).toEqual({ low: 0, high: 0 });
  });

  test('a tail below is the mirror image of one above', () => {
    const up = coverageOf({ interval: 'transformed t', sample: 'skewed', n: 10 });
    expect(coverageOf({ interval: 'transformed t', sample: 'skewed down', n: 10 })).toEqual({
      low: up.high,
      high: up.low,
    });
  });

  test('exact intervals have theirs whatever the sample, a ratio by a constant that of a mean', () => {
    expect(coverageOf({ interval: 'order statistics', sample: 'bounded', n: 5 }).low).toBeGreaterThan(0.95);
    expect(coverageOf({ interval: 'Clopper-Pearson', sample: 'bounded', n: 5 }).low).toBeGreaterThan(0.95);
    expect(coverageOf({ interval: 'Fieller', sample: 'skewed', n: 10 })).toEqual(
      coverageOf({ interval: 'Student t', sample: 'skewed', n: 10 }),
    );
  });
});
