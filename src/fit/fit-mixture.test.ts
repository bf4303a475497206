import { describe, expect, it } from 'vitest';
import { learnable } from '../arbitraries.fixture.js';
import { InputError } from '../errors.js';
import { fitMixture, loadMixture, saveMixture } from '../index.js';
import { normal, stream } from '../math/random.js';
import { methods } from '../methods/registry.js';
import type { TableOptions } from './fit-columns.js';
import type { FitData, FitOptions } from './fit-matrix.js';
import type { Mixture } from './mixture.js';

/** Two lines that cross, y = x and y = 4 - x, without noise. */
const xs = Array.from({ length: 24 }, (_, i) => i / 6);
const lines = { x: xs.map((x) => [x]), y: xs.map((x, i) => (i % 2 === 0 ? x : 4 - x)) };
const two: FitOptions = { k: 2, expert: 'linear', seed: 1 };

/** Two features; the class follows the sine of the first. */
function signs(n: number): { readonly x: number[][]; readonly y: string[] } {
  const { x, y } = learnable('classes', n, 2, stream('signs'));
  const rows = Array.from({ length: n }, (_, i) => [...x.data.subarray(2 * i, 2 * i + 2)]);
  return { x: rows, y: Array.from(y, (label) => (label === 1 ? 'yes' : 'no')) };
}

const bits = ({ prediction, expert, share }: ReturnType<Mixture['predict']>) => [
  typeof prediction[0] === 'string' ? prediction : Buffer.from((prediction as Float64Array).buffer),
  Buffer.from(expert.buffer),
  Buffer.from(share.buffer),
];

