import { expect, test } from 'vitest';
import type { Outcome } from '../experiment/contract.js';
import { parseTable, toCsv } from '../tables/csv.js';
import { bare, row } from './outcome.fixture.js';
import { recorded } from './recorded.js';

const csv = (name: keyof typeof recorded, ...outcomes: readonly Outcome[]) => toCsv(recorded[name].sheetOf(outcomes)!);

const two: Outcome = {
  ...bare,
  history: [
    { iteration: 0, loss: null, sizes: [1, 1] },
    { iteration: 1, loss: 0.5, sizes: [2, 0] },
  ],
};
const three: Outcome = {
  ...bare,
  row: { ...row, id: 't/p/0' },
  history: [{ iteration: 0, loss: null, sizes: [2, 1, 3] }],
};
const shared: Outcome = {
  ...bare,
  row: { ...row, id: 't/s/0' },
  history: [{ iteration: 600, loss: 1, sizes: [2, 0], shares: [0.75, 0.25] }],
};

test('history.csv has each iteration from 0, the start, whose loss is empty; k is that of the largest', () => {
  expect(csv('history.csv', bare, two, three)).toBe(
    'trial_id,iteration,loss,size_0,size_1,size_2\nt/m/0,0,,1,1,\nt/m/0,1,0.5,2,0,\nt/p/0,0,,2,1,3\n',
  );
});

test('it has mean responsibilities where a trial has some', () => {
  expect(csv('history.csv', two, shared)).toBe(
    'trial_id,iteration,loss,size_0,size_1,share_0,share_1\n' +
      't/m/0,0,,1,1,,\nt/m/0,1,0.5,2,0,,\nt/s/0,600,1,2,0,0.75,0.25\n',
  );
});

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
  // Of ten samples the first, the fourth and the last: bytes 0b1001 and 0b10.
  correct: { samples: 10, bits: 'CQI=' },
};

test('clusters.csv has each expert and class, also those without samples', () => {
  expect(csv('clusters.csv', bare, kept)).toBe(
    'trial_id,expert,class,samples\nt/m/0,0,0,2\nt/m/0,0,1,0\nt/m/0,1,0,0\nt/m/0,1,1,0\n',
  );
});

test('cluster_means.csv leaves zeros out', () => {
  expect(csv('cluster_means.csv', bare, kept)).toBe('trial_id,expert,feature,mean\nt/m/0,0,1,0.5\nt/m/0,0,2,0.25\n');
});

test('responsibilities.csv has both counts of each bin', () => {
  expect(csv('responsibilities.csv', bare, kept)).toBe(
    'trial_id,low,high,all,greatest\nt/m/0,0,0.5,3,0\nt/m/0,0.5,1,1,2\n',
  );
});

test('correct.csv has a line a trial, its flags as bits, least significant first', () => {
  expect(csv('correct.csv', bare, kept)).toBe('trial_id,samples,correct\nt/m/0,10,CQI=\n');
  expect(recorded['correct.csv'].fromTable(parseTable(csv('correct.csv', kept), 'x.csv'))).toEqual([
    { id: 't/m/0', correct: Uint8Array.of(1, 0, 0, 1, 0, 0, 0, 0, 0, 1) },
  ]);
});

test.each([
  ['of another length', '9,CQI=', 'must be base64 of 9 bits'],
  ['cut', '10,CQ==', 'must be base64 of 10 bits'],
  ['with a bit after the last', '10,CQQ=', 'must be base64 of 10 bits, those after the last one 0; got "CQQ="'],
  ['that are no base64', '10,C!I=', 'must be base64 of 10 bits'],
  ['of no number', 'ten,CQI=', 'samples must be'],
])('correct.csv with bits %s is refused with its place', (_, cells, message) => {
  const table = parseTable(`trial_id,samples,correct\nt/m/0,${cells}\n`, 'x/correct.csv');
  expect(() => recorded['correct.csv'].fromTable(table)).toThrow(message);
  expect(() => recorded['correct.csv'].fromTable(table)).toThrow('x/correct.csv:2');
});

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
  expect(csv('examples.csv', line, plane)).toBe(
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
  expect(csv('example_curves.csv', line, plane)).toBe(
    'trial_id,iteration,expert,x,prediction\nt/m/0,0,0,0,3\nt/m/0,1,1,1,4\n',
  );
  expect(csv('example_regions.csv', line, plane)).toBe(
    'trial_id,iteration,expert,x1_low,x1_high,x2_low,x2_high,prediction\nt/p/0,0,1,0,1,2,3,1\n',
  );
});

test('example_map.csv has the plane of a mixture with a gate, example_returns.csv the return of each episode', () => {
  expect(csv('example_map.csv', line, plane)).toBe(
    'trial_id,x1_low,x1_high,x2_low,x2_high,expert,prediction\nt/p/0,0,2,2,3,4,1\n',
  );
  expect(csv('example_returns.csv', line, plane)).toBe('trial_id,episode,return\nt/p/0,0,-3\nt/p/0,1,-1.5\n');
});

test('what was written is read back line by line', () => {
  const outcomes = [two, shared, kept, line, plane];
  for (const { sheetOf, fromTable, toSheet } of Object.values(recorded)) {
    const sheet = sheetOf(outcomes)!;
    const lines = fromTable(parseTable(toCsv(sheet), 'x.csv')) as never[];
    expect(lines).toHaveLength([...sheet.rows].length);
    expect(toCsv(toSheet(lines))).toBe(toCsv(sheet));
  }
  const history = recorded['history.csv'].fromTable(parseTable(csv('history.csv', three, shared), 'x.csv'));
  expect(history).toEqual([
    { id: 't/p/0', iteration: 0, loss: null, sizes: [2, 1, 3], shares: [] },
    { id: 't/s/0', iteration: 600, loss: 1, sizes: [2, 0], shares: [0.75, 0.25] },
  ]);
});

test('a malformed cell is refused with its place', () => {
  const table = parseTable('trial_id,expert,class,samples\nt/m/0,0,a,2\nt/m/0,1,a,-2\n', 'x/clusters.csv');
  expect(() => recorded['clusters.csv'].fromTable(table)).toThrow(
    'x/clusters.csv:3 samples must be a whole number, at least 0; got "-2"',
  );
});

test('with nothing recorded there is no table', () => {
  for (const { sheetOf } of Object.values(recorded)) {
    expect(sheetOf([bare])).toBeNull();
    expect(sheetOf([])).toBeNull();
  }
});
