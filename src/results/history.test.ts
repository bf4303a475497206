import { expect, test } from 'vitest';
import type { Outcome } from '../experiment/contract.js';
import { toCsv } from '../tables/csv.js';
import { historyTable } from './history.js';
import { bare, row } from './outcome.fixture.js';

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
  expect(toCsv(historyTable([bare, two, three])!)).toBe(
    'trial_id,iteration,loss,size_0,size_1,size_2\nt/m/0,0,,1,1,\nt/m/0,1,0.5,2,0,\nt/p/0,0,,2,1,3\n',
  );
});

test('it has mean responsibilities where a trial has some', () => {
  expect(toCsv(historyTable([two, shared])!)).toBe(
    'trial_id,iteration,loss,size_0,size_1,share_0,share_1\n' +
      't/m/0,0,,1,1,,\nt/m/0,1,0.5,2,0,,\nt/s/0,600,1,2,0,0.75,0.25\n',
  );
});

test('with nothing recorded there is no table', () => {
  expect(historyTable([bare])).toBeNull();
  expect(historyTable([])).toBeNull();
});
