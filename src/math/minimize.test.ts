import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.js';
import { type MinimizeOptions, minimize } from './minimize.js';
import type { ConstrainedProblem } from './minimize-problem.js';

interface Known extends ConstrainedProblem {
  readonly name: string;
  readonly x: readonly number[];
  readonly multipliers: readonly number[];
}

const unit = (p: number, t: number, size: number): number[] =>
  Array.from({ length: p }, (_, at) => (at === t ? size : 0));

/** Nearest point of the simplex { x >= 0, sum x = 1 } to z, as half the squared distance. */
function projection(z: readonly number[]): ConstrainedProblem {
  const p = z.length;
  return {
    objective: (x) => ({
      value: z.reduce((sum, value, t) => sum + (x[t]! - value) ** 2 / 2, 0),
      gradient: z.map((value, t) => x[t]! - value),
    }),
    constraints: (x) => ({
      values: [x.reduce((sum, value) => sum + value, -1), ...x].map((value, i) => (i === 0 ? value : -value)),
      jacobian: [new Array<number>(p).fill(1), ...z.map((_, t) => unit(p, t, -1))],
    }),
    kinds: ['eq', ...z.map(() => 'le' as const)],
    x0: new Float64Array(p),
  };
}

const squares: ConstrainedProblem['objective'] = (x) => ({
  value: x.reduce((sum, value) => sum + value * value, 0),
  gradient: x.map((value) => 2 * value),
});

const hs71: ConstrainedProblem = {
  objective: ([a, b, c, d]) => ({
    value: a! * d! * (a! + b! + c!) + c!,
    gradient: [d! * (2 * a! + b! + c!), a! * d!, a! * d! + 1, a! * (a! + b! + c!)],
  }),
  constraints(x) {
    const [a, b, c, d] = [x[0]!, x[1]!, x[2]!, x[3]!];
    const box = Array.from(x, (_, t) => [unit(4, t, -1), unit(4, t, 1)]).flat();
    return {
      values: [25 - a * b * c * d, a * a + b * b + c * c + d * d - 40, ...Array.from(x, (v) => [1 - v, v - 5]).flat()],
      jacobian: [[-b * c * d, -a * c * d, -a * b * d, -a * b * c], [2 * a, 2 * b, 2 * c, 2 * d], ...box],
    };
  },
  kinds: ['le', 'eq', ...new Array<'le'>(8).fill('le')],
  x0: [1, 5, 5, 1],
};

const known: readonly Known[] = [
  {
    name: 'x + y on the circle x^2 + y^2 = 2',
    objective: ([x, y]) => ({ value: x! + y!, gradient: [1, 1] }),
    constraints: ([x, y]) => ({ values: [x! * x! + y! * y! - 2], jacobian: [[2 * x!, 2 * y!]] }),
    kinds: 'eq',
    x0: [2, 1],
    x: [-1, -1],
    multipliers: [1 / 2],
  },
  {
    name: 'x^2 + y^2 with x + y >= 1 active and x <= 3 inactive',
    objective: squares,
    constraints: ([x, y]) => ({
      values: [1 - x! - y!, x! - 3],
      jacobian: { data: [-1, -1, 1, 0], rows: 2, cols: 2 },
    }),
    x0: [5, 5],
    x: [0.5, 0.5],
    multipliers: [1, 0],
  },
  {
    name: 'x^2 where x <= 1 is inactive: a free minimum',
    objective: squares,
    constraints: ([x]) => ({ values: [x! - 1], jacobian: [[1]] }),
    kinds: 'le',
    x0: [7],
    x: [0],
    multipliers: [0],
  },
  {
    name: 'the projection of (.9, .6, -.3) onto the simplex',
    ...projection([0.9, 0.6, -0.3]),
    x: [0.65, 0.35, 0],
    multipliers: [0.25, 0, 0, 0.55],
  },
  {
    name: 'HS7 of Hock and Schittkowski (1981)',
    objective: ([x, y]) => ({ value: Math.log(1 + x! * x!) - y!, gradient: [(2 * x!) / (1 + x! * x!), -1] }),
    constraints: ([x, y]) => ({
      values: [(1 + x! * x!) ** 2 + y! * y! - 4],
      jacobian: [[4 * x! * (1 + x! * x!), 2 * y!]],
    }),
    kinds: 'eq',
    x0: [2, 2],
    x: [0, Math.sqrt(3)],
    multipliers: [1 / (2 * Math.sqrt(3))],
  },
  {
    name: 'HS71: one equality, one inequality, four boxes, of which one side is active',
    ...hs71,
    x: [1, 4.7429994, 3.8211503, 1.3794082],
    multipliers: [0.5522937, 0.1614686, 1.0878712, 0, 0, 0, 0, 0, 0, 0],
  },
  {
    name: 'x^3 with x >= 1, from the side where it falls without end',
    objective: ([x]) => ({ value: x! ** 3, gradient: [3 * x! ** 2] }),
    constraints: ([x]) => ({ values: [1 - x!], jacobian: ([weight]) => [-weight!] }),
    x0: [-3],
    x: [1],
    multipliers: [3],
  },
];

