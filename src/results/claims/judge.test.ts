import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Claim, ClaimTest, Verdict } from '../../experiment/claim-contract.js';
import type { Row, Status } from '../../experiment/contract.js';
import { meanOf, medianOf, ratioOfMeans } from '../../math/intervals.js';
import { clopperPearson } from '../../math/shares.js';
import { toCsv } from '../../tables/csv.js';
import type { MetricMeta, Place } from '../summary.js';
import { claimOf, testOf } from './claim.fixture.js';
import { type Evidence, falseVerdicts, type JudgedClaim, judgeClaims } from './judge.js';
import { claimsCodec, testsCodec } from './tables.js';

const metrics: readonly MetricMeta[] = [
  { name: 'stable', summary: 'share', unit: 'share of trials' },
  { name: 'empty', summary: 'share', unit: 'share of trials' },
  { name: 'accuracy', summary: 'mean', unit: 'share of samples' },
  { name: 'train', summary: 'mean', unit: 'share of samples' },
  { name: 'error', summary: 'mean', unit: 'mean squared error' },
  { name: 'return', summary: 'mean', unit: 'rewards', values: 'normal' },
  { name: 'starved', summary: 'mean', unit: 'experts' },
];

/** The values of the trials by `method/[sweep=value/]metric`; all are of the task `t`. */
type World = Readonly<Record<string, readonly (number | null)[]>>;

const ones = (share: number, n = 400) => Array.from({ length: n }, (_, i) => (i < share * n ? 1 : 0));
/** Ten values about a middle. */
const near = (middle: number, spread = 0.01) =>
  Array.from({ length: 10 }, (_, i) => middle + (spread * (i - 4.5)) / 4.5);

function placeOf(path: string): Place & { path: string; metric: string } {
  const [method, ...rest] = path.split('/');
  const metric = rest.pop()!;
  const sweep = Object.fromEntries(rest.map((part) => part.split('=') as [string, string]));
  return { path: ['t', method, ...rest].join('/'), task: 't', method: method!, sweep, metric };
}

interface Given {
  readonly claim?: Partial<Claim>;
  readonly statuses?: Readonly<Record<string, Status>>;
  readonly seeds?: Readonly<Record<string, number>>;
  readonly evidence?: Partial<Evidence>;
}

function evidenceOf(world: World, { statuses = {}, seeds = {} }: Given = {}): Evidence {
  const rows = new Map<string, Row>();
  const seconds = new Map<string, number>();
  for (const [key, list] of Object.entries(world)) {
    const { path, metric, ...place } = placeOf(key);
    list.forEach((value, trial) => {
      const id = `${path}/${trial}`;
      const end = { status: statuses[id] ?? 'ok', reason: '', iterations: 1, converged: true };
      const row = rows.get(id) ?? { id, ...place, trial, seed: seeds[id] ?? trial, ...end, metrics: {} };
      if (metric === 'seconds') seconds.set(id, value!);
      rows.set(id, metric === 'seconds' ? row : { ...row, metrics: { ...row.metrics, [metric]: value } });
    });
  }
  const grid = [...new Map(Object.keys(world).map((key) => [placeOf(key).path, placeOf(key)])).values()];
  return { rows: [...rows.values()], seconds, metrics, grid, methods: {} };
}

function judge(tests: ClaimTest | readonly ClaimTest[], world: World, given: Given = {}): JudgedClaim {
  const claim = claimOf({ tests: [tests].flat(), ...given.claim });
  return judgeClaims([claim], { ...evidenceOf(world, given), ...given.evidence })[0]!;
}

/** A test of the accuracy of m. */
const asks = (given: Partial<ClaimTest> = {}) => testOf({ methods: ['m'], metric: 'accuracy', ...given });
const high = asks({ atLeast: 80 });
const good: World = { 'm/accuracy': near(0.9), 'other/accuracy': near(0.9), 'lottery/accuracy': near(0.5) };

