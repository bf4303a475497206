import { describe, expect, test } from 'vitest';
import type { Claim, ClaimTest, Row, Status, Verdict } from '../experiment/contract.js';
import { wilson } from '../math/statistics.js';
import { claimsTable, type JudgedClaim, judgeClaims } from './claims.js';
import type { MetricMeta } from './summary.js';
import { toCsv } from './table.js';

const metrics: readonly MetricMeta[] = [
  { name: 'stable', summary: 'share' },
  { name: 'recovered', summary: 'share' },
  ...['error', 'error_refit', 'error_all', 'feature_match'].map((name) => ({ name, summary: 'mean' as const })),
];
const regression = { task: 'piecewise-linear' };
const smile = { task: 'smile' };

function asking(test: Partial<ClaimTest> & Pick<ClaimTest, 'task' | 'methods' | 'metric'>): ClaimTest {
  return { under: '', statistic: 'mean', at: {}, ...test };
}

function claim(id: string, expected: Verdict, tests: ClaimTest[], calibrated?: string): Claim {
  const said = { sentence: `Sentence, "${id}".`, section: '3', paper: 'about 20 %', why: 'the reason' };
  return { id, ...said, expected, tests, ...(calibrated === undefined ? {} : { calibrated }) };
}

/** Modelled on F1..F10 of the reproduction's notes. */
const claims: readonly Claim[] = [
  claim(
    'F1',
    'reproduced by calibration',
    [asking({ ...regression, methods: ['argmin'], metric: 'stable', within: [0.75, 0.85] })],
    'N and noise',
  ),
  claim('F2', 'reproduced', [
    asking({ ...regression, methods: ['softmax', 'lap', 'lp'], metric: 'stable', atLeast: 1 }),
  ]),
  claim('F3', 'reproduced', [
    asking({ ...regression, methods: ['softmax'], metric: 'error', against: { method: 'argmin' }, atLeast: 5 }),
  ]),
  claim('F4', 'depends on', [
    asking({
      ...regression,
      under: 'paper solvers',
      methods: ['lap', 'lp'],
      metric: 'seconds',
      statistic: 'median',
      against: { method: 'argmin' },
      atLeast: 3,
    }),
    asking({
      ...regression,
      under: 'exact flow',
      methods: ['lp-flow'],
      metric: 'seconds',
      statistic: 'median',
      against: { method: 'argmin' },
      atLeast: 3,
    }),
  ]),
  claim('F5', 'reproduced', [
    asking({ ...smile, methods: ['argmin'], metric: 'stable', across: 'seed', within: [0.7, 0.8] }),
  ]),
  claim('F6', 'reproduced', [asking({ ...smile, methods: ['lap', 'lp'], metric: 'stable', atMost: 0.95 })]),
  claim('F7', 'depends on', [
    asking({
      ...smile,
      under: 'over stable trials',
      methods: ['lap', 'lp'],
      metric: 'error',
      against: { method: 'softmax' },
      atLeast: 1,
    }),
    asking({ ...smile, under: 'failures scored', methods: ['lap', 'lp'], metric: 'error_all', atLeast: 0.08 }),
  ]),
  claim('F8', 'depends on', [
    asking({ ...smile, under: 'sampled', methods: ['softmax'], metric: 'error', atMost: 0.06 }),
    asking({ ...smile, under: 'after refitting', methods: ['softmax'], metric: 'error_refit', atMost: 0.06 }),
  ]),
  claim('F9', 'not reproduced', [asking({ ...regression, methods: ['argmin'], metric: 'recovered', atLeast: 0.9 })]),
  claim('F10', 'reproduced', [asking({ ...smile, methods: ['argmin'], metric: 'feature_match', atMost: 0.5 })]),
];

/** Every value the claims look at: `task/method/[seed=s/]metric` to the values of its trials. */
type World = Record<string, readonly (number | null)[]>;