describe.each(known)('minimize $name', ({ name: _, x, multipliers, ...problem }) => {
  it.each([
    { mode: 'exact', digits: 5 },
    { mode: 'step', digits: 4 },
  ] as const)('finds the point and the multipliers, mode $mode', ({ mode, digits }) => {
    const found = minimize({ ...problem, mode, checkGradients: true });
    expect([found.converged, found.stopped]).toEqual([true, 'converged']);
    expect(found.violation).toBeLessThanOrEqual(mode === 'exact' ? 1e-6 : 2e-6);
    expect(found.value).toBe(problem.objective(found.x).value);
    x.forEach((value, t) => {
      expect(found.x[t]).toBeCloseTo(value, digits);
    });
    expect(found.multipliers.length).toBe(multipliers.length);
    multipliers.forEach((value, i) => {
      expect(found.multipliers[i]).toBeCloseTo(value, digits);
    });
  });
});

describe('minimize', () => {
  it('finds the far end of the valley of HS6, (1, 1), where the multiplier is 0', () => {
    const { x, multipliers, converged } = minimize({
      objective: ([a]) => ({ value: (1 - a!) ** 2, gradient: [2 * a! - 2, 0] }),
      constraints: ([a, b]) => ({ values: [10 * (b! - a! * a!)], jacobian: [[-20 * a!, 10]] }),
      kinds: 'eq',
      x0: [-1.2, 1],
    });
    expect(converged).toBe(true);
    for (const value of x) expect(value).toBeCloseTo(1, 5);
    expect(multipliers[0]).toBeCloseTo(0, 6);
  });

  it('projects onto the simplex as sorting does: x = [z - u]_+ (Held, Wolfe and Crowder 1974), property', () => {
    const entry = fc.integer({ min: -20, max: 20 }).map((value) => value / 10);
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), (z) => {
        const sorted = [...z].sort((a, b) => b - a);
        const levels = sorted.map((_, t) => (sorted.slice(0, t + 1).reduce((sum, v) => sum + v, 0) - 1) / (t + 1));
        const level = Math.max(...levels);
        const { x, multipliers, converged } = minimize(projection(z));
        expect(converged).toBe(true);
        expect(Math.abs(multipliers[0]! - level)).toBeLessThan(1e-4);
        z.forEach((value, t) => {
          expect(Math.abs(x[t]! - Math.max(0, value - level))).toBeLessThan(1e-4);
          expect(Math.abs(multipliers[t + 1]! - Math.max(0, level - value))).toBeLessThan(1e-4);
        });
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it('does what its docstring shows', () => {
    const { x, multipliers, converged } = minimize({
      objective: ([x, y]) => ({ value: x! * x! + y! * y!, gradient: [2 * x!, 2 * y!] }),
      constraints: ([x, y]) => ({ values: [x! + y! - 1], jacobian: [[1, 1]] }),
      kinds: 'eq',
      x0: [0, 0],
    });
    expect(converged).toBe(true);
    [...x, ...multipliers].forEach((value, i) => {
      expect(value).toBeCloseTo([0.5, 0.5, -1][i]!, 5);
    });
  });

  it('keeps enough past steps for a quadratic of 30 unknowns and condition 1e4 on a plane: not 800 evaluations', () => {
    const sizes = Float64Array.from({ length: 30 }, (_, t) => 10 ** ((4 * t) / 29));
    let evaluations = 0;
    const { x, converged } = minimize({
      objective: (at) => {
        evaluations++;
        return {
          value: at.reduce((sum, v, t) => sum + (sizes[t]! * v * v) / 2, 0),
          gradient: at.map((v, t) => sizes[t]! * v),
        };
      },
      constraints: (at) => ({ values: [at.reduce((sum, v) => sum + v, -1)], jacobian: [new Float64Array(30).fill(1)] }),
      kinds: 'eq',
      x0: new Float64Array(30),
    });
    const total = sizes.reduce((sum, size) => sum + 1 / size, 0); // x_t = 1 / (size_t total)
    expect(converged).toBe(true);
    x.forEach((value, t) => {
      expect(Math.abs(value - 1 / sizes[t]! / total)).toBeLessThan(1e-5);
    });
    expect(evaluations).toBeLessThan(500);
  });

  it('needs no constraints', () => {
    const { x, multipliers, violation, converged } = minimize({ objective: squares, x0: [3, -4] });
    expect([converged, violation, multipliers.length]).toEqual([true, 0, 0]);
    for (const value of x) expect(value).toBeCloseTo(0, 6);
  });

  it.each(['exact', 'step'] as const)('reports 1 <= x <= -1 as not converged, broken by 1 at best, mode %s', (mode) => {
    const found = minimize({
      objective: squares,
      constraints: ([x]) => ({ values: [1 - x!, x! + 1], jacobian: [[-1], [1]] }),
      x0: [3],
      mode,
      iterations: mode === 'exact' ? 100 : 2000,
    });
    expect([found.converged, found.stopped]).toEqual([false, mode === 'exact' ? 'infeasible' : 'iterations']);
    expect(found.violation).toBeCloseTo(1, 2);
  });

  it('reports what falls without end, with or without constraints, as unbounded', () => {
    const free = minimize({ objective: ([x]) => ({ value: x!, gradient: [1] }), x0: [3] });
    const bound = minimize({
      objective: ([x]) => ({ value: -(x! ** 3), gradient: [-3 * x! * x!] }),
      constraints: ([x]) => ({ values: [1 - x!], jacobian: [[-1]] }),
      x0: [3],
    });
    for (const found of [free, bound])
      expect([found.converged, found.stopped, found.x[0]]).toEqual([false, 'unbounded', 3]);
  });

  it('stops a run of steps where a value is not finite, at the last point that was', () => {
    const objective: ConstrainedProblem['objective'] = ([x]) => ({
      value: x! > 0.97 ? x! : Number.NaN,
      gradient: [1],
    });
    const found = minimize({ objective, x0: [1], mode: 'step' });
    expect([found.converged, found.stopped, found.iterations]).toEqual([false, 'undefined', 4]);
    expect(found.x[0]).toBeCloseTo(0.97, 6);
  });

  it('follows section 4.1.1: a step of Adam, then u <- [u + rate g]_+ at the new point', () => {
    const seen: number[][] = [];
    minimize({
      objective: ([x]) => ({ value: x!, gradient: [1] }),
      constraints: ([x]) => ({ values: [-x!], jacobian: [[-1]] }),
      x0: [0.05],
      mode: 'step',
      iterations: 3,
      learningRate: 0.1,
      dualRate: 2,
      watch: ({ x, multipliers }) => seen.push([x[0]!, multipliers[0]!].map((value) => Number(value.toFixed(6)))),
    });
    // at .05 the slope is 1: x = -.05, g = .05, u = .1; there the slope is 1 - (.1 + 10 * .05) = .4, and x falls on
    expect(seen.slice(0, 2)).toEqual([
      [0.05, 0],
      [-0.05, 0.1],
    ]);
    expect(seen[2]![0]).toBeCloseTo(
      -0.05 - (0.1 * (0.9 * 0.1 + 0.1 * 0.4)) / 0.19 / Math.sqrt((0.999e-3 + 0.16e-3) / 1.999e-3),
      5,
    );
    expect(seen[2]![1]).toBeCloseTo(0.1 - 2 * seen[2]![0]!, 5);
  });

  it('leaves x0 and lists it was given as they are, and gives the same again', () => {
    const x0 = Float64Array.of(1, 5, 5, 1);
    const once = minimize({ ...hs71, x0 });
    expect([...x0]).toEqual([1, 5, 5, 1]);
    expect(minimize({ ...hs71, x0 })).toEqual(once);
  });

  it('shows every iteration to `watch`, and stops at its limit', () => {
    const violations: number[] = [];
    const found = minimize({ ...hs71, iterations: 3, watch: ({ violation }) => violations.push(violation) });
    expect([found.iterations, found.stopped, found.converged]).toEqual([3, 'iterations', false]);
    expect(violations.length).toBe(3);
    expect(violations.at(-1)).toBe(found.violation);
  });
});

const good = {
  objective: squares,
  constraints: (x: Float64Array) => ({ values: [x[0]! - 1], jacobian: [[1, 0]] }),
  x0: [2, 2],
};

describe('minimize refuses', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'a misspelt option',
      { tolerence: 1 },
      'minimize.tolerence is unknown: minimize in mode exact takes objective, constraints, kinds, x0, mode, watch, tolerance, checkGradients, iterations, innerIterations, rho (did you mean "tolerance"?)',
    ],
    [
      'a misspelt function',
      { constraint: squares },
      'minimize.constraint is unknown: minimize in mode exact takes objective, constraints, kinds, x0, mode, watch, tolerance, checkGradients, iterations, innerIterations, rho (did you mean "constraints"?)',
    ],
    [
      'an unknown mode',
      { mode: 'steps' },
      'minimize.mode must be one of exact, step; got "steps" (did you mean "step"?)',
    ],
    ['a value that is not allowed', { tolerance: 0 }, 'minimize.tolerance must be a number above 0; got 0'],
    ['no objective', { objective: 3 }, 'minimize: objective must be a function; got 3'],
    ['no start', { x0: undefined }, 'minimize: x0 must be a list of numbers; got nothing'],
    ['NaN in x0', { x0: [1, Number.NaN] }, 'minimize: x0[1] must be a finite number; got NaN'],
    [
      'NaN at x0',
      { objective: () => ({ value: Number.NaN, gradient: [1, 1] }) },
      'minimize: objective(x0).value must be a finite number; got NaN',
    ],
    [
      'a NaN slope',
      { objective: () => ({ value: 1, gradient: [1, Number.NaN] }) },
      'minimize: objective(x0).gradient[1] must be a finite number; got NaN',
    ],
    [
      'a short gradient',
      { objective: () => ({ value: 1, gradient: [1] }) },
      'minimize: objective(x0).gradient must have 2 values, as x0; got 1',
    ],
    ['no gradient', { objective: () => 3 }, 'minimize: objective(x0).value must be a number; got nothing'],
    [
      'a jacobian of too few rows',
      { constraints: () => ({ values: [1, 2], jacobian: [[1, 0]] }) },
      'minimize: constraints(x0).jacobian must have 2 lists, one a constraint; got 1',
    ],
    [
      'a short row',
      { constraints: () => ({ values: [1], jacobian: [[1]] }) },
      'minimize: constraints(x0).jacobian[0] must have 2 values, as x0; got 1',
    ],
    [
      'a flat jacobian of a wrong shape',
      { constraints: () => ({ values: [1], jacobian: { data: [1, 2], rows: 2, cols: 1 } }) },
      'minimize: constraints(x0).jacobian must be 1 x 2; got 2 x 1',
    ],
    [
      'no jacobian',
      { constraints: () => ({ values: [1] }) },
      'minimize: constraints(x0).jacobian must have 1 lists, one a constraint; got nothing',
    ],
    [
      'an unknown kind',
      { kinds: ['ge'] },
      'minimize: kinds[0] must be eq (c = 0) or le (c <= 0; c >= 0 is -c <= 0); got "ge"',
    ],
    ['too many kinds', { kinds: ['le', 'eq'] }, 'minimize: kinds must have 1 values, as constraints(x0).values; got 2'],
    [
      'a wrong gradient, when asked to look',
      { objective: () => ({ value: 1, gradient: [0, 1] }), checkGradients: true },
      'minimize: objective(x0).gradient[1] must be about 0.00000, by differences; got 1',
    ],
    [
      'a wrong jacobian, when asked to look',
      { constraints: (x: Float64Array) => ({ values: [x[0]! ** 2], jacobian: [[1, 0]] }), checkGradients: true },
      'minimize: constraints(x0).jacobian[0][0] must be about 4.00000, by differences; got 1',
    ],
  ])('%s', (_, changed, message) => {
    expect(() => minimize({ ...good, ...changed } as unknown as MinimizeOptions)).toThrow(new InputError(message));
  });

  it('lists whose length changes on the way', () => {
    const objective = (x: Float64Array) => ({ value: x[0]! ** 2, gradient: x[0] === 2 ? [4, 0] : [1] });
    const message = 'minimize: objective(x).gradient must have 2 values, as x0; got 1';
    expect(() => minimize({ ...good, objective })).toThrow(new InputError(message));
  });

  it('nothing at all', () => {
    expect(() => minimize(undefined as unknown as MinimizeOptions)).toThrow(InputError);
  });
});
