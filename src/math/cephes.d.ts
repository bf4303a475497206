/** What is used of a package whose own types its `exports` hide. */
declare module 'cephes' {
  /** Resolves when the functions can be called. */
  export const compiled: Promise<void>;
  /** The regularized incomplete beta function of x, by a and b. */
  export function incbet(a: number, b: number, x: number): number;
  /** Its inverse: the x at which it is y. */
  export function incbi(a: number, b: number, y: number): number;
  /** The standard normal quantile. */
  export function ndtri(p: number): number;
}
