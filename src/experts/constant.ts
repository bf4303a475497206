import type { ParameterTable } from '../components/contract.js';
import type { StateOf, StateTable } from '../components/state.js';
import { matrix } from '../math/matrix.js';
import type { Expert, FixedSamples, Samples, SumsExpert } from './contract.js';

const parameters = {
  smoothing: {
    kind: 'number',
    default: 1,
    above: 0,
    about: 'so many samples of each class count beside those held; of classes alone',
  },
} as const satisfies ParameterTable;

/** One value of a regression, in the units of y; of c classes the logarithm of the share of each. */
const state = [{ name: 'values', kind: 'vector', length: 'c' }] as const satisfies StateTable;

export type ConstantState = StateOf<typeof state>;

/**
 * Predicts the same whatever the features are, so that with a gate the mixture is piecewise constant, and k of them
 * assigned by argmin are k-means of y (Lloyd 1982).
 *
 * - Of numbers their mean, which minimizes sum_i w_i (y_i - m)^2 over the held rows. Loss: squared error.
 * - Of classes the most frequent one, by shares with additive smoothing, (n_c + s) / (n + c s), the mean of a Dirichlet
 *   posterior (Laplace's rule of succession where s is 1). Loss: -log of the share of y, finite for classes that are not held.
 *
 * No randomness. Cost of a fit: O(m).
 */
export const constant: Expert<ConstantState, typeof parameters> = {
  name: 'constant',
  about: 'the mean of its samples, or the shares of their classes; loss: squared error, or -log p(y)',
  parameters,
  target: 'any',
  needsBothClasses: false,
  relaxable: false,
  likelihood: 'by target',
  summed: true,
  state,
  freedom: ({ values }) => Math.max(1, values.length - 1),
  effects({ values }) {
    if (values.length > 2) return null;
    const intercept = values.length === 1 ? values[0]! : values[1]! - values[0]!;
    return { intercept, slopes: new Float64Array(0) };
  },
  layers: ({ values }) => ({
    scores: [{ kind: 'constant', values }],
    shares: values.length === 1 ? [] : [{ kind: 'softmax' }],
  }),
  async bind({ smoothing }) {
    return {
      name: constant.name,
      needsBothClasses: constant.needsBothClasses,
      likelihood: constant.likelihood,
      weighted: true,
      minimal: 1,
      fit(samples) {
        samples.count?.(samples.rows.length);
        return fitted(samples, smoothing);
      },
      sums: (samples) => constantSums(samples, smoothing),
      losses({ values }, x, y, out, offset, stride, rows) {
        const m = rows === undefined ? x.rows : rows.length;
        for (let r = 0, to = offset; r < m; r++, to += stride)
          out[to] = lossOf(values, y[rows === undefined ? r : rows[r]!]!);
      },
      predict: ({ values }, x, out, rows) => void out.fill(predicted(values), 0, rows?.length ?? x.rows),
    };
  },
};

/** One value alone is a mean: there are two classes, or the only one is predicted without a loss. */
function lossOf(values: Float64Array, y: number): number {
  return values.length === 1 ? (y - values[0]!) ** 2 : -values[y]!;
}

function predicted(values: Float64Array): number {
  return values.length === 1 ? values[0]! : values.indexOf(Math.max(...values));
}

function fitted({ y, rows, weights, classes }: Samples, smoothing: number): ConstantState {
  const origin = y[rows[0]!]!;
  const sums = new Float64Array(classes ?? 1);
  let total = 0;
  for (let r = 0; r < rows.length; r++) {
    const weight = weights === undefined ? 1 : weights[r]!;
    const own = y[rows[r]!]!;
    total += weight;
    if (classes === undefined) sums[0]! += weight * (own - origin);
    else sums[own]! += weight;
  }
  return stateOf(sums, total, origin, smoothing, classes);
}

/** @param sums of distances of y from the origin, or of the weights of each class. */
function stateOf(
  sums: Float64Array,
  total: number,
  origin: number,
  smoothing: number,
  classes: number | undefined,
): ConstantState {
  if (classes === undefined) return { values: Float64Array.of(origin + (total === 0 ? 0 : sums[0]! / total)) };
  return { values: sums.map((sum) => Math.log((sum + smoothing) / (total + classes * smoothing))) };
}

/** The constants of an assignment from one pass over y. */
function constantSums(samples: FixedSamples, smoothing: number): SumsExpert<ConstantState> {
  const { y, classes, k } = samples;
  let { weights } = samples;
  const n = y.length;
  const width = classes ?? 1;
  const origin = y[0]!;
  const totals = new Float64Array(k);
  const sums = new Float64Array(k * width);
  const all = matrix(n, k);
  return {
    weigh(own) {
      weights = own;
    },
    fit(rows) {
      const own = weights === undefined ? {} : { weights: Float64Array.from(rows, (i) => weights![i]!) };
      return fitted({ x: samples.x, y, rows, ...own, ...(classes === undefined ? {} : { classes }) }, smoothing);
    },
    follow(labels) {
      totals.fill(0);
      sums.fill(0);
      for (let i = 0; i < n; i++) {
        const j = labels[i]!;
        if (j === k) continue;
        const weight = weights === undefined ? 1 : weights[i]!;
        totals[j]! += weight;
        if (classes === undefined) sums[j]! += weight * (y[i]! - origin);
        else sums[j * width + y[i]!]! += weight;
      }
      return Array.from(totals, (total, j) =>
        stateOf(sums.subarray(j * width, (j + 1) * width), total, origin, smoothing, classes),
      );
    },
    losses(states) {
      states.forEach(({ values }, j) => {
        for (let i = 0, to = j; i < n; i++, to += states.length) all.data[to] = lossOf(values, y[i]!);
      });
      return matrix(n, states.length, all.data.subarray(0, n * states.length));
    },
    least(states, labels, own) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        let [label, least] = [0, lossOf(states[0]!.values, y[i]!)];
        for (let j = 1; j < states.length; j++) {
          const loss = lossOf(states[j]!.values, y[i]!);
          if (loss < least) [label, least] = [j, loss];
        }
        labels[i] = label;
        own[i] = least;
        sum += least;
      }
      return sum;
    },
  };
}