describe('an outcome', () => {
  test.each<[string, Partial<ClaimTest>, number, string]>([
    ['at least, above', { atLeast: 80 }, 0.9, 'holds'],
    ['at least, below', { atLeast: 80 }, 0.7, 'fails'],
    ['at least, about there', { atLeast: 80 }, 0.8, 'undecided'],
    ['at most, below', { atMost: 80 }, 0.7, 'holds'],
    ['at most, above', { atMost: 80 }, 0.9, 'fails'],
    ['at most, about there', { atMost: 80 }, 0.8001, 'undecided'],
    ['within, inside', { within: [78, 82] }, 0.8, 'holds'],
    ['within, below', { within: [78, 82] }, 0.7, 'fails'],
    ['within, above', { within: [78, 82] }, 0.9, 'fails'],
    ['within, at its lower end', { within: [78, 82] }, 0.78, 'undecided'],
    ['within, at its upper end', { within: [78, 82] }, 0.82, 'undecided'],
  ])('%s', (_, threshold, middle, outcome) => {
    const { tests } = judge(asks(threshold), { 'm/accuracy': near(middle) });
    expect(tests[0]!.outcome).toBe(outcome);
  });

  test('is not of the point: a mean above the threshold whose interval holds it is undecided, with trials needed', () => {
    const [line] = judge(high, { 'm/accuracy': near(0.805, 0.02) }).tests;
    expect(line).toMatchObject({
      outcome: 'undecided',
      value: 80.5,
      reason: 'the interval reaches over the threshold',
    });
    expect(line!.low).toBeLessThan(80);
    // The least n with t(n - 1) * 1.346 / sqrt(n) <= 0.5, as the deviation of these ten is 1.346 points.
    expect(line!.needed).toBe(22);
  });

  test('of one trial is undecided, unless the method declares that a trial draws nothing there', () => {
    const [alone] = judge(high, { 'm/accuracy': [0.9] }).tests;
    expect(alone).toMatchObject({
      ...{ outcome: 'undecided', reason: 'one trial shows no spread', low: null, high: null },
      needed: null,
    });
    const methods = { m: { deterministic: ['t'] } };
    const [declared] = judge(high, { 'm/accuracy': [0.9] }, { evidence: { methods } }).tests;
    expect(declared).toMatchObject({ outcome: 'holds', value: 90, low: 90, high: 90, interval: 'point', n: 1 });
    const elsewhere = { m: { deterministic: ['u'] } };
    expect(judge(high, { 'm/accuracy': [0.9] }, { evidence: { methods: elsewhere } }).verdict).toBe('undecided');
    const differing = judge(high, { 'm/accuracy': [0.9, 0.91] }, { evidence: { methods } });
    expect(differing.note).toMatch('t/m is declared deterministic, and its trials differ in accuracy');
  });

  test('of skewed values is not decided by the bound that covers too little', () => {
    const errors = [1, 1.1, 1.05, 1.2, 1.02, 1.01, 1.1, 1.3, 1.15, 1.1];
    const error = (given: Partial<ClaimTest>) => judge(asks({ metric: 'error', ...given }), { 'm/error': errors });
    expect(error({ atLeast: 0.5 }).tests[0]).toMatchObject({ outcome: 'holds', interval: 'transformed t' });
    const [line] = error({ atMost: 5 }).tests;
    const reason = 'by bounds at 0.1%, as those at 5% hold in 92.3% of samples';
    expect(line).toMatchObject({ outcome: 'holds', reason });
    // Decided by bounds at 5 %, not by those at 0.1 %.
    const [open] = error({ atMost: 1.2 }).tests;
    expect(open).toMatchObject({ outcome: 'undecided', needed: 25 });
    expect(open!.reason).toBe('bounds at 5% of 10 such values hold in 92.3% of samples');
  });

  test('of equal values without known ends is of their median, which takes five', () => {
    const equal = (n: number) => judge(asks({ metric: 'error', atMost: 5 }), { 'm/error': Array(n).fill(1) }).tests[0];
    expect(equal(4)).toMatchObject({ outcome: 'undecided', reason: '4 trials do not bound it', needed: 5 });
    expect(equal(5)).toMatchObject({ outcome: 'holds', interval: 'order statistics', low: 1, high: 1 });
  });
});

describe('never', () => {
  const never = asks({ metric: 'empty', never: 0.5 });

  test('holds where none of enough trials has it, and says how many are enough', () => {
    expect(judge(never, { 'm/empty': ones(0, 598) }).tests[0]).toMatchObject({ outcome: 'holds', value: 0, unit: '%' });
    const [line] = judge(never, { 'm/empty': ones(0, 10) }).tests;
    expect(line).toMatchObject({ outcome: 'undecided', needed: 598, threshold: 'never (at most 0.5)' });
  });

  test('fails by one counterexample', () => {
    const [line] = judge(never, { 'm/empty': [1, ...ones(0, 9999)] }).tests;
    expect(line).toMatchObject({ outcome: 'fails', value: 0.01, n: 10_000 });
  });

  test('of a number that is no share counts the trials in which it is above 0', () => {
    const starved = asks({ metric: 'starved', never: 0.5 });
    expect(judge(starved, { 'm/starved': [...ones(0, 19), 3] }).tests[0]).toMatchObject({ outcome: 'fails', value: 5 });
  });
});

