import type { AssignmentRule } from '../assignments/contract.js';
import { bind } from '../components/parameters.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import type { Metric } from './contract.js';

/** The least normal number: a responsibility of zero costs 708, more than any other, and a finite sum over all n. */
const floor = 2 ** -1022;

/**
 * What a dense gate loses where the rule makes it sparse (end of section 4.4). Null without
 * a gate and for regressions. Random draws: the rule's, from the trial's stream `alpha` and the rule's name.
 */
export function sparsified(rule: AssignmentRule): Metric {
  return {
    name: `alpha_${rule.name}`,
    about: `accuracy where ${rule.name} gives each sample to one expert by the losses -log alpha; test samples, if any`,
    parameters: {},
    needs: ['gate', 'classes'],
    summary: 'mean',
    better: 'higher',
    unit: 'share of samples',
    runs: ['metrics/sparsified', `assignments/${rule.name}`],
    async compute({ task, seed, responsibilities, predictions }) {
      const part = task.test === undefined ? 'train' : 'test';
      const alpha = responsibilities(part);
      if (alpha === null || task.target.kind !== 'classes') return null;
      const assign = await bind(rule, rule.suggested);
      const labels = new Uint32Array(alpha.rows);
      assign(surprise(alpha), stream(seed, 'alpha', rule.name), labels);
      const { y } = task.test ?? task;
      const right = predictions(part, labels).filter((prediction, i) => prediction === y[i]);
      return right.length / y.length;
    },
  };
}

/** -log alpha, finite. */
function surprise({ data, rows, cols }: Matrix): Matrix {
  return matrix(
    rows,
    cols,
    data.map((share) => -Math.log(Math.max(share, floor))),
  );
}
