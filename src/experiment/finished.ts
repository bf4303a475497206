import type { Task } from '../datasets/contract.js';
import type { BoundExpert } from '../experts/contract.js';
import type { Rng } from '../math/random.js';
import { dense } from '../math/sparse.js';
import { clusters } from '../methods/clusters.js';
import type { Mixture, Predictor } from '../methods/contract.js';
import type { Finished } from './contract.js';

/**
 * A finished trial as its metrics see it. Errors are computed when first asked for, once: k predictions over n samples,
 * and for `errorRefit` k fits more. The refit is always done, also after an alternation that converged, where it gives
 * the same experts again.
 *
 * @param rng opens the stream of the refit, which alone needs one.
 */
export function finish(task: Task, mixture: Mixture, expert: BoundExpert, rng: () => Rng): Finished {
  const { experts, assignment, degenerate } = mixture;
  const own = mixture.expert;
  const refit = (): number | null => {
    // Experts of the method's own kind are learnt with their gate; alone they cannot be fitted.
    if (degenerate !== null || experts.length === 0 || own !== undefined) return null;
    const held = clusters(task.x.rows, experts.length);
    held.sort(assignment);
    const draws = rng();
    const x = dense(task.x, 'the refit');
    const again = experts.map((_, j) => expert.fit({ x, y: task.y, rows: held.rows(j) }, draws));
    return meanError(task, assignment, again, expert);
  };
  const error = once(() => (experts.length === 0 ? null : meanError(task, assignment, experts, own ?? expert)));
  return { task, mixture, expert, error, errorRefit: once(refit) };
}

function once<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: compute() };
    return kept.value;
  };
}

/** Mean squared error, or share of wrong labels, where each sample is predicted by the expert it is given to. */
function meanError({ x, y, target }: Task, labels: Uint32Array, states: readonly unknown[], expert: Predictor): number {
  const samples = dense(x, 'the error');
  const predicted = new Float64Array(x.rows);
  let sum = 0;
  states.forEach((state, j) => {
    expert.predict(state, samples, predicted);
    for (let i = 0; i < x.rows; i++) {
      if (labels[i] !== j) continue;
      const miss = predicted[i]! - y[i]!;
      if (target.kind === 'regression') sum += miss * miss;
      else if (miss !== 0) sum++;
    }
  });
  return sum / x.rows;
}
