import { expect, test } from 'vitest';
import { CPU, comparisonRows } from './comparison.js';

const rowOf = (comparison: Parameters<typeof comparisonRows>[0][number]) => comparisonRows([comparison])[1];

test('1.5 s beside 6 s is a ratio of 0.25', () => {
  const row = rowOf({ name: 'fit', unit: CPU, ours: 1.5, peer: 6, target: 0.4, digits: 2 });
  expect(row).toEqual(['fit', CPU, '1.50', '6.00', '0.25', '0.4']);
});

test('what is no cost has no ratio', () => {
  const row = rowOf({ name: 'accuracy', unit: 'share', ours: 0.92567, peer: 0.9258, digits: 4 });
  expect(row).toEqual(['accuracy', 'share', '0.9257', '0.9258', '', '']);
});

test('a peer that is not installed is absent, one that does not exist is not mentioned', () => {
  expect(rowOf({ name: 'fit', unit: CPU, ours: 1, peer: null, digits: 0 })).toEqual([
    'fit',
    CPU,
    '1',
    'absent',
    '',
    '',
  ]);
  expect(rowOf({ name: 'memory', unit: 'MiB', ours: 194, digits: 0 })).toEqual(['memory', 'MiB', '194', '', '', '']);
});
