/** How far a fit can be from the best of all assignments. */
import { parametersOf, parseParameters } from '../../components/parameters.js';
import type { LearningParts } from '../../experiment/catalog.js';
import { likelihoodOf } from '../../experts/contract.js';
import { dense } from '../../math/sparse.js';
import type { FitReport } from '../contract.js';
import { lossUnit } from '../judge.js';
import type { Learned } from '../learn.js';
import { clusterwiseBound } from './clusterwise-bound.js';

/** Rows, features and experts of which a bound is looked for; beyond these few boxes say little. */
const MOST = { rows: 200, features: 3, experts: 3 } as const;

/** At most so many boxes: of 200 rows with three experts of two features they take two seconds. */
export const NODES = 60_000;

/**
 * A lower bound of the sum of squared errors of a mixture without a gate, over all assignments of its rows to as many planes
 * of the same features. Bounds of sizes and a ridge only raise what a fit reaches, so it holds for them, too.
 * @param objective what the fit reached, in squared units of the target.
 * @returns null where it would not hold or say nothing: with a gate, which the objective is subject to; with outliers, which
 * it leaves out; for other experts than linear functions with squared errors; and for one expert, or more than the limits.
 */
export function boundOf(
  { model: { model, states }, learnt, task }: Learned,
  objective: number,
  catalog: LearningParts,
): FitReport['bound'] {
  const k = states.length;
  const component = catalog.experts.get(model.expert.name);
  if (k < 2 || k > MOST.experts || model.gate !== null || learnt.outside !== undefined) return null;
  if (model.target.kind !== 'regression' || likelihoodOf(component, 'regression') !== 'normal') return null;
  const effects = component.effects?.(states[0], parseParameters(component, parametersOf(model.expert), catalog));
  const d = effects?.slopes.length ?? Number.POSITIVE_INFINITY;
  const counts = task.y.map((_, i) => Number((task.weights?.[i] ?? 1) > 0));
  if (d > MOST.features || counts.reduce((sum, one) => sum + one, 0) > MOST.rows) return null;
  const x = d === 0 ? { data: new Float64Array(0), rows: task.y.length, cols: 0 } : dense(task.x, 'a bound');
  const unit = lossUnit(model);
  const rows = { x, y: task.y, weights: task.weights };
  const { lower, nodes, complete } = clusterwiseBound(rows, k, objective / unit, NODES);
  // What is left of a perfect fit is rounding, and so is a bound beyond what was reached.
  const least = Math.min(objective, unit * lower);
  return { lower: least, gap: complete && lower === 0 ? 0 : (objective - least) / objective, nodes, complete };
}
