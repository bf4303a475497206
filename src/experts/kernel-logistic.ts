import type { ParameterTable } from '../components/contract.js';
import { doubles } from '../components/memory.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { normal } from '../math/random.js';
import type { Expert, RelaxedExpert, Samples } from './contract.js';
import {
  expansionTable,
  gram,
  type KernelExpansion,
  kernelClassifier,
  kernelLayers,
  kernelProduct,
  logisticLoss,
  requireTwoClasses,
  rowsOf,
  signOf,
} from './rbf.js';

const parameters = {
  C: { kind: 'number', about: "weight of the losses against the penalty 1/(2C) b'Kb", default: 1, above: 0 },
  gamma: { kind: 'number', about: 'kernel exp(-gamma |u - v|^2), per squared unit of x', default: 0.5, above: 0 },
} as const satisfies ParameterTable;

/**
 * Kernel logistic regression for two classes, f = K b + c: the smooth sibling of `rbf-svm`, for direct optimisation
 * (paper section 3.2). A fit minimises sum_i w_i log(1 + exp(-y_i f_i)) + 1/(2C) b'Kb over the held rows, which are also
 * the centres of its kernel; convex, so no start matters. No randomness. Cost: about ten Cholesky solves, O(m^3) each.
 */
export const kernelLogistic: Expert<KernelExpansion, typeof parameters> = {
  name: 'kernel-logistic',
  about: 'kernel logistic regression, RBF kernel, two classes; loss: log(1 + exp(-y f))',
  parameters,
  target: 'classes',
  needsBothClasses: true,
  relaxable: true,
  likelihood: 'log',
  minimizes: 'the loss and a penalty',
  state: expansionTable,
  layers: (state, { gamma }) => kernelLayers(state, gamma),
  memory: (_, { n }, relaxed) =>
    relaxed ? doubles(n * n, `the kernel of ${n} x ${n}`) : doubles(6 * n * n, `kernel matrices of 6 x ${n} x ${n}`),
  async bind({ C, gamma }) {
    const algebra = await import('ml-matrix');
    return {
      name: kernelLogistic.name,
      needsBothClasses: kernelLogistic.needsBothClasses,
      likelihood: kernelLogistic.likelihood,
      weighted: true,
      fit(samples) {
        return fitKernelLogistic(requireTwoClasses(kernelLogistic.name, samples), samples, C, gamma, algebra);
      },
      ...kernelClassifier(gamma),
      relax(x, y) {
        requireTwoClasses(kernelLogistic.name, { x, y, rows: Uint32Array.from(y.keys()) });
        return relaxKernelLogistic(x, y, C, gamma);
      },
    };
  },
};

/** What decomposes matrices: loaded by whoever binds, since most commands fit nothing. */
type Algebra = Pick<typeof import('ml-matrix'), 'Matrix' | 'CholeskyDecomposition'>;

/** A change of f below this ends Newton's method, whose steps shrink quadratically by then. */
const TOLERANCE = 1e-10;
const MOST_STEPS = 100;

/** Newton's method with step halving; at the minimum b = -C dloss/df and so sum(b) = 0. */
function fitKernelLogistic(x: Matrix, samples: Samples, C: number, gamma: number, algebra: Algebra): KernelExpansion {
  const support = rowsOf(x, samples.rows);
  const m = support.rows;
  const kernel = gram(support, gamma);
  const signs = Float64Array.from(samples.rows, (i) => signOf(samples.y[i]!));
  const weights = samples.weights ?? new Float64Array(m).fill(1);
  let b = new Float64Array(m);
  let c = 0;
  let kb = new Float64Array(m);

  function objective(atB: Float64Array, atC: number, atKb: Float64Array): number {
    let value = 0;
    for (let i = 0; i < m; i++) {
      value += weights[i]! * logisticLoss(signs[i]! * (atKb[i]! + atC)) + (atB[i]! * atKb[i]!) / (2 * C);
    }
    return value;
  }

  let converged = false;
  for (let step = 0; step < MOST_STEPS && !converged; step++) {
    const f = kb.map((value) => value + c);
    const target = newtonTarget(kernel, f, signs, weights, C, algebra);
    const targetKb = new Float64Array(m);
    kernelProduct(kernel, target.b, targetKb);
    const change = targetKb.reduce((most, value, i) => Math.max(most, Math.abs(value + target.c - f[i]!)), 0);
    const before = objective(b, c, kb);
    const enough = before + 1e-12 * Math.abs(before);
    const toward = (from: Float64Array, to: Float64Array, share: number) =>
      from.map((value, i) => value + share * (to[i]! - value));
    let share = 1;
    while (share > 1e-6) {
      const next = c + share * (target.c - c);
      if (objective(toward(b, target.b, share), next, toward(kb, targetKb, share)) <= enough) break;
      share /= 2;
    }
    b = toward(b, target.b, share);
    kb = toward(kb, targetKb, share);
    c += share * (target.c - c);
    converged = change < TOLERANCE * (1 + Math.abs(c));
  }
  samples.ended?.(converged);
  return { support, coefficients: b, intercept: c };
}

