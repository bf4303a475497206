import type { Outcome, Row, Trial } from './contract.js';

/** The columns of a row that say which trial it is. */
export function identity({
  id,
  cell,
  trial,
  seed,
}: Trial): Pick<Row, 'id' | 'task' | 'method' | 'sweep' | 'trial' | 'seed'> {
  return { id, task: cell.task, method: cell.method, sweep: cell.sweep, trial, seed };
}

/** The outcome of a trial that has no result: it threw, ran out of time or took its worker down. */
export function failedOutcome(trial: Trial, status: 'failed' | 'timeout', reason: string): Outcome {
  const metrics = Object.fromEntries(trial.cell.metrics.map((name) => [name, null]));
  const row: Row = { ...identity(trial), status, reason, iterations: null, converged: null, metrics };
  return { key: trial.key, row, seconds: 0 };
}
