import type { ParameterTable } from '../components/contract.js';
import type { Metric } from './contract.js';

const parameters = {
  tolerance: { kind: 'number', min: 0, default: 1e-6, about: "share of the target's variance that may be left" },
} as const satisfies ParameterTable;

/** Whether a noiseless regression task was solved: stable, and MSE / var(y) < 1e-6. A degenerate trial counts as 0. */
export const recovered: Metric<typeof parameters> = {
  name: 'recovered',
  needs: ['regression'],
  about: 'share of trials, of all, that are stable with MSE / var(y) < 1e-6; regression',
  parameters,
  summary: 'share',
  better: 'higher',
  unit: 'share of trials',
  compute({ task, learnt, error }, { tolerance }) {
    if (task.target.kind !== 'regression') return null;
    const left = learnt.log.degenerate === null ? error() : null;
    return left !== null && left < tolerance * variance(task.y) ? 1 : 0;
  },
};

/** Population variance. */
function variance(y: Float64Array): number {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  return y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.length;
}
