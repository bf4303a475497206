import { type ParametersOf, type ParameterTable, withDefaults } from '../component.js';
import type { Matrix } from '../math/matrix.js';
import { fitSoftmax, softmaxClasses, softmaxLosses } from '../math/softmax-regression.js';
import type { Features } from '../math/sparse.js';
import type { Expert, Samples } from './contract.js';

const parameters = {
  C: { kind: 'number', about: 'weight of the losses against the penalty 1/(2C) |W|^2', default: 1, above: 0 },
  solver: {
    kind: 'choice',
    of: ['lbfgs', 'gradient-descent'],
    default: 'lbfgs',
    about: 'gradient-descent: for two classes of dense samples, without penalty, weights and warm start',
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

export interface LogisticState {
  /** (d + 1) x c: a column of weights for each class, and its bias in the last row. */
  readonly weights: Matrix;
}

/**
 * Multinomial logistic regression (paper section 4): minimises sum_i w_i (-log p(y_i | x_i)) + 1/(2C) |W|^2 over the held
 * rows, biases free, always for all classes of the task, so that it can be fitted to samples of one class. The loss is
 * -log p(y | x). Starts at the warm state, else at zero; no randomness. Cost: O(m d c) an iteration, d counting the
 * non-zero features where rows are sparse.
 */
export const logistic: Expert<LogisticState> = {
  name: 'logistic',
  about: 'multinomial logistic regression; loss: -log p(y | x)',
  parameters,
  target: 'classes',
  needsBothClasses: false,
  relaxable: false,
  async bind(given) {
    const settings = withDefaults(parameters, given) as ParametersOf<typeof parameters>;
    const descent = settings.solver === 'gradient-descent' ? await import('./logistic-descent.js') : undefined;
    return {
      name: logistic.name,
      needsBothClasses: logistic.needsBothClasses,
      fit(samples, _, warm) {
        const { x, y: labels, rows, weights } = samples;
        const classes = samples.classes ?? warm?.weights.cols ?? classesOf(samples);
        if (descent !== undefined) return { weights: descent.descend(samples, classes, settings.iterations) };
        return { weights: fitSoftmax({ ...settings, x, labels, rows, weights, classes, start: warm?.weights }) };
      },
      losses: ({ weights }, x: Features, y, out, offset, stride) => softmaxLosses(weights, x, y, out, offset, stride),
      predict: ({ weights }, x: Features, out) => softmaxClasses(weights, x, out),
    };
  },
};

/** As many classes as the labels of all samples, held or not, make necessary. */
function classesOf({ y }: Samples): number {
  return 1 + y.reduce((most, label) => Math.max(most, label), 0);
}
