/** `moe fit` as a process: what it refuses, and in which words; what it tells; what it writes. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moe, startMoe } from '../process.fixture.js';

/** Two lines, 10 + 2 x and -10 - 3 x, with residuals 1, -1, -1, 1: orthogonal to 1 and x, so that least squares finds the lines. */
const lines = [
  ...[0, 1, 2, 3].map((x, i) => ({ x, y: 10 + 2 * x + [1, -1, -1, 1][i]!, side: 'up' })),
  ...[0, 1, 2, 3].map((x, i) => ({ x, y: -10 - 3 * x + [1, -1, -1, 1][i]!, side: 'down' })),
];

/** Where one does not vary, twice is 2 x, and sum is x + z. */
const collinearRow = (x: number, z: number, y: number): string => [x, z, 1, 2 * x, x + z, y].join(',');

const tables: Readonly<Record<string, string>> = {
  'lines.csv': ['x,y,side', ...lines.map(({ x, y, side }) => `${x},${y},${side}`)].join('\n'),
  // By hand: Sxx = 5, Sxy = 6, Syy = 9, so slope 1.2, intercept 0.7 and a sum of squared errors of 9 - 36 / 5 = 1.8.
  'four.csv': 'x,y\n0,1\n1,2\n2,2\n3,5\n',
  'constant.csv': 'x,y\n1,5\n2,5\n3,5\n',
  'header.csv': 'x,y\n',
  'row.csv': 'x,y\n1,2\n',
  'weights.csv': 'x,y,w\n1,2,1\n2,3,-1\n3,5,1\n',
  'missing.csv': 'x,y\n1,2\n,3\n3,5\n',
  'rare.csv': ['x,c', ...Array.from({ length: 9 }, (_, i) => `${i},${i < 5 ? 'low' : 'high'}`), '9,rare'].join('\n'),
  'splits.csv': 'split0\n0\n1\n',
  'collinear.csv': [
    'x,z,one,twice,sum,y',
    ...Array.from({ length: 12 }, (_, i) => collinearRow((i * 7) % 12, (i * 5) % 7, (i * i) % 5)),
  ].join('\n'),
};

