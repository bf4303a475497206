import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vocabulary } from '../cli/vocabulary.js';
import { readSpec } from '../experiment/spec/read.js';
import { parseTable } from '../tables/csv.js';

const { claims } = readSpec('experiments/inference.yaml', vocabulary).spec;

/** Table 1 as printed, in percent, by claim. */
const columns = {
  smiley: { I1: 50, I2: 84, I3: 86.16, I4: 50 },
  mnist: { I5: 92.32, I6: 96.07, I7: 94.28, I8: 91.08 },
  pendulum: { I9: 50.27, I10: 74.1, I11: 75.56, I12: 76.11 },
};

describe('claims about the cells of Table 1', () => {
  /** Whether a share of n samples is printed so. */
  const isShareOf = (n: number, percent: number) =>
    Math.abs((100 * Math.round((n * percent) / 100)) / n - percent) <= 0.005 + 1e-9;
  const leastSamples = (cells: object) => {
    let n = 1;
    while (!Object.values(cells).every((percent) => isShareOf(n, percent))) n++;
    return n;
  };
  const samples = {
    smiley: leastSamples(columns.smiley),
    mnist: 10_000,
    pendulum: leastSamples(columns.pendulum),
  };

  it('have as n the fewest samples of which all numbers of a column are shares, on mnist those it has', () => {
    expect(samples).toEqual({ smiley: 1156, mnist: 10_000, pendulum: 1641 });
    expect(Object.values(columns.mnist).every((percent) => isShareOf(10_000, percent))).toBe(true);
  });

  const cells = Object.entries(columns).flatMap(([column, numbers]) =>
    Object.entries(numbers).map(([id, percent]) => [id, column as keyof typeof columns, percent] as const),
  );
  it.each(
    cells,
  )('%s on %s asks for 1.96 standard errors about the printed share of %s, in every test', (id, column, percent) => {
    const half = 1.96 * Math.sqrt((percent * (100 - percent)) / samples[column]);
    const { tests, paper } = claims.find((claim) => claim.id === id)!;
    expect(Number.parseFloat(paper)).toBe(percent);
    for (const { within } of tests) {
      expect(within![0]).toBeCloseTo(percent - half, 2);
      expect(within![1]).toBeCloseTo(percent + half, 2);
    }
  });
});

describe('the penalty of k-means on mnist', () => {
  it('is the one that the validation part chooses', () => {
    const file = 'results/inference/summary.csv';
    const tried = parseTable(readFileSync(file, 'utf8'), file)
      .rows.filter((row) => row.text('task') === 'mnist-validation' && row.text('metric') === 'test_accuracy')
      .map((row) => ({ C: row.numberOrNull('C'), accuracy: row.number('mean') }))
      .filter(({ C }) => C !== null);
    const best = tried.reduce((most, one) => (one.accuracy > most.accuracy ? one : most));
    const { tests } = claims.find(({ id }) => id === 'I6')!;
    const chosen = tests.find(({ under }) => under.includes('the best on the validation part'))!;
    expect(chosen.at).toEqual({ C: best.C });
  });
});