const ones = (share: number) => Array.from({ length: 20 }, (_, i) => (i < share * 20 ? 1 : 0));
const about = (mean: number) => Array.from({ length: 20 }, (_, i) => mean * (0.9 + (0.2 * i) / 19));
const world: World = {
  'piecewise-linear/argmin/stable': ones(0.8),
  'piecewise-linear/argmin/recovered': ones(0.5),
  'piecewise-linear/argmin/error': about(0.01),
  'piecewise-linear/argmin/seconds': about(0.001),
  'piecewise-linear/softmax/stable': ones(1),
  'piecewise-linear/softmax/error': about(0.17),
  'piecewise-linear/lap/stable': ones(1),
  'piecewise-linear/lap/seconds': about(0.02),
  'piecewise-linear/lp/stable': ones(1),
  'piecewise-linear/lp/seconds': about(0.03),
  'piecewise-linear/lp-flow/seconds': about(0.001),
  'smile/argmin/seed=1/stable': ones(0.7),
  'smile/argmin/seed=2/stable': ones(0.75),
  'smile/argmin/seed=3/stable': ones(0.8),
  'smile/argmin/feature_match': about(0.44),
  'smile/softmax/error': about(0.098),
  'smile/softmax/error_refit': about(0.045),
  'smile/lap/stable': ones(0.75),
  'smile/lap/error': about(4e-5),
  'smile/lap/error_all': about(0.13),
  'smile/lp/stable': ones(0.8),
  'smile/lp/error': about(4e-5),
  'smile/lp/error_all': about(0.1),
};

function rowsOf(
  values: World,
  statuses: Readonly<Record<string, Status>> = {},
): { rows: Row[]; seconds: Map<string, number> } {
  const rows = new Map<string, Row>();
  const seconds = new Map<string, number>();
  for (const [path, list] of Object.entries(values)) {
    const [task, method, ...rest] = path.split('/');
    const metric = rest.pop()!;
    const sweep = Object.fromEntries(rest.map((part) => part.split('=') as [string, string]));
    list.forEach((value, trial) => {
      const id = [task, method, ...rest, trial].join('/');
      const end = { status: statuses[id] ?? 'ok', reason: '', iterations: 1, converged: true };
      const row = rows.get(id) ?? { id, task: task!, method: method!, sweep, trial, seed: 1, ...end, metrics: {} };
      if (metric === 'seconds') seconds.set(id, value!);
      rows.set(id, metric === 'seconds' ? row : { ...row, metrics: { ...row.metrics, [metric]: value } });
    });
  }
  return { rows: [...rows.values()], seconds };
}

function judged(
  id: string,
  change: World = {},
  without: readonly string[] = [],
  statuses: Record<string, Status> = {},
): JudgedClaim {
  const kept = Object.entries({ ...world, ...change }).filter(
    ([path]) => !without.some((start) => path.startsWith(start)),
  );
  const { rows, seconds } = rowsOf(Object.fromEntries(kept), statuses);
  return judgeClaims(claims, rows, seconds, metrics).find((one) => one.id === id)!;
}

const scaled = (start: string, factor: number): World =>
  Object.fromEntries(
    Object.keys(world).flatMap((path) =>
      path.startsWith(start) ? [[path, world[path]!.map((x) => x! * factor)]] : [],
    ),
  );

