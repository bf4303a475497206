import { describe, expect, test } from 'vitest';
import type { Claim, ClaimTest, Row, Status, Verdict } from '../../experiment/contract.js';
import { wilson } from '../../math/statistics.js';
import { toCsv } from '../../tables/csv.js';
import type { MetricMeta, Place } from '../summary.js';
import { claimOf, testOf } from './claim.fixture.js';
import { type JudgedClaim, judgeClaims } from './judge.js';
import { claimsCodec } from './tables.js';

const metrics: readonly MetricMeta[] = [
  { name: 'stable', summary: 'share' },
  { name: 'error', summary: 'mean' },
  { name: 'error_refit', summary: 'mean' },
];

/** The values of the trials by `method/[sweep=value/]metric`; all are of the task `t`. */
type World = Readonly<Record<string, readonly (number | null)[]>>;

const ones = (share: number) => Array.from({ length: 20 }, (_, i) => (i < share * 20 ? 1 : 0));
const about = (mean: number) => Array.from({ length: 20 }, (_, i) => mean * (0.9 + (0.2 * i) / 19));
const world: World = {
  'argmin/stable': ones(0.8),
  'argmin/error': about(0.01),
  'argmin/seconds': about(0.001),
  'softmax/error': about(0.17),
  'softmax/error_refit': about(0.05),
  'lap/stable': ones(0.9),
  'lap/seconds': about(0.02),
  'lp/stable': ones(1),
  'lp/seconds': about(0.03),
  'flow/seconds': about(0.001),
  'argmin/seed=1/stable': ones(0.7),
  'argmin/seed=2/stable': ones(0.75),
  'argmin/seed=3/stable': ones(0.8),
};

const share = asking({ methods: ['argmin'], metric: 'stable', within: [0.75, 0.85] });
const both = asking({ methods: ['lap', 'lp'], metric: 'stable', atLeast: 0.9 });
const ratio = asking({ methods: ['softmax'], metric: 'error', against: { method: 'argmin', by: 'ratio' }, atLeast: 5 });
const slow = {
  metric: 'seconds',
  statistic: 'median',
  against: { method: 'argmin', by: 'ratio' },
  atLeast: 3,
} as const;
const readings = [
  asking({ ...slow, under: 'paper', methods: ['lap', 'lp'] }),
  asking({ ...slow, under: 'flow', methods: ['flow'] }),
];
const spread = asking({ methods: ['argmin'], metric: 'stable', across: 'seed', within: [0.7, 0.8] });

function asking(test: Partial<ClaimTest> & Pick<ClaimTest, 'methods' | 'metric'>): ClaimTest {
  return testOf(test);
}

function claim(tests: readonly ClaimTest[], more: Partial<Claim> = {}): Claim {
  return claimOf({ tests, ...more });
}

function placeOf(path: string): Place & { path: string; metric: string } {
  const [method, ...rest] = path.split('/');
  const metric = rest.pop()!;
  const sweep = Object.fromEntries(rest.map((part) => part.split('=') as [string, string]));
  return { path: ['t', method, ...rest].join('/'), task: 't', method: method!, sweep, metric };
}

function rowsOf(values: World, statuses: Readonly<Record<string, Status>>): [Row[], Map<string, number>] {
  const rows = new Map<string, Row>();
  const seconds = new Map<string, number>();
  for (const [key, list] of Object.entries(values)) {
    const { path, metric, ...place } = placeOf(key);
    list.forEach((value, trial) => {
      const id = `${path}/${trial}`;
      const end = { status: statuses[id] ?? 'ok', reason: '', iterations: 1, converged: true };
      const row = rows.get(id) ?? { id, ...place, trial, seed: 1, ...end, metrics: {} };
      if (metric === 'seconds') seconds.set(id, value!);
      rows.set(id, metric === 'seconds' ? row : { ...row, metrics: { ...row.metrics, [metric]: value } });
    });
  }
  return [[...rows.values()], seconds];
}

