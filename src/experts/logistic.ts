import type { ParameterTable } from '../components/contract.js';
import type { StateOf, StateTable } from '../components/state.js';
import { affineOf, type Layer } from '../math/layers.js';
import { lbfgsBytes } from '../math/lbfgs.js';
import type { Matrix } from '../math/matrix.js';
import { fitOneVersusRest } from '../math/one-versus-rest.js';
import { logSigmoids, type Scores, writeClasses, writeLosses } from '../math/scores.js';
import { fitSoftmax, linearScores, type SoftmaxSettings } from '../math/softmax-regression.js';
import type { Features } from '../math/sparse.js';
import { classCount, type Expert } from './contract.js';

const parameters = {
  C: { kind: 'number', about: 'weight of the losses against the penalty 1/(2C) |W|^2', default: 1, above: 0 },
  solver: {
    kind: 'choice',
    of: ['lbfgs', 'gradient-descent'],
    default: 'lbfgs',
    about: 'gradient-descent: for two classes of dense samples, without penalty, weights and warm start',
  },
  multiclass: {
    kind: 'choice',
    of: ['multinomial', 'ovr'],
    default: 'multinomial',
    about: 'multinomial: one softmax; ovr: each class against the rest, in fits of their own',
  },
  iterations: {
    kind: 'integer',
    default: 100,
    min: 1,
    about: 'at most so many of lbfgs; so many steps down the gradient',
  },
  tolerance: {
    kind: 'number',
    default: 1e-4,
    min: 0,
    about: 'lbfgs is done where no entry of the gradient of the summed loss is larger',
  },
} as const satisfies ParameterTable;

/** A column of weights for each class, and its bias in the last row. */
const state = [{ name: 'weights', kind: 'matrix', rows: 'd + 1', cols: 'c' }] as const satisfies StateTable;

export type LogisticState = StateOf<typeof state>;

/**
 * Logistic regression (paper section 4): minimises sum_i w_i (-log p(y_i | x_i)) + 1/(2C) |W|^2 over the held rows, biases
 * free, always for all classes of the task, so that it can be fitted to samples of one class. The loss is -log p(y | x).
 * Starts at the warm state, else at zero; no randomness. Cost: O(m d c) an iteration, d counting the non-zero features
 * where rows are sparse.
 *
 * `multinomial`: p is the softmax of the scores W' x + b. `ovr`, the default of scikit-learn in 2018: score f_j is that of
 * a logistic regression of class j against the rest, and p_j = sigmoid(f_j) / sum_l sigmoid(f_l); a sample of the fit of
 * a class counts as one evaluation, so as c of all.
 */
export const logistic: Expert<LogisticState, typeof parameters> = {
  name: 'logistic',
  about: 'logistic regression, multinomial or one class against the rest; loss: -log p(y | x)',
  parameters,
  suggested: { multiclass: 'ovr' },
  target: 'classes',
  needsBothClasses: false,
  relaxable: false,
  likelihood: 'log',
  minimizes: 'the loss and a penalty',
  state,
  // Of one softmax only the differences between the columns matter.
  freedom: ({ weights: { rows, cols } }) => rows * (cols - 1),
  // Of one class against the rest the logarithm of the odds is no linear function.
  effects({ weights: { data, rows, cols } }, { multiclass }) {
    if (cols !== 2 || multiclass !== 'multinomial') return null;
    const differences = Float64Array.from({ length: rows }, (_, t) => data[2 * t + 1]! - data[2 * t]!);
    return { intercept: differences[rows - 1]!, slopes: differences.subarray(0, rows - 1) };
  },
  layers: ({ weights }, { multiclass }) => ({ scores: [affineOf(weights, false)], shares: ways[multiclass].shares }),
  memory: (_, { n, d, classes: c, bytes }) => {
    return {
      bytes: lbfgsBytes((d + 1) * c) + bytes + 4 * n,
      why: `a fit of ${d + 1} x ${c} weights by L-BFGS to ${n} samples`,
    };
  },
  async bind(settings) {
    const descent = settings.solver === 'gradient-descent' ? await import('./logistic-descent.js') : undefined;
    const { fitClasses, ofTwo, scoresOf } = ways[settings.multiclass];
    return {
      name: logistic.name,
      needsBothClasses: logistic.needsBothClasses,
      likelihood: logistic.likelihood,
      weighted: descent === undefined,
      fit(samples, _, warm) {
        const { x, y: targets, rows, weights, count, ended, steps = settings.iterations } = samples;
        const classes = classCount(samples, warm?.weights);
        if (descent !== undefined) {
          const two = descent.descend(samples, classes, settings.iterations);
          return { weights: ofTwo(two) };
        }
        const start = warm?.weights;
        const iterations = Math.min(steps, settings.iterations);
        return {
          weights: fitClasses({ ...settings, iterations, x, targets, rows, weights, count, ended, classes, start }),
        };
      },
      losses: ({ weights }, x, y, out, offset, stride, rows) =>
        writeLosses(scoresOf(weights, x), y, out, offset, stride, rows),
      predict: ({ weights }, x, out, rows) => writeClasses(linearScores(weights, x), out, rows),
    };
  },
};

/** How weights of c classes are fitted, and the scores whose softmax is p. */
interface Way {
  fitClasses(settings: SoftmaxSettings & { readonly targets: Float64Array }): Matrix;
  /** The weights that say of two classes what these say as those of a softmax, w and -w. */
  ofTwo(weights: Matrix): Matrix;
  scoresOf(weights: Matrix, x: Features): Scores;
  /** The same, and their softmax, from linear scores. */
  readonly shares: readonly Layer[];
}

const ways: Readonly<Record<'multinomial' | 'ovr', Way>> = {
  multinomial: {
    fitClasses: fitSoftmax,
    ofTwo: (weights) => weights,
    scoresOf: linearScores,
    shares: [{ kind: 'softmax' }],
  },
  ovr: {
    fitClasses: fitOneVersusRest,
    ofTwo: ({ rows, cols, data }) => ({ rows, cols, data: data.map((weight) => 2 * weight) }),
    scoresOf: (weights, x) => logSigmoids(linearScores(weights, x)),
    shares: [{ kind: 'log-sigmoid' }, { kind: 'softmax' }],
  },
};
