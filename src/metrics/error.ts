/** Training errors under the last assignment. */
import type { ParameterTable } from '../components/contract.js';
import type { Finished, Metric } from './contract.js';

const meanError = {
  parameters: {},
  summary: 'mean',
  better: 'lower',
  unit: 'mean squared error, or share of wrong labels',
} as const;

const ofWrongLabels = { ...meanError, unit: 'share of wrong labels' } as const;

/** What a degenerate trial counts for where failures are scored: guessing between two classes. */
const failureScore = 0.5;

const isDegenerate = ({ learnt }: Finished): boolean => learnt.log.degenerate !== null;

/** Training error under the last assignment with the experts that made it; null for a degenerate trial. */
export const error: Metric = {
  ...meanError,
  name: 'error',
  about: 'training error under the last assignment, of the experts that produced it; stable trials',
  compute: (finished) => (isDegenerate(finished) ? null : finished.error()),
};

/** Training error after refitting each expert to its cluster; null for a degenerate trial. */
export const errorRefit: Metric = {
  ...meanError,
  name: 'error_refit',
  about: 'training error after refitting the experts to the last assignment; stable trials',
  compute: (finished) => (isDegenerate(finished) ? null : finished.errorRefit()),
};

/** `error` over all trials, a degenerate one scored 0.5; classification only. */
export const errorAll: Metric = {
  ...ofWrongLabels,
  name: 'error_all',
  needs: ['classes'],
  about: 'error over all trials, degenerate ones scored 0.5; classification',
  compute: (finished) => scored(finished, error),
};

/** `error_refit` over all trials, a degenerate one scored 0.5; classification only. */
export const errorRefitAll: Metric = {
  ...ofWrongLabels,
  name: 'error_refit_all',
  needs: ['classes'],
  about: 'error_refit over all trials, degenerate ones scored 0.5; classification',
  compute: (finished) => scored(finished, errorRefit),
};

function scored(finished: Finished, metric: Metric): ReturnType<Metric['compute']> {
  if (finished.task.target.kind !== 'classes') return null;
  return isDegenerate(finished) ? failureScore : metric.compute(finished, {});
}

/** `error`, also of degenerate trials; null where no expert was ever fitted. */
export const errorAtStop: Metric = {
  ...meanError,
  name: 'error_at_stop',
  about: 'error where the trial stopped, degenerate or not',
  compute: (finished) => finished.error(),
};

const recovering = {
  tolerance: { kind: 'number', min: 0, default: 1e-6, about: "share of the target's variance that may be left" },
} as const satisfies ParameterTable;

/** Whether a noiseless regression task was solved: stable, and MSE / var(y) < 1e-6. A degenerate trial counts as 0. */
export const recovered: Metric<typeof recovering> = {
  name: 'recovered',
  needs: ['regression'],
  about: 'share of trials, of all, that are stable with MSE / var(y) < 1e-6; regression',
  parameters: recovering,
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