describe('judgeClaims', () => {
  test('on the results the claims were written for, every verdict is the expected one', () => {
    const { rows, seconds } = rowsOf(world);
    const all = judgeClaims(claims, rows, seconds, metrics);
    expect(all.map(({ id, verdict }) => [id, verdict])).toEqual(claims.map(({ id, expected }) => [id, expected]));
    expect(all.every(({ asExpected }) => asExpected)).toBe(true);
  });

  // Each claim with altered rows, in each direction in which its verdict can go.
  test.each<[string, string, World, Verdict]>([
    ['F1', 'argmin fails less', { 'piecewise-linear/argmin/stable': ones(0.9) }, 'not reproduced'],
    ['F1', 'argmin fails more', { 'piecewise-linear/argmin/stable': ones(0.7) }, 'not reproduced'],
    [
      'F1',
      'argmin is at the lower limit',
      { 'piecewise-linear/argmin/stable': ones(0.75) },
      'reproduced by calibration',
    ],
    ['F2', 'one trial of lap fails', { 'piecewise-linear/lap/stable': ones(0.95) }, 'not reproduced'],
    ['F3', 'softmax is better', scaled('piecewise-linear/softmax/error', 0.25), 'not reproduced'],
    ['F3', 'argmin is worse', scaled('piecewise-linear/argmin/error', 4), 'not reproduced'],
    ['F4', 'flow is slow too', scaled('piecewise-linear/lp-flow/seconds', 5), 'reproduced'],
    ['F4', 'lap is fast', scaled('piecewise-linear/lap/seconds', 0.1), 'not reproduced'],
    [
      'F4',
      'only flow is slow',
      { ...scaled('piecewise-linear/lp-flow/seconds', 5), ...scaled('piecewise-linear/lp/seconds', 0.01) },
      'depends on',
    ],
    ['F5', 'one seed drags the average up', { 'smile/argmin/seed=2/stable': ones(1) }, 'not reproduced'],
    ['F5', 'one seed drags the average down', { 'smile/argmin/seed=2/stable': ones(0.5) }, 'not reproduced'],
    ['F6', 'lp never fails', { 'smile/lp/stable': ones(1) }, 'not reproduced'],
    [
      'F7',
      'their error is high',
      { ...scaled('smile/lap/error', 1e4), ...scaled('smile/lp/error', 1e4) },
      'reproduced',
    ],
    ['F7', 'failures do not show', scaled('smile/lp/error_all', 0.5), 'not reproduced'],
    ['F8', 'sampled is small', scaled('smile/softmax/error', 0.5), 'reproduced'],
    ['F8', 'refitted is large', scaled('smile/softmax/error_refit', 2), 'not reproduced'],
    ['F9', 'all are recovered', { 'piecewise-linear/argmin/recovered': ones(0.95) }, 'reproduced'],
    ['F10', 'clusters are the features', scaled('smile/argmin/feature_match', 2), 'not reproduced'],
  ])('%s: when %s, it is judged anew', (id, _, change, verdict) => {
    const result = judged(id, change);
    expect(result.verdict).toBe(verdict);
    expect(result.asExpected).toBe(verdict === claims.find((one) => one.id === id)!.expected);
  });

  test('changes nothing in the other claims', () => {
    const change = { 'piecewise-linear/argmin/recovered': ones(0.95) };
    for (const { id } of claims.filter((one) => one.id !== 'F9')) expect(judged(id, change)).toEqual(judged(id));
  });
});

describe('a claim without values', () => {
  test.each([
    ['F1', 'piecewise-linear/argmin', 'no trials of piecewise-linear/argmin'],
    ['F2', 'piecewise-linear/lp/', 'no trials of piecewise-linear/lp'],
    ['F3', 'piecewise-linear/argmin/error', 'no trial of piecewise-linear/argmin has a value of error'],
    ['F4', 'piecewise-linear/lp-flow', 'no trials of piecewise-linear/lp-flow'],
    ['F5', 'smile/argmin/seed', 'no trials of smile/argmin'],
    ['F5', 'smile/argmin/seed=1', ''],
    ['F10', 'smile/argmin/feature', 'no trials of smile/argmin'],
  ])('%s without %s is not judged, with the reason', (id, without, reason) => {
    const result = judged(id, {}, [without]);
    if (reason === '') return expect(result).toMatchObject({ verdict: 'reproduced', n: 2 });
    expect(result).toMatchObject({ verdict: 'not judged', asExpected: false });
    expect(result.note).toMatch(`Not judged: ${reason}`);
    expect(result.test).toContain('not judged');
  });

  test('one cell is no spread, and a cell without a value is not passed over', () => {
    expect(judged('F5', {}, ['smile/argmin/seed=1', 'smile/argmin/seed=2']).note).toMatch(
      'only one cell of smile/argmin across seed',
    );
    const result = judged('F5', { 'smile/argmin/seed=2/stable': [null, null] });
    expect(result.verdict).toBe('not judged');
    expect(result.note).toMatch('1 of 3 cells of smile/argmin across seed have no value of stable');
  });

  test('no values at all, division by 0 and a claim without tests are not judged', () => {
    expect(judged('F9', { 'piecewise-linear/argmin/recovered': [null, null] })).toMatchObject({
      verdict: 'not judged',
      value: null,
      n: null,
    });
    expect(judged('F3', { 'piecewise-linear/argmin/error': [0, 0, 0] }).note).toMatch(
      'error of piecewise-linear/argmin is 0',
    );
    const [empty] = judgeClaims([claim('E', 'reproduced', [])], [], new Map(), metrics);
    expect(empty).toMatchObject({ verdict: 'not judged', asExpected: false, test: '', value: null });
    expect(empty!.note).toBe('Not judged: the claim has no tests. the reason.');
  });
});

