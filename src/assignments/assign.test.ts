import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.js';
import type { GivenMatrix } from '../math/matrix.js';
import { assign } from './assign.js';

const loss = [
  [0, 5, 9],
  [0, 3, 9],
  [0, 4, 1],
  [0, 7, 2],
];

describe('assign', () => {
  it('takes rows or { data, rows, cols }, and leaves them as they are', async () => {
    const before = structuredClone(loss);
    expect(await assign('argmin', loss)).toEqual(Uint32Array.of(0, 0, 0, 0));
    expect(await assign('lp', loss, { min: 1, max: 2 })).toEqual(Uint32Array.of(0, 1, 2, 0));
    expect(loss).toEqual(before);
    const data = loss.flat();
    expect(await assign('lp', { data, rows: 4, cols: 3 }, { max: 2 })).toEqual(Uint32Array.of(0, 0, 2, 2));
    expect(await assign('lap', { data: Float64Array.from(data), rows: 4, cols: 3 })).toEqual(
      Uint32Array.of(0, 1, 2, 0),
    );
    expect(
      await assign(
        'argmin',
        loss.map((row) => Float64Array.from(row)),
      ),
    ).toEqual(Uint32Array.of(0, 0, 0, 0));
  });

  it('reaches the same total with every solver', async () => {
    const totals = await Promise.all(
      (['flow', 'glpk'] as const).map(async (solver) =>
        (await assign('lp', loss, { min: 1, max: { share: 0.6 }, solver })).reduce(
          (sum, j, i) => sum + loss[i]![j]!,
          0,
        ),
      ),
    );
    expect(totals).toEqual([4, 4]);
    expect([...(await assign('lap', loss, { solver: 'munkres' }))]).toEqual([0, 1, 2, 0]);
  });

  it('keeps so many samples of each class with each expert', async () => {
    const classes = ['b', 'a', 'b', 'a'];
    const two = loss.map((row) => row.slice(0, 2));
    // Of b sample 2 loses 4 by expert 1, sample 0 5; of a sample 1 loses 3.
    expect([...(await assign('lp', two, { minPerClass: 1, classes }))]).toEqual([0, 1, 1, 0]);
  });

  it('draws by its seed, 0 when not given', async () => {
    const flat = Array.from({ length: 100 }, () => [0, 0, 0]);
    const zero = await assign('softmax', flat);
    expect(await assign('softmax', flat, { seed: 0 })).toEqual(zero);
    expect(await assign('softmax', flat, { seed: 7 })).toEqual(await assign('softmax', flat, { seed: 7 }));
    expect(await assign('softmax', flat, { seed: 7 })).not.toEqual(zero);
    expect(await assign('random', flat, { seed: 7 })).not.toEqual(await assign('random', flat));
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['lpa', {}, 'assignment rule must be one of argmin, softmax, random, lp, lap; got "lpa" (did you mean "lap"?)'],
    [
      'lp',
      { mi: 3 },
      'lp: unknown key "mi" (did you mean "min"?); allowed: min, max, minPerClass, solver, seed, classes',
    ],
    ['lp', { solver: 'flo' }, 'lp.solver must be one of flow, glpk; got "flo" (did you mean "flow"?)'],
    [
      'lp',
      { min: -1 },
      'lp.min must be a count of samples, { share: 0..1 } of all samples or { ofEqual: m } times n / k; got -1',
    ],
    ['lp', { min: 2 }, 'lp: k x min = 6 exceeds n = 4 (n = 4, k = 3)'],
    ['lp', { max: { share: 0.25 } }, 'lp: k x max = 3 is below n = 4 (n = 4, k = 3)'],
    ['softmax', { temperature: -1 }, 'softmax.temperature must be a number at least 0; got -1'],
    ['softmax', { seed: 1.5 }, 'softmax.seed must be a whole number at least 0; got 1.5'],
    ['argmin', { temperature: 1 }, 'argmin: unknown key "temperature"; allowed: seed, classes'],
    ['lp', { minPerClass: 1 }, 'lp: minPerClass = 1 needs classes; the target has none'],
    [
      'lp',
      { minPerClass: 1, classes: ['a', 'b', 'b', 'b'] },
      'lp: k x minPerClass = 3 exceeds the 1 sample of class "a" (k = 3)',
    ],
    ['lp', { classes: ['a'] }, 'classes must be 4 texts, one for each row of loss; got ["a"]'],
    ['lp', { classes: [1, 2, 3, 4] }, 'classes must be 4 texts, one for each row of loss; got [1,2,3,4]'],
  ])('refuses %s %j', async (rule, options, message) => {
    await expect(assign(rule, loss, options)).rejects.toThrow(new InputError(message));
  });

  it.each<[string, GivenMatrix, string]>([
    ['ragged rows', [[1, 2], [3]], 'loss row 1 (from 0) must have 2 values, as row 0; got 1'],
    ['no rows', [], 'loss must have at least one row and one column; got none'],
    ['no columns', [[], []], 'loss must have at least one row and one column; got none'],
    [
      'NaN',
      [
        [1, 2],
        [3, Number.NaN],
      ],
      'loss at row 1, column 1 (from 0) must be a finite number; got NaN',
    ],
    [
      'Inf',
      { data: [1, 2, Infinity, 4], rows: 2, cols: 2 },
      'loss at row 1, column 0 (from 0) must be a finite number; got Infinity',
    ],
    ['text', [['1', 2]] as unknown as GivenMatrix, 'loss at row 0, column 0 (from 0) must be a finite number; got "1"'],
    ['a wrong shape', { data: [1, 2, 3], rows: 2, cols: 2 }, 'loss.data must have rows x cols = 4 values; got 3'],
    ['zero rows', { data: [], rows: 0, cols: 2 }, 'loss.rows must be a whole number at least 1; got 0'],
    [
      'nothing',
      undefined as unknown as GivenMatrix,
      'loss must be a list of rows or { data, rows, cols }; got nothing',
    ],
  ])('refuses losses: %s', async (_, losses, message) => {
    await expect(assign('argmin', losses)).rejects.toThrow(new InputError(message));
  });
});
