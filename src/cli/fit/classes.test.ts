/** `moe fit` and `moe predict` of classes, and of experts whose sizes are bounded, as processes. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stream, uniform } from '../../math/random.js';
import { textTable } from '../../tables/text-table.js';
import { moe } from '../process.fixture.js';

const rng = stream('classes');
const points = Array.from({ length: 60 }, () => [uniform(rng, -3, 3), uniform(rng, -3, 3)] as const);

/** A table of the points, with a class of each. */
const table = (classOf: (x: number, z: number, i: number) => string): string =>
  ['x,z,c', ...points.map(([x, z], i) => `${x.toFixed(3)},${z.toFixed(3)},${classOf(x, z, i)}`)].join('\n');

/** As a cell, where it holds what has a meaning in CSV. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const odd = ['a "q", b', 'two\nlines', '  padded', '=1+1'];

const tables: Readonly<Record<string, string>> = {
  'sign.csv': table((x, z) => (x + z > 0 ? 'up' : 'down')),
  'lone.csv': table((x, z, i) => (i === 7 ? 'rare' : x + z > 0 ? 'up' : 'down')),
  'one.csv': table(() => 'same'),
  'numbers.csv': table((x, z) => String(Number(x > 0) + Number(z > 0))),
  'alike.csv': table((x) => (x > 0 ? '1.0' : '01')),
  'mixed.csv': table((x, _, i) => (i < 5 || x > 0 ? '7' : 'seven')),
  'many.csv': table((x) => `c${Math.floor(2 * (x + 3))}`),
  'odd.csv': table((x) => quoted(odd[Math.min(3, Math.floor(((x + 3) / 6) * 4))]!)),
  'few.csv': table((x, z, i) => (i < 3 ? 'few' : x + z > 0 ? 'up' : 'down')),
  'three.csv': table((x) => (x > 1 ? 'a' : x > -1 ? 'b' : 'c')),
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moe-classes-'));
  for (const [name, content] of Object.entries(tables)) writeFileSync(join(folder, name), `${content}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const fit = (...args: readonly string[]) => moe(['fit', ...args], folder);

const few = ['--target', 'c', '--experts', '2', '--starts', '2'] as const;

/** What was fitted, told as JSON, and what it predicts of its own table. */
function fittedTo(file: string, ...args: readonly string[]) {
  const out = `${file}.json`;
  const { status, stdout, stderr } = fit(file, ...few, ...args, '--json', '--out', out);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const said = moe(['predict', out, file, '-o', `${file}.out.csv`], folder);
  expect(said.status).toBe(0);
  const { columns } = textTable(readFileSync(join(folder, `${file}.out.csv`)), 'out', (names) => ({
    kinds: new Map([['prediction', 'category']]),
    only: new Set(names),
  }));
  return { told: JSON.parse(stdout), columns, checked: () => moe(['check', out, '--data', file], folder) };
}

type Columns = ReturnType<typeof fittedTo>['columns'];

/** The probabilities of each class, which sum to one in each row. */
function probabilities(columns: Columns): readonly string[] {
  const own = columns.filter(({ name }) => name.startsWith('p_'));
  points.forEach((_, row) => {
    const shares = own.map((column) => (column.kind === 'number' ? column.values[row]! : Number.NaN));
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });
  return own.map(({ name }) => name);
}

