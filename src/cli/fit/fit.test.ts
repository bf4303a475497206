/** `moe fit` as a process: what it tells; what it writes. What it refuses is in `refused.test.ts`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  'rare.csv': ['x,c', ...Array.from({ length: 9 }, (_, i) => `${i},${i < 5 ? 'low' : 'high'}`), '9,rare'].join('\n'),
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
    expect(JSON.parse(a!).origin).toMatchObject({
      ...{ timed: false },
      // The gate is the library's usual one.
      options: { seed: 4, formula: 'y ~ x | side', gate: { name: 'softmax', C: 10 } },
    });
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
    const { status, stdout } = fit(...args, '--starts', '20', '--out', 'timed.json');
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
