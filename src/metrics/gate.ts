/** What a gate is like: how sparse its responsibilities are, who gets the least, and what making them sparse costs. */
import type { AssignmentRule } from '../assignments/contract.js';
import type { ParameterTable } from '../components/contract.js';
import { bind } from '../components/parameters.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import type { Metric } from './contract.js';

const sparseness = {
  above: {
    kind: 'number',
    min: 0,
    max: 1,
    default: 0.99,
    about: 'a sample with a greater responsibility is as good as given to one expert',
  },
} as const satisfies ParameterTable;

/** Whether a gate is sparse without being told to (section 4.4); null without a gate. */
export const sparse99: Metric<typeof sparseness> = {
  name: 'sparse99',
  needs: ['gate'],
  about: 'share of the training samples with a greatest responsibility above .99',
  parameters: sparseness,
  summary: 'mean',
  better: 'none',
  unit: 'share of samples',
  compute({ responsibilities }, { above }) {
    const alpha = responsibilities('train');
    if (alpha === null) return null;
    const { data, rows, cols } = alpha;
    let sparse = 0;
    for (let i = 0; i < rows; i++) {
      if (data.subarray(i * cols, (i + 1) * cols).some((share) => share > above)) sparse++;
    }
    return sparse / rows;
  },
};

/** What a floor under the cluster sizes holds up (section 4.1): the least mean responsibility; null without a gate. */
export const smallestAlpha: Metric = {
  name: 'smallest_alpha',
  needs: ['gate'],
  about: 'least of the mean responsibilities of the experts, over the training samples',
  parameters: {},
  summary: 'mean',
  better: 'higher',
  unit: 'share of samples',
  compute({ responsibilities }) {
    const means = meansOf(responsibilities('train'));
    return means === null ? null : Math.min(...means);
  },
};

/** What a cap on them holds down: the greatest; null without a gate. */
export const largestAlpha: Metric = {
  name: 'largest_alpha',
  needs: ['gate'],
  about: 'greatest of the mean responsibilities of the experts, over the training samples',
  parameters: {},
  summary: 'mean',
  better: 'none',
  unit: 'share of samples',
  compute({ responsibilities }) {
    const means = meansOf(responsibilities('train'));
    return means === null ? null : Math.max(...means);
  },
};

/** The k mean responsibilities. */
function meansOf(alpha: Matrix | null): number[] | null {
  if (alpha === null) return null;
  const sums = new Array<number>(alpha.cols).fill(0);
  alpha.data.forEach((share, at) => {
    sums[at % alpha.cols]! += share;
  });
  return sums.map((sum) => sum / alpha.rows);
}

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
