/** Trials of two cells and what comes back of them, for tests. */
import type { Cell, Outcome, Trial } from '../../experiment/contract.js';
import { cellId } from '../../experiment/grid.js';
import { failedOutcome } from '../../experiment/outcome.js';

const cell = (method: string): Cell => ({
  ...{ task: 't', method, sweep: { n: 30 }, trials: 6, k: 2, metrics: ['error'] },
  ...{ data: { name: 'd' }, expert: { name: 'e' }, learn: { name: 'l', assign: { name: method } } },
});

/** Twelve trials of two cells; some of the first keep more than their row. */
export function queuedTrials(): Trial[] {
  return ['a', 'b'].flatMap((method) => {
    const own = cell(method);
    return Array.from({ length: 6 }, (_, trial): Trial => {
      const keep = method === 'a' && trial < 2 ? (['history'] as const) : [];
      const key = `${method.repeat(24)}/${trial}${keep.map((what) => `+${what}`).join('')}`;
      return { id: `${cellId(own)}${trial}`, cell: own, trial, seed: 100 + trial, keep, timeout: 60, digests: [], key };
    });
  });
}

export function outcomeOf(trial: Trial, error = 0.5, seconds = 1): Outcome {
  const failed = failedOutcome(trial, 'failed', '');
  const row = { ...failed.row, status: 'ok' as const, iterations: 3, converged: true, metrics: { error } };
  return { ...failed, row, seconds };
}