describe('what is measured', () => {
  test('a share of trials by Clopper-Pearson, a mean by Student t, a median by order statistics; shares in percent', () => {
    const [share] = judge(asks({ metric: 'stable', within: [75, 85] }), { 'm/stable': ones(0.8, 1000) }).tests;
    const exact = clopperPearson(800, 1000, 0.05);
    expect(share).toMatchObject({ outcome: 'holds', value: 80, unit: '%', interval: 'Clopper-Pearson', n: 1000 });
    expect([share!.low, share!.high]).toEqual([
      expect.closeTo(100 * exact.low, 9),
      expect.closeTo(100 * exact.high, 9),
    ]);
    const [mean] = judge(high, good).tests;
    const bounds = meanOf(near(0.9), 'bounded').bounds(0.05);
    expect(mean).toMatchObject({ interval: 'Student t', unit: '%', low: expect.closeTo(100 * bounds.low, 9) });
    const seconds = [9, 1, 1.1, 1.2, 0.9, 1, 1.1, 1.2, 1, 1.1];
    const [median] = judge(asks({ metric: 'seconds', statistic: 'median', atMost: 2 }), { 'm/seconds': seconds }).tests;
    const ranks = medianOf(seconds, 'skewed').bounds(0.05);
    expect(median).toMatchObject({ outcome: 'holds', unit: 's', interval: 'order statistics', ...ranks });
  });

  test('a ratio by Fieller over the trials that both have, whatever their order', () => {
    const world = { 'm/error': [12, 15, 11, 18, 14, 99], 'b/error': [4, 6, 5, 7, 5, null] };
    const over = asks({ metric: 'error', against: { method: 'b', by: 'ratio' }, atLeast: 2 });
    const bounds = ratioOfMeans([12, 15, 11, 18, 14], [4, 6, 5, 7, 5], 'paired skewed').bounds(0.05);
    const [line] = judge(over, world).tests;
    expect(line).toMatchObject({ outcome: 'holds', n: 5, unit: '', interval: 'Fieller', against: 'over b' });
    expect(line!.value).toBeCloseTo(70 / 27, 10);
    expect(line!.low).toBeCloseTo(bounds.low, 10);
    const { rows, ...rest } = evidenceOf(world);
    const turned = judgeClaims([claimOf({ tests: [over] })], { ...rest, rows: [...rows].reverse() });
    expect(turned[0]!.tests[0]).toEqual(line);
  });

  test('a difference in points of pairs, far surer than that of the means', () => {
    const lifted = near(0.9, 0.05).map((value) => value - 0.01 + (value > 0.9 ? 0.001 : 0));
    const less = asks({ against: { method: 'b', by: 'difference' }, atLeast: 0.5 });
    const [line] = judge(less, { 'm/accuracy': near(0.9, 0.05), 'b/accuracy': lifted }).tests;
    expect(line).toMatchObject({ outcome: 'holds', unit: 'points', against: 'less b', interval: 'Student t' });
  });

  test('another metric of the same trials is paired, too', () => {
    const world = { 'm/train': near(0.9, 0.1), 'm/accuracy': near(0.9, 0.1).map((value) => value - 0.02) };
    const gap = asks({ metric: 'train', against: { metric: 'accuracy', by: 'difference' }, within: [1.9, 2.1] });
    expect(
      judge(gap, { ...world, 'm/train': world['m/train'].map((v, i) => v + (i % 2) / 1e4) }).tests[0],
    ).toMatchObject({
      outcome: 'holds',
      against: 'less accuracy of m',
    });
  });

  test('shares of trials against each other, as a difference and as a ratio', () => {
    const world = { 'm/stable': ones(0.9), 'b/stable': ones(0.5) };
    const by = (way: 'ratio' | 'difference', atLeast: number) =>
      judge(asks({ metric: 'stable', against: { method: 'b', by: way }, atLeast }), world).tests[0];
    expect(by('difference', 30)).toMatchObject({
      outcome: 'holds',
      value: 40,
      unit: 'points',
      interval: 'Clopper-Pearson',
    });
    expect(by('ratio', 1.5)).toMatchObject({ outcome: 'holds', value: 1.8, unit: '' });
  });

  test('a cell that draws nothing is paired with every trial of the other', () => {
    const methods = { b: { deterministic: ['t'] } };
    const less = asks({ against: { method: 'b', by: 'difference' }, atLeast: 5 });
    const [line] = judge(less, { 'm/accuracy': near(0.9), 'b/accuracy': [0.8] }, { evidence: { methods } }).tests;
    expect(line).toMatchObject({ outcome: 'holds', value: 10, n: 10 });
    const both = { b: { deterministic: ['t'] }, m: { deterministic: ['t'] } };
    const [point] = judge(less, { 'm/accuracy': [0.9], 'b/accuracy': [0.8] }, { evidence: { methods: both } }).tests;
    expect(point).toMatchObject({ outcome: 'holds', value: 10, interval: 'point' });
  });

  test('times are compared by the median of the ratios of trials', () => {
    const world = { 'm/seconds': near(3, 0.1), 'b/seconds': near(1, 0.03) };
    const slow = asks({ metric: 'seconds', statistic: 'median', against: { method: 'b', by: 'ratio' }, atLeast: 2.5 });
    expect(judge(slow, world).tests[0]).toMatchObject({ outcome: 'holds', interval: 'order statistics', n: 10 });
  });

  test('of several methods the extreme, whichever it is: each must pass at 5 %, one fails at its part of it', () => {
    const both = asks({ methods: ['m', 'lottery'], atLeast: 40 });
    const lows = [near(0.9), near(0.5)].map((values) => 100 * meanOf(values, 'bounded').bounds(0.05).low);
    const highs = [near(0.9), near(0.5)].map((values) => 100 * meanOf(values, 'bounded').bounds(0.025).high);
    const [line] = judge(both, good).tests;
    expect(line).toMatchObject({ outcome: 'holds', value: 50, adjusted: null });
    expect([line!.low, line!.high]).toEqual([
      expect.closeTo(Math.min(...lows), 9),
      expect.closeTo(Math.min(...highs), 9),
    ]);
    const failing = judge({ ...both, atLeast: 60 }, good).tests[0]!;
    expect(failing.outcome).toBe('fails');
    expect(failing.adjusted).toBeLessThan(0.05);
  });

  test('any of several: one that holds at its part of 5 % suffices, and all must fail', () => {
    const any = asks({ methods: ['m', 'lottery'], any: true, atLeast: 80 });
    const [line] = judge(any, good).tests;
    expect(line).toMatchObject({ outcome: 'holds', value: 90, threshold: 'any at least 80' });
    expect(line!.adjusted).toBeLessThan(0.05);
    expect(judge({ ...any, atLeast: 95 }, good).tests[0]!.outcome).toBe('fails');
    // Surely enough for one test, not for one of two.
    const barely = { 'm/accuracy': near(0.8042, 0.01), 'lottery/accuracy': near(0.5) };
    expect(judge(asks({ atLeast: 80 }), barely).tests[0]!.outcome).toBe('holds');
    expect(judge(any, barely).tests[0]).toMatchObject({ outcome: 'undecided' });
  });

  const swept: World = {
    'm/C=1/accuracy': near(0.7),
    'm/C=2/accuracy': near(0.8),
    'm/C=3/accuracy': near(0.9),
    'b/C=1/accuracy': near(0.6),
    'b/C=2/accuracy': near(0.7),
    'b/C=3/accuracy': near(0.8),
    'b/accuracy': near(0.5),
  };

  test('across a sweep: the mean of the cells, the least, the greatest; against the same cells or one place', () => {
    const across = (given: Partial<ClaimTest>) => judge(asks({ across: 'C', ...given }), swept).tests[0];
    expect(across({ within: [40, 99] })).toMatchObject({ outcome: 'holds', value: 80, n: 3 });
    expect(across({ cell: 'least', atLeast: 65 })).toMatchObject({
      outcome: 'holds',
      value: 70,
      statistic: 'least mean across C',
    });
    expect(across({ cell: 'greatest', atMost: 95 })).toMatchObject({ outcome: 'holds', value: 90 });
    expect(across({ cell: 'greatest', atMost: 85 })).toMatchObject({ outcome: 'fails' });
    const against = { method: 'b', by: 'difference' } as const;
    expect(across({ cell: 'least', against, atLeast: 5 })).toMatchObject({ outcome: 'undecided' }); // equal differences
    expect(judge(asks({ at: { C: '3' }, atLeast: 80 }), swept).tests[0]).toMatchObject({ outcome: 'holds', value: 90 });
    const place = judge(asks({ at: { C: '1' }, against: { method: 'b', at: {}, by: 'ratio' }, atLeast: 1.2 }), swept);
    expect(place.tests[0]).toMatchObject({ outcome: 'holds', value: 1.4, against: 'over b' });
  });

  test('an effect of a sweep, trial by trial, and the interaction of two', () => {
    const noise = near(0, 0.1);
    const cell = (level: number) => noise.map((value, i) => 0.5 + value + level + (i % 2) / 1000);
    const world = {
      'm/A=no/B=no/accuracy': cell(0),
      'm/A=yes/B=no/accuracy': cell(0.1),
      'm/A=no/B=yes/accuracy': cell(0.2),
      'm/A=yes/B=yes/accuracy': cell(0.4).map((value, i) => value + (i % 3) / 1000),
    };
    const effect = (levels: NonNullable<ClaimTest['effect']>, at = {}) =>
      judge(asks({ effect: levels, at, atLeast: 5 }), world).tests[0]!;
    const main = effect({ A: ['no', 'yes'] });
    expect(main).toMatchObject({ outcome: 'holds', unit: 'points', n: 10, statistic: 'effect of A (no to yes), mean' });
    expect(main.value).toBeCloseTo(15.045, 6); // (10 + 20 + 0.09) / 2: the last cell has 0.09 more on average
    expect(effect({ A: ['yes', 'no'] }).outcome).toBe('fails');
    expect(effect({ A: ['no', 'yes'], B: ['no', 'yes'] }).value).toBeCloseTo(10.09, 6);
    expect(effect({ A: ['no', 'yes'] }, { B: 'yes' }).value).toBeCloseTo(20.09, 6);
  });

  test('over the samples, too: a paired difference that all seeds share is no surer than the test part is large', () => {
    const right = (from: number) => Array.from({ length: 100 }, (_, s) => (s < from ? 1 : 0));
    const world = { 'm/accuracy': [0.93, 0.93, 0.94], 'b/accuracy': [0.9, 0.9, 0.9] };
    const ids = ['m', 'b'].flatMap((method) => [0, 1, 2].map((trial) => `t/${method}/${trial}`));
    const correct = new Map(ids.map((id, i) => [id, right([93, 93, 94, 90, 90, 90][i]!)]));
    const less = asks({ against: { method: 'b', by: 'difference' }, atLeast: 1 });
    expect(judge(less, world).tests[0]!.outcome).toBe('holds');
    const [line] = judge({ ...less, overSamples: true }, world, { evidence: { correct } }).tests;
    expect(line).toMatchObject({ outcome: 'undecided', interval: 'variance components', n: 3 });
    expect(line!.value).toBeCloseTo(10 / 3, 9);
    const without = judge({ ...less, overSamples: true }, world);
    expect(without.note).toMatch('which samples t/m gets right was not kept (record.correct)');
    const foreign = judge({ ...less, overSamples: true }, world, { evidence: { correct }, seeds: { 't/b/1': 99 } });
    expect(foreign.note).toMatch('t/m and t/b have other seeds in trial 1: they are not pairs');
  });

  test('over the samples, two methods that draw nothing are one pair, and one of them goes with every trial', () => {
    const right = (from: number) => Array.from({ length: 100 }, (_, s) => (s < from ? 1 : 0));
    const world = { 'm/accuracy': [0.9, 0.9], 'b/accuracy': [0.8, 0.8] };
    const of = { m: right(90), b: right(80) };
    const correct = new Map(Object.entries(of).flatMap(([m, own]) => [0, 1].map((t) => [`t/${m}/${t}`, own] as const)));
    const test = asks({ against: { method: 'b', by: 'difference' }, atLeast: 1, overSamples: true });
    const line = (...methods: string[]) => {
      const drawn = Object.fromEntries(methods.map((method) => [method, { deterministic: ['t'] }]));
      return judge(test, world, { evidence: { correct, methods: drawn } }).tests[0]!;
    };
    // Of 100 differences ten are 1: t(99) = 1.660391 times sqrt(100 * 0.1 * 0.9 / 99 / 100).
    expect(line('m', 'b').low).toBeCloseTo(10 - 166.0391 * Math.sqrt(0.09 / 99), 4);
    for (const drawn of [['m'], ['b'], []]) expect(line(...drawn)).toMatchObject({ value: 10, n: 2 });
  });
});

