/** Size bounds for each class: against brute force, and against a general linear program. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { tied } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { fromRows, type Matrix, matrix } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import type { BoundedSolver, SizeBounds } from './bounds.js';
import type { SampleClasses } from './contract.js';
import { flowSolver } from './flow.js';
import { glpkSolver } from './glpk.js';
import { lp } from './lp.js';

let flow: BoundedSolver;
let glpk: BoundedSolver;
beforeAll(async () => {
  [flow, glpk] = [flowSolver(), await glpkSolver()];
});

const names = ['a', 'b', 'c'];

interface ClassProblem {
  readonly loss: Matrix;
  readonly classes: SampleClasses;
  readonly bounds: Required<SizeBounds>;
}

/** Small problems whose bounds can hold. */
const problems: fc.Arbitrary<ClassProblem> = fc
  .record({
    k: fc.integer({ min: 1, max: 3 }),
    perClass: fc.integer({ min: 1, max: 2 }),
    of: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 7 }),
    least: fc.double({ min: 0, max: 1, noNaN: true }),
    most: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ of, ...rest }) => {
    const used = [...new Set(of)].sort();
    return { ...rest, of: of.map((label) => used.indexOf(label)), labels: used.map((label) => names[label]!) };
  })
  .filter(({ of, labels, k, perClass }) =>
    labels.every((_, c) => of.filter((label) => label === c).length >= k * perClass),
  )
  .chain(({ of, labels, k, perClass, least, most }) => {
    const n = of.length;
    const min = Math.floor(least * Math.floor(n / k));
    const needed = Math.max(Math.ceil(n / k), labels.length * perClass);
    const max = Math.min(n, needed + Math.round(most * (n - needed)));
    return fc.array(tied, { minLength: n * k, maxLength: n * k }).map((data) => ({
      loss: matrix(n, k, Float64Array.from(data)),
      classes: { of: Float64Array.from(of), labels },
      bounds: { min, max, perClass },
    }));
  });

function keeps({ loss: { cols: k }, classes, bounds }: ClassProblem, labels: ArrayLike<number>): boolean {
  const all = Array.from(labels);
  return Array.from({ length: k }, (_, j) => j).every((j) => {
    const size = all.filter((label) => label === j).length;
    if (size < bounds.min || size > bounds.max) return false;
    return classes.labels.every(
      (_, c) => all.filter((label, i) => label === j && classes.of[i] === c).length >= bounds.perClass,
    );
  });
}

const total = ({ data, cols }: Matrix, labels: ArrayLike<number>): number =>
  Array.from(labels).reduce((sum, j, i) => sum + data[i * cols + j]!, 0);

/** The least total over all k^n assignments that keep the bounds. */
function leastTotal(problem: ClassProblem): number {
  const { rows: n, cols: k } = problem.loss;
  let least = Number.POSITIVE_INFINITY;
  for (let code = 0; code < k ** n; code++) {
    const labels = Array.from({ length: n }, (_, i) => Math.floor(code / k ** i) % k);
    if (keeps(problem, labels)) least = Math.min(least, total(problem.loss, labels));
  }
  return least;
}

function reached(solve: BoundedSolver, problem: ClassProblem): number {
  const labels = new Uint32Array(problem.loss.rows).fill(99);
  solve(problem.loss, problem.bounds, labels, problem.classes);
  expect(keeps(problem, labels)).toBe(true);
  return total(problem.loss, labels);
}

/** Losses that pull all samples, and one class most of all, to the first experts. */
function uneven(n: number, k: number, c: number, bounds: Required<SizeBounds>, seed: number): ClassProblem {
  const rng = stream('per-class', n, k, seed);
  const of = Float64Array.from({ length: n }, (_, i) => Math.floor((i * i) / 3) % c);
  const data = Float64Array.from({ length: n * k }, (_, at) => {
    const sample = Math.floor(at / k);
    return Math.round(50 * uniform(rng) ** 2) / 10 + (((at % k) + of[sample]!) % k);
  });
  return { loss: matrix(n, k, data), classes: { of, labels: names.slice(0, c) }, bounds };
}

