/** Values of one place divided among k. */

/**
 * The least weighted sum of squared deviations of values from the nearest of k centers, exactly: in ascending order each
 * center has values that are neighbors (Fisher 1958). Cost: O(k n^2).
 */
export function leastAround(values: Float64Array, weights: Float64Array, k: number): number {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const n = order.length;
  /** The least of the first i values around so many centers. */
  let least = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  least[0] = 0;
  for (let j = 0; j < k; j++) {
    const next = least.slice();
    for (let from = 0; from < n; from++) {
      // By Welford (1962): sums of squares of what lies far from 0 cancel.
      let [weight, mean, squares] = [0, 0, 0];
      for (let i = from; i < n; i++) {
        const [value, own] = [values[order[i]!]!, weights[order[i]!]!];
        weight += own;
        const off = value - mean;
        mean += (own * off) / weight;
        squares += own * off * (value - mean);
        next[i + 1] = Math.min(next[i + 1]!, least[from]! + squares);
      }
    }
    least = next;
  }
  return least[n]!;
}