describe('not judged, with the reason:', () => {
  const ratio = asks({ against: { method: 'b', by: 'ratio' }, atLeast: 1 });
  test.each<[string, ClaimTest, World, RegExp]>([
    ['no trials', asks({ methods: ['x'], atLeast: 1 }), good, /^Not judged: no trials of t\/x\./],
    ['no value', high, { 'm/accuracy': [null] }, /no trial of t\/m has a value of accuracy/],
    ['no value beside', ratio, { 'm/accuracy': [1], 'b/accuracy': [null] }, /no trial of t\/b has a value of accuracy/],
    [
      'no trial in common',
      ratio,
      { 'm/accuracy': [1, null], 'b/accuracy': [null, 1] },
      /t\/m and t\/b have no trial in common/,
    ],
    [
      'division by 0',
      ratio,
      { 'm/accuracy': near(1), 'b/accuracy': [0, 0, 0] },
      /what the value of t\/m is divided by is 0/,
    ],
    [
      '0 over 0 in a trial',
      { ...ratio, statistic: 'median' },
      { 'm/accuracy': [0, 0.5, 0.6, 0.7, 0.8], 'b/accuracy': [0, 0.5, 0.5, 0.5, 0.5] },
      /both values are 0 in 1 of 5 pairs, which have no ratio/,
    ],
    [
      'one cell of a sweep',
      asks({ across: 'C', atLeast: 1 }),
      { 'm/C=1/accuracy': [1] },
      /fewer than two cells of t\/m across C/,
    ],
    ['no methods', asks({ methods: [], atLeast: 1 }), good, /the test names no method/],
  ])('%s', (_, of, world, note) => {
    const judged = judge(of, world);
    expect(judged).toMatchObject({ verdict: 'not judged', asExpected: false });
    expect(judged.note).toMatch(note);
    expect(judged.tests[0]).toMatchObject({ outcome: 'not judged', value: null });
  });

  test('cells of different seeds', () => {
    const world = { 'm/accuracy': near(0.9), 'b/accuracy': near(0.5) };
    expect(judge(ratio, world, { seeds: { 't/b/3': 77 } }).note).toMatch('t/m and t/b have other seeds in trial 3');
  });

  test('a cell that is not whole here', () => {
    const part = { lacks: ({ method }: Place) => (method === 'm' ? 't/m has 3 of 10 trials' : '') };
    const judged = judge(high, good, { evidence: part });
    expect(judged.verdict).toBe('not judged');
    expect(judged.note).toMatch('Not judged: t/m has 3 of 10 trials');
    expect(judge(asks({ methods: ['other'], atLeast: 80 }), good, { evidence: part }).verdict).toBe('reproduced');
  });

  test('a claim without tests, and one whose tests are of other roles', () => {
    expect(judge([], good).note).toMatch(/^Not judged: the claim has no tests/);
    expect(judge(asks({ role: 'repair', under: 'x', atLeast: 1 }), good).verdict).toBe('not judged');
  });

  test('trials that failed or ran out of time are left out, and the note says so', () => {
    const statuses = { 't/m/0': 'failed', 't/m/1': 'timeout' } as const;
    expect(judge(high, { 'm/accuracy': [null, null, ...near(0.9)] }, { statuses }).note).toMatch(
      /Without 2 trials that failed or ran out of time\.$/,
    );
  });
});