describe('fitMixture', () => {
  it('finds two crossing lines: each sample has the expert that passes through it', async () => {
    const method = { name: 'alternating', assign: 'argmin' };
    const starts = [...Array(20).keys()].map((seed) => fitMixture(lines, { ...two, method, gate: 'softmax', seed }));
    const found = (await Promise.all(starts)).reduce((best, one) => (one.objective < best.objective ? one : best));
    expect(found.objective).toBeLessThan(1e-20);
    const sides = xs
      .map((x, i) => (x === 2 ? null : `${found.assignment[i]} ${i % 2}`))
      .filter((side) => side !== null);
    expect(new Set(sides).size).toBe(2);
    expect([found.converged, found.degenerate]).toEqual([true, null]);
  });

  it('has the sum of squared errors of the own experts as its objective', async () => {
    const rng = stream('noise');
    const y = lines.y.map((value) => value + normal(rng));
    const { objective, assignment, model } = await fitMixture({ x: lines.x, y }, two);
    const errors = xs.map((x, i) => {
      const { intercept, slopes } = model.experts[assignment[i]!] as { intercept: number; slopes: Float64Array };
      return (y[i]! - intercept - slopes[0]! * x) ** 2;
    });
    expect(objective).toBeCloseTo(
      errors.reduce((sum, error) => sum + error),
      9,
    );
  });

  it('predicts classes by their names, each sample by its most responsible expert', async () => {
    const data = signs(200);
    const found = await fitMixture(data, { k: 2, expert: 'logistic', method: 'kmeans', seed: 3 });
    const { prediction, expert, share } = found.predict(data.x);
    const right = data.y.filter((label, i) => label === prediction[i]);
    expect(right.length).toBeGreaterThan(150);
    expect([...expert]).toEqual([...found.assignment]);
    expect([...share]).toEqual(data.y.map(() => 1));
  });

  it('takes typed arrays as it takes lists, and changes neither', async () => {
    const typed = { x: { data: Float64Array.from(xs), rows: 24, cols: 1 }, y: Float64Array.from(lines.y) };
    const before = structuredClone(typed);
    const [one, other] = [await fitMixture(lines, two), await fitMixture(typed, two)];
    expect(saveMixture(other)).toBe(saveMixture(one));
    expect(other.predict(typed.x)).toEqual(one.predict(lines.x));
    expect(typed).toEqual(before);
  });

  it('gives the same bytes for the same seed, and other starts for others', async () => {
    const y = lines.y.map((value, i) => value + Math.sin(i * i));
    const saved = async (seed: number) => saveMixture(await fitMixture({ x: lines.x, y }, { ...two, k: 4, seed }));
    expect(await saved(1)).toBe(await saved(1));
    expect(new Set(await Promise.all([1, 2, 3, 4].map(saved))).size).toBeGreaterThan(1);
  });

  it('gives a gate to a method that learns one, and fits one after a method that does not', async () => {
    const names = await Promise.all([
      fitMixture(lines, two),
      fitMixture(lines, { ...two, gate: { name: 'mlp', hidden: 2 } }),
      fitMixture(lines, { ...two, method: 'kmeans' }),
      fitMixture(lines, { ...two, method: 'kmeans', gate: 'constant' }),
      fitMixture(lines, { ...two, method: { name: 'kmeans', gate: 'nearest-median' } }),
      fitMixture(lines, { ...two, method: 'single' }),
    ]);
    expect(names.map(({ model }) => model.gate!.reference.name)).toEqual([
      ...['softmax', 'mlp', 'nearest-mean', 'constant', 'nearest-median', 'constant'],
    ]);
  });

  it('says who stayed without samples, and predicts all the same', async () => {
    const starts = [...Array(20).keys()].map((seed) => fitMixture(lines, { ...two, k: 5, seed }));
    const degenerate = (await Promise.all(starts)).filter((one) => one.degenerate !== null);
    expect(degenerate.length).toBeGreaterThan(0);
    for (const one of degenerate) {
      expect(one.degenerate).toMatch(/^expert [0-4] holds no sample$/);
      expect(Number.isFinite(one.predict([[5]]).prediction[0])).toBe(true);
    }
  });

  it('tells how far it is, and ends when it is told to: before the fit, and before the gate', async () => {
    const told: string[] = [];
    const progress: FitOptions['progress'] = ({ what, fits, starts }) =>
      told.push(`${what}: ${fits.done} of ${fits.of}, ${starts === null ? 'no start' : starts.done}`);
    const options = { ...two, method: { name: 'multistart', starts: 3 } };
    const found = await fitMixture(lines, { ...options, progress });
    expect([told[0], told[1], told.at(-1)]).toEqual([
      '2 experts: 0 of 1, no start',
      '2 experts: 0 of 1, 1',
      '2 experts: 1 of 1, no start',
    ]);
    expect(saveMixture(found)).toBe(saveMixture(await fitMixture(lines, options)));
    const before = AbortSignal.abort(new Error('enough'));
    await expect(fitMixture(lines, { ...two, signal: before })).rejects.toThrow('enough');
    const later = new AbortController();
    const during = { progress: () => later.abort(new Error('later')), signal: later.signal };
    await expect(fitMixture(lines, { ...options, ...during })).rejects.toThrow('later');
  });

  it('without a gate has an assignment and cannot predict', async () => {
    const found = await fitMixture(lines, { ...two, gate: 'none' });
    expect(found.assignment.length).toBe(24);
    const message = 'the model has no gate: nothing says which expert is responsible for a sample';
    expect(() => found.predict([[1]])).toThrow(new InputError(message));
  });

  it.each<[string, unknown, unknown, string]>([
    ['no data', undefined, two, 'data must be { x, y }; got nothing'],
    ['no options', lines, undefined, 'options must be a mapping; got nothing'],
    ['no x', { y: [1, 2] }, two, 'x must be a list of rows or { data, rows, cols }; got nothing'],
    ['no rows', { x: [], y: [] }, two, 'x must have at least one row and one column; got none'],
    ['ragged rows', { x: [[1], [1, 2]], y: [1, 2] }, two, 'x row 1 (from 0) must have 1 values, as row 0; got 2'],
    ['NaN', { x: [[1], [NaN]], y: [1, 2] }, two, 'x at row 1, column 0 (from 0) must be a finite number; got NaN'],
    ['text', { x: [[1], ['1']], y: [1, 2] }, two, 'x at row 1, column 0 (from 0) must be a finite number; got "1"'],
    ['no y', { x: [[1], [2]] }, two, 'y must be a list of numbers, or of texts for classes; got nothing'],
    ['a text as y', { x: [[1], [2]], y: 'ab' }, two, 'y must be a list of numbers, or of texts for classes; got "ab"'],
    ['a short y', { x: [[1], [2]], y: [1] }, two, 'y must have 2 values, one for each row of x; got 1'],
    ['y of NaN', { x: [[1], [2]], y: [1, NaN] }, two, 'y[1] must be a finite number; got NaN'],
    ['a hole in y', { x: [[1], [2]], y: [undefined, 1] }, two, 'y[0] must be a finite number; got nothing'],
    ['a bigint', { x: [[1], [2]], y: [1n, 2n] }, two, 'y[0] must be a finite number; got 1'],
    ['mixed y', { x: [[1], [2]], y: ['a', 2] }, two, 'y[1] must be a text, as y[0]; got 2'],
    ['a constant y', { x: [[1], [2]], y: [3, 3] }, two, 'y must have two or more values; got only 3'],
    ['no k', lines, { expert: 'linear' }, 'options.k is missing; it must be a whole number at least 1'],
    ['k of 0', lines, { ...two, k: 0 }, 'options.k must be a whole number at least 1; got 0'],
    ['k > n', lines, { ...two, k: 25 }, 'k = 25 experts exceed n = 24 samples'],
    [
      'a misspelt key',
      lines,
      { ...two, gates: 1 },
      'options: unknown key "gates" (did you mean "gate"?); allowed: k, expert, method, gate, seed',
    ],
    [
      'a misspelt expert',
      lines,
      { ...two, expert: 'liner' },
      'options.expert must be one of linear, rbf-svm, kernel-logistic, logistic, mlp, constant; got "liner" (did you mean "linear"?)',
    ],
    [
      'a parameter',
      lines,
      { ...two, expert: { name: 'linear', ridge: -1 } },
      'options.expert.ridge must be a number at least 0; got -1',
    ],
    [
      'a rule',
      lines,
      { ...two, method: { name: 'alternating', assign: 'lpa' } },
      'options.method.assign must be one of argmin, softmax, random, lp, lap; got "lpa" (did you mean "lap"?)',
    ],
    [
      'bounds',
      lines,
      { ...two, method: { name: 'alternating', assign: { name: 'lp', min: 13 } } },
      'assign lp: k x min = 26 exceeds n = 24',
    ],
    [
      'classes for numbers',
      lines,
      { ...two, expert: 'logistic' },
      'expert logistic is for classes; the target of the data is regression',
    ],
    [
      'a method for classes',
      lines,
      { ...two, method: 'parametric' },
      'method parametric is for classes; the target of the data is regression',
    ],
    [
      'three classes for two',
      { x: [[1], [2], [3]], y: ['a', 'b', 'c'] },
      { ...two, expert: 'rbf-svm' },
      'expert rbf-svm tells two classes apart; the data has 3: a, b, c',
    ],
    [
      'a gate beside one',
      lines,
      { ...two, method: { name: 'kmeans', gate: 'mlp' }, gate: 'softmax' },
      'options.gate must be left out, as method kmeans has one among its parameters; got "softmax"',
    ],
    [
      'no gate of kmeans',
      lines,
      { ...two, method: 'kmeans', gate: 'none' },
      'options.gate must be left out, as method kmeans always learns one; got "none"',
    ],
    [
      'a gate of single',
      lines,
      { ...two, method: 'single', gate: 'softmax' },
      'options.gate must be left out, as method single learns one of its own; got "softmax"',
    ],
    ['a seed', lines, { ...two, seed: 0.5 }, 'options.seed must be a whole number at least 0; got 0.5'],
    ['a start without hope', { x: [[1], [2]], y: [1, 2] }, { ...two, seed: 2 }, 'nothing was fitted: expert '],
    ['an overflow', { x: lines.x, y: lines.y.map((y) => 1e300 * y) }, two, 'losses are not finite: expert '],
  ])('refuses %s', async (_, data, options, message) => {
    const fit = fitMixture(data as FitData, options as FitOptions);
    await expect(fit).rejects.toBeInstanceOf(InputError);
    expect((await fit.catch((error) => error.message)).slice(0, message.length)).toBe(message);
  });
});

