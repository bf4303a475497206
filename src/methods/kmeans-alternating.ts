import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { gateFeatures, type Target } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import { design } from '../math/design.js';
import { argminRows, type Matrix, matrix } from '../math/matrix.js';
import { clusters } from '../model/clusters.js';
import { modelOf } from '../model/contract.js';
import { alternate, byLosses, type Reassign } from './alternation.js';
import type { Learnt, Method, Problem } from './contract.js';
import { cellsOf, fitGate, refitToCells } from './gated.js';
import { clustering, clustersOf } from './kmeans.js';
import { type Training, training } from './training.js';

const parameters = {
  labels: {
    kind: 'choice',
    of: ['log-loss', 'zero-one'],
    default: 'log-loss',
    about: 'to whom a sample goes: the expert of least loss; or of least 0-1 error, ties to the nearest centre',
  },
  refit: { kind: 'flag', default: false, about: 'at the end the experts are refitted to the cells of the gate' },
  iterations: { kind: 'integer', default: 20, min: 1, about: 'at most this many fits and assignments' },
  ...clustering,
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * k-means initialised alternating minimisation (section 4.2): Algorithm 1 from the clusters of the method `kmeans`, then
 * the gate is learnt from the last assignment; nearest-mean is the paper's. The text leaves open what two parameters say,
 * in any combination with each other and with the gate; the defaults are its words as they stand:
 *
 * - `labels`: each sample goes to the expert of least loss (`log-loss`, the log loss of logistic experts; any target), or
 *   to the nearest k-means centre among the experts that are right about it, or among all where none is (`zero-one`).
 * - `refit`: at the end the experts are refitted to the cells of the gate, from where they are; these cells are the
 *   assignment, and that counts as one iteration more. Else they stay as the alternation leaves them.
 *
 * Ties go to the lowest. Fits are warm. An expert that cannot be fitted to what it holds, such as nothing, keeps its
 * parameters; with none yet, it is fitted to all samples. Converged: the assignment by the experts did not change, and the
 * last fit of each ended at its minimum. Random draws: as in `kmeans`. Cost: the clustering, the gate, and in each
 * iteration fits to n samples in all and n k losses, or predictions (`zero-one`).
 * @throws InputError for k > n, features whose squares are not finite, and `zero-one` of a target that is not classes;
 * Error for losses that are not finite.
 */
export const kmeansAlternating: Method<typeof parameters> = {
  name: 'kmeans-alternating',
  about: 'section 4.2: Algorithm 1 from k-means++ clusters, then a gate that learns the result',
  parameters,
  needsRelaxable: false,
  alternates: true,
  gated: true,
  ownExperts: false,
  check: ({ labels }, _, target) => checkTarget(labels, target),
  learn: learnFromClusters,
};

function checkTarget(labels: Parameters['labels'], target: Target['kind']): void {
  if (labels === 'log-loss' || target === 'classes') return;
  throw new InputError(`kmeans-alternating with labels: ${labels} needs classes; got ${target}`);
}

/** How samples are assigned. */
const rules: Readonly<
  Record<Parameters['labels'], <S>(problem: Problem<S>, train: Training<S>, centres: Matrix) => Reassign<S>>
> = {
  'log-loss': (_, train) => byLosses(train, argminRows),
  'zero-one': byErrors,
};

function learnFromClusters<S>(problem: Problem<S>, given: Parameters): Learnt<S> {
  checkTarget(given.labels, problem.task.target.kind);
  const train = training(problem);
  const { labels, centres } = clustersOf(problem, given);
  const found = alternate(problem, train, {
    start: labels,
    limit: given.iterations,
    reassign: rules[given.labels](problem, train, centres),
    endsWhereDegenerate: false,
  });
  const gate = fitGate(problem, given.gate, found.assignment);
  const { experts, ...end } = given.refit
    ? refitToCells(problem, train, found, cellsOf(problem, given.gate, gate))
    : found;
  return { model: modelOf(problem.task, problem.expert.reference, experts, gate), ...end };
}

/** Assigns by the 0-1 error; of equal ones, to the nearest centre. */
function byErrors<S>({ task, k }: Problem<S>, train: Training<S>, centres: Matrix): Reassign<S> {
  const { y } = task;
  const n = y.length;
  const far = matrix(n, k);
  design(gateFeatures(task)).squaredDistances(centres, far);
  const held = clusters(n, k);
  const predicted = new Float64Array(n);
  const wrong = new Uint8Array(n);
  return (experts, labels) => {
    wrong.fill(2); // worse than any expert
    for (let j = 0; j < k; j++) {
      train.predict(experts[j]!, predicted);
      for (let i = 0, row = 0; i < n; i++, row += k) {
        const error = predicted[i] === y[i] ? 0 : 1;
        if (error > wrong[i]!) continue;
        if (error === wrong[i] && far.data[row + j]! >= far.data[row + labels[i]!]!) continue;
        wrong[i] = error;
        labels[i] = j;
      }
    }
    held.sort(labels);
    return train.meanLoss(experts, held);
  };
}