describe('the verdict', () => {
  const holding = asks({ atLeast: 80 });
  const failing = asks({ atLeast: 95 });
  const open = asks({ atLeast: 90 });
  const as = (of: ClaimTest, role: ClaimTest['role'], under: string, more: Partial<ClaimTest> = {}): ClaimTest => ({
    ...of,
    ...{ role, under },
    ...(role === 'reading' ? { quote: 'so it says' } : {}),
    ...more,
  });
  const tuned = { calibrated: 'n' };
  const invented = { invented: 'the data' };
  const generator = { generator: true };

  test.each<[string, readonly ClaimTest[], Partial<Claim>, Verdict]>([
    ['every stated test holds', [holding], {}, 'reproduced'],
    ['by a setting that was tuned', [holding], tuned, 'reproduced by calibration'],
    ['by a threshold chosen after its rows', [holding], { chosenAfter: 'seed 0' }, 'reproduced by calibration'],
    ['on draws that are fresh', [holding], { chosenAfter: 'seed 0', renewed: true }, 'reproduced'],
    ['the stated test fails', [failing], {}, 'not reproduced'],
    ['it fails although tuned', [failing], tuned, 'not reproduced'],
    ['one of two tests that stand together fails', [holding, failing], {}, 'not reproduced'],
    ['one of two conjuncts fails', [as(holding, 'stated', 'a'), as(failing, 'stated', 'b')], {}, 'reproduced in part'],
    ['both conjuncts fail', [as(failing, 'stated', 'a'), as(failing, 'stated', 'b')], {}, 'not reproduced'],
    ['a stated test is undecided', [open], {}, 'undecided'],
    ['one of two conjuncts is', [as(holding, 'stated', 'a'), as(open, 'stated', 'b')], {}, 'undecided'],
    ['a reading says otherwise', [holding, as(failing, 'reading', 'r')], {}, 'depends on the reading'],
    ['a reading holds where the sentence fails', [failing, as(holding, 'reading', 'r')], {}, 'depends on the reading'],
    ['readings agree', [holding, as(holding, 'reading', 'r')], {}, 'reproduced'],
    ['readings agree that it fails', [failing, as(failing, 'reading', 'r')], {}, 'not reproduced'],
    ['a reading is undecided', [holding, as(open, 'reading', 'r')], {}, 'undecided'],
    ['a repair holds', [failing, as(holding, 'repair', 'r')], {}, 'not as written, holds with a repair'],
    ['a repair fails', [failing, as(failing, 'repair', 'r')], {}, 'not reproduced'],
    ['a repair adds nothing to what holds', [holding, as(failing, 'repair', 'r')], {}, 'reproduced'],
    [
      'a repair does not help a part',
      [as(holding, 'stated', 'a'), as(failing, 'stated', 'b'), as(holding, 'repair', 'r')],
      {},
      'reproduced in part',
    ],
    ['robustness changes nothing', [holding, as(failing, 'robustness', 'x')], {}, 'reproduced'],
    ['a control fails', [holding, as(asks({ methods: ['lottery'], atLeast: 80 }), 'control', '')], {}, 'reproduced'],
    ['a control passes', [holding, as(holding, 'control', 'chance')], {}, 'not judged'],
    ['a control is undecided', [holding, as(open, 'control', 'chance')], {}, 'not judged'],
    [
      'one of two tests of a control passes',
      [holding, as(holding, 'control', 'c'), as(failing, 'control', 'c')],
      {},
      'not judged',
    ],
    [
      'another generator says otherwise',
      [holding, as(failing, 'robustness', 'x', generator)],
      invented,
      'not testable here',
    ],
    ['and where it fails', [failing, as(holding, 'robustness', 'x', generator)], invented, 'not testable here'],
    [
      'another generator says the same of each conjunct',
      [as(holding, 'stated', 'a'), as(failing, 'stated', 'b'), as(holding, 'robustness', 'a', generator)],
      invented,
      'reproduced in part',
    ],
    [
      'another generator says otherwise of one conjunct, though the sentence fails with both',
      [as(holding, 'stated', 'a'), as(failing, 'stated', 'b'), as(failing, 'robustness', 'a', generator)],
      invented,
      'not testable here',
    ],
    [
      'another generator says the same of the conjunct that its condition begins with',
      [as(holding, 'stated', 'a'), as(failing, 'stated', 'b'), as(failing, 'robustness', 'b, x', generator)],
      invented,
      'reproduced in part',
    ],
    [
      'and otherwise, though the sentence fails with both',
      [as(holding, 'stated', 'a'), as(failing, 'stated', 'b'), as(failing, 'robustness', 'a, x', generator)],
      invented,
      'not testable here',
    ],
    [
      'a reading comes out otherwise with other data',
      [failing, as(holding, 'reading', 'r'), as(failing, 'robustness', 'r, x', generator)],
      invented,
      'not testable here',
    ],
    [
      'a reading comes out the same with other data',
      [failing, as(holding, 'reading', 'r'), as(holding, 'robustness', 'r, x', generator)],
      invented,
      'depends on the reading',
    ],
    [
      'a reading comes out otherwise with other data, though a conjunct fails with all',
      [
        ...[as(holding, 'stated', 'a'), as(failing, 'stated', 'b'), as(failing, 'robustness', 'b, x', generator)],
        ...[as(holding, 'reading', 'r'), as(failing, 'robustness', 'r, x', generator)],
      ],
      invented,
      'not testable here',
    ],
    [
      'two generators fail a band on either side of it',
      [
        as(open, 'stated', ''),
        as(asks({ within: [95, 99] }), 'robustness', 'x', generator),
        as(asks({ within: [10, 20] }), 'robustness', 'y', generator),
      ],
      invented,
      'not testable here',
    ],
    [
      'two generators fail a band on one side of it',
      [
        failing,
        as(asks({ within: [95, 99] }), 'robustness', 'x', generator),
        as(asks({ within: [96, 99] }), 'robustness', 'y', generator),
      ],
      invented,
      'not reproduced',
    ],
    [
      'a conjunct fails with every generator, whatever the other comes to',
      [
        ...[as(holding, 'stated', 'a'), as(failing, 'stated', 'b')],
        ...[as(failing, 'robustness', 'a, x', generator), as(failing, 'robustness', 'b, x', generator)],
      ],
      invented,
      'not reproduced',
    ],
    [
      'a conjunct fails with every generator, and what another is undecided about cannot change that',
      [
        ...[as(holding, 'stated', 'a'), as(failing, 'stated', 'b'), as(holding, 'stated', 'c')],
        ...[as(open, 'robustness', 'a, x', generator), as(failing, 'robustness', 'b, x', generator)],
      ],
      invented,
      'reproduced in part',
    ],
    [
      'and a third holds with every generator',
      [
        ...[as(holding, 'stated', 'a'), as(failing, 'stated', 'b'), as(holding, 'stated', 'c')],
        ...[as(failing, 'robustness', 'a, x', generator), as(failing, 'robustness', 'b, x', generator)],
        as(holding, 'robustness', 'c, x', generator),
      ],
      invented,
      'reproduced in part',
    ],
    [
      'readings disagree, whatever a generator that is undecided would say',
      [holding, as(failing, 'reading', 'r'), as(open, 'robustness', 'x', generator)],
      invented,
      'depends on the reading',
    ],
    ['every generator says so', [holding, as(holding, 'robustness', 'x', generator)], invented, 'reproduced'],
    ['another generator is undecided', [holding, as(open, 'robustness', 'x', generator)], invented, 'undecided'],
    [
      'rows of a repair are missing',
      [failing, as(asks({ methods: ['none'], atLeast: 1 }), 'repair', 'r')],
      {},
      'not judged',
    ],
    [
      'rows of robustness are missing',
      [holding, as(asks({ methods: ['none'], atLeast: 1 }), 'robustness', 'r')],
      {},
      'reproduced',
    ],
  ])('%s', (_, tests, claim, verdict) => {
    const judged = judge(tests, good, { claim: { ...claim, expected: verdict } });
    expect(judged.verdict).toBe(verdict);
    expect(judged.asExpected).toBe(true);
    expect(judge(tests, good, { claim: { ...claim, expected: 'undecided' } }).asExpected).toBe(verdict === 'undecided');
  });

  test('one of several that stand together fails only where it does so for their number', () => {
    const barely: World = { 'm/accuracy': near(0.7958, 0.01) };
    const low = asks({ atLeast: 80 });
    expect(judge(low, barely).verdict).toBe('not reproduced');
    const beside = judge([low, asks({ atLeast: 50 }), asks({ atLeast: 60 })], barely);
    expect(beside.verdict).toBe('undecided');
    expect(beside.tests.map(({ outcome }) => outcome)).toEqual(['undecided', 'holds', 'holds']);
    expect(beside.note).toMatch('not after correction for 3 tests that stand together');
  });

  test('some of many hold only where Holm says so for their number', () => {
    const barely: World = { 'm/accuracy': near(0.8042, 0.01) };
    const conjunct = (under: string, atLeast: number) => asks({ under, atLeast });
    expect(judge(conjunct('', 80), barely).verdict).toBe('reproduced');
    const mixed = judge([conjunct('a', 80), conjunct('b', 90), conjunct('c', 95)], barely);
    expect(mixed.verdict).toBe('undecided');
    expect(mixed.tests[0]).toMatchObject({
      outcome: 'undecided',
      reason: 'not after correction for 3 conjuncts and readings',
    });
    expect(mixed.tests[0]!.adjusted).toBeGreaterThan(0.05);
    expect(mixed.tests[1]).toMatchObject({ outcome: 'fails', adjusted: expect.closeTo(0, 4) });
  });

  test('the note names conjuncts, readings with their words, repairs, robustness, what was tuned and what is open', () => {
    const noted = (tests: readonly ClaimTest[], claim: Partial<Claim> = {}) => judge(tests, good, { claim }).note;
    expect(noted([as(holding, 'stated', 'a'), as(failing, 'stated', 'b')])).toBe('the reason. Holds: a. Fails: b.');
    expect(noted([holding, as(failing, 'reading', 'r')])).toBe('the reason. Read as r (“so it says”): fails.');
    expect(noted([holding, as(asks({ atLeast: 89.9 }), 'reading', 'r')])).toMatch(
      /Read as r \(“so it says”\): undecided, the interval reaches over the threshold; about \d+ trials would decide\./,
    );
    expect(noted([failing, as(holding, 'repair', 'r'), as(failing, 'repair', 's')])).toBe(
      'the reason. Holds with: r. Fails even with: s.',
    );
    expect(noted([holding, as(holding, 'robustness', 'x'), as(holding, 'robustness', 'y')])).toBe(
      'the reason. Robust over x, y.',
    );
    expect(noted([holding, as(holding, 'robustness', 'x'), as(failing, 'robustness', 'y')])).toBe(
      'the reason. Only for x. Otherwise for y (fails).',
    );
    expect(noted([failing], { calibrated: 'n', chosenAfter: 'seed 0', renewed: true })).toBe(
      'the reason. Calibrated: n, which counts against this failure as it would against a success. ' +
        'Chosen after: seed 0; judged on fresh draws.',
    );
    expect(noted([holding], { invented: 'the data' })).toBe('the reason. Invented: the data.');
    expect(noted([asks({ atLeast: 89.9 })])).toMatch(
      /^the reason\. Undecided: the interval reaches over the threshold; about \d+ trials would decide\.$/,
    );
    expect(noted([holding, as(holding, 'control', 'chance')])).toMatch(/^Not judged: its control passes \(chance\)\./);
  });
});