/** On the world and the changes, or on these alone; the grid has the places of `world` and of the changes. */
function judge(
  tests: ClaimTest | readonly ClaimTest[],
  change: World = {},
  {
    without = '',
    statuses = {},
    more = {},
  }: { without?: string; statuses?: Record<string, Status>; more?: Partial<Claim> } = {},
): JudgedClaim {
  const all = { ...world, ...change };
  const run = Object.entries(all).filter(([path]) => without === '' || !path.startsWith(without));
  const [rows, seconds] = rowsOf(Object.fromEntries(run), statuses);
  const grid = [...new Map(Object.keys(all).map((key) => [placeOf(key).path, placeOf(key)])).values()];
  return judgeClaims([claim([tests].flat(), more)], rows, seconds, metrics, grid)[0]!;
}

describe('the verdict', () => {
  test.each<[string, readonly ClaimTest[], World, Verdict]>([
    ['a value within its bounds', [share], {}, 'reproduced'],
    ['a value at the lower bound', [share], { 'argmin/stable': ones(0.75) }, 'reproduced'],
    ['a value below', [share], { 'argmin/stable': ones(0.7) }, 'not reproduced'],
    ['a value above', [share], { 'argmin/stable': ones(0.9) }, 'not reproduced'],
    ['all methods hold', [both], {}, 'reproduced'],
    ['one of two methods fails', [both], { 'lp/stable': ones(0.85) }, 'not reproduced'],
    ['the numerator is less', [ratio], { 'softmax/error': about(0.04) }, 'not reproduced'],
    ['the denominator is more', [ratio], { 'argmin/error': about(0.04) }, 'not reproduced'],
    ['one of two tests of a reading fails', [share, { ...ratio, atLeast: 20 }], {}, 'not reproduced'],
    ['the first of two readings holds', readings, {}, 'reproduced in part'],
    ['the second holds', readings, { 'lp/seconds': about(0.002), 'flow/seconds': about(0.02) }, 'reproduced in part'],
    ['both hold', readings, { 'flow/seconds': about(0.02) }, 'reproduced'],
    ['neither holds', readings, { 'lp/seconds': about(0.002) }, 'not reproduced'],
    ['one cell lifts the average', [spread], { 'argmin/seed=2/stable': ones(1) }, 'not reproduced'],
  ])('%s', (_, tests, change, verdict) => {
    const judged = judge(tests, change);
    expect(judged.verdict).toBe(verdict);
    expect(judged.asExpected).toBe(verdict === 'reproduced');
  });

  test('is by calibration where a setting was chosen for it, but fails as any other', () => {
    const more = { calibrated: 'n', expected: 'reproduced by calibration' } as const;
    expect(judge(share, {}, { more })).toMatchObject({ verdict: 'reproduced by calibration', asExpected: true });
    expect(judge(share, { 'argmin/stable': ones(0) }, { more }).verdict).toBe('not reproduced');
  });
});

describe('not judged, with the reason:', () => {
  test.each([
    ['a cell without trials', share, 'argmin', 'no trials of t/argmin'],
    ['one method without trials', both, 'lp', 'no trials of t/lp'],
    ['no value of the denominator', ratio, 'argmin/error', 'no trial of t/argmin has a value of error'],
    ['a sweep that was not run', spread, 'argmin/seed', 'no trials of t/argmin'],
    ['one cell of a sweep', spread, 'argmin/seed=1', '1 of 3 cells of t/argmin across seed have no value of stable'],
  ])('%s', (_, tests, without, reason) => {
    const judged = judge(tests, {}, { without });
    expect(judged).toMatchObject({ verdict: 'not judged', asExpected: false });
    expect(judged.note).toMatch(`Not judged: ${reason}`);
    expect(judged.test).toContain('not judged');
  });

  test('a cell of a sweep without a value, and a sweep of one cell', () => {
    const judged = judge(spread, { 'argmin/seed=2/stable': [null, null] });
    expect(judged.note).toMatch('1 of 3 cells of t/argmin across seed have no value of stable');
    const single = asking({ ...spread, methods: ['lp'] });
    expect(judge(single, { 'lp/seed=1/stable': [1] }).note).toMatch('only one cell of t/lp across seed');
  });

  test('no values, division by 0, no methods, no tests', () => {
    const none = judge(share, { 'argmin/stable': [null, null] });
    expect(none).toMatchObject({ verdict: 'not judged', value: null, n: null });
    expect(judge(ratio, { 'argmin/error': [0, 0, 0] }).note).toMatch('error of t/argmin is 0');
    expect(judge({ ...share, methods: [] }).note).toMatch('Not judged: the test names no method');
    const empty = judge([]);
    expect(empty).toMatchObject({ verdict: 'not judged', asExpected: false, test: '', value: null });
    expect(empty.note).toBe('Not judged: the claim has no tests. the reason.');
  });
});

