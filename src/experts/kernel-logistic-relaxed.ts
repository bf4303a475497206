import { type Matrix, matrix } from '../math/matrix.js';
import { normal } from '../math/random.js';
import type { RelaxedExpert } from './contract.js';
import { gram, type KernelExpansion, kernelProduct, logisticLoss, signOf } from './rbf.js';

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