describe('what is reported', () => {
  test('the first stated test’s value, in the claim’s unit; every test in words', () => {
    const control = asks({ role: 'control', methods: ['lottery'], atLeast: 80 });
    const judged = judge([control, high], good, { claim: { unit: '% of samples right' } });
    expect(judged).toMatchObject({ value: 90, n: 10, unit: '% of samples right' });
    expect(judged.test).toBe(
      'control: accuracy of t/lottery: mean, at least 80: 50 fails; accuracy of t/m: mean, at least 80: 90 holds',
    );
    expect(judge(high, good).unit).toBe('%');
  });

  test('as claims.csv and tests.csv; the same rows give the same bytes', () => {
    const text = () => {
      const judged = judge(high, good);
      return [toCsv(claimsCodec.toSheet([judged])), toCsv(testsCodec.toSheet(judged.tests))] as const;
    };
    expect(text()).toEqual(text());
    const [claims, tests] = text();
    expect(claims.split('\n')[0]).toBe('id,sentence,section,paper,value,ci_low,ci_high,n,test,verdict,note,unit');
    expect(tests.split('\n')[0]).toBe(
      'claim,test,role,under,task,methods,metric,statistic,against,threshold,value,ci_low,ci_high,n,outcome,' +
        'trials_needed,unit,interval,p_adjusted,reason,passes_from,passes_to',
    );
    const { low, high: above } = judge(high, good).tests[0]!;
    expect(tests.split('\n')[1]).toBe(
      `A,1,stated,,t,m,accuracy,mean,,at least 80,90,${low},${above},10,holds,,%,Student t,,,80,`,
    );
  });

  test('false verdicts to expect: the sum of the levels of what decides; a point is no risk, robustness no verdict', () => {
    const one = judge(high, good);
    expect(one.level).toBe(0.05);
    const robust = asks({ role: 'robustness', under: 'x', atLeast: 80 });
    const three = judge([high, asks({ role: 'control', methods: ['lottery'], atLeast: 80 }), robust], good);
    expect(three.level).toBeCloseTo(0.1, 12);
    const point = judge(high, { 'm/accuracy': [0.9] }, { evidence: { methods: { m: { deterministic: ['t'] } } } });
    expect(point.level).toBe(0);
    expect(judge(asks({ within: [89.9, 90.1] }), good).level).toBe(0.1); // narrower than the interval
    expect(falseVerdicts([one, three, point])).toBeCloseTo(0.15, 12);
  });
});

