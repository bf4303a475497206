/**
 * Quantiles of the distributions that intervals are made of, by the Cephes library (Moshier 1989; in WebAssembly), which
 * gives them to 1e-9 of themselves or better up to 1e4 degrees of freedom.
 */
import { compiled, incbet, incbi, ndtri } from 'cephes';

await compiled;

/** The standard normal quantile of p in 0..1. */
export function normalQuantile(p: number): number {
  return ndtri(p);
}

/** The quantile of p in 0.5..1 of Student's t with df > 0 degrees of freedom, whole or not. */
export function tQuantile(p: number, df: number): number {
  // t^2 / df is odds of a beta variable: both sides are asked for, as one is lost next to 1.
  return Math.sqrt((df * incbi(0.5, df / 2, 2 * p - 1)) / incbi(df / 2, 0.5, 2 * (1 - p)));
}

/** The quantile of p in 0..1 of the beta distribution; a and b above 0. */
export function betaQuantile(p: number, a: number, b: number): number {
  return incbi(a, b, p);
}

/** Probability of at most k heads among n throws of a fair coin; 0 below k = 0. */
export function fairAtMost(k: number, n: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incbet(n - k, k + 1, 0.5);
}