describe('a saved mixture', () => {
  const kinds = methods.all.flatMap((method) =>
    (method.target === undefined ? (['linear', 'logistic'] as const) : (['logistic'] as const)).map((expert) => ({
      method: method.name,
      expert: method.needsRelaxable && expert === 'logistic' ? 'kernel-logistic' : expert,
    })),
  );

  it.each(kinds)('by $method, of $expert experts, predicts the same bits when it is loaded', async ({
    method,
    expert,
  }) => {
    const { x, y } = signs(60);
    const data = { x, y: expert === 'linear' ? x.map(([a, b]) => Math.abs(a!) + b!) : y };
    const reference = method === 'parametric' ? { name: method, steps: 200, expertHidden: 3 } : method;
    const found = await fitMixture(data, { k: 2, expert, method: reference, seed: 4 });
    const text = saveMixture(found);
    const elsewhere = signs(90).x;
    for (const loaded of [await loadMixture(text), await loadMixture(JSON.parse(text))]) {
      expect(bits(loaded.predict(elsewhere))).toEqual(bits(found.predict(elsewhere)));
      expect(saveMixture(loaded)).toBe(text);
    }
    expect(JSON.stringify(found)).toBe(text);
  });

  it('holds neither the samples nor their assignment', async () => {
    const small = saveMixture(await fitMixture({ x: lines.x, y: lines.y }, two));
    const large = saveMixture(await fitMixture({ x: [...lines.x, ...lines.x], y: [...lines.y, ...lines.y] }, two));
    expect(Math.abs(large.length - small.length)).toBeLessThan(200);
    expect(await loadMixture(small)).not.toHaveProperty('assignment');
  });

  it('is refused where it was cut or edited, and other things are no mixture', async () => {
    const text = saveMixture(await fitMixture(lines, two));
    await expect(loadMixture(text.slice(0, 200))).rejects.toThrow(InputError);
    await expect(loadMixture(text.replace('"ridge":0', '"ridge":1'))).rejects.toThrow(/^model\.digest must be /);
    await expect(loadMixture(undefined)).rejects.toThrow(
      new InputError('model.format is missing; it must be "sparse-moe model"'),
    );
    const message = 'a mixture must be what fitMixture or loadMixture gave; got {"k":1}';
    expect(() => saveMixture({ k: 1 } as never)).toThrow(new InputError(message));
  });

  it('predicts for as many features as it has, finite ones', async () => {
    const loaded = await loadMixture(saveMixture(await fitMixture(signs(40), { ...two, expert: 'logistic' })));
    expect(() => loaded.predict([[1, 2, 3]])).toThrow(new InputError('x must have 2 columns, x1, x2; got 3'));
    const message = 'x at row 0, column 1 (from 0) must be a finite number; got Infinity';
    expect(() => loaded.predict([[1, Infinity]])).toThrow(new InputError(message));
  });
});