describe('what is measured', () => {
  test('a share has its Wilson interval, a mean a bootstrap, a ratio of means the ratio of both', () => {
    const { low, high } = wilson(16, 20)!;
    expect(judge(share)).toMatchObject({ value: 0.8, low, high, n: 20 });
    const divided = judge(ratio);
    expect(divided.value).toBeCloseTo(17, 10);
    expect(divided.low).toBeGreaterThan(16);
    expect(divided.low).toBeLessThan(17);
    expect(divided.high).toBeGreaterThan(17);
    expect(divided.high).toBeLessThan(18);
    const mean = judge({ ...share, metric: 'error' });
    expect(mean.low!).toBeLessThan(0.01);
    expect(mean.high!).toBeGreaterThan(0.01);
  });

  test('equal values have no interval', () => {
    expect(judge({ ...share, metric: 'error' }, { 'argmin/error': [0, 0, 0] })).toMatchObject({
      low: null,
      high: null,
    });
  });

  test('the median, where it is asked for: a slow first trial does not move it', () => {
    const cold = { 'lap/seconds': [1, ...about(0.02)], 'flow/seconds': [1, ...about(0.001)] };
    expect(judge(readings, cold).test).toMatch('flow over that of argmin at least 3: 1.01 fails');
  });

  test('across a sweep, the mean of the cells’ statistics, bootstrapped over the cells', () => {
    const judged = judge(spread, { 'argmin/seed=3/stable': [1, 1, 1, 1, 0] });
    expect(judged.value).toBeCloseTo(0.75, 12); // each cell counts once, whatever its n
    expect(judged).toMatchObject({ n: 3, low: expect.closeTo(0.7, 12), high: expect.closeTo(0.8, 12) });
  });

  test('or the cell of the least or the greatest statistic, without an interval', () => {
    const cell = (end: 'least' | 'greatest') => judge({ ...spread, cell: end });
    expect(cell('least')).toMatchObject({ value: 0.7, low: null, high: null, n: 3 });
    expect(cell('least').test).toBe('least stable of t/argmin across seed within [0.7, 0.8]: 0.7 holds');
    expect(cell('greatest')).toMatchObject({ value: 0.8, low: null, high: null, n: 3 });
  });

  test('at a place of the grid, that cell alone', () => {
    const { at: _, ...rest } = share;
    expect(judge({ ...rest, at: { seed: 2 } })).toMatchObject({
      verdict: 'reproduced',
      n: 20,
      test: 'stable of t/argmin at seed=2 within [0.75, 0.85]: 0.75 holds',
    });
  });

  test('across one sweep of a crossed grid, the others stay at their place', () => {
    const crossed = {
      'lp/C=1/seed=1/stable': ones(0.5),
      'lp/C=1/seed=2/stable': ones(0.7),
      'lp/C=2/seed=1/stable': ones(1),
      'lp/C=2/seed=2/stable': ones(1),
      'lp/seed=1/stable': ones(0),
      'lp/seed=2/stable': ones(0),
    };
    const average = (at: ClaimTest['at']) => judge({ ...spread, methods: ['lp'], at }, crossed);
    expect(average({ C: 1 })).toMatchObject({ n: 2, value: expect.closeTo(0.6, 12) });
    expect(average({ C: 2 })).toMatchObject({ n: 2, value: 1 });
    expect(average({})).toMatchObject({ n: 2, value: 0 });
  });

  test('a ratio to another metric', () => {
    const judged = judge({ ...ratio, against: { method: 'softmax', metric: 'error_refit', by: 'ratio' }, atLeast: 3 });
    expect(judged.value).toBeCloseTo(3.4, 10);
    expect(judged.test).toBe('error of t/softmax over error_refit of softmax at least 3: 3.4 holds');
  });

  test('a ratio across a sweep, of the same cells on both sides, resampled together', () => {
    const errors = {
      'lp/seed=1/error': [1, 3],
      'lp/seed=2/error': [5, 7],
      'lap/seed=2/error': [3], // in another order
      'lap/seed=1/error': [1],
      'flow/seed=1/error': [1],
    };
    const across = asking({ methods: ['lp'], metric: 'error', across: 'seed', atLeast: 2 });
    const matched = judge({ ...across, against: { method: 'lap', by: 'ratio' } }, errors);
    // Means 2 and 6 over 1 and 3: 2 in each cell, so in each resample of them.
    expect(matched).toMatchObject({ value: 2, low: 2, high: 2, n: 2 });
    const missing = judge({ ...across, against: { method: 'flow', by: 'ratio' } }, errors);
    expect(missing.note).toMatch('Not judged: 1 of 2 cells of t/flow across seed have no value of error');
  });

  test('trials that failed or ran out of time are left out, and the note says so', () => {
    const late = { 'argmin/seconds': [100, 200, ...about(0.001)] };
    const judged = judge(readings, late, { statuses: { 't/argmin/0': 'timeout', 't/argmin/1': 'failed' } });
    expect(judged.value).toBeCloseTo(20, 10);
    expect(judged.note).toMatch(/Without 2 trials that failed or ran out of time\.$/);
    expect(judge(share, {}, { statuses: { 't/argmin/0': 'failed' } }).note).toMatch(/Without 1 trial that/);
  });
});

