import type { ParameterTable } from '../components/contract.js';
import type { Metric } from './contract.js';

const parameters = {
  above: {
    kind: 'number',
    min: 0,
    max: 1,
    default: 0.99,
    about: 'a sample with a greater responsibility is as good as given to one expert',
  },
} as const satisfies ParameterTable;

/** Whether a gate is sparse without being told to (section 4.4); null without a gate. */
export const sparse99: Metric<typeof parameters> = {
  name: 'sparse99',
  needs: ['gate'],
  about: 'share of the training samples with a greatest responsibility above .99',
  parameters,
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
    const alpha = responsibilities('train');
    if (alpha === null) return null;
    const sums = new Array<number>(alpha.cols).fill(0);
    alpha.data.forEach((share, at) => {
      sums[at % alpha.cols]! += share;
    });
    return Math.min(...sums) / alpha.rows;
  },
};
