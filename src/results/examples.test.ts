import { expect, test } from 'vitest';
import type { Outcome } from '../experiment/contract.js';
import { toCsv } from '../tables/csv.js';
import { curvesTable, examplesTable, mapTable, regionsTable, returnsTable } from './examples.js';
import { bare, row } from './outcome.fixture.js';

const line: Outcome = {
  ...bare,
  example: {
    samples: [0, 1],
    x: [[0], [1]],
    y: [3, 4],
    group: ['left', 'right'],
    steps: [
      { iteration: 0, assignment: [0, 1], curves: [[{ x: 0, prediction: 3 }], []], regions: [] },
      { iteration: 1, assignment: [0, 0], curves: [[], [{ x: 1, prediction: 4 }]], regions: [] },
    ],
  },
};
const plane: Outcome = {
  ...bare,
  row: { ...row, id: 't/p/0' },
  example: {
    samples: [5],
    x: [[0.5, -1]],
    y: [1],
    group: [],
    steps: [{ iteration: 0, assignment: [2], curves: [], regions: [[], [{ x1: [0, 1], x2: [2, 3], prediction: 1 }]] }],
    map: [{ x1: [0, 2], x2: [2, 3], expert: 4, prediction: 1 }],
    returns: [-3, -1.5],
  },
};

test('examples.csv has each sample at each step; features and groups that a task lacks are empty', () => {
  expect(toCsv(examplesTable([line, plane])!)).toBe(
    `trial_id,iteration,sample,x1,x2,y,group,expert
t/m/0,0,0,0,,3,left,0
t/m/0,0,1,1,,4,right,1
t/m/0,1,0,0,,3,left,0
t/m/0,1,1,1,,4,right,0
t/p/0,0,5,0.5,-1,1,,2
`,
  );
});

test('example_curves.csv has the experts’ predictions along x, example_regions.csv their rectangles', () => {
  expect(toCsv(curvesTable([line, plane])!)).toBe(
    'trial_id,iteration,expert,x,prediction\nt/m/0,0,0,0,3\nt/m/0,1,1,1,4\n',
  );
  expect(toCsv(regionsTable([line, plane])!)).toBe(
    'trial_id,iteration,expert,x1_low,x1_high,x2_low,x2_high,prediction\nt/p/0,0,1,0,1,2,3,1\n',
  );
});

test('example_map.csv has the plane of a mixture with a gate, example_returns.csv the return of each episode', () => {
  expect(toCsv(mapTable([line, plane])!)).toBe(
    'trial_id,x1_low,x1_high,x2_low,x2_high,expert,prediction\nt/p/0,0,2,2,3,4,1\n',
  );
  expect(toCsv(returnsTable([line, plane])!)).toBe('trial_id,episode,return\nt/p/0,0,-3\nt/p/0,1,-1.5\n');
});

test('with nothing recorded there is no table', () => {
  for (const tableOf of [examplesTable, curvesTable, regionsTable, mapTable, returnsTable]) {
    expect(tableOf([bare])).toBeNull();
    expect(tableOf([])).toBeNull();
  }
});
