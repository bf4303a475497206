import type { ParameterTable } from '../components/contract.js';
import type { StateOf, StateTable } from '../components/state.js';
import { writeClasses, writeLosses } from '../math/scores.js';
import { fitSoftmax, linearScores } from '../math/softmax-regression.js';
import { classCount, type Expert } from './contract.js';

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

/** A column of weights for each class, and its bias in the last row. */
const state = [{ name: 'weights', kind: 'matrix', rows: 'd + 1', cols: 'c' }] as const satisfies StateTable;

export type LogisticState = StateOf<typeof state>;

/**
 * Multinomial logistic regression (paper section 4): minimises sum_i w_i (-log p(y_i | x_i)) + 1/(2C) |W|^2 over the held
 * rows, biases free, always for all classes of the task, so that it can be fitted to samples of one class. The loss is
 * -log p(y | x). Starts at the warm state, else at zero; no randomness. Cost: O(m d c) an iteration, d counting the
 * non-zero features where rows are sparse.
 */
export const logistic: Expert<LogisticState, typeof parameters> = {
  name: 'logistic',
  about: 'multinomial logistic regression; loss: -log p(y | x)',
  parameters,
  target: 'classes',
  needsBothClasses: false,
  relaxable: false,
  likelihood: 'log',
  state,
  async bind(settings) {
    const descent = settings.solver === 'gradient-descent' ? await import('./logistic-descent.js') : undefined;
    return {
      name: logistic.name,
      needsBothClasses: logistic.needsBothClasses,
      likelihood: logistic.likelihood,
      weighted: descent === undefined,
      fit(samples, _, warm) {
        const { x, y: targets, rows, weights, count } = samples;
        const classes = classCount(samples, warm?.weights);
        if (descent !== undefined) return { weights: descent.descend(samples, classes, settings.iterations) };
        return {
          weights: fitSoftmax({ ...settings, x, targets, rows, weights, count, classes, start: warm?.weights }),
        };
      },
      losses: ({ weights }, x, y, out, offset, stride, rows) =>
        writeLosses(linearScores(weights, x), y, out, offset, stride, rows),
      predict: ({ weights }, x, out, rows) => writeClasses(linearScores(weights, x), out, rows),
    };
  },
};