describe('fitMixture to columns', () => {
  const rng = stream('columns');
  const x = Array.from({ length: 60 }, () => normal(rng));
  const side = x.map((_, i) => (i % 2 === 0 ? 'left' : 'right'));
  const y = x.map((value, i) => (i % 2 === 0 ? 10 + 3 * value : 50 - 2 * value));
  const columns = { x, side, y };
  const asked: TableOptions = { formula: 'y ~ x | side', k: 2, ridge: 0, starts: 5, seed: 2 };

  it('finds a line for each side, in the units of the columns, and predicts other columns by name', async () => {
    const { report, predict, assignment, rows } = await fitMixture({ columns }, asked);
    const lines = report.experts.map(({ coefficients }) => coefficients!.map(({ value }) => value));
    lines.sort((a, b) => a[0]! - b[0]!);
    expect(lines).toEqual([
      [expect.closeTo(10, 6), expect.closeTo(3, 6)],
      [expect.closeTo(50, 6), expect.closeTo(-2, 6)],
    ]);
    expect([assignment.length, rows.length]).toEqual([60, 60]);
    const { prediction } = predict({ side: ['right', 'left'], other: [1, 2], x: [0, 1] });
    expect([...prediction]).toEqual([expect.closeTo(50, 6), expect.closeTo(13, 6)]);
  });

  it('predicts the same to the last bit once it was saved and loaded', async () => {
    const found = await fitMixture({ columns }, asked);
    const same = await loadMixture(saveMixture(found));
    expect(bits(same.predict({ x, side }))).toEqual(bits(found.predict({ x, side })));
  });

  it('takes the target beside the columns, and multistart without a gate', async () => {
    const method = { name: 'multistart', starts: 4 };
    const { objective, report } = await fitMixture({ x: { x, side }, y }, { k: 2, method, gate: 'none' });
    expect(objective).toBeLessThan(1e-15);
    expect([report.starts.length, report.gateAccuracy]).toEqual([4, null]);
  });

  it('tells how far it is, and ends when it is told to', async () => {
    const told: string[] = [];
    await fitMixture({ columns }, { ...asked, progress: ({ what }) => told.push(what) });
    expect(told.at(-1)).toMatch(/^2 experts/);
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(fitMixture({ columns }, { ...asked, signal: controller.signal })).rejects.toThrow('enough');
    const later = new AbortController();
    const progress = () => later.abort(new Error('later'));
    const long = { ...asked, k: '1..3', progress, signal: later.signal };
    await expect(fitMixture({ columns }, long)).rejects.toThrow('later');
  });

  it('ends at the next start where its listener aborts it, on columns and on a matrix', async () => {
    const aborting = async (fit: (hooks: Pick<FitOptions, 'progress' | 'signal'>) => Promise<unknown>) => {
      const controller = new AbortController();
      let starts = 0;
      const progress: FitOptions['progress'] = (told) => {
        if (told.starts === null) return;
        starts += 1;
        controller.abort(new Error('by the listener'));
      };
      await expect(fit({ progress, signal: controller.signal })).rejects.toThrow('by the listener');
      return starts;
    };
    const method = { name: 'multistart', starts: 50 };
    expect(await aborting((hooks) => fitMixture(lines, { ...two, method, ...hooks }))).toBe(1);
    const noisy = { ...columns, y: y.map((value, i) => value + Math.sin(i * i)) };
    const { starts: _, ...rest } = asked;
    const fit = (hooks: object) => fitMixture({ columns: noisy }, { ...rest, method, gate: 'none', ...hooks });
    expect(await aborting(fit)).toBe(1);
  });

  it.each([1, 2, 3])('rejects with what its listener throws, call %i', async (call) => {
    let calls = 0;
    const progress = () => {
      calls += 1;
      if (calls === call) throw new Error('the listener');
    };
    await expect(fitMixture({ columns }, { ...asked, k: '1..2', progress })).rejects.toThrow('the listener');
    expect(calls).toBe(call);
    calls = 0;
    await expect(fitMixture(lines, { ...two, method: 'multistart', progress })).rejects.toThrow('the listener');
    const last: TableOptions['progress'] = ({ fits }) => {
      if (fits.done === fits.of) throw new Error('the end');
    };
    await expect(fitMixture({ columns }, { ...asked, progress: last })).rejects.toThrow('the end');
  });

  it.each<[string, () => Promise<unknown>, string | RegExp]>([
    [
      'an unknown option',
      () => fitMixture({ columns }, { ...asked, experts: 3 } as TableOptions),
      /^options: unknown key "experts"/,
    ],
    [
      'half an expert',
      () => fitMixture({ columns }, { ...asked, k: 1.5 }),
      'options.k must be a whole number of at least 1, a range such as 2..6, or auto; got 1.5',
    ],
    [
      'columns of other lengths',
      () => fitMixture({ columns: { ...columns, x: [1] } }, asked),
      /^data\.\w+ must have \d+ cells/,
    ],
    [
      'a column that is not there',
      () => fitMixture({ columns }, { ...asked, formula: 'y ~ z' }),
      /data has no column "z"/,
    ],
    [
      'a word that is no list',
      () => fitMixture({ columns: { ...columns, x: 'ab' } } as never, asked),
      /^data\.x must be a list/,
    ],
    [
      'a hole',
      () => fitMixture({ columns: { ...columns, x: [null, ...x.slice(1)] } }, asked),
      'data.x[0] "x" is missing; options.missing drop, mean or own-level says what to do about such cells',
    ],
    ['no name', () => fitMixture({ columns }, { ...asked, expert: 7 as never }), /^options\.expert must be a name/],
    [
      'a formula of 3',
      () => fitMixture({ columns }, { ...asked, formula: 3 as never }),
      /^options\.formula must be a text/,
    ],
    [
      'no listener',
      () => fitMixture({ columns }, { ...asked, progress: 3 as never }),
      /^options\.progress must be a func/,
    ],
    [
      'no signal',
      () => fitMixture({ columns }, { ...asked, signal: {} as never }),
      /^options\.signal must be an AbortSig/,
    ],
    [
      'no starts',
      () => fitMixture({ columns }, { ...asked, starts: 0 }),
      /^options\.method\.starts must be a whole number/,
    ],
    ['no rule', () => fitMixture({ columns }, { ...asked, rule: 'lpa' }), /^options\.rule must be one of .*"lap"\?/],
    ['no numbers', () => fitMixture({ columns }, { ...asked, k: '2...3' }), /^options\.k must be a number from 1/],
    [
      'a rival without a gate',
      () => fitMixture({ columns }, { ...asked, gate: 'none', validate: '0.3' }),
      /^options\.validate needs a gate/,
    ],
    ['no folds', () => fitMixture({ columns }, { ...asked, validate: '1fold' }), /^options\.validate must be a share/],
    ['too few rows', () => fitMixture({ columns }, { ...asked, min: 40 }), /min/],
    [
      'a file of splits',
      () => fitMixture({ columns }, { ...asked, validate: 'a.csv:b' }),
      /^options\.validate must be/,
    ],
  ])('refuses %s', async (_, fit, message) => {
    await expect(fit()).rejects.toThrow(InputError);
    await expect(fit()).rejects.toThrow(message);
  });

  it('refuses to predict from a matrix, from missing columns, and from columns of another kind', async () => {
    const { predict } = await fitMixture({ columns }, asked);
    expect(() => predict([[1, 2]])).toThrow(
      /^x must be named columns, x, side, as the mixture was fitted to; got a matrix$/,
    );
    expect(() => predict({ x: [1] })).toThrow(/has no column "side"/);
    expect(() => predict({ x: ['1'], side: ['left'] })).toThrow(/^data\.x must hold number cells/);
    expect(() => predict({ x: [1], side: ['middle'] })).toThrow(
      /must be one of left, right, as learned from; got "middle"/,
    );
  });
});