describe('what is refused, in one sentence', () => {
  it.each<[string, readonly string[], string]>([
    ['one class only', ['one.csv', ...few], 'column "c" must have two or more classes; all 60 rows have "same"'],
    [
      'labels that are one number in two forms',
      ['alike.csv', ...few],
      'column "c" must vary, to be predicted; all 60 rows have 1',
    ],
    [
      'numbers and words in one column',
      ['mixed.csv', ...few],
      'must be a number, as in the rows above (for categories: --categories c); got "seven"',
    ],
    [
      'an expert of two classes for three',
      ['three.csv', ...few, '--expert', 'rbf-svm'],
      'expert rbf-svm tells two classes apart; the data has 3: a, b, c',
    ],
    [
      'more of a class than there is',
      ['lone.csv', ...few, '--min-per-class', '1'],
      'k x minPerClass = 2 exceeds the 1 sample of class "rare" (k = 2)',
    ],
    [
      'more of a class than folds have',
      ['few.csv', ...few, '--experts', '3', '--min-per-class', '1'],
      'assign lp: k x minPerClass = 3 exceeds the 2 samples of class "few" (k = 3)',
    ],
    [
      'classes of a number',
      ['numbers.csv', ...few, '--min-per-class', '2'],
      'minPerClass = 2 needs classes; the target has none',
    ],
    [
      'a share of each class with a rule that does not count',
      ['sign.csv', ...few, '--rule', 'argmin', '--min-per-class', '2'],
      '--min-per-class: --rule argmin has none; it is for --rule lp',
    ],
    [
      'bounds that one of the numbers of experts cannot keep',
      ['sign.csv', '--target', 'c', '--experts', '2..4', '--min-share', '.3'],
      'k x min = 72 exceeds n = 60 (n = 60, k = 4)',
    ],
    [
      'bounds that one expert cannot keep',
      ['sign.csv', '--target', 'c', '--experts', '1..2', '--max-share', '.5'],
      'k x max = 30 is below n = 60 (n = 60, k = 1)',
    ],
    [
      'numbers of rows that folds do not have, with the fold',
      ['sign.csv', ...few, '--min-share', '25'],
      'fold 0: assign lp: k x min = 50 exceeds n = 48 (n = 48, k = 2)',
    ],
  ])('%s', (_, args, message) => {
    const { status, stdout, stderr } = fit(...args, '--out', 'refused.json');
    expect({ status, stdout, written: existsSync(join(folder, 'refused.json')) }).toEqual({
      ...{ status: 2, stdout: '', written: false },
    });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('classes', () => {
  it('of which one has a single row are fitted, with a note', () => {
    const { told, columns } = fittedTo('lone.csv');
    expect(told.notes).toContain('class "rare" has one row alone: no held-out score says how well it is predicted');
    expect(probabilities(columns)).toEqual(['p_down', 'p_rare', 'p_up']);
  });

  it.each([
    ['--categories', 'c'],
    ['--expert', 'logistic'],
  ])('may be numbers: %s %s', (...args) => {
    const { told, columns } = fittedTo('numbers.csv', ...args);
    expect(told.target).toMatchObject({ kind: 'classes', labels: ['0', '1', '2'] });
    expect(probabilities(columns)).toEqual(['p_0', 'p_1', 'p_2']);
  });

  it('with quotes, commas, line ends and spaces in their names come back as they are', () => {
    const { told, columns } = fittedTo('odd.csv');
    const labels = odd.toSorted();
    expect(told.target.labels).toEqual(labels);
    expect(probabilities(columns)).toEqual(labels.map((label) => `p_${label}`));
    const prediction = columns.find(({ name }) => name === 'prediction')!;
    expect(odd).toEqual(expect.arrayContaining(prediction.kind === 'category' ? [...prediction.levels] : ['?']));
  });

  it('of which some have fewer rows than there are folds are judged, many of them too', () => {
    const { told } = fittedTo('few.csv', '--validate', '5fold');
    expect(told.test).toMatchObject({ metric: 'accuracy' });
    expect(told.test.parts).toHaveLength(5);
    expect(told.test.value).toBeGreaterThan(0.6);
    const many = fittedTo('many.csv');
    expect(many.told.target.labels).toHaveLength(12);
    expect(probabilities(many.columns)).toHaveLength(12);
  });

  it('each in an expert of its own have finite probabilities', () => {
    // Without a gate's say, each of two experts takes one class, and its loss vanishes.
    const { told, columns } = fittedTo('sign.csv', '--method', 'multistart');
    expect(told.objective).toBeLessThan(1);
    expect(probabilities(columns)).toEqual(['p_down', 'p_up']);
  });

  it.each([
    'constant',
    'logistic',
    'rbf-svm',
    'mlp',
  ])('are learned by %s, saved, read and checked to the last bit', (expert) => {
    const { columns, checked } = fittedTo('sign.csv', '--expert', expert);
    expect(probabilities(columns)).toEqual(['p_down', 'p_up']);
    expect(checked()).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('bounds of the sizes', () => {
  it('that folds have too few rows for end a range, with a note', () => {
    const { stdout } = fit(
      'few.csv',
      '--target',
      'c',
      '--experts',
      '1..3',
      '--starts',
      '2',
      '--min-per-class',
      '1',
      '--json',
    );
    const { tried, notes } = JSON.parse(stdout);
    expect(tried.map(({ k }: { k: number }) => k)).toEqual([1, 2]);
    expect(
      notes.find((note: string) => note.startsWith('more than 2 experts could not be tried: 3 experts, ')),
    ).toContain('k x minPerClass = 3 exceeds the 2 samples of class "few" (k = 3)');
  });

  it('of each class are kept, where no gate has a say, and auto tries what can keep them', () => {
    const args = ['--target', 'c', '--experts', '3', '--gate', 'none', '--starts', '2', '--json'];
    const told = JSON.parse(fit('sign.csv', ...args, '--min-per-class', '7', '--min-share', '18').stdout);
    expect(Math.min(...told.sizes)).toBeGreaterThanOrEqual(18);
    expect(told.notes).toEqual([]);
    const auto = fit('sign.csv', '--target', 'c', '--min-share', '.4', '--starts', '2', '--json');
    expect(JSON.parse(auto.stdout).tried.map(({ k }: { k: number }) => k)).toEqual([1, 2]);
  });

  it('that the cells of the gate do not keep are noted', () => {
    // The gate sees two groups, of 40 rows and of 20, far apart, and half of the rows must go to either expert.
    const rows = points.map(([x, z], i) => `${x.toFixed(3)},${i < 40 ? 0 : 9},${z > 0 ? 'up' : 'down'}`);
    writeFileSync(join(folder, 'groups.csv'), `x,group,c\n${rows.join('\n')}\n`);
    const bounds = ['--min-share', '.5', '--max-share', '.5', '--seed', '1', '--json'];
    const told = JSON.parse(fit('groups.csv', 'c ~ x | group', '--experts', '2', '--starts', '2', ...bounds).stdout);
    const [first] = told.sizes;
    expect([20, 40]).toContain(first);
    expect(told.notes).toContain(
      `the experts were fitted to the cells of the gate, which do not keep the bounds of lp: expert 0 has ${first} rows, ${first < 30 ? 'fewer' : 'more'} than 30`,
    );
  });
});

it('a constant for each cell of the gate is its mean, without slopes', () => {
  writeFileSync(
    join(folder, 'steps.csv'),
    `x,y\n${[1, 2, 3, 4, 11, 12, 13, 14].map((x) => `${x},${x < 9 ? x : 10 * x}`).join('\n')}\n`,
  );
  const { stdout } = fit(
    'steps.csv',
    '--target',
    'y',
    '--expert',
    'constant',
    '--experts',
    '2',
    '--starts',
    '2',
    '--json',
  );
  const means = JSON.parse(stdout).experts.map((expert: { coefficients: { name: string; value: number }[] }) => {
    expect(expert.coefficients.map(({ name }) => name)).toEqual(['intercept']);
    return expert.coefficients[0]!.value;
  });
  expect(means.sort((a: number, b: number) => a - b)).toEqual([expect.closeTo(2.5, 9), expect.closeTo(125, 9)]);
});
