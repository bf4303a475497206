import { expect, test } from 'vitest';
import type { Outcome } from '../experiment/contract.js';
import { toCsv } from '../tables/csv.js';
import { clusterMeansTable, clustersTable, responsibilitiesTable } from './holdings.js';
import { bare } from './outcome.fixture.js';

const kept: Outcome = {
  ...bare,
  clusters: [
    {
      classes: [
        { label: '0', samples: 2 },
        { label: '1', samples: 0 },
      ],
      means: [0, 0.5, 0.25],
    },
    {
      classes: [
        { label: '0', samples: 0 },
        { label: '1', samples: 0 },
      ],
      means: [0, 0, 0],
    },
  ],
  responsibilities: [
    { low: 0, high: 0.5, all: 3, greatest: 0 },
    { low: 0.5, high: 1, all: 1, greatest: 2 },
  ],
};

test('clusters.csv has each expert and class, also those without samples', () => {
  expect(toCsv(clustersTable([bare, kept])!)).toBe(
    'trial_id,expert,class,samples\nt/m/0,0,0,2\nt/m/0,0,1,0\nt/m/0,1,0,0\nt/m/0,1,1,0\n',
  );
});

test('cluster_means.csv leaves zeros out', () => {
  expect(toCsv(clusterMeansTable([bare, kept])!)).toBe('trial_id,expert,feature,mean\nt/m/0,0,1,0.5\nt/m/0,0,2,0.25\n');
});

test('responsibilities.csv has both counts of each bin', () => {
  expect(toCsv(responsibilitiesTable([bare, kept])!)).toBe(
    'trial_id,low,high,all,greatest\nt/m/0,0,0.5,3,0\nt/m/0,0.5,1,1,2\n',
  );
});

test('with nothing recorded there is no table', () => {
  for (const tableOf of [clustersTable, clusterMeansTable, responsibilitiesTable]) expect(tableOf([bare])).toBeNull();
});
