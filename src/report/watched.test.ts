import { describe, expect, it } from 'vitest';
import type { Row, Status } from '../experiment/contract.js';
import { row as base } from '../results/outcome.fixture.js';
import { worthWatching } from './watched.js';

const spec = { tasks: { t: {}, u: {} }, methods: { a: {}, b: {}, c: {}, d: {}, e: {} } } as never;
const row = (task: string, method: string, trial: number, status: Status, more: Partial<Row> = {}): Row => ({
  ...base,
  ...{ id: `${task}/${method}/${trial}`, task, method, trial, status },
  ...more,
});
const chosen = (rows: readonly Row[], eligible: (row: Row) => boolean = () => true) =>
  worthWatching(spec, rows, eligible).map(({ task, pair, others }) => ({
    task,
    pair: pair.map(({ id }) => id),
    others: others.map(({ id }) => id),
  }));

describe('trials worth watching', () => {
  it('are of the first method with both ends, and others from the same start as the one that degenerates', () => {
    const rows = [
      ...[row('t', 'a', 0, 'ok'), row('t', 'b', 0, 'ok'), row('t', 'b', 1, 'degenerate')],
      ...[row('t', 'c', 0, 'ok'), row('t', 'c', 1, 'ok'), row('t', 'd', 0, 'ok'), row('t', 'd', 1, 'degenerate')],
      row('t', 'e', 0, 'ok'),
    ];
    expect(chosen(rows)).toEqual([{ task: 't', pair: ['t/b/1', 't/b/0'], others: ['t/a/0', 't/c/1', 't/d/0'] }]);
  });

  it('degenerate after some iterations rather than at once', () => {
    const rows = [0, 1].map((trial) => row('t', 'a', trial, 'degenerate', { iterations: 1 + 4 * trial }));
    expect(chosen([...rows, row('t', 'a', 2, 'ok')])[0]!.pair).toEqual(['t/a/1', 't/a/2']);
    expect(chosen([rows[0]!, row('t', 'a', 2, 'ok')])[0]!.pair).toEqual(['t/a/0', 't/a/2']);
  });

  it('are one trial where all end alike, and none where none has a course', () => {
    expect(chosen([row('t', 'a', 0, 'failed'), row('t', 'a', 1, 'ok')])[0]!.pair).toEqual(['t/a/1']);
    expect(chosen([row('t', 'a', 0, 'failed'), row('u', 'a', 0, 'timeout')])).toEqual([]);
  });

  it('are not swept where others are not, and else all at the first swept values', () => {
    const swept = [0, 1].map((n) => row('t', 'a', n, n === 0 ? 'ok' : 'degenerate', { sweep: { n } }));
    expect(chosen([...swept, row('t', 'b', 0, 'ok')])).toEqual([{ task: 't', pair: ['t/b/0'], others: [] }]);
    expect(chosen(swept)).toEqual([{ task: 't', pair: ['t/a/0'], others: [] }]);
  });

  it('are those that can be watched', () => {
    const rows = [row('t', 'a', 0, 'ok'), row('t', 'b', 0, 'ok')];
    expect(chosen(rows, ({ method }) => method === 'b')).toEqual([{ task: 't', pair: ['t/b/0'], others: [] }]);
  });
});