describe('moe fit', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-fit-'));
    for (const [name, text] of Object.entries(tables)) writeFileSync(join(folder, name), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const fit = (...args: readonly string[]) => moe(['fit', ...args], folder);
  const json = (...args: readonly string[]) => {
    const { status, stdout, stderr } = fit(...args, '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout);
  };

  it.each<[what: string, args: readonly string[], message: string]>([
    [
      'a target that does not vary',
      ['constant.csv', '--target', 'y'],
      'column "y" must vary, to be predicted; got only 5',
    ],
    ['a header without rows', ['header.csv', '--target', 'y'], 'header.csv has a header but no rows'],
    ['one row', ['row.csv', '--target', 'y'], 'column "y" must vary, to be predicted; got only 2'],
    ['more experts than rows', ['four.csv', '--target', 'y', '--experts', '9'], 'k = 9 experts exceed n = 4 samples'],
    [
      'no target',
      ['four.csv'],
      'a formula such as "mpg ~ weight", or --target with the column to predict, must be given',
    ],
    ['a target that is not there', ['four.csv', '--target', 'q'], 'four.csv has no column "q"'],
    ['two targets', ['four.csv', 'y ~ x', '--target', 'x'], '--target must be that of the formula, "y"; got "x"'],
    ['a target among the inputs', ['four.csv', 'y ~ x + y'], '\n  y ~ x + y\n          ^'],
    ['a formula that does not parse', ['four.csv', 'y ~ log(x)'], '\n  y ~ log(x)\n         ^'],
    [
      'a missing cell',
      ['missing.csv', '--target', 'y'],
      'missing.csv:3 "x" is missing; --missing drop, mean or own-level',
    ],
    [
      'a weight below 0',
      ['weights.csv', '--target', 'y', '--weights', 'w'],
      '"w" must be a weight of at least 0; got -1',
    ],
    [
      'splits of another length',
      ['four.csv', '--target', 'y', '--validate', 'splits.csv:split0'],
      'splits.csv must have 4 rows, as the table; got 2',
    ],
    ['splits that are not there', ['four.csv', '--target', 'y', '--validate', 'no.csv:a'], 'no.csv does not exist'],
    [
      'a split that is none',
      ['four.csv', '--target', 'y', '--validate', '1.5'],
      '--validate must be a share such as 0.3, folds such as 5fold, or FILE:COLUMN',
    ],
    [
      'more folds than rows',
      ['four.csv', '--target', 'y', '--validate', '5fold'],
      'validate: 5 folds need 5 rows; got 4',
    ],
    [
      'rows held out without a gate',
      ['four.csv', '--target', 'y', '--gate', 'none', '--experts', '2', '--validate', '2fold'],
      '--validate needs a gate, for without a gate nothing says',
    ],
    [
      'a choice of k without a gate',
      ['four.csv', '--target', 'y', '--gate', 'none', '--experts', '1..2'],
      '--experts must be one number with --gate none',
    ],
    [
      'no experts',
      ['four.csv', '--target', 'y', '--experts', '0'],
      '--experts must be a number from 1 to 1000 such as 3, a range such as 2..6, or auto; got "0"',
    ],
    ['a range from the end', ['four.csv', '--target', 'y', '--experts', '3..2'], 'or auto; got "3..2"'],
    ['experts in words', ['four.csv', '--target', 'y', '--experts', 'a lot'], 'or auto; got "a lot"'],
    [
      'an expert that is not there',
      ['four.csv', '--target', 'y', '--expert', 'liner'],
      '--expert must be one of auto, linear,',
    ],
    ['a near name', ['four.csv', '--target', 'y', '--expert', 'liner'], 'got "liner" (did you mean "linear"?)'],
    [
      'experts of numbers for classes',
      ['rare.csv', '--target', 'c', '--expert', 'linear'],
      'column "c" must hold numbers, for experts of a regression; it has "low"',
    ],
    ['a gate that is not there', ['four.csv', '--target', 'y', '--gate', 'softmac'], '(did you mean "softmax"?)'],
    ['a rule that is not there', ['four.csv', '--target', 'y', '--rule', 'lpa'], '--rule must be one of argmin,'],
    [
      'starts of a method that has none',
      ['four.csv', '--target', 'y', '--method', 'single', '--starts', '3'],
      '--starts: --method single has none; it is for --method ',
    ],
    [
      'a ridge of experts that have none',
      ['four.csv', '--target', 'y', '--expert', 'rbf-svm', '--ridge', '1'],
      '--ridge: --expert rbf-svm has none; it is for --expert linear',
    ],
    [
      'bounds of a rule that keeps none',
      ['four.csv', '--target', 'y', '--rule', 'argmin', '--min-share', '.3'],
      '--min-share: --rule argmin has none; it is for --rule lp',
    ],
    [
      'shares that cannot hold',
      ['lines.csv', '--target', 'y', '--experts', '3', '--min-share', '.5'],
      'k x min = 12 exceeds n = 8',
    ],
    [
      'numbers that cannot hold',
      ['lines.csv', '--target', 'y', '--experts', '2', '--max-share', '3'],
      'k x max = 6 is below n = 8',
    ],
    [
      'a share below 0',
      ['four.csv', '--target', 'y', '--min-share=-1'],
      '--min-share must be a number of at least 0; got "-1"',
    ],
    [
      'outliers beyond half',
      ['four.csv', '--target', 'y', '--outliers', '.7'],
      '--outliers must be a number from 0 to 0.5; got ".7"',
    ],
    [
      'another way with missing cells',
      ['four.csv', '--target', 'y', '--missing', 'zero'],
      '--missing must be one of refuse, drop, mean, own-level; got "zero"',
    ],
  ])('refuses %s', (_, args, message) => {
    const { status, stdout, stderr } = fit(...args, '--out', 'refused.json');
    expect({ status, stdout, written: existsSync(join(folder, 'refused.json')) }).toEqual({
      ...{ status: 2, stdout: '', written: false },
    });
    expect(stderr).toMatch(/^moe: /);
    expect(stderr).toContain(message);
  });

  it('keeps the table, where the model was to replace it', () => {
    const { status, stderr } = fit('four.csv', '--target', 'y', '--out', 'four.csv');
    expect({ status, stderr }).toEqual({
      ...{ status: 2, stderr: 'moe: --out must be another file than four.csv, which is read; got four.csv\n' },
    });
    expect(readFileSync(join(folder, 'four.csv'), 'utf8')).toBe(tables['four.csv']);
  });

  it('tells the least squares of one expert', () => {
    const told = json('four.csv', '--target', 'y', '--experts', '1', '--method', 'multistart', '--gate', 'none');
    expect(told).toMatchObject({ version: 1, k: 1, sizes: [4], starts: 1, warning: null, timed: false });
    expect(told.objective).toBeCloseTo(1.8, 9);
    expect(told.error).toBeCloseTo(0.45, 9);
    const [intercept, x] = told.experts[0].coefficients;
    expect([intercept.name, x.name]).toEqual(['intercept', 'x']);
    expect(intercept.value).toBeCloseTo(0.7, 9);
    expect(x.value).toBeCloseTo(1.2, 9);
  });

  it('finds two lines: 10 + 2 x and -10 - 3 x, with four squared errors of 1 each', () => {
    const told = json('lines.csv', 'y ~ x | side', '--experts', '2', '--method', 'multistart', '--ridge', '0');
    expect(told.objective).toBeCloseTo(8, 9);
    expect(told.sizes).toEqual([4, 4]);
    expect(told.gateAccuracy).toBe(1);
    expect(told.split.oracle).toBeCloseTo(1, 9);
    expect(told.split.gate).toBeCloseTo(1, 9);
    const own = told.experts.map(({ loss, coefficients }: { loss: number; coefficients: { value: number }[] }) => [
      ...coefficients.map(({ value }) => Math.round(value * 1e9) / 1e9),
      Math.round(loss * 1e9) / 1e9,
    ]);
    expect(own.sort((a: number[], b: number[]) => b[0]! - a[0]!)).toEqual([
      [10, 2, 1],
      [-10, -3, 1],
    ]);
  });

  it('writes equal bytes for equal input, whatever it is told beside', () => {
    const args = ['lines.csv', 'y ~ x | side', '--experts', '2', '--method', 'multistart', '--seed', '4', '--out'];
    for (const [file, ...more] of [['a.json'], ['b.json', '--json'], ['c.json', '-q']])
      expect(fit(...args, file!, ...more).status).toBe(0);
    const [a, b, c] = ['a.json', 'b.json', 'c.json'].map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(b).toBe(a);
    expect(c).toBe(a);
    expect(JSON.parse(a!).origin).toMatchObject({ timed: false, options: { seed: 4, formula: 'y ~ x | side' } });
  });

  it('tells of columns that say nothing or nothing new', () => {
    const { notes } = json(
      'collinear.csv',
      '--target',
      'y',
      '--experts',
      '1',
      '--gate',
      'none',
      '--method',
      'multistart',
    );
    expect(notes).toEqual(
      expect.arrayContaining([
        'one does not vary, and is left out',
        'twice, sum are combinations of the columns before them',
      ]),
    );
  });

  it.each([
    ['none', false],
    ['softmax', true],
  ])('with the gate %s, says what to do next: predict, %s', (gate, predicts) => {
    const args = ['lines.csv', 'y ~ x | side', '--experts', '2', '--method', 'multistart', '--starts', '1'];
    const { stdout } = fit(...args, '--gate', gate, '--out', `${gate}.json`);
    expect(stdout).toContain(`moe check ${gate}.json --data lines.csv`);
    expect(stdout.includes(`moe predict ${gate}.json`)).toBe(predicts);
  });

  it('says in the model that its time was up', () => {
    const args = ['lines.csv', 'y ~ x | side', '--experts', '2', '--method', 'multistart', '--time-limit', '1ms'];
    const { status, stdout } = fit(...args, '--out', 'timed.json');
    expect(status).toBe(0);
    expect(stdout).toContain('the fit ended at its time limit');
    expect(JSON.parse(readFileSync(join(folder, 'timed.json'), 'utf8')).origin.timed).toBe(true);
  });

  it('ends at once on Ctrl-C, with nothing written', async () => {
    const before = readdirSync(folder);
    const args = [
      'fit',
      'lines.csv',
      '--target',
      'y',
      '--experts',
      '2',
      '--method',
      'multistart',
      '--starts',
      '1000000',
    ];
    const { child, ended } = startMoe([...args, '--out', 'never.json'], { cwd: folder });
    // Whenever it comes: the fit takes hours.
    setTimeout(() => child.kill('SIGINT'), 500);
    // A shell says 130 of a process that this signal ended.
    expect([130, 'SIGINT']).toContain((await ended).status);
    expect(readdirSync(folder)).toEqual(before);
  });
});
