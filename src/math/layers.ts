/** What fitted parts compute of a row, as plain data: what is written once here can be written in any language. */
import type { Tree } from './decision-tree.js';
import { expNegative, tanh } from './exp.js';
import type { Matrix } from './matrix.js';

/** A step from a list of numbers to another; sums begin with the first term. */
export type Layer =
  /** x' W + biases, which are the first term of each sum, or the last. */
  | { readonly kind: 'affine'; readonly weights: Matrix; readonly biases: Float64Array; readonly biasFirst: boolean }
  /** The same numbers, whatever the row. */
  | { readonly kind: 'constant'; readonly values: Float64Array }
  /** tanh of each. */
  | { readonly kind: 'tanh' }
  /** exp(-gamma |x - s|^2) for each row s of `centers`. */
  | { readonly kind: 'rbf'; readonly centers: Matrix; readonly gamma: number }
  /** 1 for the nearest of the rows of `centers` that count, ties to the first, 0 for the others; sum of |x_t - s_t|^power. */
  | { readonly kind: 'nearest'; readonly centers: Matrix; readonly power: 1 | 2; readonly counts: readonly boolean[] }
  /** The shares of the leaf. */
  | { readonly kind: 'tree'; readonly tree: Tree }
  /** log(1 / (1 + exp(-x))) of each. */
  | { readonly kind: 'log-sigmoid' }
  /** exp(x_j) / sum_l exp(x_l). */
  | { readonly kind: 'softmax' };

export type LayerKind = Layer['kind'];

/** A layer of this kind. */
export type LayerOf<K extends LayerKind> = Extract<Layer, { readonly kind: K }>;

/** The weights of scores with their biases in the last row, as classifiers keep them: (d + 1) x c. */
export function affineOf({ data, rows, cols }: Matrix, biasFirst: boolean): LayerOf<'affine'> {
  const end = (rows - 1) * cols;
  const weights = { data: data.subarray(0, end), rows: rows - 1, cols };
  return { kind: 'affine', weights, biases: data.subarray(end), biasFirst };
}

/** What the layers make of a row, one after the other. */
export function throughLayers(layers: readonly Layer[], row: readonly number[]): readonly number[] {
  return layers.reduce((x, layer) => through(layer, x), row);
}

function through(layer: Layer, x: readonly number[]): readonly number[] {
  switch (layer.kind) {
    case 'affine': {
      const { weights, biases, biasFirst } = layer;
      return Array.from(biases, (bias, j) => {
        const sum = x.reduce(
          (all, value, t) => all + value * weights.data[t * weights.cols + j]!,
          biasFirst ? bias : 0,
        );
        return biasFirst ? sum : sum + bias;
      });
    }
    case 'constant':
      return [...layer.values];
    case 'tanh':
      return x.map(tanh);
    case 'rbf':
      return distances(x, layer.centers, 2).map((square) => expNegative(layer.gamma * square));
    case 'nearest': {
      const all = distances(x, layer.centers, layer.power).map((one, j) => (layer.counts[j] ? one : Infinity));
      const best = all.indexOf(Math.min(...all));
      return all.map((_, j) => (j === best ? 1 : 0));
    }
    case 'tree': {
      const { feature, threshold, left, right, shares } = layer.tree;
      let q = 0;
      while (left[q]! > 0) q = x[feature[q]!]! <= threshold[q]! ? left[q]! : right[q]!;
      return [...shares.data.subarray(q * shares.cols, (q + 1) * shares.cols)];
    }
    case 'log-sigmoid':
      return x.map((value) => Math.min(value, 0) - Math.log1p(expNegative(Math.abs(value))));
    case 'softmax': {
      const most = Math.max(...x);
      const powers = x.map((value) => expNegative(most - value));
      const scale = 1 / powers.reduce((sum, power) => sum + power, 0);
      return powers.map((power) => power * scale);
    }
  }
}

/** The sums of |x_t - s_t|^power for each row s of the centers. */
function distances(x: readonly number[], { data, rows, cols }: Matrix, power: 1 | 2): number[] {
  return Array.from({ length: rows }, (_, j) =>
    x.reduce((sum, value, t) => sum + Math.abs(value - data[j * cols + t]!) ** power, 0),
  );
}
