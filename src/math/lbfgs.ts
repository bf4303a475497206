import { type Vectors, vectors } from './vectors.js';

export interface LbfgsProblem {
  /** Value at x; writes its gradient. A value that is not finite means that x is outside of the domain. */
  readonly objective: (x: Float64Array, gradient: Float64Array) => number;
  /** Where to start; not changed. */
  readonly x0: Float64Array;
  /** Number of past steps that shape the next one; 10 when absent. */
  readonly memory?: number;
  /** At most this many iterations; 1000 when absent. */
  readonly iterations?: number;
  /** Converged where no entry of the gradient is larger in size; 1e-6 when absent. */
  readonly tolerance?: number;
  /** Converged too where a step lowers the value by no more than this times max(1, |value|); when absent never. */
  readonly change?: number;
  /** Relative noise of a value, within which decrease is judged by slopes; 1e-14 when absent. */
  readonly noise?: number;
}

export interface LbfgsResult {
  /** The best point found: the value never rises from one iteration to the next, but for rounding. */
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** Calls of the objective. */
  readonly evaluations: number;
  /** True where it stopped by `gradient` or `change`. */
  readonly converged: boolean;
  /** `line-search`: no step lowers the value, even down the gradient; `undefined-start`: not finite at x0. */
  readonly stopped: 'gradient' | 'change' | 'iterations' | 'line-search' | 'undefined-start';
}

/**
 * Minimises a smooth function by limited-memory BFGS (Liu and Nocedal 1989; Nocedal and Wright 2006, algorithm 7.5)
 * with a strong Wolfe line search. Holds 2 memory + 5 vectors; an iteration costs O(memory p) beside the objective,
 * mostly one evaluation, and allocates nothing.
 */
export function lbfgs(problem: LbfgsProblem): LbfgsResult {
  const { objective, memory = 10, iterations: limit = 1000, tolerance = 1e-6, change = -1, noise } = problem;
  const p = problem.x0.length;
  const space = vectors(p, 2 * memory + 5);
  const { make, dot, combine } = space;
  let [x, gradient, value, evaluations] = [make(), make(), 0, 0];
  let [nextX, nextGradient] = [make(), make()];
  const direction = make();
  const past = history(memory, space);
  x.set(problem.x0);

  let [slope, nextValue] = [0, 0];
  const line: Line = {
    value(step) {
      combine(x, step, direction, nextX);
      nextValue = objective(nextX, nextGradient);
      evaluations++;
      slope = dot(nextGradient, direction);
      return nextValue;
    },
    get slope() {
      return slope;
    },
  };
  const result = (iterations: number, stopped: LbfgsResult['stopped']): LbfgsResult => {
    const converged = stopped === 'gradient' || stopped === 'change';
    return { x: x.slice(), value, iterations, evaluations, converged, stopped };
  };

  value = objective(x, gradient);
  evaluations++;
  if (!Number.isFinite(value) || !Number.isFinite(largest(gradient))) return result(0, 'undefined-start');
  for (let iteration = 0; ; iteration++) {
    if (largest(gradient) <= tolerance) return result(iteration, 'gradient');
    if (iteration === limit) return result(iteration, 'iterations');
    let step = search();
    if (step === 0 && past.size() > 0) {
      past.clear();
      step = search();
    }
    if (step === 0) return result(iteration, 'line-search');
    past.add(x, nextX, gradient, nextGradient);
    [x, nextX] = [nextX, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    const fall = value - nextValue;
    value = nextValue;
    if (fall <= change * Math.max(1, Math.abs(value)) && largest(gradient) > tolerance) {
      return result(iteration + 1, 'change');
    }
  }

  function search(): number {
    past.direction(gradient, direction);
    let descent = dot(gradient, direction);
    if (!(descent < 0)) {
      past.clear();
      past.direction(gradient, direction);
      descent = dot(gradient, direction);
    }
    const first = past.size() > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-descent));
    return wolfeStep(line, first, value, descent, noise);
  }
}

/** What minimizing over p parameters holds, with what the caller keeps of them, bytes. */
export const lbfgsBytes = (p: number): number => 8 * (2 * 10 + 8) * p;