describe('for any values and thresholds', () => {
  const seed = 20180613;
  const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
  const threshold = fc.double({ min: 0, max: 100, noNaN: true });

  test('at least and at most never both hold nor both fail; a wider band holds where a narrower one does', () => {
    fc.assert(
      fc.property(values, threshold, threshold, (sample, a, b) => {
        const [low, up] = [Math.min(a, b), Math.max(a, b)];
        const outcome = (given: Partial<ClaimTest>) => judge(asks(given), { 'm/accuracy': sample }).tests[0]!.outcome;
        const [above, below] = [outcome({ atLeast: low }), outcome({ atMost: low })];
        expect([above, below]).not.toEqual(['holds', 'holds']);
        expect([above, below]).not.toEqual(['fails', 'fails']);
        if (outcome({ within: [low, up] }) === 'holds') {
          expect([above, outcome({ within: [low - 1, up + 1] })]).toEqual(['holds', 'holds']);
        }
        if (outcome({ atLeast: up }) === 'holds') expect(above).toBe('holds');
        if (above === 'fails') expect(outcome({ atLeast: up })).toBe('fails');
      }),
      { seed, numRuns: 60 },
    );
  });

  test('more spread about the same mean never decides what was undecided', () => {
    fc.assert(
      fc.property(values, threshold, fc.double({ min: 1, max: 5, noNaN: true }), (sample, limit, factor) => {
        const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
        const wider = sample.map((value) => mean + factor * (value - mean));
        const outcome = (of: readonly number[]) => {
          const test = asks({ metric: 'return', atLeast: limit / 100 });
          return judge(test, { 'm/return': of }).tests[0]!.outcome;
        };
        if (outcome(sample) === 'undecided') expect(outcome(wider)).toBe('undecided');
      }),
      { seed, numRuns: 60 },
    );
  });

  test('a hundred times everything changes no outcome', () => {
    fc.assert(
      fc.property(values, threshold, (sample, limit) => {
        const outcome = (factor: number) => {
          const world = { 'm/return': sample.map((value) => factor * value) };
          return judge(asks({ metric: 'return', atLeast: (factor * limit) / 100 }), world).tests[0]!.outcome;
        };
        expect(outcome(128)).toBe(outcome(1)); // a power of two, so that no digit is lost
      }),
      { seed, numRuns: 60 },
    );
  });
});
