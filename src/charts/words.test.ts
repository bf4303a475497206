import { expect, test } from 'vitest';
import { charts, fixtureOf, rendered } from './charts.fixture.js';
import { cellsTold } from './units.js';

const notesOf = (name: string, parameters: Parameters<typeof rendered>[1]): string => {
  const { subtitle } = rendered(name, parameters).title as { readonly subtitle: readonly string[] };
  return subtitle.join(' ');
};
const lap = { values: { lap: 'softmax' } };

test('a statistic of each method has its interval and n, and says whose it is where it is of another', () => {
  const of = { task: 'piecewise-linear', methods: ['argmin', 'lap', 'none'], values: lap.values, metric: 'recovered' };
  expect(cellsTold(fixtureOf('lines'), of)).toBe(
    'argmin 50.00% [45.00, 55.00], n = 1000; lap (as softmax) 10.00% [5.00, 15.00], n = 1000',
  );
});

test('lines tell how often all trials recover, and convergence where all end, if they are asked whose values count', () => {
  expect(notesOf('lines', lap)).toMatch(/Recovered, over all trials, with 95% interval \(Wilson\): argmin 50\.00%/);
  expect(notesOf('lines', {})).not.toContain('Recovered');
  expect(notesOf('convergence', lap)).toMatch(
    /Mean error of all stable trials on piecewise-linear: .*lap \(as softmax\)/,
  );
  expect(notesOf('convergence', {})).not.toContain('Mean error');
});

test('effects have the words that they are given, interactions those of their parts', () => {
  const names = { 'refit (false to true)': 'experts refitted' };
  const { rows } = charts.get('effects').table!(fixtureOf('effects'), { names });
  expect(rows.map(([effect]) => effect)).toEqual([
    'labels (log-loss to zero-one)',
    'experts refitted',
    'labels (log-loss to zero-one) × experts refitted',
  ]);
});

test('a swept setting has the words that it is given', () => {
  expect(JSON.stringify(rendered('sweep', { names: { C: 'penalty' } }))).toContain('"title":"penalty (logarithmic)"');
});
