import { gateFeatures, type Task } from '../datasets/contract.js';
import { type BatchPolicy, rolloutTogether } from '../environments/rollout.js';
import { argmaxRows } from '../math/matrix.js';
import { deriveSeed, stream } from '../math/random.js';
import type { Features } from '../math/sparse.js';
import {
  fitClusters,
  meanError,
  meanLoss,
  predict,
  predictionsOf,
  responsibilities as responsibilitiesOf,
  type Samples,
} from '../model/predict.js';
import type { Finished, Part } from './contract.js';

/**
 * A finished trial as its metrics see it. Each thing is computed when first asked for, once; `decide` and `predictions`
 * each time. An error is n evaluations of an expert; a refit costs k fits more, and is always done, also after an
 * alternation that converged, where it gives the same experts again.
 *
 * @param given what was learnt, from what, and the trial's seed. Refits draw from its stream `refit`; the episodes depend
 * on it alone, so that all methods of a trial meet the same start states.
 */
export function finish(given: Pick<Finished, 'task' | 'learnt' | 'model' | 'expert' | 'seed'>): Finished {
  const { task, learnt, model, expert, seed } = given;
  const { assignment } = learnt;
  const gated = model?.gate ? model : null;
  const parts: Readonly<Record<Part, Samples | undefined>> = { train: task, test: task.test };

  const error = once(() => (model === null ? null : meanError(task, assignment, model)));
  const errorRefit = once(() => {
    if (model === null || expert === null) return null;
    const states = fitClusters(task, assignment, model.states.length, expert, stream(seed, 'refit'));
    return states === null ? null : meanError(task, assignment, { states, expert });
  });
  const decide = (x: Features) => (gated === null || task.gateX !== undefined ? null : predict(gated, x));
  const responsibilities = onceEach((part: Part) => {
    const samples = parts[part];
    return gated === null || samples === undefined ? null : responsibilitiesOf(gated, gateFeatures(samples));
  });
  const judge = onceEach((part: Part) => {
    const [samples, alpha] = [parts[part], responsibilities(part)];
    if (samples === undefined || alpha === null) return null;
    const labels = argmaxRows(alpha);
    const { predictions, evaluations } = predictionsOf(samples.x, labels, gated!);
    const accuracy = task.target.kind === 'classes' ? shareEqual(predictions, samples.y) : null;
    return { accuracy, loss: meanLoss(samples, labels, gated!), evaluations };
  });
  const predictions = (part: Part, labels: Uint32Array) => {
    const samples = parts[part];
    if (samples === undefined) throw new Error(`the task has no ${part} samples`);
    return predictionsOf(samples.x, labels, model!).predictions;
  };
  const returns = onceEach((episodes: number) => {
    if (gated === null || task.control === undefined) return null;
    const policy = policyOf(task.control, (x) => predict(gated, x).prediction);
    return rolloutTogether(task.control.environment, policy, { episodes, seed: deriveSeed(seed, 'return') });
  });
  return {
    task,
    learnt,
    model,
    expert,
    seed,
    error,
    errorRefit,
    decide,
    responsibilities,
    judge,
    predictions,
    returns,
  };
}

/** Plays the action of the class that is predicted for each observation. */
function policyOf({ actions }: NonNullable<Task['control']>, predict: (x: Features) => Float64Array): BatchPolicy {
  return (observations, chosen) => {
    predict(observations).forEach((action, e) => {
      chosen[e] = actions[action]!;
    });
  };
}

function once<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: compute() };
    return kept.value;
  };
}

function onceEach<K, T>(compute: (of: K) => T): (of: K) => T {
  let kept: Map<K, T> | undefined; // most are not asked
  return (of) => {
    kept ??= new Map();
    if (!kept.has(of)) kept.set(of, compute(of));
    return kept.get(of) as T;
  };
}

function shareEqual(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value === b[i] ? 1 : 0), 0) / a.length;
}
