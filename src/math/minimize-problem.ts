import { InputError, shown } from '../errors.js';
import type { Kind } from './augmented-lagrangian.js';

/** What is minimized, at one point. */
export interface ObjectiveValue {
  readonly value: number;
  /** p slopes. */
  readonly gradient: ArrayLike<number>;
}

/** The m constraints at one point. */
export interface ConstraintValues {
  /** m values. */
  readonly values: ArrayLike<number>;
  /**
   * m x p slopes, as rows or as one row-major list; or, where they are many, the function that gives J'w, p values, for
   * m weights w.
   */
  readonly jacobian:
    | readonly ArrayLike<number>[]
    | { readonly data: ArrayLike<number>; readonly rows: number; readonly cols: number }
    | ((weights: Float64Array) => ArrayLike<number>);
}

/** A differentiable function of p values, and its m constraints. Points are buffers: read them, do not keep them. */
export interface ConstrainedProblem {
  readonly objective: (x: Float64Array) => ObjectiveValue;
  /** Called after `objective`, at the same x. */
  readonly constraints?: (x: Float64Array) => ConstraintValues;
  /** What each constraint demands, or all of them; `le` when absent. */
  readonly kinds?: Kind | readonly Kind[];
  /** Where to start, p values. */
  readonly x0: ArrayLike<number>;
}

/** A problem whose answers were checked, written into buffers. */
export interface CheckedProblem {
  readonly x0: Float64Array;
  readonly kinds: readonly Kind[];
  /** Returns the objective; writes the m constraints. */
  evaluate(x: Float64Array, constraints: Float64Array): number;
  /** Writes the gradient of the objective + w'c at the x of the last `evaluate`, for m weights w of the constraints c. */
  slopes(weights: Float64Array, gradient: Float64Array): void;
}

/**
 * Evaluates the problem once, at x0.
 * @throws InputError for lists of a wrong length, here and in later evaluations, and for what is not finite at x0.
 */
export function checkProblem({ objective, constraints, kinds, x0 }: ConstrainedProblem): CheckedProblem {
  if (typeof objective !== 'function') throw refused('objective', 'a function', objective);
  if (constraints !== undefined && typeof constraints !== 'function') {
    throw refused('constraints', 'a function', constraints);
  }
  if (!isList(x0) || x0.length === 0) throw refused('x0', 'a list of numbers', x0);
  checkFinite('x0', x0);
  const start = Float64Array.from(x0);
  const p = start.length;

  const first = objective(start);
  checkObjective(first, p, 'x0');
  if (!Number.isFinite(first.value)) throw refused('objective(x0).value', 'a finite number', first.value);
  checkFinite('objective(x0).gradient', first.gradient);
  const bounds = constraints?.(start);
  if (bounds !== undefined) {
    checkFinite('constraints(x0).values', listOf('constraints(x0).values', bounds.values));
    checkSlopes(bounds, bounds.values.length, p, 'x0');
  }
  const m = bounds?.values.length ?? 0;

  let [found, last] = [first, bounds];
  return {
    x0: start,
    kinds: kindsOf(kinds, m),
    evaluate(x, into) {
      found = objective(x);
      checkObjective(found, p, 'x');
      last = constraints?.(x);
      if (last === undefined) return found.value;
      checkLength('constraints(x).values', last.values, m, 'as at x0');
      into.set(last.values);
      return found.value;
    },
    slopes(weights, gradient) {
      gradient.set(found.gradient);
      if (last !== undefined && weights.some((weight) => weight !== 0)) addTransposed(last, weights, gradient);
    },
  };
}

function addTransposed({ jacobian }: ConstraintValues, weights: Float64Array, out: Float64Array): void {
  const p = out.length;
  if (typeof jacobian === 'function') {
    const slopes = jacobian(weights);
    checkLength('jacobian(weights)', slopes, p, 'as x0');
    for (let t = 0; t < p; t++) out[t]! += slopes[t]!;
    return;
  }
  const flat = 'data' in jacobian;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    const [row, from] = flat ? [jacobian.data, i * p] : [jacobian[i]!, 0];
    for (let t = 0; t < p; t++) out[t]! += weight * row[from + t]!;
  }
}

