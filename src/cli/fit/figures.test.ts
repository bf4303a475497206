/** The figures that `moe fit` tells, beside what they are by hand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExpertReport, FitReport } from '../../fit/contract.js';
import { moe } from '../process.fixture.js';

const table = (names: string, rows: readonly (readonly unknown[])[]): string =>
  [names, ...rows.map((cells) => cells.join(','))].join('\n');

/** Residuals that are orthogonal to 1 and x, so that least squares leaves them. */
const residual = (x: number): number => [1, -1, -1, 1][x % 4]!;

/** Rows of weight 0, 1 and 2 about two lines, which side tells apart. */
const weighted = Array.from({ length: 40 }, (_, i) => {
  const x = (i * 7) % 13;
  const up = i % 5 < 2;
  const y = (up ? 10 + 2 * x : -30 - 3 * x) + ((i * 11) % 7) / 4;
  return { cells: [x, y, up ? 'up' : 'down'], weight: (i + (i % 7)) % 3 };
});

const line = [0, 1, 2, 3, 4, 5, 6, 7].map((x) => [x, 1 + 2 * x + residual(x)]);

const tables: Readonly<Record<string, string>> = {
  'weighted.csv': table(
    'x,y,side,w',
    weighted.map(({ cells, weight }) => [...cells, weight]),
  ),
  'repeated.csv': table(
    'x,y,side',
    weighted.flatMap(({ cells, weight }) => Array<typeof cells>(weight).fill(cells)),
  ),
  'outliers.csv': table('x,y', [...line, [2, 1000], [5, -1000]]),
  'classes.csv': table(
    'x,c',
    [0, 1].flatMap((x) => ['no', 'no', 'no', 'yes'].map((c) => [x, c])),
  ),
  'tens.csv': table(
    'x,y,side,w',
    weighted.map(({ cells: [x, y, side], weight }) => [x, 10 * Number(y), side, weight]),
  ),
};

type Told = Omit<FitReport, 'sizes' | 'starts'> & {
  readonly sizes: readonly number[];
  readonly tried: FitReport['sizes'];
  readonly ends: FitReport['starts'];
};

describe('of moe fit', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-figures-'));
    for (const [name, text] of Object.entries(tables)) writeFileSync(join(folder, name), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const json = (...args: readonly string[]): Told => {
    const { status, stdout, stderr } = moe(['fit', ...args, '--json'], folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout);
  };
  const bySlope = ({ experts }: Told): ExpertReport[] =>
    experts.toSorted((a, b) => a.coefficients![1]!.value - b.coefficients![1]!.value);

  it('a weight of 2 is the same row twice, one of 0 is none, in all but the numbers of rows', () => {
    const args = ['y ~ x | side', '--experts', '1..2', '--method', 'multistart', '--ridge', '1'];
    const [own, twice] = [json('weighted.csv', ...args, '--weights', 'w'), json('repeated.csv', ...args)];
    for (const figure of ['objective', 'error', 'gateAccuracy'] as const)
      expect(own[figure]).toBeCloseTo(twice[figure]!, 8);
    for (const side of ['oracle', 'gate'] as const) expect(own.split![side]).toBeCloseTo(twice.split![side], 8);
    for (const [s, { bic, icl }] of own.tried.entries()) {
      expect(bic).toBeCloseTo(twice.tried[s]!.bic!, 4);
      expect(icl).toBeCloseTo(twice.tried[s]!.icl!, 4);
    }
    bySlope(own).forEach(({ loss, coefficients }, j) => {
      const other = bySlope(twice)[j]!;
      expect(loss).toBeCloseTo(other.loss, 8);
      coefficients!.forEach(({ value }, c) => {
        expect(value).toBeCloseTo(other.coefficients![c]!.value, 8);
      });
    });
    expect(own.sizes.reduce((sum, size) => sum + size)).toBe(40);
  });

  it('the object has the fields that scripts rely on, and no other', () => {
    const told = json('outliers.csv', '--target', 'y', '--experts', '1', '--validate', '2fold');
    const fields = [
      ...[
        'version',
        'rows',
        'target',
        'k',
        'settings',
        'likelihood',
        'objective',
        'error',
        'gateAccuracy',
        'split',
        'rule',
        'trust',
      ],
      ...[
        'needed',
        'evidence',
        'bound',
        'reached',
        'warning',
        'notes',
        'converged',
        'sizes',
        'tried',
        'experts',
        'test',
      ],
      ...['single', 'tree', 'kmeans', 'starts', 'ends', 'timed', 'seconds'],
    ];
    expect(Object.keys(told).sort()).toEqual(fields.sort());
    const { test, single } = told as unknown as Record<'test' | 'single', object>;
    expect(Object.keys(test).sort()).toEqual(['high', 'low', 'metric', 'parts', 'value']);
    expect(Object.keys(single).sort()).toEqual(['high', 'low', 'parts', 'value']);
    expect(Object.keys(told.experts[0]!).sort()).toEqual([
      'coefficients',
      'loss',
      'outliers',
      'share',
      'size',
      'stability',
    ]);
  });

  it('outliers count for no loss: 1 + 2 x with eight squared errors of 1', () => {
    const args = ['--target', 'y', '--experts', '1', '--gate', 'none', '--method', 'multistart'];
    const told = json('outliers.csv', ...args, '--outliers', '0.2');
    expect(told).toMatchObject({ rows: 10, sizes: [10] });
    expect(told.objective).toBeCloseTo(8, 9);
    expect(told.error).toBeCloseTo(1, 9);
    expect(told.experts[0]).toMatchObject({ size: 10, share: 1, outliers: 2, loss: expect.closeTo(1, 9) });
    const [intercept, slope] = told.experts[0]!.coefficients!;
    expect([intercept!.value, slope!.value]).toEqual([expect.closeTo(1, 9), expect.closeTo(2, 9)]);
  });

  it('of classes: one of four is a yes whatever x is, so that log odds are log 1/3 and two of eight labels are wrong', () => {
    const told = json('classes.csv', '--target', 'c', '--experts', '1');
    expect(told.objective).toBeCloseTo(-6 * Math.log(3 / 4) - 2 * Math.log(1 / 4), 5);
    expect(told.error).toBe(2 / 8);
    expect(told.experts[0]!.loss).toBeCloseTo(told.objective / 8, 12);
    const [intercept, x] = told.experts[0]!.coefficients!;
    expect([intercept!.value, x!.value]).toEqual([expect.closeTo(Math.log(1 / 3), 4), expect.closeTo(0, 4)]);
  });

  it('a likelihood is in the units of the target: tenfold, each row of 40 is less likely by log 10', () => {
    const args = ['y ~ x | side', '--experts', '2', '--method', 'em', '--starts', '3'];
    const [one, ten] = [json('weighted.csv', ...args), json('tens.csv', ...args)];
    expect(one.ends).toHaveLength(3);
    one.ends.forEach(({ objective }, s) => {
      expect(ten.ends[s]!.objective).toBeCloseTo(objective + 40 * Math.log(10), 4);
    });
    expect(ten.objective).toBeCloseTo(100 * one.objective, 4);
    expect(one.reached).toBeGreaterThanOrEqual(1);
  });
});
