/** What of a row decides for an expert, read off the layers of the gate. */
import type { Layer } from '../../math/layers.js';

/** How the features of one sample share in the decision for an expert over another. */
export interface DecisionParts {
  /** What the parts sum to, in words. */
  readonly sum: string;
  /**
   * What each of the g features of sample `x` adds in favor of expert j over expert l, and last what none of them does: g + 1
   * numbers. j is the more responsible where their sum is above 0; it is infinite where one of the two never is.
   */
  of(x: Float64Array, j: number, l: number): Float64Array;
}

/** Null where the features do not add up to the decision: in trees and networks, and where no layers are known. */
export function partsOf(layers: readonly Layer[] | null): DecisionParts | null {
  const [first, second, ...more] = layers ?? [];
  if (first?.kind === 'affine' && second?.kind === 'softmax' && more.length === 0) {
    const { weights, biases } = first;
    const weight = (t: number, j: number) => weights.data[t * weights.cols + j]!;
    return {
      sum: "logarithm of the ratio of the two experts' shares",
      of: (x, j, l) => withRest(x, (value, t) => (weight(t, j) - weight(t, l)) * value, biases[j]! - biases[l]!),
    };
  }
  if (first?.kind === 'nearest' && second === undefined) {
    const { centers, power, counts } = first;
    const far = (value: number, t: number, j: number) => Math.abs(value - centers.data[j * centers.cols + t]!) ** power;
    const never = (j: number) => (counts[j] ? 0 : Number.POSITIVE_INFINITY);
    return {
      sum: `how much farther the other center is, as a ${power === 2 ? 'squared ' : ''}distance in standardized units`,
      of: (x, j, l) => withRest(x, (value, t) => far(value, t, l) - far(value, t, j), never(l) - never(j)),
    };
  }
  return null;
}

function withRest(x: Float64Array, part: (value: number, t: number) => number, rest: number): Float64Array {
  return Float64Array.from({ length: x.length + 1 }, (_, t) => (t < x.length ? part(x[t]!, t) : rest));
}

/** Where a gate that is constant in between changes along a feature. */
export function cutsOf(layers: readonly Layer[] | null): { readonly feature: number; readonly at: number }[] {
  return (layers ?? []).flatMap((layer) => {
    if (layer.kind !== 'tree') return [];
    const { feature, threshold, left } = layer.tree;
    const splits = Array.from(left.keys()).filter((node) => left[node]! > 0);
    return splits.map((node) => ({ feature: feature[node]!, at: threshold[node]! }));
  });
}
