import type { Metric } from './contract.js';

/** A sample whose greatest responsibility is above this is as good as given to one expert. */
const sparseAbove = 0.99;

/** Whether a gate is sparse without being told to (section 4.4); null without a gate. */
export const sparse99: Metric = {
  name: 'sparse99',
  about: 'share of the training samples with a greatest responsibility above .99',
  parameters: {},
  summary: 'mean',
  better: 'none',
  unit: 'share of samples',
  compute({ responsibilities }) {
    const alpha = responsibilities('train');
    if (alpha === null) return null;
    const { data, rows, cols } = alpha;
    let sparse = 0;
    for (let i = 0; i < rows; i++) {
      if (data.subarray(i * cols, (i + 1) * cols).some((share) => share > sparseAbove)) sparse++;
    }
    return sparse / rows;
  },
};

/** What a floor under the cluster sizes holds up (section 4.1): the least mean responsibility; null without a gate. */
export const smallestAlpha: Metric = {
  name: 'smallest_alpha',
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