function checkObjective(found: ObjectiveValue, p: number, at: string): void {
  if (typeof found?.value !== 'number') throw refused(`objective(${at}).value`, 'a number', found?.value);
  checkLength(`objective(${at}).gradient`, found.gradient, p, 'as x0');
}

/** The Jacobian is checked at x0 only, where it is not a function: m lists of p numbers. */
function checkSlopes({ jacobian }: ConstraintValues, m: number, p: number, at: string): void {
  const name = `constraints(${at}).jacobian`;
  if (typeof jacobian === 'function') {
    const slopes = jacobian(new Float64Array(m).fill(1));
    checkLength(`${name}(weights)`, slopes, p, 'as x0');
    checkFinite(`${name}(weights)`, slopes);
  } else if (typeof jacobian === 'object' && jacobian !== null && 'data' in jacobian) {
    const { data, rows, cols } = jacobian;
    if (rows !== m || cols !== p) throw new InputError(`minimize: ${name} must be ${m} x ${p}; got ${rows} x ${cols}`);
    checkLength(`${name}.data`, data, m * p, 'rows x cols');
    checkFinite(`${name}.data`, data);
  } else {
    checkLength(name, jacobian, m, 'lists, one a constraint', '');
    jacobian.forEach((row, i) => {
      checkLength(`${name}[${i}]`, row, p, 'as x0');
      checkFinite(`${name}[${i}]`, row);
    });
  }
}

function kindsOf(given: ConstrainedProblem['kinds'], m: number): readonly Kind[] {
  const kinds = Array.isArray(given) ? [...given] : new Array<Kind>(m).fill((given ?? 'le') as Kind);
  if (!Array.isArray(given) && given !== undefined) checkKind('kinds', given as Kind);
  kinds.forEach((kind, i) => {
    checkKind(`kinds[${i}]`, kind);
  });
  checkLength('kinds', kinds, m, 'as constraints(x0).values');
  return kinds;
}

function checkKind(name: string, kind: Kind): void {
  if (kind === 'eq' || kind === 'le') return;
  const allowed = 'eq (c = 0) or le (c <= 0; c >= 0 is -c <= 0)';
  throw new InputError(`minimize: ${name} must be ${allowed}; got ${shown(kind)}`);
}

function isList(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}

function listOf(name: string, value: ArrayLike<number>): ArrayLike<number> {
  if (!isList(value)) throw refused(name, 'a list of numbers', value);
  return value;
}

function checkLength(name: string, value: ArrayLike<unknown>, length: number, why: string, what = ' values,'): void {
  if (isList(value) && value.length === length) return;
  const got = isList(value) ? value.length : shown(value);
  throw new InputError(`minimize: ${name} must have ${length}${what} ${why}; got ${got}`);
}

function checkFinite(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] === 'number' && Number.isFinite(values[i])) continue;
    throw new InputError(`minimize: ${name}[${i}] must be a finite number; got ${shown(values[i])}`);
  }
}

function refused(name: string, what: string, got: unknown): InputError {
  return new InputError(
    `minimize: ${name} must be ${what}; got ${typeof got === 'function' ? 'a function' : shown(got)}`,
  );
}

/**
 * Why a run ended: `converged`; `iterations`, its limit; `infeasible`, the penalty grew to its limit and constraints are
 * still broken (or scaled far from 1); `stalled`, it grew so but they hold; `unbounded`, the objective falls without end;
 * `undefined`, a value is not finite.
 */
export type Stopped = 'converged' | 'iterations' | 'infeasible' | 'stalled' | 'unbounded' | 'undefined';

/** Where a run stands, and how it ended. */
export interface Found {
  readonly x: Float64Array;
  /** The objective at x, without penalties. */
  readonly value: number;
  /** One a constraint: the rate at which the least value falls as the constraint is relaxed. */
  readonly multipliers: Float64Array;
  /** The largest of g_i and |h_i|, at least 0. */
  readonly violation: number;
  /** Inner minimisations, or steps. */
  readonly iterations: number;
  readonly stopped: Stopped;
}

/** Called after every iteration with where it stands; its lists are buffers. */
export type Watch = (found: Omit<Found, 'stopped'>) => void;

/** The size of the largest entry; NaN where some entry is. */
export function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
