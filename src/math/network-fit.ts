/**
 * Multinomial logistic regression on one hidden layer: p(class j | x) = exp(s_j) / sum_l exp(s_l), the scores s being
 * linear in h values tanh(W' x + b). Its parameters are the (d + 1) x h hidden layer and, after it, the (h + 1) x c
 * weights of the scores, row by row, the biases in the last row of each.
 */
import { InputError } from '../errors.js';
import { blockRows, type Visit } from './dense-design.js';
import { design } from './design.js';
import { lbfgs } from './lbfgs.js';
import { matrix } from './matrix.js';
import { ahead, back, drawLayer, type Head, type NetworkState } from './network.js';
import type { Rng } from './random.js';
import { targetsOf } from './scores.js';
import { addBiases, addBiasSlopes, toSlopes } from './softmax.js';
import type { SoftmaxProblem } from './softmax-regression.js';

export interface NetworkProblem extends SoftmaxProblem {
  /** h, the hidden units. */
  readonly hidden: number;
}

/**
 * The objective sum_i w_i sum_j r_ij (-log p(j | x_i)) + 1/(2C) |W|^2, W the weights of both layers without the biases,
 * as a function of the parameters; writes its gradient to the second argument. An evaluation is one pass over the rows,
 * O(m (d + c) h), and allocates nothing that grows with them.
 * @throws InputError for a label that is no class, and shares that are none.
 */
export function networkObjective(problem: NetworkProblem): (theta: Float64Array, gradient: Float64Array) => number {
  const { classes: c, hidden: h, rows, weights, C, count } = problem;
  const x = design(problem.x);
  const targets = targetsOf(problem.targets, c, x.rows, rows);
  const m = rows === undefined ? x.rows : rows.length;
  const first = x.cols * h;
  const at = first + h;
  const head: Head = { at, h, c, from: { offset: 0, stride: h }, to: { offset: 0, stride: c } };
  const scores = new Float64Array(blockRows(h) * c);

  /** Adds the gradient of 1/(2C) |W|^2 for the parameters from..to - 1, and gives twice C times its value. */
  function shrink(theta: Float64Array, gradient: Float64Array, from: number, to: number): number {
    let squares = 0;
    for (let q = from; q < to; q++) {
      squares += theta[q]! * theta[q]!;
      gradient[q]! += theta[q]! / C;
    }
    return squares;
  }

  return (theta, gradient) => {
    count?.(m);
    const biases = theta.subarray(first, at);
    const biasSlopes = gradient.subarray(first, at);
    gradient.fill(0);
    let loss = 0;
    const visit: Visit = (block, from, rowsHere) => {
      addBiases(block, rowsHere, biases);
      ahead(head, theta, rowsHere, block, scores);
      loss += toSlopes(scores, from, rowsHere, c, targets, weights);
      back(head, theta, rowsHere, block, scores, gradient);
      addBiasSlopes(block, rowsHere, biasSlopes);
    };
    x.pass(theta, h, visit, rows, gradient);
    const squares = shrink(theta, gradient, 0, first) + shrink(theta, gradient, at, at + h * c);
    return loss + squares / (2 * C);
  };
}

export interface NetworkSettings extends NetworkProblem {
  /** At most this many iterations of L-BFGS. */
  readonly iterations: number;
  /** Done where no entry of the gradient is larger in size. */
  readonly tolerance: number;
  /** A network of the same shape to start from; drawn when absent. */
  readonly start?: NetworkState | undefined;
  /** Called at the end with whether the gradient is within the tolerance. */
  readonly ended?: ((converged: boolean) => void) | undefined;
}

/**
 * A network at a local minimum of the objective, or on the way to it; which one depends on the start. Random draws: the
 * weights to start from, where none are given (`drawLayer`; biases are 0). Cost: a little over one evaluation an
 * iteration.
 * @throws InputError for a label that is no class, and for features that are not finite.
 */
export function fitNetwork(settings: NetworkSettings, rng: Rng): NetworkState {
  const { classes: c, hidden: h, iterations, tolerance, start, ended } = settings;
  const d = settings.x.cols;
  const at = (d + 1) * h;
  const x0 = new Float64Array(at + (h + 1) * c);
  if (start === undefined) {
    drawLayer(rng, d, h, x0, 0, h);
    drawLayer(rng, h, c, x0, at, c);
  } else {
    const { hidden, output } = start;
    if (hidden?.data.length !== at || output.data.length !== x0.length - at) {
      throw new RangeError(`a network to start from must be ${d} - ${h} - ${c}`);
    }
    x0.set(hidden.data);
    x0.set(output.data, at);
  }
  const { x, stopped, converged } = lbfgs({ objective: networkObjective(settings), x0, iterations, tolerance });
  if (stopped === 'undefined-start') {
    throw new InputError('a network needs finite features, sample weights and starting weights');
  }
  ended?.(converged);
  return { hidden: matrix(d + 1, h, x.slice(0, at)), output: matrix(h + 1, c, x.slice(at)) };
}