describe('the least total loss with so many samples of each class in each cluster, and sizes within bounds', () => {
  it('is what flow reaches, exactly, for integer losses', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        expect(reached(flow, problem)).toBe(leastTotal(problem));
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  it('is what glpk reaches', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        expect(reached(glpk, problem)).toBeCloseTo(leastTotal(problem), 6);
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it.each([
    [60, 3, 2, { min: 0, max: 60, perClass: 5 }],
    [90, 3, 3, { min: 28, max: 33, perClass: 4 }],
    [120, 4, 2, { min: 30, max: 30, perClass: 14 }],
    [80, 5, 3, { min: 1, max: 40, perClass: 2 }],
  ])('flow and glpk agree: n = %i, k = %i, %i classes, %j', (n, k, c, bounds) => {
    for (let seed = 0; seed < 3; seed++) {
      const problem = uneven(n, k, c, bounds, seed);
      const least = reached(flow, problem);
      expect(reached(glpk, problem)).toBeCloseTo(least, 6);
    }
  });

  it('without bounds on sizes each class is a problem of its own', () => {
    const { loss, classes, bounds } = uneven(300, 4, 3, { min: 0, max: 300, perClass: 15 }, 7);
    const labels = new Uint32Array(300);
    flow(loss, bounds, labels, classes);
    names.forEach((_, c) => {
      const own = Array.from(classes.of.keys()).filter((i) => classes.of[i] === c);
      const part = matrix(
        own.length,
        4,
        Float64Array.from(own.flatMap((i) => [...loss.data.subarray(4 * i, 4 * i + 4)])),
      );
      const alone = new Uint32Array(own.length);
      flow(part, { min: 15, max: own.length }, alone);
      const held = own.map((i) => labels[i]!);
      expect(held.reduce((sum, j, i) => sum + part.data[4 * i + j]!, 0)).toBeCloseTo(total(part, alone), 9);
    });
  });

  it('by hand: the one sample of class b that loses least by it goes to the expert without any', () => {
    const loss = fromRows([
      [0, 9],
      [9, 0],
      [0, 5],
      [0, 3],
    ]);
    const classes = { of: Float64Array.of(0, 0, 1, 1), labels: ['a', 'b'] };
    for (const solve of [flow, glpk]) {
      const labels = new Uint32Array(4);
      solve(loss, { min: 0, max: 4, perClass: 1 }, labels, classes);
      expect([...labels]).toEqual([0, 1, 0, 1]);
    }
  });
});

describe('the rule lp with minPerClass', () => {
  const counted = { kind: 'classes', labels: ['a', 'b'], counts: [20, 8] } as const;
  const given = (parameters: object) => ({ min: 0, max: { share: 1 }, minPerClass: 3, solver: 'flow', ...parameters });
  const check = (...[parameters, target]: readonly [object, Parameters<NonNullable<typeof lp.check>>[3]?]) =>
    lp.check!(given(parameters) as never, 28, 3, target);

  it('refuses what cannot hold, naming the class, with the arithmetic; a spec does not know how many there are', () => {
    expect(() => check({}, counted)).toThrow(
      new InputError('lp: k x minPerClass = 9 exceeds the 8 samples of class "b" (k = 3)'),
    );
    expect(() => check({ minPerClass: 2, max: 12 }, counted)).not.toThrow();
    expect(() => check({ minPerClass: 6, max: 10 }, { ...counted, counts: [20, 18] })).toThrow(
      new InputError('lp: minPerClass = 6 of each of 2 classes exceeds max = 10 (k = 3)'),
    );
    expect(() => check({}, { kind: 'classes', labels: ['a', 'b'] })).not.toThrow();
    expect(() => check({})).not.toThrow();
  });

  it('refuses the numbers of a regression, when asked and when it assigns', async () => {
    const message = new InputError('lp: minPerClass = 3 needs classes; the target has none');
    expect(() => check({}, { kind: 'regression' })).toThrow(message);
    const assign = await bind(lp, { minPerClass: 3 });
    expect(() => assign(matrix(30, 3), stream(1), new Uint32Array(30))).toThrow(message);
  });

  it('is argmin where minPerClass is 0, whatever the classes are', async () => {
    const { loss, classes } = uneven(50, 3, 2, { min: 0, max: 50, perClass: 1 }, 1);
    const [plain, zero] = [new Uint32Array(50), new Uint32Array(50)];
    (await bind(lp))(loss, stream(1), plain);
    (await bind(lp, { minPerClass: 0 }))(loss, stream(1), zero, classes);
    expect(zero).toEqual(plain);
  });
});
