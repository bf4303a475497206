import { describe, expect, it } from 'vitest';
import type { Spec } from '../experiment/contract.js';
import type { ClaimName, Quantity } from '../experiment/finding-contract.js';
import { foundOf, type Quoted, sentenceOf } from './findings.js';
import type { Results } from './results.js';

const claims = [
  { id: 'A', expected: 'reproduced' },
  { id: 'B', expected: 'undecided' },
];

const tables: Readonly<Record<string, readonly object[]>> = {
  'claims.csv': [
    { id: 'A', verdict: 'reproduced', value: 18.1, low: 17.1, high: 19.1, unit: '% of data sets' },
    { id: 'B', verdict: 'not reproduced', value: -35.35, low: -36.2, high: -34.5, unit: 'points' },
  ],
  'tests.csv': [{ claim: 'A', test: 2, value: null, low: null, high: null, unit: '%' }],
  'summary.csv': [
    { task: 't', method: 'm', sweep: { C: 10 }, metric: 'stable', mean: 0.307, median: 0, low: 0.279, high: 0.336 },
  ],
};

function quoted({ trials = null, whole }: { readonly trials?: number | null; readonly whole?: true } = {}): Quoted {
  return {
    spec: { claims, ...(whole && { whole: {} }) } as unknown as Spec,
    run: { options: { filter: {}, trials, seed: null } },
    results: { folder: 'results/x', lines: (file: string) => tables[file] } as unknown as Results,
    unitOf: (metric) => (metric === 'stable' ? 'share of trials' : ''),
  };
}

const of = (text: readonly (string | Quantity)[], rests: readonly ClaimName[] = [], from = quoted()) =>
  sentenceOf({ text, rests }, { of: () => from, all: [from, from] });

const stable = {
  written: '{s}',
  task: 't',
  method: 'm',
  sweep: { C: '10' },
  metric: 'stable',
  statistic: 'mean',
} as const;
const a = { written: '{A}', claim: 'A' } as const;
const b = { written: '{B}', claim: 'B' } as const;

describe('the sentence of a finding', () => {
  it('has the values of claims in their unit, rounded as people do', () => {
    expect(of([a, ' fail, ', b, ' points, ', { ...b, as: 'size' }, ' below'])).toBe('18% fail, −35 points, 35 below');
  });

  it('has shares of cells in percent, and what they leave', () => {
    expect(of([stable, ' and ', { ...stable, as: 'rest' }])).toBe('31% and 69%');
  });

  it('counts claims over all experiments', () => {
    expect(of([{ written: '', count: 'all' }, ', ', { written: '', count: 'reproduced' }])).toBe('4, 2');
    expect(of([{ written: '', count: 'holds' }, ', ', { written: '', count: 'not decided' }])).toBe('2, 0');
  });

  it('stands where the claims that it rests on came out as expected, and the grid is whole', () => {
    expect(of(['x'], [{ claim: 'A' }])).toBe('x');
    expect(of(['x'], [{ claim: 'A' }, { claim: 'B' }])).toBeUndefined();
    expect(of(['x'], [{ claim: 'A' }], quoted({ trials: 3 }))).toBeUndefined();
    expect(of(['x'], [{ claim: 'A' }], quoted({ whole: true }))).toBeUndefined();
    expect(sentenceOf({ text: [a], rests: [] }, { of: () => undefined })).toBeUndefined();
    expect(sentenceOf({ text: [{ written: '', count: 'all' }], rests: [] }, { of: () => quoted() })).toBeUndefined();
  });

  it('has no number that the results lack', () => {
    expect(() => of([{ ...a, written: '{A.2}', test: 2 }])).toThrow('results/x: {A.2} has no value there');
    expect(() => of([{ ...stable, metric: 'error' }])).toThrow('{s} has no value there');
    expect(() => of([{ ...b, as: 'rest' }])).toThrow('{B} is no share');
  });
});

describe('what a figure shows', () => {
  const evidence = { of: () => quoted() };
  const from = [
    { label: 'all', value: a },
    { label: 'rest', value: { ...stable, as: 'rest' } },
  ] as const;

  it("has the numbers of its bars as the sentence would say them, after the paper's", () => {
    const bars = { of: 'failed', paper: 20, from };
    expect(foundOf({ text: ['x'], rests: [], short: 'y', bars }, evidence)).toEqual({
      ...{ short: 'y', line: 'x' },
      bars: {
        of: 'failed',
        from: [
          { label: 'the paper', value: 20, told: '20%', printed: true },
          { label: 'all', value: 18.1, told: '18%' },
          { label: 'rest', value: 69.3, told: '69%' },
        ],
      },
    });
  });

  it('is nothing where its sentence does not stand', () => {
    expect(foundOf({ text: ['x'], rests: [{ claim: 'B' }], short: 'y' }, evidence)).toBeUndefined();
  });
});