/** The last steps and changes of gradient, in a ring, and the quasi-Newton direction that they give. */
function history(memory: number, { make, dot, combine }: Vectors) {
  const steps = Array.from({ length: memory }, make);
  const changes = Array.from({ length: memory }, make);
  const curvatures = new Float64Array(memory);
  const weights = new Float64Array(memory);
  let [count, next] = [0, 0];
  return {
    size: () => count,
    clear: () => {
      count = 0;
    },
    add(x: Float64Array, nextX: Float64Array, gradient: Float64Array, nextGradient: Float64Array): void {
      if (memory === 0) return;
      const [step, change] = [steps[next]!, changes[next]!];
      combine(nextX, -1, x, step);
      combine(nextGradient, -1, gradient, change);
      const curvature = dot(step, change);
      if (!(curvature > 1e-14 * dot(change, change))) return;
      curvatures[next] = curvature;
      next = (next + 1) % memory;
      count = Math.min(count + 1, memory);
    },
    /** Minus the inverse Hessian's estimate times the gradient (Nocedal and Wright 2006, algorithm 7.4). */
    direction(gradient: Float64Array, out: Float64Array): void {
      for (let i = 0; i < out.length; i++) out[i] = -gradient[i]!;
      if (count === 0) return;
      for (let back = 1; back <= count; back++) {
        const at = (next - back + memory) % memory;
        weights[at] = dot(steps[at]!, out) / curvatures[at]!;
        combine(out, -weights[at]!, changes[at]!, out);
      }
      const last = (next - 1 + memory) % memory;
      const scale = curvatures[last]! / dot(changes[last]!, changes[last]!);
      for (let i = 0; i < out.length; i++) out[i]! *= scale;
      for (let back = count; back >= 1; back--) {
        const at = (next - back + memory) % memory;
        combine(out, weights[at]! - dot(changes[at]!, out) / curvatures[at]!, steps[at]!, out);
      }
    },
  };
}

/** The size of the largest entry; NaN where some entry is. */
function largest(a: Float64Array): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]!));
  return most;
}

/** A function of the step length along a line: its value, with the slope in `slope`; not finite where undefined. */
export interface Line {
  /** Value at the step; sets `slope`. The last step evaluated is the one whose point and gradient the caller holds. */
  value(step: number): number;
  readonly slope: number;
}

/** Sufficient decrease and curvature (Nocedal and Wright 2006, section 3.1). */
const c1 = 1e-4;
const c2 = 0.9;
const largestStep = 1e20;
const evaluationLimit = 60;

/**
 * Finds a step that satisfies the strong Wolfe conditions (Nocedal and Wright 2006, algorithms 3.5 and 3.6), with
 * cubic interpolation safeguarded by bisection. A step whose value or slope is not finite counts as too long.
 *
 * @param value0 value at step 0. @param slope0 slope there, below 0.
 * @param noise of a value, relative: within it, decrease is judged by slopes (Hager and Zhang 2005, section 4).
 * @returns the step, which is the last one evaluated; 0 where none was found that decreases the value.
 */
export function wolfeStep(line: Line, first: number, value0: number, slope0: number, noise = 1e-14): number {
  // The bracket: `low` decreases enough and is the best such step; once `closed`, the minimum is between it and `high`.
  let [low, valueLow, slopeLow] = [0, value0, slope0];
  let [high, valueHigh, slopeHigh] = [Number.POSITIVE_INFINITY, Number.NaN, Number.NaN];
  let step = first;
  for (let evaluation = 0; evaluation < evaluationLimit; evaluation++) {
    const value = line.value(step);
    const slope = line.slope;
    const defined = Number.isFinite(value) && Number.isFinite(slope);
    const flat = Math.abs(slope) <= -c2 * slope0;
    const enough = value <= value0 + c1 * step * slope0;
    const nearly = value <= value0 + noise * Math.abs(value0) && slope <= (2 * c1 - 1) * slope0;
    if (defined && flat && (enough || nearly)) return step;
    if (!defined) [high, valueHigh, slopeHigh] = [step, Number.NaN, Number.NaN];
    else if (!enough || value >= valueLow) [high, valueHigh, slopeHigh] = [step, value, slope];
    else {
      if (slope * (high - low) >= 0) [high, valueHigh, slopeHigh] = [low, valueLow, slopeLow];
      [low, valueLow, slopeLow] = [step, value, slope];
    }
    if (high === Number.POSITIVE_INFINITY) step *= 4;
    else step = between(low, valueLow, slopeLow, high, valueHigh, slopeHigh);
    if (step > largestStep || step === low || step === high) break;
  }
  if (low > 0) line.value(low);
  return low;
}

/** The minimum of the cubic with these values and slopes, or the middle where that is not well inside (a, b). */
function between(a: number, fa: number, ga: number, b: number, fb: number, gb: number): number {
  const d1 = ga + gb - (3 * (fa - fb)) / (a - b);
  const d2 = Math.sign(b - a) * Math.sqrt(d1 * d1 - ga * gb);
  const cubic = b - ((b - a) * (gb + d2 - d1)) / (gb - ga + 2 * d2);
  const share = (cubic - a) / (b - a);
  return share >= 0.1 && share <= 0.9 ? cubic : a + (b - a) * (Number.isNaN(fb) ? 0.1 : 0.5);
}
