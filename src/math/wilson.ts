/**
 * Score interval of a share of n trials (Wilson 1927), two-sided: the shares of which this one is no more than z standard errors
 * away. Honest of few trials, and where all succeeded.
 * @param n above 0; of trials that weigh differently the number of equal ones that say as much.
 * @param z the normal quantile, such as 1.96.
 */
export function wilsonInterval(share: number, n: number, z: number): { readonly low: number; readonly high: number } {
  const shrink = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { low: share === 0 ? 0 : centre - half, high: share === 1 ? 1 : centre + half };
}
