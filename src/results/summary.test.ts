import { describe, expect, test } from 'vitest';
import type { Row, Status } from '../experiment/contract.js';
import { tInterval } from '../math/intervals.js';
import { wilson } from '../math/shares.js';
import { standardDeviation } from '../math/statistics.js';
import { toCsv } from '../tables/csv.js';
import { type MetricMeta, placeKey, summarise, summariseSeconds, summaryCodec } from './summary.js';

const metrics: readonly MetricMeta[] = [
  { name: 'stable', summary: 'share' },
  { name: 'error', summary: 'mean' },
  { name: 'recovered', summary: 'share' },
];

function row(
  method: string,
  trial: number,
  status: Status,
  stable: number | null,
  error: number | null,
  size?: number,
): Row {
  const sweep = size === undefined ? {} : { size };
  const id = `t/${method}/${size === undefined ? '' : `size=${size}/`}${trial}`;
  const end = { status, reason: '', iterations: null, converged: null };
  return { id, task: 't', method, sweep, trial, seed: 1, ...end, metrics: { stable, error } };
}

const own = ['stable', 'error'];
const cells = [
  { task: 't', method: 'b', sweep: { size: 30 }, metrics: own },
  { task: 't', method: 'a', sweep: {}, metrics: own },
  { task: 't', method: 'none', sweep: {}, metrics: own },
];
const rows = [
  row('b', 0, 'ok', 1, 2, 30),
  row('b', 1, 'degenerate', 0, null, 30),
  row('b', 2, 'ok', 1, 5, 30),
  row('b', 3, 'failed', null, null, 30),
  row('a', 0, 'ok', 1, 0.5),
];

describe('summary.csv', () => {
  test('has a line per cell and metric of the cell, in their orders, over the trials that have a value', () => {
    const share = wilson(2, 3)!;
    const one = wilson(1, 1)!;
    const mean = tInterval([2, 5])!;
    expect(mean.high - 3.5).toBeCloseTo(12.706204736432095 * 1.5, 9); // t(1) at 2.5 %, deviation over sqrt(2) = 1.5
    expect(toCsv(summaryCodec(['size']).toSheet(summarise(rows, cells, metrics)))).toBe(
      `task,method,size,metric,n,mean,sd,median,ci_low,ci_high
t,b,30,stable,3,${2 / 3},${standardDeviation([1, 0, 1])},1,${share.low},${share.high}
t,b,30,error,2,3.5,${Math.sqrt(4.5)},3.5,${mean.low},${mean.high}
t,a,,stable,1,1,,1,${one.low},1
t,a,,error,1,0.5,,0.5,,
t,none,,stable,0,,,,,
t,none,,error,0,,,,,
`,
    );
  });

  test('does not depend on the order of the rows of other cells, nor on other cells', () => {
    const values = Array.from({ length: 30 }, (_, i) => row('a', i, 'ok', 1, Math.sin(i)));
    const alone = summarise(values, [cells[1]!], metrics);
    expect(summarise([...rows.slice(0, 4), ...values], cells, metrics).slice(2, 4)).toEqual(alone);
    expect(alone[1]!.low).toBeLessThan(alone[1]!.mean!);
    expect(alone[1]!.high).toBeGreaterThan(alone[1]!.mean!);
  });

  test('equal values have sd 0 and no interval; what is not finite counts as no value', () => {
    const equal = [0, 1, 2].map((trial) => row('a', trial, 'ok', 1, 0.1));
    const [, line] = summarise([...equal, row('a', 3, 'ok', 1, Number.POSITIVE_INFINITY)], [cells[1]!], metrics);
    expect(line).toMatchObject({ n: 3, mean: 0.1, sd: 0, median: 0.1, low: null, high: null });
  });
});

test('timings_summary.csv is of the seconds of trials that came to a result', () => {
  const seconds = new Map(rows.map(({ id }, i) => [id, 2 ** i]));
  const lines = summariseSeconds(rows, cells, seconds);
  expect(lines.map(({ metric, n, mean, median }) => [metric, n, mean, median])).toEqual([
    ['seconds', 3, 7 / 3, 2],
    ['seconds', 1, 16, 16],
    ['seconds', 0, null, null],
  ]);
});

test('a place is the same whatever the order of its sweeps and whether a value is text or a number', () => {
  const place = { task: 't', method: 'm' };
  expect(placeKey({ ...place, sweep: { a: 1, b: true } })).toBe(placeKey({ ...place, sweep: { b: 'true', a: '1' } }));
  expect(placeKey({ ...place, sweep: { a: 1 } })).not.toBe(placeKey({ ...place, sweep: { a: 2 } }));
  expect(placeKey({ ...place, sweep: { a: 1 } })).not.toBe(placeKey({ ...place, sweep: {} }));
});
