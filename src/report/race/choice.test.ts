import { describe, expect, it } from 'vitest';
import type { Row, Status } from '../../experiment/contract.js';
import type { RaceSpec } from '../../experiment/play-contract.js';
import { row as base } from '../../results/outcome.fixture.js';
import { racesOf } from './choice.js';

const methods = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, {}]));
const row = (task: string, method: string, trial: number, status: Status, more: Partial<Row> = {}): Row => ({
  ...base,
  ...{ id: `${task}/${method}/${trial}`, task, method, trial, status },
  ...more,
});
const chosen = (rows: readonly Row[], races: readonly RaceSpec[] = [], eligible: (row: Row) => boolean = () => true) =>
  racesOf({ tasks: { t: {}, u: {} }, methods, races } as never, rows, eligible).map((race) =>
    race.rows.map(({ id }) => id),
  );

describe('trials that race', () => {
  it('are those of one number, where the first method with both ends degenerates and the others do not', () => {
    const rows = [
      ...[row('t', 'a', 0, 'ok'), row('t', 'a', 1, 'degenerate'), row('t', 'a', 2, 'degenerate')],
      ...[row('t', 'b', 0, 'ok'), row('t', 'b', 1, 'degenerate'), row('t', 'b', 2, 'ok')],
    ];
    expect(chosen(rows)).toEqual([['t/a/2', 't/b/2']]);
  });

  it('degenerate after some iterations rather than at once', () => {
    const rows = [1, 5].map((iterations, trial) => row('t', 'a', trial, 'degenerate', { iterations }));
    expect(chosen([...rows, row('t', 'a', 2, 'ok')])).toEqual([['t/a/1']]);
    expect(chosen([rows[0]!, row('t', 'a', 2, 'ok')])).toEqual([['t/a/0']]);
  });

  it('are as many as there are of the first five methods', () => {
    const all = Object.keys(methods).map((name) => row('t', name, 1, 'ok'));
    expect(chosen([row('t', 'a', 0, 'degenerate'), ...all])).toEqual([['t/a/1', 't/b/1', 't/c/1', 't/d/1', 't/e/1']]);
  });

  it('are the first ones where all end alike, and none where none has a course', () => {
    expect(chosen([row('t', 'a', 0, 'failed'), row('t', 'a', 1, 'ok'), row('t', 'a', 2, 'ok')])).toEqual([['t/a/1']]);
    expect(chosen([row('t', 'a', 0, 'failed'), row('u', 'a', 0, 'timeout')])).toEqual([]);
  });

  it('are not swept where others are not, and else all at the swept values where one degenerates', () => {
    const swept = [0, 1].map((n) => row('t', 'a', n, n === 0 ? 'ok' : 'degenerate', { sweep: { n } }));
    expect(chosen([...swept, row('t', 'b', 0, 'ok')])).toEqual([['t/b/0']]);
    expect(chosen(swept)).toEqual([['t/a/1']]);
  });

  it('are those that may race, or those that the spec names', () => {
    const rows = [row('t', 'a', 0, 'ok'), row('t', 'b', 0, 'ok'), row('t', 'b', 3, 'ok')];
    expect(chosen(rows, [], ({ method }) => method === 'b')).toEqual([['t/b/0']]);
    expect(chosen(rows, [{ task: 't', methods: ['b', 'a'], trial: 0 }], () => false)).toEqual([['t/b/0', 't/a/0']]);
    expect(chosen(rows, [{ task: 't', methods: ['b', 'c'], trial: 3 }])).toEqual([['t/b/3']]);
  });
});