/**
 * The minimum of the quadratic model at f: b = (I + D K)^-1 (r - c D 1) with D = C W, r = D f - C g, and c such that
 * sum(b) = 0. (I + D K)^-1 v = v - S B^-1 S K v with S = D^1/2, B = I + S K S (Rasmussen and Williams 2006, section
 * 3.4): B's eigenvalues are at least 1, whatever W is.
 */
function newtonTarget(
  kernel: Float64Array,
  f: Float64Array,
  signs: Float64Array,
  weights: Float64Array,
  C: number,
  { Matrix: Dense, CholeskyDecomposition }: Algebra,
): { readonly b: Float64Array; readonly c: number } {
  const m = f.length;
  const right = [new Float64Array(m), new Float64Array(m)] as const;
  const roots = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const wrong = 1 / (1 + Math.exp(signs[i]! * f[i]!));
    const curvature = C * weights[i]! * wrong * (1 - wrong);
    roots[i] = Math.sqrt(curvature);
    right[0][i] = curvature * f[i]! + C * weights[i]! * signs[i]! * wrong;
    right[1][i] = curvature;
  }
  const inner = Dense.zeros(m, m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) inner.set(i, j, roots[i]! * roots[j]! * kernel[i * m + j]! + (i === j ? 1 : 0));
  }
  const cholesky = new CholeskyDecomposition(inner);
  const [plain, constant] = right.map((v) => {
    const scaled = new Float64Array(m);
    kernelProduct(kernel, v, scaled);
    const solved = cholesky.solve(Dense.columnVector(scaled.map((value, i) => roots[i]! * value)));
    return v.map((value, i) => value - roots[i]! * solved.get(i, 0));
  }) as [Float64Array, Float64Array];
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const c = sum(plain) / sum(constant);
  return { b: plain.map((value, i) => value - c * constant[i]!), c };
}

/** What the calls of one step share for the expert at one place of theta: the coefficients last seen and K b. */
interface Workspace {
  readonly b: Float64Array;
  readonly kb: Float64Array;
}

/**
 * f = K b + c over fixed data as a function of theta = (n coefficients b, c): log(1 + exp(-y f)) with the penalty
 * 1/(2C) b'Kb. The start is b ~ 0.1 N(0, 1), c = 0. K b, the bulk of the work, is computed once for each new b and kept
 * by `at`. Cost: O(n^2 d) here and O(n^2) memory; O(n^2) for `losses` and for `gradient`, O(n) for `penalty`.
 */
export function relaxKernelLogistic(
  x: Matrix,
  y: Float64Array,
  C: number,
  gamma: number,
): RelaxedExpert<KernelExpansion> {
  const n = x.rows;
  const kernel = gram(x, gamma);
  const signs = Float64Array.from(y, signOf);
  const workspaces = new Map<number, Workspace>();
  const slopes = new Float64Array(n);
  const spread = new Float64Array(n);

  function kernelTimes(theta: Float64Array, at: number): Float64Array {
    let work = workspaces.get(at);
    if (work === undefined) {
      work = { b: new Float64Array(n), kb: new Float64Array(n) };
      workspaces.set(at, work);
    }
    const { b, kb } = work;
    let same = 0;
    while (same < n && b[same] === theta[at + same]) same++;
    if (same < n) {
      for (let i = same; i < n; i++) b[i] = theta[at + i]!;
      kernelProduct(kernel, b, kb);
    }
    return kb;
  }

  return {
    size: n + 1,
    start(rng, theta, at) {
      for (let i = 0; i < n; i++) theta[at + i] = 0.1 * normal(rng);
      theta[at + n] = 0;
    },
    losses(theta, at, out, offset, stride) {
      const kb = kernelTimes(theta, at);
      const c = theta[at + n]!;
      for (let i = 0, to = offset; i < n; i++, to += stride) out[to] = logisticLoss(signs[i]! * (kb[i]! + c));
    },
    gradient(theta, at, weights, offset, stride, out) {
      const kb = kernelTimes(theta, at);
      const c = theta[at + n]!;
      let sum = 0;
      for (let i = 0, from = offset; i < n; i++, from += stride) {
        const slope = (-signs[i]! * weights[from]!) / (1 + Math.exp(signs[i]! * (kb[i]! + c)));
        slopes[i] = slope;
        sum += slope;
      }
      kernelProduct(kernel, slopes, spread);
      for (let i = 0; i < n; i++) out[at + i]! += spread[i]!;
      out[at + n]! += sum;
    },
    penalty(theta, at, scale, out) {
      const kb = kernelTimes(theta, at);
      const strength = scale / C;
      let value = 0;
      for (let i = 0; i < n; i++) {
        value += theta[at + i]! * kb[i]!;
        out[at + i]! += strength * kb[i]!;
      }
      return (strength * value) / 2;
    },
    state(theta, at) {
      return {
        support: matrix(n, x.cols, x.data.slice()),
        coefficients: theta.slice(at, at + n),
        intercept: theta[at + n]!,
      };
    },
  };
}