describe('what is reported', () => {
  test('a share has its Wilson interval, a mean a bootstrap, a ratio of means the ratio of both', () => {
    const interval = wilson(16, 20)!;
    expect(judged('F1')).toMatchObject({ value: 0.8, low: interval.low, high: interval.high, n: 20 });
    const ratio = judged('F3');
    expect(ratio.value).toBeCloseTo(17, 10);
    expect(ratio.low).toBeGreaterThan(16);
    expect(ratio.low).toBeLessThan(17);
    expect(ratio.high).toBeGreaterThan(17);
    expect(ratio.high).toBeLessThan(18);
    const mean = judged('F10');
    expect(mean.low!).toBeLessThan(0.44);
    expect(mean.high!).toBeGreaterThan(0.44);
  });

  test('across a sweep, it is the mean of the cells’ statistics, bootstrapped over the cells', () => {
    const result = judged('F5', { 'smile/argmin/seed=3/stable': [1, 1, 1, 1, 0] });
    expect(result.value).toBeCloseTo(0.75, 12); // each cell counts once, whatever its n
    expect(result).toMatchObject({ n: 3, low: expect.closeTo(0.7, 12), high: expect.closeTo(0.8, 12) });
  });

  test('of several methods, the one nearest to failing', () => {
    expect(judged('F6')).toMatchObject({ value: 0.8, test: 'stable of smile/lap, lp at most 0.95: lp 0.8 holds' });
    expect(judged('F2', { 'piecewise-linear/lap/stable': ones(0.5) }).test).toBe(
      'stable of piecewise-linear/softmax, lap, lp at least 1: lap 0.5 fails',
    );
  });

  test('in words: the tests with their readings, and in the note why, which readings hold, and the calibration', () => {
    expect(judged('F1').test).toBe('stable of piecewise-linear/argmin within [0.75, 0.85]: 0.8 holds');
    expect(judged('F1').note).toBe('the reason. Calibrated: N and noise.');
    expect(judged('F4').test).toBe(
      'paper solvers: median seconds of piecewise-linear/lap, lp over that of argmin at least 3: lap 20 holds; ' +
        'exact flow: median seconds of piecewise-linear/lp-flow over that of argmin at least 3: 1 fails',
    );
    expect(judged('F4').note).toBe('the reason. Holds: paper solvers. Does not hold: exact flow.');
    expect(judged('F5').test).toBe('stable of smile/argmin averaged across seed within [0.7, 0.8]: 0.75 holds');
  });

  test('a value is rounded to 3 digits, or as many as tell it from the threshold that it misses', () => {
    const nearly = { 'smile/softmax/error_refit': [0.06000012] };
    expect(judged('F8', nearly).test).toMatch('error_refit of smile/softmax at most 0.06: 0.0600001 fails');
    expect(judged('F8', { 'smile/softmax/error_refit': [0.0512345] }).test).toMatch('at most 0.06: 0.0512 holds');
  });

  test('trials that failed or ran out of time are left out, and the note says so', () => {
    const values = { 'piecewise-linear/argmin/seconds': [100, 200, ...about(0.001)] };
    const ids = { 'piecewise-linear/argmin/0': 'timeout', 'piecewise-linear/argmin/1': 'failed' } as const;
    const result = judged('F4', values, [], ids);
    expect(result.value).toBeCloseTo(20, 10);
    expect(result.note).toMatch(/Without 2 trials that failed or ran out of time\.$/);
  });

  test('a test at a place of the grid looks at that cell alone', () => {
    const at = claim('A', 'reproduced', [
      asking({ ...smile, methods: ['argmin'], metric: 'stable', at: { seed: 2 }, within: [0.74, 0.76] }),
    ]);
    const { rows, seconds } = rowsOf(world);
    expect(judgeClaims([at], rows, seconds, metrics)[0]).toMatchObject({
      verdict: 'reproduced',
      n: 20,
      test: 'stable of smile/argmin at seed=2 within [0.74, 0.76]: 0.75 holds',
    });
  });

  test('across one sweep of a crossed grid, the others stay at their place', () => {
    const crossed = rowsOf({
      'smile/lp/C=1/seed=1/stable': ones(0.5),
      'smile/lp/C=1/seed=2/stable': ones(0.7),
      'smile/lp/C=2/seed=1/stable': ones(1),
      'smile/lp/C=2/seed=2/stable': ones(1),
      'smile/lp/seed=1/stable': ones(0),
      'smile/lp/seed=2/stable': ones(0),
    });
    const average = (at: ClaimTest['at']) => {
      const tests = [asking({ ...smile, methods: ['lp'], metric: 'stable', at, across: 'seed', atLeast: 0 })];
      return judgeClaims([claim('A', 'reproduced', tests)], crossed.rows, crossed.seconds, metrics)[0]!;
    };
    expect(average({ C: 1 })).toMatchObject({ n: 2, value: expect.closeTo(0.6, 12) });
    expect(average({ C: 2 })).toMatchObject({ n: 2, value: 1 });
    expect(average({})).toMatchObject({ n: 2, value: 0 });
  });

  test('a ratio may be to another metric, and across a sweep needs the same cells on both sides', () => {
    const against = { method: 'softmax', metric: 'error_refit' };
    const ratio = asking({ ...smile, methods: ['softmax'], metric: 'error', against, atLeast: 2 });
    const { rows, seconds } = rowsOf({
      ...world,
      'smile/lp/seed=1/error': [1, 3],
      'smile/lp/seed=2/error': [5, 7],
      'smile/lap/seed=1/error': [1],
      'smile/lap/seed=2/error': [2],
      'smile/random/seed=1/error': [1],
      'smile/random/seed=2/error': [1],
      'smile/random/seed=3/error': [1],
    });
    const across = { ...smile, methods: ['lp'], metric: 'error', across: 'seed', atLeast: 2 };
    const [other, same, unequal] = judgeClaims(
      [
        claim('A', 'reproduced', [ratio]),
        claim('B', 'reproduced', [asking({ ...across, against: { method: 'lap' } })]),
        claim('C', 'reproduced', [asking({ ...across, against: { method: 'random' } })]),
      ],
      rows,
      seconds,
      metrics,
    );
    expect(other!.value).toBeCloseTo(0.098 / 0.045, 10);
    expect(other!.test).toBe('error of smile/softmax over error_refit of softmax at least 2: 2.18 holds');
    expect(same!.value).toBeCloseTo(8 / 3, 10); // mean of 2 and 6 over the mean of 1 and 2
    expect(unequal!.note).toMatch('Not judged: 2 cells of lp but 3 of random across seed');
  });

  test('as claims.csv; the same rows give the same bytes', () => {
    const { rows, seconds } = rowsOf(world);
    const text = () => toCsv(claimsTable(judgeClaims(claims, rows, seconds, metrics)));
    expect(text()).toBe(text());
    const [header, first] = text().split('\n');
    const { low, high } = wilson(16, 20)!;
    expect(header).toBe('id,sentence,section,paper,value,ci_low,ci_high,n,test,verdict,note');
    expect(first).toBe(
      `F1,"Sentence, ""F1"".",3,about 20 %,0.8,${low},${high},20,"stable of piecewise-linear/argmin within [0.75, 0.85]: 0.8 holds",reproduced by calibration,the reason. Calibrated: N and noise.`,
    );
  });
});