describe('what is reported', () => {
  test('the value of the first test and, of several methods, of the one nearest to failing', () => {
    expect(judge([both, share])).toMatchObject({ value: 0.9, n: 20 });
    expect(judge(both).test).toBe('stable of t/lap, lp at least 0.9: lap 0.9 holds');
    expect(judge(both, { 'lp/stable': ones(0.5) }).test).toBe('stable of t/lap, lp at least 0.9: lp 0.5 fails');
  });

  test('in words: the tests with their readings; why, which readings hold, and the calibration', () => {
    expect(judge(share, {}, { more: { calibrated: 'n and noise' } })).toMatchObject({
      test: 'stable of t/argmin within [0.75, 0.85]: 0.8 holds',
      note: 'the reason. Calibrated: n and noise.',
    });
    expect(judge(readings)).toMatchObject({
      test:
        'paper: median seconds of t/lap, lp over that of argmin at least 3: lap 20 holds; ' +
        'flow: median seconds of t/flow over that of argmin at least 3: 1 fails',
      note: 'the reason. Holds: paper. Does not hold: flow.',
    });
    expect(judge([share, readings[1]!]).note).toBe('the reason. Holds: as it stands. Does not hold: flow.');
    expect(judge(share, {}, { more: { why: '' } }).note).toBe('');
    expect(judge(spread).test).toBe('stable of t/argmin averaged across seed within [0.7, 0.8]: 0.75 holds');
  });

  test('a value is rounded to 3 digits, or as many as tell it from the threshold that it misses', () => {
    const { within: _, ...rest } = share;
    const small = { ...rest, metric: 'error', atMost: 0.06 };
    expect(judge(small, { 'argmin/error': [0.06000012] }).test).toMatch('at most 0.06: 0.0600001 fails');
    expect(judge(small, { 'argmin/error': [0.0512345] }).test).toMatch('at most 0.06: 0.0512 holds');
  });

  test('as claims.csv; the same rows give the same bytes', () => {
    const text = () => toCsv(claimsCodec.toSheet([judge(share), judge(ratio)]));
    expect(text()).toBe(text());
    const [header, first] = text().split('\n');
    const { low, high } = wilson(16, 20)!;
    expect(header).toBe('id,sentence,section,paper,value,ci_low,ci_high,n,test,verdict,note,unit');
    expect(first).toBe(
      `A,"It is, ""so"".",3,about 20%,0.8,${low},${high},20,"stable of t/argmin within [0.75, 0.85]: 0.8 holds",reproduced,the reason.,`,
    );
  });
});
