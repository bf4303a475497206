import type { Task } from '../datasets/contract.js';
import { type BatchPolicy, type Rollout, rolloutTogether } from '../environments/rollout.js';
import type { BoundExpert } from '../experts/contract.js';
import { greatest } from '../math/matrix.js';
import { deriveSeed, stream } from '../math/random.js';
import type { Features } from '../math/sparse.js';
import type { Mixture } from '../methods/contract.js';
import {
  type Fitted,
  fitClusters,
  meanError,
  meanLoss,
  predictionsOf,
  responsibilitiesOf,
  type Samples,
} from '../model/routing.js';
import type { Finished, Part } from './contract.js';

/** Episodes that a policy is judged by. */
const episodes = 100;

/**
 * A finished trial as its metrics see it. Each thing is computed when first asked for, once; `decide` and `predictions`
 * each time. An error is n evaluations of an expert; a refit costs k fits more, and is always done, also after an
 * alternation that converged, where it gives the same experts again.
 *
 * @param seed the trial's. Refits draw from its stream `refit`; the episodes depend on it alone, so that all methods of
 * a trial meet the same start states.
 */
export function finish(task: Task, mixture: Mixture, expert: BoundExpert, seed: number): Finished {
  const { experts: states, assignment, gate } = mixture;
  const k = states.length;
  const fitted: Fitted = { states, predictor: mixture.expert ?? expert };
  const parts: Readonly<Record<Part, Samples | undefined>> = { train: task, test: task.test };

  const error = once(() => (k === 0 ? null : meanError(task, assignment, fitted)));
  const errorRefit = once(() => {
    // Experts of the method's own kind are learnt with their gate; alone they cannot be fitted.
    if (k === 0 || mixture.expert !== undefined) return null;
    const again = fitClusters(task, assignment, k, expert, stream(seed, 'refit'));
    return again === null ? null : meanError(task, assignment, { states: again, predictor: expert });
  });
  const decide = (x: Features) => {
    if (gate === undefined) return null;
    const experts = greatest(responsibilitiesOf(gate, x, k));
    return { experts, predictions: predictionsOf(x, experts, fitted).predictions };
  };
  const responsibilities = oncePerPart((part) => {
    const samples = parts[part];
    return gate === undefined || samples === undefined ? null : responsibilitiesOf(gate, samples.x, k);
  });
  const judge = oncePerPart((part) => {
    const [samples, alpha] = [parts[part], responsibilities(part)];
    if (samples === undefined || alpha === null) return null;
    const labels = greatest(alpha);
    const { predictions, evaluations } = predictionsOf(samples.x, labels, fitted);
    const accuracy = task.target.kind === 'classes' ? shareEqual(predictions, samples.y) : null;
    return { accuracy, loss: meanLoss(samples, labels, fitted), evaluations };
  });
  const predictions = (part: Part, labels: Uint32Array) => {
    const samples = parts[part];
    if (samples === undefined) throw new Error(`the task has no ${part} samples`);
    return predictionsOf(samples.x, labels, fitted).predictions;
  };
  const returns = once(() => {
    if (gate === undefined || task.control === undefined) return null;
    return returnsOf(task.control, (x) => decide(x)!.predictions, deriveSeed(seed, 'return'));
  });
  return { task, mixture, expert, seed, error, errorRefit, decide, responsibilities, judge, predictions, returns };
}

/** Plays the action of the class that is predicted for each observation. */
function returnsOf(
  { environment, actions }: NonNullable<Task['control']>,
  predict: (x: Features) => Float64Array,
  seed: number,
): Rollout {
  const policy: BatchPolicy = (observations, chosen) => {
    predict(observations).forEach((action, e) => {
      chosen[e] = actions[action]!;
    });
  };
  return rolloutTogether(environment, policy, { episodes, seed });
}

function once<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: compute() };
    return kept.value;
  };
}

function oncePerPart<T>(compute: (part: Part) => T): (part: Part) => T {
  const kept = { train: once(() => compute('train')), test: once(() => compute('test')) };
  return (part) => kept[part]();
}

function shareEqual(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value === b[i] ? 1 : 0), 0) / a.length;
}
