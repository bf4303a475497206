import type { ParameterTable } from '../components/contract.js';
import { expNegative } from '../math/exp.js';
import type { Matrix } from '../math/matrix.js';
import { argminRows } from '../math/matrix.js';
import type { Rng } from '../math/random.js';
import { uniform } from '../math/random.js';
import type { AssignmentRule } from './contract.js';

const parameters = {
  temperature: {
    kind: 'number',
    min: 0,
    default: 1,
    about: 'in units of the loss: a sample goes to expert j with probability proportional to exp(-loss / temperature)',
  },
} as const satisfies ParameterTable;

/**
 * Draws each sample's expert from the Boltzmann distribution of its losses. Losses are taken relative to the sample's
 * least one, so none is too large or too negative. `sums` is room for k values; one uniform per sample. No branch
 * depends on the draw: mispredicted ones took more time than the exponentials.
 */
function draw(loss: Matrix, temperature: number, sums: Float64Array, rng: Rng, labels: Uint32Array): void {
  const { data, rows: n, cols: k } = loss;
  for (let i = 0, at = 0; i < n; i++, at += k) {
    let least = data[at];
    for (let j = 1; j < k; j++) least = Math.min(least, data[at + j]);
    let total = 0;
    for (let j = 0; j < k; j++) {
      total += expNegative((data[at + j] - least) / temperature);
      sums[j] = total;
    }
    // u < 1 keeps the share below the last sum, so the label is at most k - 1 and its weight above 0.
    const share = uniform(rng) * total;
    let label = 0;
    for (let j = 0; j < k; j++) label += Number(sums[j] <= share);
    labels[i] = label;
  }
}

/**
 * Sampled assignment (section 3.1; the paper's "inversely proportional to the error" is a Boltzmann weight). At
 * temperature 0 it is argmin and draws nothing.
 */
export const softmax: AssignmentRule<typeof parameters> = {
  name: 'softmax',
  about: 'each sample to an expert drawn with probability proportional to exp(-loss / temperature)',
  parameters,
  draws: true,
  async bind({ temperature }) {
    if (temperature === 0) return (loss, _rng, labels) => argminRows(loss, labels);
    let sums = new Float64Array(0);
    return (loss, rng, labels) => {
      if (sums.length !== loss.cols) sums = new Float64Array(loss.cols);
      draw(loss, temperature, sums, rng, labels);
    };
  },
};
