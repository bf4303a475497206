import { expect, test } from 'vitest';
import type { Outcome, Row } from '../experiment/contract.js';
import { curvesTable, examplesTable, historyTable, regionsTable } from './history.js';
import { toCsv } from './table.js';

const row: Row = {
  ...{ id: 't/m/0', task: 't', method: 'm', sweep: {}, trial: 0, seed: 1, status: 'ok', reason: '' },
  ...{ iterations: 1, converged: true, metrics: {} },
};
const bare: Outcome = { key: 'k', row, seconds: 1 };
const line: Outcome = {
  ...bare,
  history: [
    { iteration: 0, loss: null, sizes: [1, 1] },
    { iteration: 1, loss: 0.5, sizes: [2, 0] },
  ],
  example: {
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
  history: [{ iteration: 0, loss: null, sizes: [2, 1, 3] }],
  example: {
    x: [[0.5, -1]],
    y: [1],
    group: [],
    steps: [{ iteration: 0, assignment: [2], curves: [], regions: [[], [{ x1: [0, 1], x2: [2, 3], prediction: 1 }]] }],
  },
};

test('history.csv has each iteration from 0, the initial assignment, whose loss is empty; k is that of the largest', () => {
  expect(toCsv(historyTable([bare, line, plane])!)).toBe(
    'trial_id,iteration,loss,size_0,size_1,size_2\nt/m/0,0,,1,1,\nt/m/0,1,0.5,2,0,\nt/p/0,0,,2,1,3\n',
  );
});

test('examples.csv has each sample at each step; features and groups that a task lacks are empty', () => {
  expect(toCsv(examplesTable([line, plane])!)).toBe(
    `trial_id,iteration,sample,x1,x2,y,group,expert
t/m/0,0,0,0,,3,left,0
t/m/0,0,1,1,,4,right,1
t/m/0,1,0,0,,3,left,0
t/m/0,1,1,1,,4,right,0
t/p/0,0,0,0.5,-1,1,,2
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

test('with nothing recorded there is no table', () => {
  for (const tableOf of [historyTable, examplesTable, curvesTable, regionsTable]) {
    expect(tableOf([bare])).toBeNull();
    expect(tableOf([])).toBeNull();
  }
});
