/** Outcomes for tests of the tables. */
import type { Outcome, Row } from '../experiment/contract.js';

export const row: Row = {
  ...{ id: 't/m/0', task: 't', method: 'm', sweep: {}, trial: 0, seed: 1, status: 'ok', reason: '' },
  ...{ iterations: 1, converged: true, metrics: {} },
};

/** Keeps nothing beyond its row. */
export const bare: Outcome = { key: 'k', row, seconds: 1 };
